"""Marks that stand alone in a field: a dash, a stroke, a point, one digit, on light ground or dark.

No detector sees them and no band of rows holds them, yet they are the value. What tells them from the form's own
strokes is where they end: a rule, the side of a box and a neighbour's print go on beyond the field, a dotted line is
long, and what the template shows at the same place is the form's.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Extent, Glyph, Quad, Text
from lambda_ocr.core.text_lines.canvas import Region

MIN_CONTRAST = 40
"""Grey levels between ink and ground below which nothing is a mark."""
MIN_INK_PX = 8
"""Pixels of a mark, in its region."""
INK_CONTRAST_SHARE = 0.5
"""Share of the strongest ink's contrast that makes a pixel ink."""
GROUND_HEIGHTS = 2.0
"""Side of a tile whose middle grey is taken for its ground, in line heights: no mark fills half of one."""
MAX_LIGHT_RATIO = 3.0
"""How much more or less light than most of the field a part of it is taken to have; beyond, its ground is another."""
MIN_MARK_HEIGHTS = 0.07
"""Side of the least mark, in line heights: a point."""
MAX_MARKS_WIDTH_HEIGHTS, MAX_MARKS_HEIGHTS = 4.0, 1.2
"""Extent of all marks together, in line heights."""
MIN_RULE_HEIGHTS = 1.6
"""A stroke less than `MAX_RULE_THICKNESS_HEIGHTS` line heights high and longer than this is a rule."""
MAX_RULE_THICKNESS_HEIGHTS = 0.16
PAPER_ASIDE_HEIGHTS = 0.3
"""Ground left and right of a mark, in line heights."""
CHARACTER_LINE_SHARE = 0.62
"""Share of a line's height that a character of full height takes."""
SAME_PLACE_HEIGHTS = 0.3
"""How far a mark may lie from where the template shows it, in line heights, and be the form's."""

MIN_MARK_CONFIDENCE = 0.8
"""Confidence that marks standing alone must be read with."""
BARS = "-–—一ー−_~"
STROKES = "1lI|/丿i!\\"
MAX_HYPHEN_HEIGHTS, MAX_EN_DASH_HEIGHTS = 0.3, 0.52
"""Length of a lone bar, in line heights, up to which it is a hyphen, and up to which an en dash: a line is 1.35 times
as high as its type, whose dashes are 0.33, 0.5 and 1 long."""
MEASURED_CONFIDENCE = 0.8
"""Confidence of a name that measures gave, of a bar at the most: a dash and the number one of ideographic script are
one shape."""
MIN_SLASH_LEAN = 0.2
"""Lean of a lone straight stroke from which it is a slash; italic ones lean by 0.2 and have feet."""
MAX_STRAY_HEIGHTS = 0.14
"""How far a stroke's middle may stray from a straight line, in its heights; the flag of a one strays farther."""


@dataclass(frozen=True)
class LoneMarks:
    """All the ink that stands free in a field."""

    extent: Extent
    """Left, top, right, bottom in the region."""
    marks: int

    def place(self, region: Region) -> Extent:
        """The extent in line heights from the field's upper left corner: comparable with another copy's."""
        left, top = region.frame[:2]
        away = np.array(self.extent) - (left, top, left, top)
        x0, y0, x1, y1 = (float(side) for side in away / region.line_height)
        return x0, y0, x1, y1


def lone_marks(region: Region) -> LoneMarks | None:
    """The free ink of a field, where it is little enough to be a mark or a few."""
    contrast = _contrast(region)
    if contrast is None:
        return None
    # Components of either polarity, so that light marks on a dark band count like dark ones on paper.
    _, _, shapes, _ = cv2.connectedComponentsWithStats(contrast, connectivity=8)
    left, top, wide, high = (shapes[1:, column].astype(np.float64) for column in range(4))
    right, bottom = left + wide, top + high
    x0, y0, x1, y1 = region.frame
    line = region.line_height
    inside = (
        ((left + right) / 2 > x0) & ((left + right) / 2 < x1) & ((top + bottom) / 2 > y0) & ((top + bottom) / 2 < y1)
    )
    # What goes on beyond the field is a rule, a box's side or a neighbour's print.
    free = inside & (left >= x0) & (right <= x1) & (top >= y0) & (bottom <= y1)
    mark = free & (np.maximum(wide, high) >= MIN_MARK_HEIGHTS * line)
    # A long thin stroke is where a value is to be written: dashes are shorter.
    mark &= ~((high < MAX_RULE_THICKNESS_HEIGHTS * line) & (wide > MIN_RULE_HEIGHTS * line))
    if not mark.any():
        return None
    extent = (left[mark].min(), top[mark].min(), right[mark].max(), bottom[mark].max())
    if extent[2] - extent[0] > MAX_MARKS_WIDTH_HEIGHTS * line or extent[3] - extent[1] > MAX_MARKS_HEIGHTS * line:
        return None  # a line of print, which the usual look reads better
    a, b, c, d = (float(side) for side in extent)
    return LoneMarks((a, b, c, d), int(mark.sum()))


def is_at(place: Extent, other: Extent | None) -> bool:
    """Whether two free marks, by their `place`, may be the same print."""
    return other is not None and bool(np.abs(np.subtract(place, other)).max() < SAME_PLACE_HEIGHTS)


