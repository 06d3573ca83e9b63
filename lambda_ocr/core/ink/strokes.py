"""The form's own strokes in a field taken off: rules, sides of boxes, and the ticks of a comb that stand on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.geometry import resized
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import Region, large_page
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.work import PER_STROKE_PX

Mask = NDArray[np.uint8]

MIN_CONTRAST, INK_CONTRAST_SHARE = 40, 0.4
"""Grey levels between ink and ground below which there is none, and share of the strongest that makes ink."""
MIN_RULE_HEIGHTS, MIN_UPRIGHT_HEIGHTS = 1.6, 1.2
"""Length of a run of ink along the line, and across it, that no character has, in line heights."""
MIN_TICKS, MAX_SPACING_ERROR, MIN_EVEN_SHARE = 3, 0.12, 0.7
"""Ticks that make a comb, how far from whole numbers of cells their distances may be, and the share that must be so:
worn print has such strokes here and there."""
MAX_TICK_HEIGHTS, MAX_TICK_WIDTH_HEIGHTS = 0.5, 0.16
"""Height and width of a tick at the most, in line heights; a point is as wide as it is high and stays."""


def without_strokes(picture: Image, region: Region, line_px: int, budget: Budget = UNBOUNDED) -> Region | None:
    """The region less its rules and ticks; None where it has no ticks: print on a plain rule is read as it is.

    Raises `OverBudget`.

    Its lines are cut from the page made here, so that page is as large as lines are read: `line_px` high.
    """
    height, width = region.image.shape[:2]
    budget.spend(Part.CROP, PER_STROKE_PX * height * width)
    large = large_page(picture, region, line_px)
    page, line = large.image, large.line_height
    grey = cv2.GaussianBlur(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    left, top, right, bottom = (max(0, round(side * line_px / OPTIONS.region_line_px)) for side in region.frame)
    field = grey[top:bottom, left:right]
    if not field.size:
        return None
    ground = float(np.median(field))
    away = np.abs(grey.astype(np.float32) - ground)
    strongest = float(np.percentile(away[top:bottom, left:right], 99.5))
    if strongest < MIN_CONTRAST:
        return None
    ink = np.asarray(away > INK_CONTRAST_SHARE * strongest, np.uint8)
    rules = _runs(ink, MIN_RULE_HEIGHTS * line, along=True) | _runs(ink, MIN_UPRIGHT_HEIGHTS * line, along=False)
    ticks = _ticks(ink, rules, line, (left, top, right, bottom))
    if not ticks.any():
        return None
    # With their soft edges; in the colour of the field's ground, on which a hole shows least.
    gone = cv2.dilate(rules | ticks, np.ones((3, 3), np.uint8)).astype(bool)
    page[gone] = np.median(page[top:bottom, left:right].reshape(-1, 3), axis=0)
    return replace(region, image=resized(page, (width, height)), page=page, page_from_region=large.from_region)


def _runs(ink: Mask, length: float, *, along: bool) -> Mask:
    """Ink of straight runs so long, along the line or across it: morphological opening by a segment."""
    kernel = np.ones((1, round(length)) if along else (round(length), 1), np.uint8)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.uint8)


def _ticks(ink: Mask, rules: Mask, line: float, field: tuple[int, int, int, int]) -> Mask:
    """Short upright strokes that stand on a rule, where those of the field make a comb."""
    # Taken off their rules, ticks are pieces of their own; they are those within two pixels of where a rule was.
    # Letters that touch the rule are too, but are wider or higher.
    near = cv2.dilate(rules, np.ones((5, 5), np.uint8))
    rest = np.where(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0, 0, ink).astype(np.uint8)
    _, labels, shapes, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
    touching = set(np.unique(labels[(near > 0) & (rest > 0)]).tolist()) - {0}
    ticks = [
        each
        for each in touching
        if shapes[each, cv2.CC_STAT_WIDTH] <= MAX_TICK_WIDTH_HEIGHTS * line
        and 1.3 * shapes[each, cv2.CC_STAT_WIDTH] <= shapes[each, cv2.CC_STAT_HEIGHT] <= MAX_TICK_HEIGHTS * line
    ]
    left, top, right, bottom = field
    middles = {each: shapes[each, :2] + shapes[each, 2:4] / 2 for each in ticks}
    places = sorted(float(x) for x, y in middles.values() if left < x < right and top < y < bottom)
    return np.asarray(np.isin(labels, ticks), np.uint8) if _is_comb(places) else np.zeros_like(ink)


def _is_comb(places: Sequence[float]) -> bool:
    """Whether ticks stand at even distances, some of them perhaps unseen.

    Worn print stands on its rule with strokes here and there: without this a time and an address lost characters
    (realset 380, with it 381). In cells of the median gap 66 of 80 drawn values are read, of the least 61.
    """
    if len(places) < MIN_TICKS:
        return False
    gaps = np.diff(places)
    cells = gaps / max(float(np.median(gaps)), 1.0)
    even = np.abs(cells - np.maximum(np.round(cells), 1)) < MAX_SPACING_ERROR * cells
    return bool(even.mean() >= MIN_EVEN_SHARE)
