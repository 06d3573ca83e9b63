"""What `presence` says of real pictures (`python -m bench presence FOLDER…`): present, absent and doubted, by kind.

Rule: what stands where is told by the texts known of a picture; nothing is labelled by hand. A field that says the same
on the template and on every copy is the form's own print: nothing was added. One without a text is blank. Any other is
filled: on the template as it is (over another value), and on the template with its value painted out, alone and with
what is printed before it. A field of a page that is refused, or that is not placed on it, is no answer: it is counted
by itself, and is none of those that are right of so many.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

import numpy as np

from bench.accuracy.collection import LIMITS, Group, real, scaled_fields, sendable
from bench.support.numbers import table
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, FieldReading, Image, Quad, Status, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.formats import load_document
from lambda_ocr.entrypoints.wiring import compose_reader

SAME_PRINT = 0.6
"""Likeness of two readings of one print, which may be misread."""
BEFORE_HEIGHTS = 3.0
"""How far a field is drawn out to hold what is printed before it."""


class Place(StrEnum):
    """What stands in a field."""

    PRINT = "print alone"
    BLANK = "blank"
    FILLED = "filled"
    BESIDE = "filled, with print beside"
    OVER = "filled, over another value"

    @property
    def is_filled(self) -> bool:
        """Whether something was added to the template."""
        return self not in {Place.PRINT, Place.BLANK}


class Outcome(StrEnum):
    """What became of a field."""

    RIGHT = "right"
    DOUBTED = "wrong, doubted"
    WRONG = "wrong beyond doubt"
    NOT_PLACED = "not placed"
    REFUSED = "page refused"

    @property
    def is_told(self) -> bool:
        """Whether something was answered of it."""
        return self not in {Outcome.NOT_PLACED, Outcome.REFUSED}


@dataclass(frozen=True)
class Seen:
    """A field of one picture, and what was answered of it."""

    group: str
    place: Place
    read: FieldReading | None
    """None where the page was refused."""

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.read is None:
            return Outcome.REFUSED
        if self.read.normalized is None:
            return Outcome.NOT_PLACED
        if bool(self.read.normalized) == self.place.is_filled:
            return Outcome.RIGHT
        return Outcome.WRONG if self.read.status is Status.OK else Outcome.DOUBTED


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("presence", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="+", metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--group", action="append", default=[], metavar="NAME", help="only this one (repeatable)")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Read every field of every picture as `handwriting`."""
    groups = [group for folder in options.folder for group in real(folder)]
    chosen = [group for group in groups if not options.group or group.name in options.group]
    reader = compose_reader()
    seen = [one for group in progress(chosen, len(chosen), "kind") for one in _of_group(reader, group)]
    print(told(seen))
    write_json(options.json, {"outcomes": Counter(f"{one.place}: {one.outcome}" for one in seen)})
    return 0


def _of_group(reader: Reader, group: Group) -> Iterator[Seen]:
    sent = sendable(group.template)
    picture = load_document(sent.data, LIMITS).first.pixels
    fields = [(quad(corners), name) for corners, name in scaled_fields(group.fields, sent.factor)]
    own = _own_texts(reader, picture, fields)
    drawn = [
        Drawn(corners, name, is_fixed=_is_fixed(group, name, says), own=says)
        for (corners, name), says in zip(fields, own, strict=True)
    ]
    yield from answers(reader, group, picture, drawn)
    filled = [each for each in drawn if each.own and not each.is_fixed]
    if filled:
        alone = [Drawn(each.corners, each.source) for each in filled]
        wider = [Drawn(_with_before(each.corners), each.source, is_wider=True) for each in filled]
        yield from answers(reader, group, painted_out(picture, (each.corners for each in filled)), [*alone, *wider])


def _own_texts(reader: Reader, picture: Image, fields: list[tuple[Quad, str]]) -> list[str]:
    plain = tuple(Field(name, corners) for corners, name in fields)
    prepared = reader.prepare(Template("", plain, b"", "2026-01-01T00:00:00Z"), reader.describe(picture, plain))
    return [note.value for note in prepared.notes]


