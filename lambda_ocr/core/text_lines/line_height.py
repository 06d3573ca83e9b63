"""How high the lines of a field are, from its ink alone, before anything is read.

Half of the ink of print lies in connected pieces no higher than its letters, whatever the script and however tight the
lines; a few lines that touch change little. That is enough to look at a field at the right scale.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.geometry import scale_at, warp
from lambda_ocr.core.ink.unexplained_ink import kernel_on, without_rules
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.work import PER_INK_PX, crop_work


def line_height_of_ink(picture: Image, region: Region, budget: Budget = UNBOUNDED) -> float | None:
    """Height of the field's lines in its region, as a detector would draw them; None where there is no print.

    Raises `OverBudget`.
    """
    crop, factor = _field(picture, region, budget)
    heights, weights = pieces(crop)
    if not len(heights):
        return None
    # Weighed by ink: accents, points and specks are many and low, but have little of it.
    order = np.argsort(heights)
    middle = heights[order][np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)]
    return float(OPTIONS.box_letter_ratio * middle / factor)


def _field(picture: Image, region: Region, budget: Budget) -> tuple[Image, float]:
    """The field in the picture's own resolution, as far as `max_ink_look_px` allows, and its scale to the region's."""
    left, top, right, bottom = region.frame
    own = scale_at(region.image_from_region, ((left + right) / 2, (top + bottom) / 2))
    factor = min(max(own, 1e-3), OPTIONS.max_ink_look_px / max(right - left, bottom - top, 1.0))
    crop_from_region = np.array([[factor, 0, -left * factor], [0, factor, -top * factor], [0, 0, 1.0]])
    size = (max(1, round((right - left) * factor)), max(1, round((bottom - top) * factor)))
    budget.spend(Part.CROP, crop_work(picture.shape, size, factor / max(own, 1e-3), PER_INK_PX))
    return warp(picture, crop_from_region @ np.linalg.inv(region.image_from_region), size), factor


def pieces(crop: Image) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Heights and areas of the connected pieces of ink, rules, frames and specks left out."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), np.uint8)
    ink = _ink(grey)
    # No line is higher than the field, so no stroke of a letter is longer than this: the rest is rules and frames.
    reach = max(grey.shape[0], OPTIONS.max_neighbourhood_px)
    ink = without_rules(ink, reach / 1.5)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    high, wide = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    letters = (high >= OPTIONS.min_ink_piece_px) & (wide < 12 * high)  # words whose letters touch are in, rules are not
    return high[letters].astype(np.float64), stats[1:, cv2.CC_STAT_AREA][letters].astype(np.float64)


def _ink(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where a pixel is clearly darker than its neighbourhood; of light print on dark, lighter."""
    size = min(OPTIONS.max_neighbourhood_px, max(grey.shape)) | 1
    kernel = kernel_on(grey.shape, size, size)
    dark = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel)
    light = cv2.morphologyEx(grey, cv2.MORPH_TOPHAT, kernel)
    masks = []
    for depth in (dark, light):
        darkest = float(np.percentile(depth, 99))
        is_print = darkest >= OPTIONS.min_ink_contrast
        masks.append((depth > OPTIONS.ink_depth_share * darkest) if is_print else np.zeros(grey.shape, np.bool_))
    # Paper covers more than print does: of dark print the light mask is the paper between the letters.
    fewer = min((mask for mask in masks if mask.any()), key=np.count_nonzero, default=masks[0])
    return np.asarray(fewer, np.uint8)
