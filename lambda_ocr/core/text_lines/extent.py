"""Values longer than their field: how much blank paper lies beside it, and how far a line runs on into that.

Rule: known from the template (`room_beside`) before it is used on another copy (`drawn_out`): where print crosses the
field's edge on the template, or stands right beyond it, the field ends there on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import Points, points, polygon_mask, rectangle
from lambda_ocr.core.ink.unexplained_ink import FAINTEST, INKY, LONG, Mask
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import ASIDE, Region, cut_region
from lambda_ocr.core.text_lines.options import OPTIONS

FARTHEST = OPTIONS.max_extent_heights
APART = OPTIONS.max_value_gap_heights
KEPT_FREE = OPTIONS.free_paper_heights
OVERHANG = OPTIONS.max_overhang_heights
CUT_OFF = OPTIONS.min_cut_off_heights
PAPER = OPTIONS.paper_after_heights
BAND = OPTIONS.min_extent_band_heights
ALIGNED = OPTIONS.max_aligned_heights
MAX_EDGE_GAP_HEIGHTS = OPTIONS.max_edge_gap_heights
SIDE = OPTIONS.min_side_share


def room_beside(region: Region, taken: Sequence[Points]) -> tuple[float, float]:
    """Blank paper left and right of a field, in line heights; `region` shows `FARTHEST` on both sides.

    `taken` are places (4, 2) in the region's frame that belong to others.
    """
    left, top, right, bottom = region.frame
    size = (region.image.shape[1], region.image.shape[0])
    ink = _ink(region, region.image)
    sides = _sides(ink, region)
    ink |= polygon_mask([corners.tolist() for corners in taken], size) > 0
    columns = _columns(ink[max(0, int(top)) : int(bottom) + 1]) | sides
    after = columns[int(right - OVERHANG * region.line_height) :]
    before = columns[: int(left + OVERHANG * region.line_height) + 1][::-1]
    to_right = _is_right_aligned(_columns(ink[max(0, int(top)) : int(bottom) + 1])[int(left) : int(right)], region)
    return _room(before, region.line_height) if to_right else 0.0, _room(after, region.line_height)


def _is_right_aligned(columns: Mask, region: Region) -> bool:
    """Whether the field's own print ends at its right edge and begins far from its left one.

    Only then a longer value begins before the field: what stands before others is a label.
    """
    inked = np.flatnonzero(columns) / region.line_height
    return bool(len(inked)) and len(columns) / region.line_height - inked[-1] < ALIGNED and inked[0] > 2 * ALIGNED


def _room(columns: Mask, line_height: float) -> float:
    """Line heights of blank columns after the edge; none where print reaches it."""
    first = int(np.argmax(columns)) if columns.any() else len(columns)
    return max(0.0, first / line_height - OVERHANG - KEPT_FREE)


def drawn_out(picture: Image, region: Region, room: tuple[float, float], budget: Budget = UNBOUNDED) -> Region:
    """The region, its field drawn out to the ends of lines that run on beyond its edges, no farther than `room`."""
    for side in (0, 1):
        left_over = room[side] * region.line_height
        while left_over > OVERHANG * region.line_height:
            runs = _runs_on(region, before=side == 0)
            step = min(runs, left_over)
            if step <= 0:
                break
            left, top, right, bottom = region.frame
            wider = (left - step, top, right, bottom) if side == 0 else (left, top, right + step, bottom)
            region = cut_region(picture, rectangle(*wider), region.line_height, region.image_from_region, budget)
            left_over -= step
            if runs < (ASIDE - 2 * PAPER) * region.line_height:
                break
    return region


def _runs_on(region: Region, before: bool) -> float:
    """How far print runs on beyond the field's edge, in pixels, as far as the region shows it; 0 where it does not."""
    image = region.image[:, ::-1] if before else region.image
    edge = image.shape[1] - region.frame[0] if before else region.frame[2]
    height, (_, top, _, bottom) = region.line_height, region.frame
    start = max(0, int(edge - 2 * height))
    shown = np.ascontiguousarray(image[:, start:])
    ink = _ink(region, shown)
    sides = _sides(ink, region)
    at, near, inset = edge - start, MAX_EDGE_GAP_HEIGHTS * height, 0.1 * (bottom - top)
    rows = ink[int(top + inset) : int(bottom - inset) + 1] & ~sides
    stop = int(np.argmax(sides[int(at) :])) if sides[int(at) :].any() else len(sides)
    farthest = 0.0
    for first, last in _bands(rows):
        columns = _columns(rows[first:last])
        if last - first < BAND * height or not columns[int(at - near) : int(at)].any():
            continue
        end = _end(columns[int(at) :][:stop], APART * height)
        farthest = max(farthest, end)
    return farthest + PAPER * height if farthest > CUT_OFF * height else 0.0


def _end(columns: Mask, apart: float) -> float:
    """Where print that begins at once ends: before the first gap wider than `apart`."""
    inked = np.flatnonzero(columns)
    if not len(inked) or inked[0] > apart:
        return 0.0
    gaps = np.flatnonzero(np.diff(inked) > apart)
    return float(inked[gaps[0]] if len(gaps) else inked[-1]) + 1


def _bands(rows: Mask) -> list[tuple[int, int]]:
    inked = np.asarray(rows.any(axis=1))
    edges = np.flatnonzero(np.diff(np.r_[False, inked, False].astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _ink(region: Region, image: Image) -> Mask:
    """Dark pixels of a part of the region, (height, width), horizontal rules left out."""
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    size = round(region.line_height) | 1
    depth = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8)), np.uint8)
    dark = (depth > max(FAINTEST, INKY * float(np.percentile(depth, 99.5)))).astype(np.uint8)
    rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, round(LONG * region.line_height)), np.uint8))
    return np.asarray((dark > 0) & (cv2.dilate(rules, np.ones((3, 3), np.uint8)) == 0))


def _sides(ink: Mask, region: Region) -> Mask:
    """Columns that a box's side covers from above the field to below it."""
    _, top, _, bottom = region.frame
    reach = 0.4 * region.line_height
    rows = ink[max(0, int(top - reach)) : int(bottom + reach) + 1]
    joined = np.asarray(cv2.dilate(rows.astype(np.uint8), np.ones((1, 3), np.uint8)))
    return np.asarray(joined.mean(axis=0) >= SIDE)


def _columns(rows: Mask) -> Mask:
    return np.asarray(rows.any(axis=0))


def quads_in(region: Region, quads: Sequence[Points]) -> list[Points]:
    """Quads of the picture in the region's frame."""
    region_from_image = np.linalg.inv(region.image_from_region)
    return [points(cv2.perspectiveTransform(corners[None], region_from_image)[0]) for corners in quads]