def _is_fixed(group: Group, name: str, own: str) -> bool:
    texts = {truth[name] for truth in group.queries.values() if name in truth}
    if len(texts) != 1:
        return False
    return SequenceMatcher(None, own, texts.pop(), autojunk=False).ratio() > SAME_PRINT


@dataclass(frozen=True)
class Drawn:
    """A field as it is drawn, and what is known of it."""

    corners: Quad
    source: str
    """The field whose text stands there."""
    is_fixed: bool = False
    is_wider: bool = False
    own: str = ""
    """What the template says in it."""

    def place(self, text: str) -> Place:
        """What stands in it on a copy whose `source` says `text`."""
        if self.is_fixed:
            return Place.PRINT
        if not text:
            return Place.BLANK
        if self.is_wider:
            return Place.BESIDE
        return Place.OVER if self.own else Place.FILLED


def answers(reader: Reader, group: Group, template: Image, drawn: Sequence[Drawn]) -> Iterator[Seen]:
    """Every field whose text is known, of every picture, read by `template` with the fields so `drawn`."""
    options = {"type": "presence", "of": "handwriting"}
    fields = tuple(Field(str(at), each.corners, options) for at, each in enumerate(drawn))
    described = reader.describe(template, fields)
    prepared = reader.prepare(Template(group.name, fields, b"", "2026-01-01T00:00:00Z"), described)
    for path, truth in group.queries.items():
        found: tuple[FieldReading | None, ...] = (None,) * len(drawn)
        with suppress(TemplateMismatch):
            found = reader.read(prepared, load_document(sendable(path).data, LIMITS).first.pixels).fields
        for each, read in zip(drawn, found, strict=True):
            if each.source in truth:
                yield Seen(group.name, each.place(truth[each.source]), read)


def painted_out(picture: Image, quads: Iterable[Quad]) -> Image:
    """The template with paper, and its grain, where values were."""
    blank, grain = picture.copy(), np.random.default_rng(1)
    for corners in quads:
        points = np.array(corners)
        (left, top), (right, bottom) = np.floor(points.min(axis=0)).astype(int), np.ceil(points.max(axis=0)).astype(int)
        part = blank[max(top, 0) : bottom, max(left, 0) : right]
        paper = np.percentile(part.reshape(-1, 3), 75, axis=0)
        part[:] = np.clip(paper + grain.normal(0, 1.5, part.shape), 0, 255).astype(np.uint8)
    return blank


def _with_before(corners: Quad) -> Quad:
    """A field drawn out to its left, by no more than it is wide."""
    points = np.array(corners, np.float64)
    along = points[1] - points[0]
    wide, high = np.linalg.norm(along), np.linalg.norm(points[3] - points[0])
    points[[0, 3]] -= along / max(wide, 1e-6) * min(BEFORE_HEIGHTS * high, wide)
    return quad(np.maximum(points, 0).tolist())


def told(seen: list[Seen]) -> str:
    """Right of those told, by kind and place; the wrong ones that are beyond doubt, and those that were not told."""
    counts: dict[str, dict[Place, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for one in seen:
        counts[one.group][one.place].append(one.outcome)
        counts["all"][one.place].append(one.outcome)
    all_of_them = counts.pop("all", {})
    lines = [[group, *(_share(found[place]) for place in Place)] for group, found in counts.items()]
    lines.append(["all", *(_share(all_of_them.get(place, [])) for place in Place)])
    for outcome in (Outcome.WRONG, Outcome.NOT_PLACED, Outcome.REFUSED):
        lines.append([outcome, *(str(all_of_them.get(place, []).count(outcome)) for place in Place)])
    return table(["kind", *Place], lines)


def _share(found: list[Outcome]) -> str:
    answered = sum(outcome.is_told for outcome in found)
    return f"{found.count(Outcome.RIGHT)} of {answered}" if answered else "-"


if __name__ == "__main__":
    sys.exit(main())
