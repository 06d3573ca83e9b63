"""What is ink in a region, and how much of it no line explains.

Print that a reading passes over must not pass for blank paper: a field with ink outside all of its lines is neither
empty nor read for sure.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import points, polygon_mask
from lambda_ocr.core.model import Quad
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.text_lines.options import OPTIONS

Mask = NDArray[np.bool_]
Depth = NDArray[np.uint8]
"""How much darker than its surroundings each pixel is, in grey levels."""


def depth_of(region: Region) -> tuple[Depth, float]:
    """The depth of each pixel, and of the field's darkest ink (0 of light print, and where there is none)."""
    return _depth(np.asarray(cv2.cvtColor(region.image, cv2.COLOR_BGR2GRAY), np.uint8), region)


def _depth(grey: NDArray[np.uint8], region: Region) -> tuple[Depth, float]:
    """By the black hat: how much a closing of a line height fills in, which no shadow and no stain of such size is."""
    size = round(region.line_height) | 1
    depth = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8)), np.uint8)
    field = field_of(region)
    darkest = float(np.percentile(depth[field], 99)) if depth[field].size else 0.0
    least = OPTIONS.ink_depth_share * darkest
    ink = depth[field] > least
    if not ink.any() or ink.all():
        return depth, 0.0
    # Of light print what is dark beside its surroundings is the ground between strokes, as dark as the rest of the
    # ground.
    contrast = float(np.median(grey[field][~ink])) - float(np.median(grey[field][ink]))
    return depth, darkest if contrast > least else 0.0


def field_of(region: Region) -> tuple[slice, slice]:
    """The field's rows and columns in its region."""
    left, top, right, bottom = region.frame
    return span(top, bottom), span(left, right)


def span(low: float, high: float) -> slice:
    """The pixels between two places, those at the ends included."""
    return slice(max(0, int(low)), max(0, int(np.ceil(high))))


def print_of(region: Region) -> Mask:
    """Pixels of the region, (height, width), that are print, dark or light, rules and specks left out."""
    grey = np.asarray(cv2.cvtColor(region.image, cv2.COLOR_BGR2GRAY), np.uint8)
    depth, darkest = _depth(grey, region)
    if darkest < OPTIONS.min_ink_contrast:  # light print on dark ground is dark print on light, inverted
        depth, darkest = _depth(np.asarray(255 - grey, np.uint8), region)
    if darkest < OPTIONS.min_ink_contrast:
        return np.zeros(grey.shape, np.bool_)
    ink = without_rules((depth > OPTIONS.ink_depth_share * darkest).astype(np.uint8), region.line_height)
    return _pieces(ink, region) > 0


def without_rules(ink: NDArray[np.uint8], line_height: float) -> NDArray[np.uint8]:
    """Ink (0 or 1) less strokes that are longer or higher than a character can be."""
    long, high = OPTIONS.min_stroke_length_heights * line_height, OPTIONS.min_stroke_height_heights * line_height
    rules = np.zeros_like(ink)
    for size in ((1, round(long)), (round(high), 1)):
        rules |= np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel_on(ink.shape, *size)), np.uint8)
    # A pixel around them as well: the soft edge of a rule is ink too, and would stay behind as a row of specks.
    around = np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)), np.uint8)
    return np.where(around > 0, np.uint8(0), ink)


def kernel_on(shape: Sequence[int], high: int, wide: int) -> NDArray[np.uint8]:
    """A full kernel, no larger than what sees a whole picture of this (height, width) from everywhere on it.

    Larger ones change nothing, and OpenCV pads the picture by their size: a slit of 4 x 900 pixels to 1,800 x 900.
    """
    return np.ones((min(high, 2 * shape[0] + 1), min(wide, 2 * shape[1] + 1)), np.uint8)


def _pieces(ink: NDArray[np.uint8], region: Region) -> NDArray[np.uint8]:
    """Connected pieces high enough for a character that lie in the field for the most part."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, right, bottom = region.frame
    least = OPTIONS.min_piece_heights * region.line_height
    high = stats[:, cv2.CC_STAT_HEIGHT] >= least
    inside = (centres[:, 0] >= left) & (centres[:, 0] <= right) & (centres[:, 1] >= top) & (centres[:, 1] <= bottom)
    kept = (high & inside).astype(np.uint8)
    kept[0] = 0
    return np.asarray(kept[labels], np.uint8)


def unexplained(region: Region, lines: Sequence[Quad]) -> float:
    """Share, 0 to 1, of the field's print that lies outside `lines` (quads of the region's frame).

    Lines are all that were read or are a neighbour's. Less than a character's ink counts for nothing.
    """
    ink = print_of(region)
    total = int(np.count_nonzero(ink))
    if not total:
        return 0.0
    # Outside the lines' quads grown by some paper: accents, descenders and a signature's flourish are theirs.
    left = ink & (polygon_mask([_with_paper(line) for line in lines], (ink.shape[1], ink.shape[0])) == 0)
    rest = int(np.count_nonzero(left))
    return rest / total if rest > OPTIONS.min_character_ink * region.line_height**2 else 0.0


def _with_paper(line: Quad) -> list[list[float]]:
    """A line's quad, grown by `line_margin_heights` of its height on every side."""
    a, b, c, d = points(line)
    down = OPTIONS.line_margin_heights * (d - a + c - b) / 2
    along = np.array([down[1], -down[0]])
    return [list(corner) for corner in (a - down - along, b - down + along, c + down + along, d + down - along)]
