"""What the networks saw of every field of some collections, kept so that types can be tried on it again and again."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.accuracy.collection import LIMITS, Group, scaled_fields, sendable
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.evidence import FieldEvidence, Fields
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, FieldReading, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.trace import Trace
from lambda_ocr.documents.formats import load_document

TYPES = Path(__file__).with_name("types.json")


@dataclass(frozen=True, eq=False)
class Seen:
    """One field on one picture, read as text."""

    group: str
    picture: str
    name: str
    truth: str | None
    """None where nobody knows."""
    known: FieldEvidence
    read: FieldReading

    @property
    def lines(self) -> list[str]:
        """Of the free reading."""
        return [line.text for line in self.read.lines]


class _Kept(Trace):
    known: Fields = ()

    def fields(self, fields: Fields) -> None:
        self.known = fields


def types() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """The options of each field that has a type, by kind and name."""
    told = json.loads(TYPES.read_text(encoding="utf-8"))
    return {(group, name): options for group, fields in told.items() for name, options in fields.items()}


def seen(reader: Reader, groups: Sequence[Group], cache: Path | None) -> Iterator[list[Seen]]:
    """Every picture's fields; from the `cache` where it is there, else read and kept in it when all are done."""
    if cache and cache.is_file():
        yield from pickle.loads(cache.read_bytes())
        return
    all_ = []
    for group in groups:
        for mine in _read(reader, group):
            all_.append(mine)
            yield mine
    if cache:
        cache.write_bytes(pickle.dumps(all_, pickle.HIGHEST_PROTOCOL))


def _read(reader: Reader, group: Group) -> Iterator[list[Seen]]:
    sent = sendable(group.template)
    fields = tuple(Field(name, quad(corners)) for corners, name in scaled_fields(group.fields, sent.factor))
    described = reader.describe(load_document(sent.data, LIMITS).first.pixels, fields)
    prepared = reader.prepare(Template(group.name, fields, sent.data, "2026-01-01T00:00:00Z"), described)
    for picture, truth in group.queries.items():
        kept, mine = _Kept(), list[Seen]()
        with suppress(TemplateMismatch):
            reading = reader.read(prepared, load_document(sendable(picture).data, LIMITS).first.pixels, kept)
            mine = [
                Seen(group.name, picture.name, field.name, truth.get(field.name), _slim(known), field)
                for known, field in zip(kept.known, reading.fields, strict=True)
            ]
        yield mine


def _slim(known: FieldEvidence) -> FieldEvidence:
    """The evidence without its pixels."""
    told = known.transcript
    if told is None:
        return replace(known, region=None, note=None)
    readings = tuple(
        replace(each, candidate=replace(each.candidate, region=_bare(each.candidate.region), doubtful=None))
        for each in told.readings
    )
    bare = replace(told, readings=readings, region=_bare(told.region), seen=None)
    return replace(known, transcript=bare, region=bare.region, candidates=(), seen=None, doubtful=None, tried=())


def _bare(region: Region) -> Region:
    return replace(region, image=np.zeros((1, 1, 3), np.uint8), page=None)
