"""Rows and cells of tables on real pictures: right, wrong, missed, made up.

LABELS is a JSON file kept beside the pictures: by kind the table's `quad` and `columns`, as a field has them, and under
`pictures` the rows of each, a list of texts. The kind's other fields are on the template too, less those in the table.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy.collection import LIMITS, Group, real, sendable
from bench.accuracy.scoring import is_right
from bench.support.numbers import table
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import inside_share, points, quad
from lambda_ocr.core.model import Field, FieldReading, Prepared, Status, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.formats import load_document
from lambda_ocr.entrypoints.wiring import compose_reader

TABLE = "table"


@dataclass(frozen=True)
class Scored:
    """One table; `pairs` sets each true row beside the one read for it, either None where it has none."""

    group: str
    picture: str
    pairs: tuple[tuple[Sequence[str] | None, Sequence[FieldReading] | None], ...]
    read: FieldReading | None

    def counts(self) -> tuple[int, int, int, int, int, int]:
        """Rows there are, right, made up; cells there are, right, and wrong with nothing said of it."""
        rows = [(truth, read) for truth, read in self.pairs if truth]
        cells = [pair for truth, read in rows for pair in _cells(truth, read)]
        unnoticed = sum(not is_right(said, true) and is_ok for true, said, is_ok in cells)
        return (
            len(rows),
            sum(all(is_right(said, true) for true, said, _ in _cells(truth, read)) for truth, read in rows),
            sum(truth is None for truth, _ in self.pairs),
            len(cells),
            sum(is_right(said, true) for true, said, _ in cells),
            unnoticed,
        )


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("tables", __doc__ or "")
    made.add_argument("labels", type=Path, metavar="LABELS", help="the rows that stand on the pictures")
    made.add_argument("folder", type=Path, nargs="+", metavar="FOLDER", help="real pictures with truth")
    made.add_argument("--list", action="store_true", help="print every row that is not right")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Read every table."""
    labels: Mapping[str, Any] = json.loads(options.labels.read_text(encoding="utf-8"))
    groups = [group for folder in options.folder for group in real(folder) if group.name in labels]
    reader = compose_reader()
    scored = [one for group in progress(groups, len(groups), "kind") for one in _scored(reader, group, labels)]
    print(_told(scored))
    if options.list:
        print("\n".join(line for one in scored for line in _misses(one)))
    write_json(options.json, {one.group + "/" + one.picture: one.counts() for one in scored})
    return 0


def _scored(reader: Reader, group: Group, labels: Mapping[str, Any]) -> Iterator[Scored]:
    known = labels[group.name]
    fields = (Field(TABLE, quad(known["quad"]), {"type": "table", "columns": known["columns"]}), *_others(group, known))
    data = group.template.read_bytes()
    described = reader.describe(load_document(data, LIMITS).first.pixels, fields)
    prepared = reader.prepare(Template(group.name, fields, data, "2026-01-01T00:00:00Z"), described)
    for picture in group.queries:
        if picture.name in known["pictures"]:
            read = _read(reader, prepared, picture)
            rows = read.rows if read else ()
            yield Scored(group.name, picture.name, tuple(_paired(known["pictures"][picture.name], rows)), read)


def _others(group: Group, known: Mapping[str, Any]) -> Iterator[Field]:
    left, top = points(known["quad"]).min(axis=0)
    right, bottom = points(known["quad"]).max(axis=0)
    for corners, name in group.fields:
        if inside_share(points(corners) - (left, top), (round(right - left), round(bottom - top))) < 0.5:
            yield Field(name, quad(corners))


def _read(reader: Reader, prepared: Prepared, picture: Path) -> FieldReading | None:
    with suppress(TemplateMismatch):
        return reader.read(prepared, load_document(sendable(picture).data, LIMITS).first.pixels).fields[0]
    return None


def _paired(
    truth: Sequence[Sequence[str]], read: Sequence[Sequence[FieldReading]]
) -> list[tuple[Sequence[str] | None, Sequence[FieldReading] | None]]:
    """Rows in order, so that most cells agree (Needleman and Wunsch 1970)."""
    best: dict[tuple[int, int], tuple[float, list[Any]]] = {(0, 0): (0.0, [])}
    for i in range(len(truth) + 1):
        for j in range(len(read) + 1):
            ways = [best[i, j]] if (i, j) in best else []
            if i:
                ways.append((best[i - 1, j][0], [*best[i - 1, j][1], (truth[i - 1], None)]))
            if j:
                ways.append((best[i, j - 1][0], [*best[i, j - 1][1], (None, read[j - 1])]))
            if i and j:
                same = sum(is_right(said, true) for true, said, _ in _cells(truth[i - 1], read[j - 1]))
                before = best[i - 1, j - 1]
                ways.append((before[0] + same + 0.01, [*before[1], (truth[i - 1], read[j - 1])]))
            best[i, j] = max(ways, key=lambda way: way[0])
    return best[len(truth), len(read)][1]


def _cells(truth: Sequence[str], read: Sequence[FieldReading] | None) -> list[tuple[str, str | None, bool]]:
    """What stands in each cell, what was read there, and whether that was said to be so."""
    if read is None:
        return [(true, None, False) for true in truth]
    return [(true, cell.value, cell.status is Status.OK) for true, cell in zip(truth, read, strict=True)]


def _told(scored: Sequence[Scored]) -> str:
    lines = []
    for group in [*dict.fromkeys(one.group for one in scored), "all"]:
        counts = [one.counts() for one in scored if group in (one.group, "all")]
        rows, right, made_up, cells, good, unnoticed = map(sum, zip(*counts, strict=True))
        lines.append(
            [group, str(len(counts)), f"{right} of {rows}", str(made_up), f"{good} of {cells}", str(unnoticed)]
        )
    return table(["kind", "tables", "rows right", "rows made up", "cells right", "cells wrong at `ok`"], lines)


def _misses(one: Scored) -> Iterator[str]:
    if one.read is None:
        yield f"{one.group} {one.picture}: refused"
    for truth, read in one.pairs:
        said = [f"{cell.value!r} ({cell.status.value})" for cell in read] if read else None
        if truth is None or read is None or not all(is_right(got, true) for true, got, _ in _cells(truth, read)):
            yield f"{one.group} {one.picture}: is {truth and list(truth)}, read {said}"


if __name__ == "__main__":
    sys.exit(main())
