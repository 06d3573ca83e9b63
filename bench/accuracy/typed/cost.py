"""What types cost: the same pictures read as text and with all types, in turn, in one process.

Rule: processor seconds are compared, since a machine may be shared; of each picture the first reading warms up and is
not counted, and which is read first changes from picture to picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from time import process_time
from typing import Any

from bench.accuracy.collection import LIMITS, Group, scaled_fields, sendable
from bench.support.numbers import median
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, Image, Prepared, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.formats import load_document

WAYS = ("text", "typed", "typed, detail")


@dataclass(frozen=True)
class Cost:
    """Processor seconds of one picture, by the ways it was read."""

    group: str
    fields: int
    """That have a type."""
    seconds: Mapping[str, float]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Of the typed ways to the first."""
        return tuple(self.seconds[way] / self.seconds[WAYS[0]] for way in WAYS[1:])


def costs(
    reader: Reader, groups: Sequence[Group], types: Mapping[tuple[str, str], Mapping[str, Any]], most: int
) -> Iterator[Cost]:
    """At most so many pictures of each group; those refused are left out."""
    turn = count()
    for group in groups:
        ways = _prepared(reader, group, types)
        typed = sum(bool(field.options) for field in ways[WAYS[1]].fields)
        for picture in list(group.queries)[:most] if typed else ():
            pixels = load_document(sendable(picture).data, LIMITS).first.pixels
            with suppress(TemplateMismatch):
                _seconds(reader, ways[WAYS[0]], pixels)
                order = WAYS if next(turn) % 2 else WAYS[::-1]
                yield Cost(group.name, typed, {way: _seconds(reader, ways[way], pixels) for way in order})


def told(measured: Sequence[Cost]) -> str:
    """Of all pictures, and the dearest."""
    lines = [f"{len(measured)} pictures, {sum(cost.fields for cost in measured)} fields with a type"]
    base = sum(cost.seconds[WAYS[0]] for cost in measured)
    for at, way in enumerate(WAYS[1:]):
        ratios = [cost.ratios[at] for cost in measured]
        more = [1e3 * (cost.seconds[way] - cost.seconds[WAYS[0]]) for cost in measured]
        whole = sum(cost.seconds[way] for cost in measured) / base
        lines.append(
            f"{way}: {whole:.3f} times the processor seconds of text; {median(ratios):.3f} (median of a picture); "
            f"{median(more):+.1f} ms (median), {max(more):+.1f} (most)"
        )
    return "\n".join(lines)


def _prepared(reader: Reader, group: Group, types: Mapping[tuple[str, str], Mapping[str, Any]]) -> dict[str, Prepared]:
    sent = sendable(group.template)
    plain = tuple(Field(name, quad(corners)) for corners, name in scaled_fields(group.fields, sent.factor))
    typed = tuple(replace(field, options=types.get((group.name, field.name), {})) for field in plain)
    described = reader.describe(load_document(sent.data, LIMITS).first.pixels, plain)

    def of(fields: tuple[Field, ...], *, alternatives: bool) -> Prepared:
        template = Template(group.name, fields, sent.data, "2026-01-01T00:00:00Z")
        return replace(reader.prepare(template, described), alternatives=alternatives)

    made = (of(plain, alternatives=False), of(typed, alternatives=False), of(typed, alternatives=True))
    return dict(zip(WAYS, made, strict=True))


def _seconds(reader: Reader, prepared: Prepared, pixels: Image) -> float:
    began = process_time()
    reader.read(prepared, pixels)
    return process_time() - began
