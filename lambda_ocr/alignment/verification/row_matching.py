"""Rows of print: where lines went when what stands above them grew, shrank or is missing.

The rows of template and picture are matched in order by what they say: the chain of pairs with most agreeing letters,
less a price for every change of how far rows have moved (sequence alignment by dynamic programming, after Needleman and
Wunsch 1970). All places are template pixels; a line of the picture stands where the main homography shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.core.geometry import points


@dataclass(frozen=True)
class Row:
    """Lines that stand beside each other, left to right."""

    lines: tuple[Anchor, ...]

    @cached_property
    def top(self) -> float:
        """Of its middle line."""
        return float(np.median([points(line.quad)[:2, 1].mean() for line in self.lines]))

    @cached_property
    def bottom(self) -> float:
        """Of its middle line."""
        return float(np.median([points(line.quad)[2:, 1].mean() for line in self.lines]))

    @property
    def middle(self) -> float:
        """Between these."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Between these."""
        return self.bottom - self.top

    @cached_property
    def said(self) -> tuple[_Said, ...]:
        """What each of its lines says, and all of them together, each once."""
        texts = [lettered(line.text) for line in self.lines]
        return tuple(_Said(text) for text in dict.fromkeys((*texts, "".join(texts))))


@dataclass(frozen=True)
class RowMatch:
    """A row of the template found again on the picture."""

    row: Row
    other: Row

    @property
    def shift(self) -> float:
        """How far below the place where the homography shows it."""
        return self.other.middle - self.row.middle


def rows_of(lines: Sequence[Anchor]) -> list[Row]:
    """Lines as rows, top to bottom."""
    rows: list[list[Anchor]] = []
    for line in sorted(lines, key=lambda line: points(line.quad)[:, 1].mean()):
        # The last three rows: of a page read in columns a high line may come between two parts of one row.
        home = next((row for row in reversed(rows[-3:]) if _is_beside(Row(tuple(row)), line)), None)
        if home is None:
            rows.append([line])
        else:
            home.append(line)
    ordered = (Row(tuple(sorted(row, key=lambda line: line.quad[0][0]))) for row in rows)
    return sorted(ordered, key=lambda row: row.middle)


def _is_beside(row: Row, line: Anchor) -> bool:
    """Whether they have enough of their height in common."""
    y = points(line.quad)[:, 1]
    top, bottom = float(y[:2].mean()), float(y[2:].mean())
    common = min(bottom, row.bottom) - max(top, row.top)
    return common >= OPTIONS.min_row_overlap_share * min(bottom - top, row.height)


def matched(template: Sequence[Row], picture: Sequence[Row]) -> list[RowMatch]:
    """Rows of the template found again on the picture, top to bottom, each at most once and in order."""
    if not template or not picture:
        return []
    said = np.array([[letters(row, other) for other in picture] for row in template])
    height = float(np.median([row.height for row in template]))
    shifts = np.array([[other.middle - row.middle for other in picture] for row in template])
    best, before = _chains(said, shifts, OPTIONS.still_heights * height)
    pair = int(best.argmax())
    chain: list[RowMatch] = []
    while pair >= 0 and best.flat[pair] > 0:
        chain.append(RowMatch(template[pair // len(picture)], picture[pair % len(picture)]))
        pair = int(before.flat[pair])
    return chain[::-1]


def _chains(
    said: NDArray[np.float64], shifts: NDArray[np.float64], still: float
) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """What the best chain that ends with each pair (n, m) is worth, and the pair before it, -1 for none."""
    # The price of a change lets a row that reads like another keep to its neighbours' shift: `TOTAL` stands on several
    # lines of a receipt. The first row of a chain pays it too, or a chain of one pair could move a field for nothing.
    best = np.full(said.shape, -np.inf)
    before = np.full(said.shape, -1)
    for i, j in zip(*np.nonzero(said >= OPTIONS.min_row_letters), strict=True):
        best[i, j] = said[i, j] - OPTIONS.jump_letters * (abs(shifts[i, j]) > still)
        earlier = best[:i, :j] - OPTIONS.jump_letters * (np.abs(shifts[:i, :j] - shifts[i, j]) > still)
        if earlier.size and np.isfinite(top := earlier.max()) and said[i, j] + top > best[i, j]:
            best[i, j] = said[i, j] + top
            row, column = divmod(int(earlier.argmax()), j)
            before[i, j] = row * said.shape[1] + column
    return best, before


def letters(row: Row, other: Row) -> float:
    """Letters of a template's row that a row of the picture says too."""
    return sum(agreeing(line, other) * (1.0 if line.outside else OPTIONS.field_letter_weight) for line in row.lines)


def agreeing(line: Anchor, other: Row) -> float:
    """Letters of one line of the template that a row of the picture says; 0 where most are others.

    A detector parts a row otherwise on every page: the line is sought in each line of the row and in all of it.
    """
    text = lettered(line.text)
    if not text:
        return 0.0
    share = max(said.common(text, OPTIONS.min_row_letters_share * len(text)) for said in other.said) / len(text)
    return min(len(text), OPTIONS.max_row_letters) * share if share >= OPTIONS.min_row_letters_share else 0.0


def is_number(text: str) -> bool:
    """Whether so much of a text is digits that it likely changes from paper to paper."""
    return sum(character.isdigit() for character in text) >= OPTIONS.min_value_digit_share * len(text)


def lettered(text: str) -> str:
    """A text without white space and figures: what changes least from copy to copy."""
    return "".join(character for character in text if not (character.isspace() or character.isdigit()))


class _Said:
    """A text in which many others are sought: what difflib learns of it is learned once."""

    def __init__(self, text: str) -> None:
        self._text, self._matcher = text, SequenceMatcher(None, b=text, autojunk=False)

    def common(self, text: str, fewest: float) -> int:
        """Characters of `text` found in order, in blocks of two or more; 0 where there cannot be `fewest`.

        Single letters agree by chance in any two lines. Counting letters first spares difflib nearly all pairs of rows:
        it took 1.8 s more a page.
        """
        if sum(min(text.count(letter), self._text.count(letter)) for letter in set(text)) < fewest:
            return 0
        self._matcher.set_seq1(text)
        return sum(block.size for block in self._matcher.get_matching_blocks() if block.size > 1)
