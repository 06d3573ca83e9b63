"""Sheets with a table in the coloured script: a heading, rows, and what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, FieldReading, FixedLine, Image, Quad, Template
from lambda_ocr.core.reader import Reader
from tests.support.drawn_script import (
    HIGH,
    AlignerThatIsTold,
    DetectorThatSeesInk,
    RecognizerThatTellsColours,
    page,
    write,
)

TOP, PITCH = 100, 40
"""Where the first row of text stands, and from one to the next."""
ITEM, QUANTITY, TOTAL = 40, 400, 600
"""Left ends of the columns."""
FIGURE = {"type": "code", "pattern": "[RGB]{1,6}"}
CODED: tuple[tuple[int, int, str, dict[str, str]], ...] = (
    (ITEM, 340, "item", {}),
    (QUANTITY, 60, "quantity", FIGURE),
    (TOTAL, 100, "total", FIGURE),
)
HEADING, FOLLOWING = "KKKKKK MMMM", "CCCC CCCC"


@dataclass(frozen=True)
class Sheet:
    """One sheet; a row of text is (left end, text) pairs, None a line that is left out."""

    rows: Sequence[Sequence[tuple[int, str]] | None]
    heading: str = HEADING
    following: str = FOLLOWING
    gap: int = 1
    """Lines between the last row and what follows."""
    high: int = 700

    def drawn(self) -> Image:
        """Its picture."""
        paper = page(800, self.high)
        write(paper, ITEM, TOP - PITCH, self.heading)
        for at, row in enumerate(self.rows):
            for left, text in row or ():
                write(paper, left, TOP + at * PITCH, text)
        if self.following:
            write(paper, ITEM, self._end, self.following)
        return paper

    @property
    def _end(self) -> int:
        return TOP + (len(self.rows) + self.gap - 1) * PITCH

    @property
    def fixed(self) -> tuple[FixedLine, ...]:
        """Its print around the table."""
        said = ((self.heading, TOP - PITCH), (self.following, self._end))
        return tuple(FixedLine(text, line(ITEM, top, 300), "caption", 1.0, 1.0) for text, top in said)

    def field(self, columns: Sequence[Sequence[Any]] | None = None) -> Field:
        """The table, its columns on the first row of text where nothing else is said."""
        known = [[quad, name, options] for quad, name, options in columns or coded()]
        return Field("goods", rectangle(30, TOP - 8, 780, self._end - 12), {"type": "table", "columns": known})


def line(left: float, top: float, wide: float) -> Quad:
    """A place around a line of print."""
    return rectangle(left - 6, top - 5, left + wide, top + HIGH + 5)


def coded(item_down: int = 0, others_down: int = 0) -> list[tuple[Quad, str, dict[str, Any]]]:
    """The three columns, so many pixels below the first row of text."""
    return [
        (line(left, TOP + (item_down if name == "item" else others_down), wide), name, dict(options))
        for left, wide, name, options in CODED
    ]


def entry(item: str, quantity: str, total: str) -> list[tuple[int, str]]:
    """A row of one line."""
    return [(left, text) for left, text in ((ITEM, item), (QUANTITY, quantity), (TOTAL, total)) if text]


@dataclass
class AlignerOfSheets(AlignerThatIsTold):
    """Knows the print around a table."""

    fixed: tuple[FixedLine, ...] = field(default_factory=tuple)

    def fixed_lines(self, features: str) -> tuple[FixedLine, ...]:
        """As told."""
        return self.fixed


def reader_of(template: Sheet) -> Reader:
    """A reader that knows what is printed around the table of this template."""
    return Reader(AlignerOfSheets(fixed=template.fixed), DetectorThatSeesInk(), RecognizerThatTellsColours())


def read(
    template: Sheet,
    copy: Image,
    columns: Sequence[Sequence[Any]] | None = None,
    budget: Budget = UNBOUNDED,
    layer: TextLayer | None = None,
) -> FieldReading:
    """The table on a copy, beside the copy's own text where it has one."""
    fields = (template.field(columns),)
    reader = reader_of(template)
    described = reader.describe(template.drawn(), fields)
    return reader.read(
        reader.prepare(Template("t", fields, b"", "2026-01-01T00:00:00Z"), described), copy, budget=budget, layer=layer
    ).fields[0]
