"""Lines that need no detector: dark ink in clean bands of rows, blank paper above and below each.

Nine fields in ten of print hold such lines, and finding them takes half a millisecond a field. Whatever is not plain
(lines that touch or lean, light on dark, faint print, a stamp) is left to the detector, and so is what is not read
beyond doubt where a plain line was found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.unexplained_ink import INKY, Mask, depth_of, field_of, span
from lambda_ocr.core.model import Quad
from lambda_ocr.core.text_lines.canvas import Region
from lambda_ocr.core.text_lines.line_cutting import REACH, SINGLE
from lambda_ocr.core.text_lines.options import OPTIONS

Run = tuple[int, int]
"""First row (or column) of a run, and the one after its last."""

FAINTEST = OPTIONS.min_plain_contrast
FAINT = OPTIONS.faint_ink_share
BLANK = OPTIONS.max_blank_row_share
BAND = OPTIONS.min_band_heights
LOWEST, HIGHEST = OPTIONS.min_plain_heights, OPTIONS.max_plain_heights
INSIDE, OUTSIDE = OPTIONS.min_band_inside_share, OPTIONS.max_neighbour_inside_share
MARKS = OPTIONS.max_mark_gap_heights
BROKEN, RULE = OPTIONS.max_rule_gap_heights, OPTIONS.min_rule_heights
THIN = OPTIONS.max_side_heights
WORDS_APART = OPTIONS.max_word_gap_heights
ABOVE, ASIDE = OPTIONS.paper_above_heights, OPTIONS.paper_aside_heights


def plain_lines(region: Region) -> list[Quad]:
    """The field's lines from top to bottom, in the region's frame; none where they are not plain."""
    left, top, right, bottom = region.frame
    depth, darkest = depth_of(region)
    if darkest < FAINTEST:
        return []
    ink = np.asarray(depth > INKY * darkest)
    mine = ink[:, span(left, right)]
    runs = _runs(np.count_nonzero(mine, axis=1) > BLANK * mine.shape[1])
    bands = _bands(mine, runs, top, bottom, region.line_height)
    one_only = bottom - top < SINGLE * region.line_height
    if not bands or (one_only and len(bands) > 1):
        return []
    lines = [line for band in bands if (line := _line(ink, band, runs, region))]
    return lines if len(lines) == len(bands) and not _is_more(depth > FAINT * darkest, lines, region) else []


def _is_more(faint: Mask, lines: Sequence[Quad], region: Region) -> bool:
    """Whether the field holds more print, fainter than its lines."""
    rest = faint.copy()
    for (left, top), _, (right, bottom), _ in lines:
        rest[span(top, bottom), span(left, right)] = False
    rows = np.count_nonzero(rest[field_of(region)], axis=1) > BAND * region.line_height
    return any(_length(run) >= BAND * region.line_height for run in _runs(rows))


def _bands(ink: Mask, runs: Sequence[Run], top: float, bottom: float, line_height: float) -> list[Run]:
    """Rows of ink that are the field's lines, accents and dots included; none where one of them is not plain."""
    high = [run for run in runs if _length(run) >= BAND * line_height]
    mine = [run for run in high if _share(run, top, bottom) > OUTSIDE]
    whole = [_with_marks(ink, runs, run, line_height) for run in mine]
    plain = all(
        LOWEST * line_height <= end - start <= HIGHEST * line_height
        and _share((start, end), top, bottom) >= INSIDE
        and start > 0
        and end < len(ink)
        for start, end in whole
    )
    return whole if plain else []


def _share(run: Run, low: float, high: float) -> float:
    """Share of a run that lies between `low` and `high`."""
    return max(0.0, min(run[1], high) - max(run[0], low)) / _length(run)


def _marks(ink: Mask, runs: Sequence[Run], band: Run, line_height: float) -> Iterator[Run]:
    """Low runs near a band that are its accents and dots: short strokes over its letters, not a rule."""
    letters = np.flatnonzero(_columns(ink, band))
    reach = (MARKS + BAND) * line_height
    near = bisect_left(runs, (int(band[0] - reach), 0)), bisect_right(runs, (int(band[1] + reach) + 1, 0))
    for run in runs[slice(*near)]:
        apart = max(band[0] - run[1], run[0] - band[1])
        if run != band and apart < MARKS * line_height and _length(run) < BAND * line_height:
            strokes = _runs(_columns(ink, run))
            over = strokes[0][0] >= letters[0] - 1 and strokes[-1][1] <= letters[-1] + 2
            if over and max(map(_length, _merged(strokes, BROKEN * line_height))) < RULE * line_height:
                yield run


def _with_marks(ink: Mask, runs: Sequence[Run], band: Run, line_height: float) -> Run:
    whole = [band, *_marks(ink, runs, band, line_height)]
    return min(start for start, _ in whole), max(end for _, end in whole)


def _line(ink: Mask, band: Run, runs: Sequence[Run], region: Region) -> Quad | None:
    """The words of a band that reach into the field, with what stands beside it up to `REACH` away."""
    left, _, right, _ = region.frame
    height, (top, bottom) = region.line_height, band
    low, high = max(0.0, left - REACH * height), right + REACH * height
    columns = _columns(ink, band) & ~_uprights(ink, band, runs)
    strokes = [run for run in _runs(columns) if run[1] > low and run[0] < high]
    strokes = [run for run in strokes if _length(run) > THIN * height or _share(run, left, right)]
    words = [run for run in _merged(strokes, WORDS_APART * height) if run[1] > left and run[0] < right]
    if not words or (len(words) > 1 and min(map(_length, words)) <= THIN * height):
        return None
    start, end = max(words[0][0] - ASIDE * height, low), min(words[-1][1] + ASIDE * height, high)
    return rectangle(start, top - ABOVE * height, end, bottom + ABOVE * height)


def _length(run: Run) -> int:
    return run[1] - run[0]


def _uprights(ink: Mask, band: Run, runs: Sequence[Run]) -> Mask:
    """Columns with ink in the blank rows above the band and in those below: sides of a box."""
    above = max([0, *(end for _, end in runs if end <= band[0])])
    below = min([len(ink), *(start for start, _ in runs if start >= band[1])])
    blank = np.array([_columns(ink, (above, band[0])), _columns(ink, (band[1], below))], np.uint8)
    return np.asarray(cv2.dilate(blank, np.ones((1, 3), np.uint8)).all(axis=0))


def _columns(ink: Mask, rows: Run) -> Mask:
    """Columns that hold ink in these rows."""
    return np.asarray(ink[rows[0] : rows[1]].any(axis=0))


def _runs(marked: Mask) -> list[Run]:
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
