"""Words of a table's lines, where they stand in its frame, and the rows of text that they make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from lambda_ocr.core.model import Extent, Glyph
from lambda_ocr.core.tables.options import OPTIONS
from lambda_ocr.core.transcript import LineReading

_RULES = frozenset("|丨-—_=.·:~*# ")


@dataclass(frozen=True, eq=False)
class PrintedLine:
    """A line as read, and its bounds in the table's frame."""

    reading: LineReading
    extent: Extent
    slope: float = 0.0
    """How far down it runs for each step along."""

    def at(self, glyph: Glyph) -> float:
        """Where a character of it stands along the table."""
        return self.extent[0] + glyph.at * (self.extent[2] - self.extent[0])

    @property
    def middle(self) -> tuple[float, float]:
        """Of its bounds."""
        left, top, right, bottom = self.extent
        return (left + right) / 2, (top + bottom) / 2


@dataclass(frozen=True, eq=False)
class Word:
    """Characters that stand together on one line."""

    line: PrintedLine
    glyphs: tuple[Glyph, ...]

    @cached_property
    def places(self) -> tuple[float, ...]:
        """Middles of its characters along the table."""
        return tuple(map(self.line.at, self.glyphs))

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(glyph.character for glyph in self.glyphs)

    def part(self, start: int, end: int | None = None) -> Word:
        """Those of its characters from `start` to before `end`."""
        return Word(self.line, self.glyphs[start:end])


@dataclass(frozen=True, eq=False)
class TextRow:
    """Words beside each other, left to right."""

    middle: float
    words: tuple[Word, ...]

    @cached_property
    def text(self) -> str:
        """All that it says."""
        return " ".join(word.text for word in self.words)


def text_rows(lines: Sequence[PrintedLine], columns: Sequence[Extent], height: float) -> list[TextRow]:
    """The lines as rows of text, top to bottom; what is rules or leaders alone is none."""
    slope = _slope(lines, height)
    levels = sorted(((line.middle[1] - slope * line.middle[0], line) for line in lines), key=lambda each: each[0])
    rows: list[list[tuple[float, PrintedLine]]] = []
    for level, line in levels:
        if rows and level - float(np.mean([each[0] for each in rows[-1]])) < height / 2:
            rows[-1].append((level, line))
        else:
            rows.append([(level, line)])
    found = (_row(row, columns, height, slope) for row in rows)
    return [row for row in found if row.words]


def _slope(lines: Sequence[PrintedLine], height: float) -> float:
    """How far the table's lines run down for each step along; by the longer ones, for a short one's is noise."""
    long = [line.slope for line in lines if line.extent[2] - line.extent[0] > 5 * height]
    return float(np.median(long)) if long else 0.0


def _row(row: Sequence[tuple[float, PrintedLine]], columns: Sequence[Extent], height: float, slope: float) -> TextRow:
    words = [word for _, line in row for word in _words(line, columns, height)]
    words = [word for word in words if not set(word.text) <= _RULES]
    left = min((place for word in words for place in word.places), default=0.0)
    return TextRow(
        float(np.mean([level for level, _ in row])) + slope * left,
        tuple(sorted(words, key=lambda word: word.places[0])),
    )


def _words(line: PrintedLine, columns: Sequence[Extent], height: float) -> Iterator[Word]:
    """A line's characters, parted at spaces, at wide gaps, and at wider ones where a column ends."""
    glyphs = line.reading.agreed.glyphs
    places = [line.at(glyph) for glyph in glyphs]
    steps = [after - before for before, after in pairwise(places)]
    usual = float(np.median(steps)) if steps else height
    wide = max(OPTIONS.word_gap_heights * height, OPTIONS.word_gap_ratio * usual)
    start = 0
    for at, glyph in enumerate(glyphs):
        is_space = glyph.character.isspace()
        parts = (
            at > start
            and not is_space
            and (
                steps[at - 1] > wide
                or (
                    steps[at - 1] > OPTIONS.column_gap_ratio * usual and _are_apart(columns, places[at - 1], places[at])
                )
            )
        )
        if (is_space or parts) and at > start:
            yield Word(line, tuple(glyphs[start:at]))
        if is_space:
            start = at + 1
        elif parts:
            start = at
    if start < len(glyphs):
        yield Word(line, tuple(glyphs[start:]))


def _are_apart(columns: Sequence[Extent], before: float, after: float) -> bool:
    """Whether two places lie in columns beside each other."""
    return (
        any(left <= before <= right for left, _, right, _ in columns)
        and not any(left <= before <= right and left <= after <= right for left, _, right, _ in columns)
        and any(left <= after <= right for left, _, right, _ in columns)
    )
