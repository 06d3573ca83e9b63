"""Watermarks: broad ink much paler than a field's print, taken off it before its lines are looked for.

A detector joins words set aslant under a value with the value to one leaning line, and reads what stands beside it as
more of it. Print of one pen varies by half; a watermark has a sixth of its depth, and strokes broader than the soft
edges of print.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.ink.unexplained_ink import depth_of, field_of
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import Region, large_page
from lambda_ocr.core.text_lines.work import PER_STROKE_PX

MIN_LEVELS = 12
"""Grey levels below which nothing is a watermark's: noise and paper."""
MAX_DEPTH_SHARE, DEEP_PERCENTILE = 0.3, 80
"""Depth of a watermark's deeper pixels (this percentile: its edges are soft), as a share of the print's: drawn ones
have 0.09 to 0.29."""
PRINT_DEPTH_SHARE, DARKEST_PERCENTILE = 0.5, 99.7
"""Share of the print's depth from which ink is print, and the percentile of a field's pixels that has that depth."""
BESIDE_PRINT_PX, STROKE_PX = 7, 3
"""What is looked at: not so near print, whose edges are soft, and strokes so broad."""
MIN_WATERMARK_SQUARES = 0.2
"""Ink so pale that makes a watermark, in squares of the line height: two letters of one have more."""
MIN_WATERMARK_HEIGHTS, TOUCHING_HEIGHTS = 1.2, 0.3
"""Height of a watermark's letters or slanted words, in line heights, what stands so near taken together: a pencil's
words beside print are lower."""
CLEAR_DEPTH_RATIO = 1.4
"""Depth, in the watermark's own, up to which ink is taken off; from twice that on it stays as it is."""


def without_watermark(picture: Image, region: Region, line_px: int, budget: Budget = UNBOUNDED) -> Region | None:
    """The region less ink that is much paler than its print; None where it has none, or print of one depth alone.

    Raises `OverBudget`.

    Its lines are cut from the page made here, so that page is as large as lines are read: `line_px` high.
    """
    height, width = region.image.shape[:2]
    budget.spend(Part.CROP, PER_STROKE_PX * height * width)
    level = _level(region)
    if not level:
        return None
    page = large_page(picture, region, line_px)
    return replace(
        region,
        image=_cleared(region.image, region.line_height, level),
        page=_cleared(page.image, page.line_height, level),
        page_from_region=page.from_region,
    )


def _level(region: Region) -> float:
    """Grey levels by which a watermark in the field is darker than its paper; 0 where there is none."""
    depth, _ = depth_of(region)
    field = field_of(region)
    darkest = float(np.percentile(depth[field], DARKEST_PERCENTILE)) if depth[field].size else 0.0
    if MAX_DEPTH_SHARE * darkest <= MIN_LEVELS:
        return 0.0
    beside = np.ones((BESIDE_PRINT_PX, BESIDE_PRINT_PX), np.uint8)
    is_print = cv2.dilate((depth > PRINT_DEPTH_SHARE * darkest).astype(np.uint8), beside) > 0
    soft = cv2.GaussianBlur(depth, (0, 0), 1.0)
    pale = ((soft > MIN_LEVELS) & ~is_print).astype(np.uint8)
    pale = np.asarray(cv2.morphologyEx(pale, cv2.MORPH_OPEN, np.ones((STROKE_PX, STROKE_PX), np.uint8)), np.uint8)
    seen = soft[field][pale[field] > 0]
    if len(seen) < MIN_WATERMARK_SQUARES * region.line_height**2:
        return 0.0
    level = float(np.percentile(seen, DEEP_PERCENTILE))
    return level if level <= MAX_DEPTH_SHARE * darkest and _is_high(pale, region.line_height) else 0.0


def _is_high(pale: NDArray[np.uint8], line_height: float) -> bool:
    """Whether ink stands higher than a line's own can."""
    reach = round(TOUCHING_HEIGHTS * line_height) | 1
    joined = cv2.dilate(pale, np.ones((reach, reach), np.uint8))
    heights = cv2.connectedComponentsWithStats(joined, connectivity=8)[2][1:, cv2.CC_STAT_HEIGHT]
    return bool(heights.max(initial=0) - reach >= MIN_WATERMARK_HEIGHTS * line_height)


def _cleared(image: Image, line_height: float, level: float) -> Image:
    """A picture in grey of its ink alone, less what is up to `CLEAR_DEPTH_RATIO` times as deep as `level`."""
    grey: NDArray[np.uint8] = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    size = round(line_height) | 1
    depth = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8)), np.float32)
    least = CLEAR_DEPTH_RATIO * level
    left = depth * np.clip(depth / least - 1, 0, 1)
    return np.repeat((255 - left).astype(np.uint8)[..., None], 3, axis=2)