def line_of(found: LoneMarks, region: Region) -> Quad:
    """A line around free marks, as high as its characters make it, or as the field's lines are."""
    left, top, right, bottom = found.extent
    high = bottom - top
    # A dash or a point says nothing of how high its line is.
    is_high = high > MAX_RULE_THICKNESS_HEIGHTS * 2 * region.line_height
    height = high / CHARACTER_LINE_SHARE if is_high else region.line_height
    middle = (top + bottom) / 2
    aside = PAPER_ASIDE_HEIGHTS * height
    return rectangle(left - aside, middle - height / 2, right + aside, middle + height / 2)


def named_by_measures(text: Text, found: LoneMarks, region: Region, *, ideographs: bool) -> Text:
    """What a lone mark is, by its measures where its picture alone cannot tell: a bar by its length (one of ideographic
    script is the number one), a slanted stroke by its lean.
    """
    bare = text.text.strip()
    if found.marks != 1 or len(bare) != 1:
        return text
    (glyph,) = (each for each in text.glyphs if not each.character.isspace())
    if bare in BARS:
        bar = _bar(found, region, ideographs=ideographs)
        return Text.of([Glyph(bar, min(glyph.confidence, MEASURED_CONFIDENCE), glyph.at)])
    lean = _lean(found, region) if bare in STROKES else 0.0
    slash = Glyph("/" if lean > 0 else "\\", MEASURED_CONFIDENCE, glyph.at)
    return Text.of([slash]) if abs(lean) >= MIN_SLASH_LEAN else text


def is_stroke(text: Text) -> bool:
    """Whether a text is no more than strokes and points, such as forms print for themselves."""
    return all(character in BARS + STROKES + ".·:;," or character.isspace() for character in text.text)


def _bar(found: LoneMarks, region: Region, *, ideographs: bool) -> str:
    """Which dash a bar is, by its length: the recogniser calls every long bar 一 at 0.99."""
    left, _, right, _ = found.extent
    length = (right - left) / region.line_height
    if length <= MAX_HYPHEN_HEIGHTS:
        return "-"
    if ideographs:
        return "一"
    return "–" if length <= MAX_EN_DASH_HEIGHTS else "—"


def _lean(found: LoneMarks, region: Region) -> float:
    """How far a straight stroke goes to the right for each pixel up; 0 of anything else.

    The recogniser calls every slash 1, at 0.75 to 0.97.
    """
    contrast = _contrast(region)
    left, top, right, bottom = (round(side) for side in found.extent)
    if contrast is None or bottom - top < 4:
        return 0.0
    ink = contrast[top:bottom, left:right].astype(np.float64)
    rows = np.flatnonzero(ink.sum(axis=1))
    middles = (ink[rows] @ np.arange(ink.shape[1])) / ink[rows].sum(axis=1)
    slope, start = np.polyfit(rows, middles, 1)
    # By the middle of the ink in each row: a flag or a foot bends that line, a slash does not.
    stray = float(np.abs(middles - (slope * rows + start)).max())
    return float(-slope) if stray < MAX_STRAY_HEIGHTS * (bottom - top) else 0.0


def _contrast(region: Region) -> NDArray[np.uint8] | None:
    """Where a region differs from the field's own ground: 1 there; None where nothing does."""
    grey = cv2.cvtColor(region.image, cv2.COLOR_BGR2GRAY).astype(np.int16)
    left, top, right, bottom = (max(0, round(side)) for side in region.frame)
    field = grey[top:bottom, left:right]
    if not field.size:
        return None
    high, wide = np.subtract(grey.shape, field.shape)
    ground = np.pad(_ground(field, region.line_height), ((top, high - top), (left, wide - left)), "edge")
    # As the light falls: ink in shade stands out of its paper by as much less.
    usual = np.float32(max(float(np.median(ground[::8, ::8])), 1.0))
    light = np.clip(ground.astype(np.float32) / usual, 1 / MAX_LIGHT_RATIO, MAX_LIGHT_RATIO)
    away = (np.abs(grey - ground) / light).astype(np.int16)
    # The strongest few pixels, not one, for one is noise.
    inner = away[top:bottom, left:right].ravel()
    strongest = float(np.partition(inner, -min(MIN_INK_PX, inner.size))[-min(MIN_INK_PX, inner.size)])
    return (away > INK_CONTRAST_SHARE * strongest).astype(np.uint8) if strongest >= MIN_CONTRAST else None


def _ground(field: NDArray[np.int16], line: float) -> NDArray[np.int16]:
    """Grey of the ground at each pixel of a field: what most of its surroundings have.

    Not of the whole field: across one that lies half in shade paper differs from paper more than faint ink does.
    """
    high, wide = field.shape
    rows, columns = (max(1, round(side / (GROUND_HEIGHTS * line))) for side in (high, wide))
    down, along = high // rows, wide // columns
    # Every other pixel of a tile tells as much: it is what this costs.
    tiles = field[: rows * down, : columns * along].reshape(rows, down, columns, along)[:, ::2, :, ::2]
    medians = np.median(tiles, axis=(1, 3)).astype(np.int16)
    return np.asarray(cv2.resize(medians, (wide, high), interpolation=cv2.INTER_LINEAR), np.int16)
