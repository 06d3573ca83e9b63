"""Values longer than their field: how much blank paper lies beside it, and how far a line runs on into that.

Rule: known from the template (`room_beside`) before it is used on another copy (`drawn_out`): where print crosses the
field's edge on the template, or stands right beyond it, the field ends there on purpose (docs/tuning.md, "Values longer
than their field": nine situations, 108 drawn fields).
"""

from __future__ import annotations

import cv2
import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import Points, polygon_mask, rectangle, transform
from lambda_ocr.core.ink.unexplained_ink import Mask
from lambda_ocr.core.model import Image
from lambda_ocr.core.text_lines.canvas import Region, cut_region
from lambda_ocr.core.text_lines.options import OPTIONS


def room_beside(region: Region, taken: Points) -> tuple[float, float]:
    """Blank paper left and right of a field, in line heights; `region` shows `max_extent_heights` on both sides.

    `taken` are places (n, 4, 2) in the region's frame that belong to others.
    """
    left, top, right, bottom = region.frame
    size = (region.image.shape[1], region.image.shape[0])
    ink = _ink(region, region.image)
    sides = _sides(ink, region)
    ink |= polygon_mask([corners.tolist() for corners in taken], size) > 0
    printed = _columns(ink[max(0, int(top)) : int(bottom) + 1])
    columns, overhang = printed | sides, OPTIONS.max_overhang_heights * region.line_height
    after = columns[int(right - overhang) :]
    before = columns[: int(left + overhang) + 1][::-1]
    # To the left only where the field's own print ends at its right edge and begins far from its left one: what stands
    # before other values is a label, and labels without a word gap were read as values.
    own = np.flatnonzero(printed[int(left) : int(right)]) / region.line_height
    wide, aligned = len(printed[int(left) : int(right)]) / region.line_height, OPTIONS.max_aligned_heights
    is_right_aligned = bool(len(own)) and wide - own[-1] < aligned and own[0] > 2 * aligned
    return _room(before, region.line_height) if is_right_aligned else 0.0, _room(after, region.line_height)


def _room(columns: Mask, line_height: float) -> float:
    """Line heights of blank columns after the edge; none where print reaches it.

    Less the overhang with which the columns begin, and paper to the next print: another copy's field lies beside its
    place.
    """
    first = int(np.argmax(columns)) if columns.any() else len(columns)
    return max(0.0, first / line_height - OPTIONS.max_overhang_heights - OPTIONS.free_paper_heights)


def drawn_out(picture: Image, region: Region, room: tuple[float, float], budget: Budget = UNBOUNDED) -> Region:
    """The region, its field drawn out to the ends of lines that run on beyond its edges, no farther than `room`."""
    for side in (0, 1):
        # The region shows little beside the field: what runs on to its edge is cut anew and looked at again. So a value
        # of usual length costs one look, and a long one as many as it needs.
        left_over = room[side] * region.line_height
        while left_over > OPTIONS.max_overhang_heights * region.line_height:
            runs = _runs_on(region, before=side == 0)
            step = min(runs, left_over)
            if step <= 0:
                break
            left, top, right, bottom = region.frame
            wider = (left - step, top, right, bottom) if side == 0 else (left, top, right + step, bottom)
            region = cut_region(picture, rectangle(*wider), region.line_height, region.image_from_region, budget)
            left_over -= step
            seen = OPTIONS.context_aside_heights - 2 * OPTIONS.paper_after_heights
            if runs < seen * region.line_height:  # it ended within what was seen
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
    # Rows close to the field's upper and lower edge hold the neighbours' accents and descenders.
    at, near, inset = edge - start, OPTIONS.max_edge_gap_heights * height, 0.1 * (bottom - top)
    rows = ink[int(top + inset) : int(bottom - inset) + 1] & ~sides
    stop = int(np.argmax(sides[int(at) :])) if sides[int(at) :].any() else len(sides)
    # Band by band: of two lines one may run on, and what stands beside the other is a column of its own.
    inked = np.asarray(rows.any(axis=1))
    edges = np.flatnonzero(np.diff(np.r_[False, inked, False].astype(np.int8)))
    farthest = 0.0
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        columns = _columns(rows[first:last])
        # Print that does not come up to the edge within the field does not run on beyond it.
        if last - first >= OPTIONS.min_extent_band_heights * height and columns[int(at - near) : int(at)].any():
            end = _end(columns[int(at) :][:stop], OPTIONS.max_value_gap_heights * height)
            farthest = max(farthest, end)
    # Less is the rest of a character whose middle lies in the field, which is read with the field anyway.
    return farthest + OPTIONS.paper_after_heights * height if farthest > OPTIONS.min_cut_off_heights * height else 0.0


def _end(columns: Mask, apart: float) -> float:
    """Where print that begins at once ends: before the first gap wider than `apart`."""
    inked = np.flatnonzero(columns)
    if not len(inked) or inked[0] > apart:
        return 0.0
    gaps = np.flatnonzero(np.diff(inked) > apart)
    return float(inked[gaps[0]] if len(gaps) else inked[-1]) + 1


def _ink(region: Region, image: Image) -> Mask:
    """Dark pixels of a part of the region, (height, width), horizontal rules left out.

    Black hat: darker than the paper within a line height, so that a shadow is none. A rule under a value runs on over
    the whole page.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    size = round(region.line_height) | 1
    depth = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8)), np.uint8)
    darkest = float(np.percentile(depth, 99.5))
    dark = (depth > max(OPTIONS.min_ink_contrast, OPTIONS.ink_depth_share * darkest)).astype(np.uint8)
    long = round(OPTIONS.min_stroke_length_heights * region.line_height)
    rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    return np.asarray((dark > 0) & (cv2.dilate(rules, np.ones((3, 3), np.uint8)) == 0))


def _sides(ink: Mask, region: Region) -> Mask:
    """Columns that a box's side covers from above the field to below it: there the field's cell ends.

    Letters do not reach so far, and a side that leans by a column counts through the columns beside it.
    """
    _, top, _, bottom = region.frame
    reach = 0.4 * region.line_height
    rows = ink[max(0, int(top - reach)) : int(bottom + reach) + 1]
    joined = np.asarray(cv2.dilate(rows.astype(np.uint8), np.ones((1, 3), np.uint8)))
    return np.asarray(joined.mean(axis=0) >= OPTIONS.min_side_share)


def _columns(rows: Mask) -> Mask:
    """Which columns hold ink."""
    return np.asarray(rows.any(axis=0))


def quads_in(region: Region, quads: Points) -> Points:
    """Those of the quads (n, 4, 2) of the picture that reach into the region, in its frame."""
    shown = transform(np.linalg.inv(region.image_from_region), quads.reshape(-1, 2)).reshape(-1, 4, 2)
    size = (region.image.shape[1], region.image.shape[0])
    near = np.all((shown.max(axis=1) > -1) & (shown.min(axis=1) < np.add(size, 1)), axis=1)
    return np.asarray(shown[near], np.float64)
