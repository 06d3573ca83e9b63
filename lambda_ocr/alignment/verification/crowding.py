"""Fields put where another field stands: a copy has no such row, or nothing tells where it lies.

Rule: what is known to stand somewhere, by its label, its row or print on its line, stands; a field of which nothing
tells, half of it or more put upon that where the template has them apart, is missing. Its value would be the other's,
read surely.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Quad

MIN_COVERED = 0.5
"""Share of a field's own width and height by which another comes to lie upon it more than as both are drawn.

Of its own: cells that adjoin come to overlap by part of a pixel, and what moves into the foot of a field of several
lines covers one of them.
"""


def crowded_out(fields: Sequence[Quad], shown: Sequence[Quad], told: Sequence[bool]) -> NDArray[np.bool_]:
    """Which fields (template) are `shown` (on the page, template pixels) upon another of which more is `told`: (n,)."""
    if not any(told) or all(told):
        return np.zeros(len(fields), np.bool_)
    knows = np.array(told)
    more = _covered(_boxes(shown)) - _covered(_boxes(fields))
    return np.asarray((~knows[:, None] & knows[None] & (more >= MIN_COVERED)).any(axis=1))


def _boxes(quads: Sequence[Quad]) -> NDArray[np.float64]:
    """Upright boxes (n, 2, 2): of each its upper left and its lower right corner."""
    corners = np.array([points(each) for each in quads])
    return np.stack((corners.min(axis=1), corners.max(axis=1)), axis=1)


def _covered(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """What share of the first's width and of its height, whichever is less, lies in the second: (n, n)."""
    low, high = boxes[:, 0], boxes[:, 1]
    common = np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])
    own = np.maximum(high - low, 1e-6)[:, None]
    return np.asarray(np.maximum(common / own, 0.0).min(axis=2))
