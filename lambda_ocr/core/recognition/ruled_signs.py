"""Points and commas of a number whose foot lies on a printed rule: passed over, or taken for each other.

The rule hides the tail that tells a comma from a point, and joins a point with the line under it, so that the network
reads `12.5` as 125, and `1,9` as 1.9, both surely. The rule is taken off the line's picture; what is left standing on
it between two digits is such a sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.model import Image, Quad, Text
from lambda_ocr.core.recognition.unread_signs import ink_of, on_crop
from lambda_ocr.core.text_lines.line_cutting import Frame

SEPARATORS = ".,"
RULE = 1.2
"""Length of a rule, in heights of the crop: longer than a character's strokes."""
LOWER = 0.5
"""A rule that characters stand on lies in this part of the crop, from below."""
TOUCHES = 0.08
"""How far above the rule a sign, or a character, may end and still stand on it."""
HIGH, WIDE = 0.2, 0.22
"""Height and width of a sign at the most,"""
LEAST = 0.0015
"""and its area at the least, in squares of the crop's height: specks are less."""
DIGIT = 0.28
"""Height of a shape that may be a digit."""
REACH = 0.2
"""How far from a sign its character may stand."""
TAIL = 0.06
"""What a comma shows below the rule, at the least; a rule thinner than that hides no tail."""


@dataclass(frozen=True, eq=False)
class _Ruled:
    """The shapes of a crop without its rule: left, top, right, bottom (n, 4), and the rule's upper and lower edge."""

    shapes: NDArray[np.float64]
    areas: NDArray[np.float64]
    upper: float
    lower: float
    thick: float


def hidden(crop: Image, line: Quad, frame: Frame, said: Text, *, known: bool = False) -> int:
    """How many separators of a number within a field (`frame`; `line` is where the crop was cut) a rule keeps from
    being read: nothing stands at their place, or, unless which is which is `known`, one whose tail would be hidden.
    """
    if not any(character.isdigit() for character in said.text):
        return 0
    ruled = _ruled(crop)
    if ruled is None:
        return 0
    height, width = crop.shape[:2]
    low, high = on_crop(line, frame, width)
    places = [(glyph.at * width, glyph.character) for glyph in said.glyphs if not glyph.character.isspace()]
    known = known or ruled.thick < TAIL * height
    signs = [place for place in _signs(ruled, height) if low <= place <= high]
    return sum(_is_open([said for at, said in places if abs(at - place) <= REACH * height], known) for place in signs)


def has_separator(text: str) -> bool:
    """Whether a number in the text shows how its like are written: with a point, or a comma, between two digits."""
    return re.search(r"\d[.,]\d", text) is not None


def _is_open(said: list[str], known: bool) -> bool:
    return not known if any(character in SEPARATORS for character in said) else not said


def _ruled(crop: Image) -> _Ruled | None:
    """None where characters stand on no rule."""
    ink = ink_of(crop)
    if ink is None:
        return None
    height = crop.shape[0]
    rule = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(RULE * height)), np.uint8)), np.uint8)
    rule[: round(LOWER * height)] = 0
    rows = np.flatnonzero(rule.any(axis=1))
    if not len(rows):
        return None
    columns = rule.sum(axis=0)
    thick = float(np.median(columns[columns > 0]))
    around = np.asarray(cv2.dilate(rule, np.ones((3, 1), np.uint8)), np.uint8)
    _, _, shapes, _ = cv2.connectedComponentsWithStats(np.where(around > 0, np.uint8(0), ink), connectivity=8)
    left, top, wide, high, areas = (shapes[1:, column].astype(np.float64) for column in range(5))
    return _Ruled(
        np.column_stack([left, top, left + wide, top + high]), areas, float(rows[0]), float(rows[-1] + 1), thick
    )


def _signs(ruled: _Ruled, height: int) -> list[float]:
    """Where, along the crop, small shapes stand on the rule between two digits that do; not those with a tail below."""
    left, top, right, bottom = ruled.shapes.T
    stands = np.abs(bottom - ruled.upper) <= TOUCHES * height + 1
    tall = stands & (bottom - top > DIGIT * height)
    small = stands & (bottom - top <= HIGH * height) & (right - left <= WIDE * height)
    small &= ruled.areas >= LEAST * height**2
    tails = ruled.shapes[(top >= ruled.lower - 2) & (bottom - top >= TAIL * height)]
    digits = sorted((float(a), float(b)) for a, b in zip(left[tall], right[tall], strict=True))
    between = [(before[1], after[0]) for before, after in pairwise(digits) if after[0] - before[1] < height]
    middles = ((left + right) / 2)[small]
    return [
        float(middle)
        for middle in middles
        if any(start <= middle <= end for start, end in between)
        and not any(tail[0] - 2 <= middle <= tail[2] + 2 for tail in tails)
    ]
