"""Cells of a comb, one character each: how many are written in is seen, whatever the characters are.

Two ones beside each other are read as one, and a tick of the comb as a one; ink in cells is counted without reading it.
"""

from __future__ import annotations

import cv2
import numpy as np

from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.graphics.cutting import Depth, depth_of
from lambda_ocr.core.text_lines.canvas import Region


def filled(region: Region, count: int) -> int | None:
    """How many of `count` equal cells of a field hold ink; None where one can be taken for either, or all are blank."""
    left, top, right, bottom = (max(0, round(side)) for side in region.frame)
    grey = np.asarray(cv2.cvtColor(region.image, cv2.COLOR_BGR2GRAY), np.uint8)
    depth = depth_of(grey, OPTIONS.cell_paper_heights * region.line_height)[top:bottom, left:right]
    inner = _inner(depth, count)
    deepest = max(float(np.percentile(cell, 99)) for cell in inner) if inner else 0.0
    if deepest < OPTIONS.min_cell_depth:
        return None
    shares = [float((cell > deepest / 2).mean()) for cell in inner]
    if any(OPTIONS.max_blank_cell < share < OPTIONS.min_filled_cell for share in shares):
        return None
    return sum(share >= OPTIONS.min_filled_cell for share in shares)


def _inner(depth: Depth, count: int) -> list[Depth]:
    """What of each cell is not its walls."""
    high, wide = depth.shape
    rows = slice(round(OPTIONS.cell_wall * high), round((1 - OPTIONS.cell_wall) * high))
    edges = [(at + OPTIONS.cell_wall, at + 1 - OPTIONS.cell_wall) for at in range(count)]
    cells = [depth[rows, round(start * wide / count) : round(end * wide / count)] for start, end in edges]
    return [cell for cell in cells if cell.size]
