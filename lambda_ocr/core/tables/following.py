"""Print that is known on the template around a table: headings above it are no rows, what follows it ends it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lambda_ocr.core.model import Extent, FixedLine
from lambda_ocr.core.tables.layout import Layout
from lambda_ocr.core.tables.options import OPTIONS

MIN_LETTERS, MIN_WIDE_LETTERS = 4, 2
"""Letters by which a row of print is known again; ideographs say more."""
MOST_ROWS = 6
"""Rows of print above or below that are known, the nearest ones: farther ones say what rows of a table may say, too."""


@dataclass(frozen=True)
class Around:
    """Letters of the rows of print above and below a table."""

    above: tuple[str, ...]
    below: tuple[str, ...]

    @staticmethod
    def of(layout: Layout, lines: Sequence[FixedLine], height: float) -> Around:
        """Of the template's print outside its fields."""
        placed = [(layout.in_frame(line.quad), line.text) for line in lines]
        top, bottom = layout.first_row[0], layout.size[1]
        over = [one for one in placed if _is_within(one[0], top - OPTIONS.heading_heights * height, top)]
        under = [one for one in placed if _is_within(one[0], bottom, bottom + OPTIONS.following_heights * height)]
        return Around(_said(_rows(over, height)[-MOST_ROWS:]), _said(_rows(under, height)[:MOST_ROWS]))

    def is_heading(self, said: str) -> bool:
        """Whether a row of print is one of those above."""
        return _is_one_of(said, self.above)

    def ends(self, said: str) -> bool:
        """Whether it is one of those below."""
        return _is_one_of(said, self.below)


def _is_within(extent: Extent, low: float, high: float) -> bool:
    return low <= (extent[1] + extent[3]) / 2 <= high


def _rows(placed: Iterable[tuple[Extent, str]], height: float) -> list[list[str]]:
    """What the lines of each row of print say."""
    rows: list[list[tuple[Extent, str]]] = []
    for extent, text in sorted(placed, key=lambda one: one[0][1] + one[0][3]):
        last = rows[-1][-1][0] if rows else None
        if last and abs((extent[1] + extent[3]) - (last[1] + last[3])) < height:
            rows[-1].append((extent, text))
        else:
            rows.append([(extent, text)])
    return [[text for _, text in sorted(row)] for row in rows]


def _said(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Letters of each row, and of each of its lines by itself."""
    said = [lettered(text) for row in rows for text in (" ".join(row), *row)]
    return tuple(dict.fromkeys(text for text in said if _says(text)))


def lettered(text: str) -> str:
    """The letters of a text: figures change from copy to copy."""
    return "".join(letter for letter in text.casefold() if letter.isalpha())


def _says(letters: str) -> bool:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in letters)
    return len(letters) >= MIN_LETTERS or wide >= MIN_WIDE_LETTERS


def _is_one_of(said: str, known: Sequence[str]) -> bool:
    letters = lettered(said)
    return _says(letters) and any(
        SequenceMatcher(None, letters, each, autojunk=False).ratio() >= OPTIONS.min_same_ratio for each in known
    )
