"""A cut of the picture laid over the template's, tile by tile: paper bends, and one shift holds for few letters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np

from lambda_ocr.core.graphics.cutting import Grey, grey_of
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.model import Image


def laid(own: Grey, seen: Image) -> Image:
    """`seen` (of `own`'s size) with the print of each tile moved to where the template's is, shifts between tiles
    interpolated; as it is where no tile tells.
    """
    rows, columns = (_bounds(length) for length in own.shape)
    shifts = np.array(list(_shifts(own, grey_of(seen), rows, columns)), np.float32)
    known = ~np.isnan(shifts[:, 0])
    if not known.any():
        return seen
    shifts[~known] = np.median(shifts[known], axis=0)
    height, width = own.shape
    across, down = (
        cv2.resize(np.ascontiguousarray(shifts[:, at].reshape(len(rows) - 1, -1)), (width, height)) for at in (0, 1)
    )
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(seen, x + across, y + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _shifts(own: Grey, seen: Grey, rows: list[int], columns: list[int]) -> Iterator[tuple[float, float]]:
    """By tile, how far right of and below the template's its print lies, by the highest NCC; NaN where it has none, or
    is not found. Tiles overlap by a quarter.
    """
    reach, overlap = OPTIONS.bend_reach_px, OPTIONS.bend_tile_px // 4
    soft, there = (cv2.GaussianBlur(each, (0, 0), 1.0) for each in (own, seen))
    wide = cv2.copyMakeBorder(there, reach, reach, reach, reach, borderType=cv2.BORDER_REPLICATE)
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            y, x = max(0, top - overlap), max(0, left - overlap)
            tile = soft[y : bottom + overlap, x : right + overlap]
            if float(tile.std()) < OPTIONS.min_bend_spread:
                yield np.nan, np.nan
                continue
            around = wide[y : y + tile.shape[0] + 2 * reach, x : x + tile.shape[1] + 2 * reach]
            _, best, _, (across, down) = cv2.minMaxLoc(cv2.matchTemplate(around, tile, cv2.TM_CCOEFF_NORMED))
            yield (across - reach, down - reach) if best > OPTIONS.min_found_ncc else (np.nan, np.nan)


def agreement(own: Grey, seen: Grey) -> float:
    """NCC of two cuts of one size; 0 where one of them is even."""
    soft = [cv2.GaussianBlur(each, (0, 0), 1.0).astype(np.float32) for each in (own, seen)]
    one, other = (each - each.mean() for each in soft)
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale > 0 else 0.0


def _bounds(length: int) -> list[int]:
    count = max(1, round(length / OPTIONS.bend_tile_px))
    return [round(at * length / count) for at in range(count + 1)]
