"""Windows of a picture as the template would show them, and where in each the print of a tile lies.

Only the surroundings of tiles are taken from the picture, all of them in one go: they are a third of the page, and a
look costs by the pixel.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.verification.tiles import Grey
from lambda_ocr.core.geometry import Points

Windows = NDArray[np.float32]
"""(n, side, side) grey values."""

NOWHERE = -1e4
"""A place on no picture, for what lies behind the horizon."""


def nodes(corners: NDArray[np.int_], side: int) -> Points:
    """Nine places a window (9 n, 2), row by row: the corners of those at `corners` (n, 2), the middles, the centre.

    Homography and warp are computed there alone; over a window they are as good as quadratic (`cut`).
    """
    across = np.array([0.0, side / 2, side])
    grid = np.stack(np.meshgrid(across, across), axis=-1).reshape(9, 2)
    return np.asarray((corners[:, None] + grid).reshape(-1, 2))


def cut(image: Grey, nodes: Points, side: int) -> Windows:
    """The windows of `side` pixels whose nodes lie there on the picture; nothing of one that has a node nowhere."""
    if not len(nodes):
        return np.zeros((0, side, side), np.float32)
    places = nodes.reshape(-1, 3, 3, 2)
    places = np.where(np.isnan(places).any(axis=(1, 2, 3), keepdims=True), NOWHERE, places)
    # Through the nodes (n, 3, 3) a surface of second degree that tells the place of each pixel, window under window.
    basis = _basis(side)
    x, y = (
        (basis @ along @ basis.T).reshape(-1, side) - 0.5  # cv2 puts centres on whole numbers
        for along in np.moveaxis(places, -1, 0)
    )
    seen = cv2.remap(
        image, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return seen.reshape(-1, side, side).astype(np.float32)


@cache
def _basis(side: int) -> NDArray[np.float64]:
    """How much each of three nodes along a window says of its pixels (side, 3): Lagrange's parabola through them."""
    at = (np.arange(side) + 0.5) / side * 2 - 1
    return np.stack([at * (at - 1) / 2, 1 - at**2, at * (at + 1) / 2], axis=1)


def best_matches(windows: Windows, patches: Windows) -> tuple[NDArray[np.float64], Points]:
    """NCC score (n,) at the best place of each patch in its window, and how far that lies from the middle (n, 2)."""
    reach = (windows.shape[1] - OPTIONS.tile_px) // 2
    places = 2 * reach + 1
    ncc = np.zeros((len(windows), places, places), np.float32)
    # Blank paper has no correlation, only noise divided by noise, which reaches any score.
    for index in np.flatnonzero(windows.std(axis=(1, 2)) >= OPTIONS.min_grey_std):
        cv2.matchTemplate(windows[index], patches[index], cv2.TM_CCOEFF_NORMED, ncc[index])
    y, x = np.divmod(ncc.reshape(-1, places**2).argmax(axis=1), places)
    each = np.arange(len(windows))
    shifts = np.stack([x + _peak(ncc[each, y], x), y + _peak(ncc[each, :, x], y)], axis=1) - reach
    return ncc[each, y, x].astype(np.float64), shifts


def _peak(along: NDArray[np.float32], at: NDArray[np.int_]) -> NDArray[np.float64]:
    """Where between their neighbours the peaks at `at` (n,) of rows (n, places) really lie, -0.5 to 0.5.

    By the parabola through three scores: whole pixels of the small working picture are several of the page's.
    """
    each = np.arange(len(along))
    middle = np.clip(at, 1, along.shape[1] - 2)
    before, peak, after = (along[each, middle + step].astype(np.float64) for step in (-1, 0, 1))
    curvature = np.minimum(before - 2 * peak + after, 0)
    between = np.clip((before - after) / np.where(curvature < 0, 2 * curvature, np.inf), -0.5, 0.5)
    return np.asarray(np.where(middle == at, between, 0.0))
