"""Which places of answer sheets are marked: right, wrong and doubted, by kind, on real pictures.

Each picture is aligned and its rows are read in process, as `mark` with `many`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy.collection import LIMITS, Group, real, scaled_fields, sendable
from bench.support.numbers import table
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad
from lambda_ocr.core.model import Field, FieldReading, Prepared, Status, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.formats import load_document
from lambda_ocr.entrypoints.wiring import compose_reader

PLACES: Mapping[str, list[dict[str, Any]]] = json.loads(
    Path(__file__).with_name("places.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Row:
    """A row of places on one picture."""

    group: str
    picture: str
    marked: tuple[str, ...]
    """Numbers of the places that are marked."""
    places: int
    read: FieldReading | None
    """None where the picture was refused."""

    @property
    def outcome(self) -> str:
        """What became of it."""
        if self.read is None:
            return "refused"
        said = "right" if tuple(self.read.normalized or ()) == self.marked else "wrong"
        return said + (", doubted" if self.read.status is Status.LOW_CONFIDENCE else "")


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("marked", __doc__ or "")
    made.add_argument("folder", type=Path, nargs="+", metavar="FOLDER", help="real pictures, some of places.json")
    made.add_argument("--list", action="store_true", help="print every row that is not read rightly beyond doubt")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Read every row of every picture."""
    groups = [group for folder in options.folder for group in real(folder) if group.name in PLACES]
    reader = compose_reader()
    rows = [row for group in progress(groups, len(groups), "kind") for row in _rows(reader, group)]
    print(_told(rows))
    if options.list:
        print("\n".join(_line(row) for row in rows if row.outcome != "right"))
    write_json(options.json, {"outcomes": Counter(row.outcome for row in rows)})
    return 0


def _rows(reader: Reader, group: Group) -> Iterator[Row]:
    known = PLACES[group.name]
    sent = sendable(group.template)
    quads = scaled_fields([(row["quad"], str(at)) for at, row in enumerate(known)], sent.factor)
    fields = tuple(
        Field(name, quad(corners), {"type": "mark", "many": [str(place) for place in range(row["places"])]})
        for (corners, name), row in zip(quads, known, strict=True)
    )
    described = reader.describe(load_document(sent.data, LIMITS).first.pixels, fields)
    prepared = reader.prepare(Template(group.name, fields, sent.data, "2026-01-01T00:00:00Z"), described)
    for picture in group.queries:
        if any(picture.name in row["marked"] for row in known):
            yield from _read(reader, prepared, group.name, picture, known)


def _read(reader: Reader, prepared: Prepared, group: str, picture: Path, known: list[dict[str, Any]]) -> Iterator[Row]:
    read: tuple[FieldReading | None, ...] = (None,) * len(known)
    with suppress(TemplateMismatch):
        read = reader.read(prepared, load_document(sendable(picture).data, LIMITS).first.pixels).fields
    for row, field in zip(known, read, strict=True):
        marked = row["marked"].get(picture.name)
        if marked is not None:
            yield Row(group, picture.name, tuple(map(str, marked)), row["places"], field)


def _told(rows: list[Row]) -> str:
    outcomes = sorted({row.outcome for row in rows})
    lines = []
    for group in sorted({row.group for row in rows}):
        mine = [row for row in rows if row.group == group]
        counts = Counter(row.outcome for row in mine)
        places = sum(row.places for row in mine)
        marked = sum(len(row.marked) for row in mine)
        lines.append([group, str(places), str(marked), *(str(counts[outcome]) for outcome in outcomes)])
    return table(["kind", "places", "marked", *(f"rows {outcome}" for outcome in outcomes)], lines)


def _line(row: Row) -> str:
    said = f"{row.read.normalized} {row.read.status.value}" if row.read else "refused"
    return f"{row.outcome}: {row.group} {row.picture}: marked {list(row.marked)}, read {said}"


if __name__ == "__main__":
    sys.exit(main())
