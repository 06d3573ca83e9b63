"""Fields put where another field stands: a copy has no such row, or nothing tells where it lies.

Rule: what is known to stand somewhere, by its own label or its row, stands; a field of which nothing tells, put upon it
where the template has them apart, is missing. Its value would be the other's, read surely.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Quad

MIN_COMMON_HEIGHT = 0.5
"""Share of the lower field's height in common from which two stand on one row."""


def crowded_out(fields: Sequence[Quad], shown: Sequence[Quad], told: Sequence[bool]) -> NDArray[np.bool_]:
    """Which fields (template) are `shown` (on the page, template pixels) upon another of which more is `told`: (n,)."""
    if not any(told) or all(told):
        return np.zeros(len(fields), np.bool_)
    knows = np.array(told)
    drawn, here = _overlapping(_boxes(fields)), _overlapping(_boxes(shown))
    return np.asarray((here & ~drawn & knows[None, :] & ~knows[:, None]).any(axis=1))


def _boxes(quads: Sequence[Quad]) -> NDArray[np.float64]:
    """Upright boxes (n, 2, 2): of each its upper left and its lower right corner."""
    corners = np.array([points(each) for each in quads])
    return np.stack((corners.min(axis=1), corners.max(axis=1)), axis=1)


def _overlapping(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of them stand on one row and share columns: (n, n), none with itself."""
    low, high = boxes[:, 0], boxes[:, 1]
    common = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
    lower = np.minimum((high - low)[:, None, 1], (high - low)[None, :, 1])
    over = (common[..., 0] > 0) & (common[..., 1] >= MIN_COMMON_HEIGHT * lower)
    np.fill_diagonal(over, val=False)
    return np.asarray(over)
