"""Lines that need no detector: dark ink in clean bands of rows, blank paper above and below each.

Nine fields in ten of print hold such lines, and finding them takes half a millisecond a field. Whatever is not plain
(lines that touch or lean, light on dark, faint print, a stamp) is left to the detector, and so is what is not read
beyond doubt where a plain line was found. A projection profile is ink summed along rows (as in the XY
cuts of Nagy and Seth 1984). Its failure is a second line that it does not see (decision 1): the rules here are there to
call a field not plain rather than lose print.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.unexplained_ink import Mask, depth_of, field_of, span
from lambda_ocr.core.model import Quad
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.text_lines.options import OPTIONS

Run = tuple[int, int]
"""First row (or column) of a run, and the one after its last."""


def plain_lines(region: Region) -> list[Quad]:
    """The field's lines from top to bottom, in the region's frame; none where they are not plain."""
    left, top, right, bottom = region.frame
    depth, darkest = depth_of(region)
    if darkest < OPTIONS.min_plain_contrast:  # faint print, or light print on dark ground
        return []
    # Only the field's own columns: beside it stand labels, stamps and the neighbouring column, at other heights.
    ink = np.asarray(depth > OPTIONS.ink_depth_share * darkest)
    mine = ink[:, span(left, right)]
    runs = _runs(np.count_nonzero(mine, axis=1) > OPTIONS.max_blank_row_share * mine.shape[1])
    bands = _bands(mine, runs, top, bottom, region.line_height)
    one_only = bottom - top < OPTIONS.max_single_heights * region.line_height
    if not bands or (one_only and len(bands) > 1):
        return []
    lines = [line for band in bands if (line := _line(ink, band, runs, region))]
    faint = depth > OPTIONS.faint_ink_share * darkest
    return lines if len(lines) == len(bands) and not _is_more(faint, lines, region) else []


def _is_more(faint: Mask, lines: Sequence[Quad], region: Region) -> bool:
    """Whether the field holds more print, fainter than its lines: pencil or a grey caption beside black type.

    Ink is what is dark beside the darkest, so one bold line hides all that is paler.
    """
    rest = faint.copy()
    for (left, top), _, (right, bottom), _ in lines:
        rest[span(top, bottom), span(left, right)] = False
    least = OPTIONS.min_band_heights * region.line_height  # as high, and as much of it in a row
    rows = np.count_nonzero(rest[field_of(region)], axis=1) > least
    return any(_length(run) >= least for run in _runs(rows))


def _bands(ink: Mask, runs: Sequence[Run], top: float, bottom: float, line_height: float) -> list[Run]:
    """Rows of ink that are the field's lines, accents and dots included; none where one of them is not plain."""
    high = [run for run in runs if _length(run) >= OPTIONS.min_band_heights * line_height]
    mine = [run for run in high if _share(run, top, bottom) > OPTIONS.max_neighbour_inside_share]
    lowest, highest = OPTIONS.min_plain_heights * line_height, OPTIONS.max_plain_heights * line_height
    whole: list[Run] = []
    for run in mine:
        band = [run, *_marks(ink, runs, run, line_height)]
        start, end = min(first for first, _ in band), max(last for _, last in band)
        # Higher are two lines that touch, or a picture. A band that lies half outside may be a neighbour's line; of one
        # that reaches the region's edge it is not seen how high it is.
        is_inside = _share((start, end), top, bottom) >= OPTIONS.min_band_inside_share
        if not (lowest <= end - start <= highest and is_inside and start > 0 and end < len(ink)):
            return []
        whole.append((start, end))
    return whole


def _share(run: Run, low: float, high: float) -> float:
    """Share of a run that lies between `low` and `high`."""
    return max(0.0, min(run[1], high) - max(run[0], low)) / _length(run)


def _marks(ink: Mask, runs: Sequence[Run], band: Run, line_height: float) -> Iterator[Run]:
    """Low runs near a band that are its accents and dots: short strokes over its letters, not a rule.

    Left out, the line would be cut below its accents: `e` for `é`. A rule taken in would make the line too high.
    """
    letters = np.flatnonzero(_columns(ink, band))
    lowest, apart = OPTIONS.min_band_heights * line_height, OPTIONS.max_mark_gap_heights * line_height
    # Runs are in order: a page of fields has hundreds of them, of which a few are near.
    reach = apart + lowest
    near = bisect_left(runs, (int(band[0] - reach), 0)), bisect_right(runs, (int(band[1] + reach) + 1, 0))
    for run in runs[slice(*near)]:
        if run != band and max(band[0] - run[1], run[0] - band[1]) < apart and _length(run) < lowest:
            strokes = _runs(_columns(ink, run))
            over = strokes[0][0] >= letters[0] - 1 and strokes[-1][1] <= letters[-1] + 2
            # A rule, though broken by the printer, is longer than any row of dots.
            longest = max(map(_length, _merged(strokes, OPTIONS.max_rule_gap_heights * line_height)))
            if over and longest < OPTIONS.min_rule_heights * line_height:
                yield run


def _line(ink: Mask, band: Run, runs: Sequence[Run], region: Region) -> Quad | None:
    """The words of a band that reach into the field, with what stands beside it up to `reach_heights` away."""
    left, _, right, _ = region.frame
    height, (top, bottom) = region.line_height, band
    low, high = max(0.0, left - OPTIONS.reach_heights * height), right + OPTIONS.reach_heights * height
    columns = _columns(ink, band) & ~_uprights(ink, band, runs)
    strokes = [run for run in _runs(columns) if run[1] > low and run[0] < high]
    # Beside the field a thin stroke is the side of a box; within it, it may be a 1.
    thin = OPTIONS.max_side_heights * height
    strokes = [run for run in strokes if _length(run) > thin or _share(run, left, right)]
    words = [run for run in _merged(strokes, OPTIONS.max_word_gap_heights * height) if run[1] > left and run[0] < right]
    # A thin stroke far from the other words may be either: the detector is asked.
    if not words or (len(words) > 1 and min(map(_length, words)) <= thin):
        return None
    # With as much paper as a detector's box has: the recogniser was taught on those.
    above, aside = OPTIONS.paper_above_heights * height, OPTIONS.paper_aside_heights * height
    start, end = max(words[0][0] - aside, low), min(words[-1][1] + aside, high)
    return rectangle(start, top - above, end, bottom + above)


def _length(run: Run) -> int:
    return run[1] - run[0]


def _uprights(ink: Mask, band: Run, runs: Sequence[Run]) -> Mask:
    """Columns with ink in the blank rows above the band and in those below: sides of a box."""
    above = max([0, *(end for _, end in runs if end <= band[0])])
    below = min([len(ink), *(start for start, _ in runs if start >= band[1])])
    blank = np.array([_columns(ink, (above, band[0])), _columns(ink, (band[1], below))], np.uint8)
    # A side that leans stands a column farther below than above.
    return np.asarray(cv2.dilate(blank, np.ones((1, 3), np.uint8)).all(axis=0))


def _columns(ink: Mask, rows: Run) -> Mask:
    """Columns that hold ink in these rows."""
    return np.asarray(ink[rows[0] : rows[1]].any(axis=0))


def _runs(marked: Mask) -> list[Run]:
    """Where marks stand side by side, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _merged(runs: Sequence[Run], apart: float) -> list[Run]:
    """Runs closer together than `apart` as one."""
    merged: list[Run] = []
    for start, end in runs:
        if merged and start - merged[-1][1] <= apart:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
