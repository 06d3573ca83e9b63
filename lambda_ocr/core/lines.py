"""Which detected lines are a field's, how they are cut, and how they are joined to a value.

A line is the field's when most of its height lies within the field. Along the line the recognizer decides: the line is
read with what stands left and right of the field, and characters are kept by where they stand, so that a neighbour's
text is never cut in half and a first character never lost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Glyph, Quad, Text

BELONGS = 0.5
"""Share of a line's height (or the field's, when that is smaller) that must lie in the field."""
REACH = 1.2
"""How far beyond the field a line is read, in line heights."""
TOLERANCE = 0.2
"""How far outside the field a character's centre may lie and still be the field's, in line heights."""

Frame = tuple[float, float, float, float]


def belongs(line: Quad, frame: Frame) -> bool:
    """Whether a line of the region is the field's: by height above all, and some of it beside or in the field."""
    left, top, right, bottom = frame
    low, high = _vertical_extent(line, left, right)
    inside = min(high, bottom) - max(low, top)
    smaller = min(high - low, bottom - top)
    x = points(line)[:, 0]
    return inside >= BELONGS * smaller and x.max() > left and x.min() < right


def _vertical_extent(line: Quad, left: float, right: float) -> tuple[float, float]:
    """Top and bottom of a (tilted) line at the middle of its part within [left, right]."""
    a, b, c, d = points(line)
    middle = (max(left, min(a[0], d[0])) + min(right, max(b[0], c[0]))) / 2
    return _at(a, b, middle), _at(d, c, middle)


def _at(start: np.ndarray, end: np.ndarray, x: float) -> float:
    run = end[0] - start[0]
    return float(start[1] + (end[1] - start[1]) * ((x - start[0]) / run if abs(run) > 1e-6 else 0.5))


def clipped(line: Quad, frame: Frame) -> Quad:
    """The line cut to the field's width and `REACH` line heights beyond."""
    a, b, c, d = points(line)
    reach = REACH * np.linalg.norm(d - a)
    left, right = frame[0] - reach, frame[2] + reach

    def cut(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        x0, x1 = max(left, start[0]), min(right, end[0])
        return np.array([x0, _at(start, end, x0)]), np.array([x1, _at(start, end, x1)])

    (a, b), (d, c) = cut(a, b), cut(d, c)
    return tuple((float(x), float(y)) for x, y in (a, b, c, d))  # type: ignore[return-value]


def within(text: Text, line: Quad, frame: Frame) -> Text:
    """The part of a line's text that stands in the field."""
    x = points(line)[:, 0]
    start, end = x[[0, 3]].mean(), x[[1, 2]].mean()
    slack = TOLERANCE * np.linalg.norm(points(line)[3] - points(line)[0])
    kept = [glyph for glyph in text.glyphs if frame[0] - slack <= start + glyph.at * (end - start) <= frame[2] + slack]
    return Text.of(kept)


def reading_order(lines: Sequence[Quad]) -> list[int]:
    """Indices of lines from top to bottom, those on one row from left to right."""
    boxes = [points(line) for line in lines]
    middle = [float(box[:, 1].mean()) for box in boxes]
    height = [float(np.linalg.norm(box[3] - box[0])) for box in boxes]
    left = [float(box[:, 0].min()) for box in boxes]
    rows: list[list[int]] = []
    for index in sorted(range(len(lines)), key=middle.__getitem__):
        row = rows[-1] if rows else []
        if row and abs(middle[index] - middle[row[-1]]) < 0.5 * min(height[index], height[row[-1]]):
            row.append(index)
        else:
            rows.append([index])
    return [index for row in rows for index in sorted(row, key=left.__getitem__)]


def joined(texts: Sequence[str]) -> str:
    """Lines as one value: nothing between two lines of Chinese or Japanese script, a space otherwise."""
    value = ""
    for text in texts:
        value += ("" if not value or (_is_cjk(value[-1]) and _is_cjk(text[0])) else " ") + text
    return value


def _is_cjk(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC", "BOPOMOFO"))


def glyph_confidence(glyphs: Sequence[Glyph]) -> float:
    """Mean confidence of characters, 0 for none."""
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs) if glyphs else 0.0
