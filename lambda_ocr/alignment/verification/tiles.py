"""The template's fixed print as small tiles: spots with structure in both directions, outside the fields if possible.

Kept at two sizes: a coarse one, where a hypothesis is judged and corrected in a few milliseconds, and a fine one,
whose tiles say exactly where the print lies and how much of it is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.geometry import Points

Grey = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class FixedPrint:
    """The working picture of a template and the centres (n, 2) of its tiles on it.

    `factor` scales template pixels to working pixels.
    """

    grey: Grey
    factor: float
    tiles: Points
    outside: NDArray[np.bool_]
    """Which tiles lie outside all fields; the others may speak for a hypothesis, never against: values change."""

    @cached_property
    def centres(self) -> Points:
        """The tiles' centres in template pixels."""
        return self.tiles / self.factor

    @cached_property
    def corners(self) -> NDArray[np.int_]:
        """The tiles' first pixels (n, 2), x and y."""
        return np.asarray(np.round(self.tiles - OPTIONS.tile_px / 2), int)

    @cached_property
    def third(self) -> FixedPrint:
        """The same print with every third of its tiles."""
        return FixedPrint(self.grey, self.factor, self.tiles[::3], self.outside[::3])

    @cached_property
    def patches(self) -> NDArray[np.float32]:
        """What the tiles show, (n, `tile_px`, `tile_px`)."""
        return self._cut(self.grey)

    def blurred(self, sigma: float) -> NDArray[np.float32]:
        """What they show on a picture less sharp, by a Gaussian of `sigma` working pixels."""
        return self._cut(np.asarray(cv2.GaussianBlur(self.grey, (0, 0), sigma), np.uint8))

    def _cut(self, grey: Grey) -> NDArray[np.float32]:
        cut = [grey[top : top + OPTIONS.tile_px, left : left + OPTIONS.tile_px] for left, top in self.corners]
        return np.array(cut, np.float32).reshape(-1, OPTIONS.tile_px, OPTIONS.tile_px)


def choose_tiles(grey: Grey, most: int) -> Points:
    """Centres (n, 2) of up to `most` tiles with structure in both directions, spread over the page."""
    # The smaller eigenvalue of the structure tensor (Shi and Tomasi 1994), summed over a tile: a rule or the paper's
    # edge has one large eigenvalue alone, and would be found anywhere along itself.
    strength = cv2.boxFilter(cv2.cornerMinEigenVal(grey, 3), -1, (OPTIONS.tile_px, OPTIONS.tile_px))
    margin = OPTIONS.tile_px // 2
    strength[:margin], strength[-margin:], strength[:, :margin], strength[:, -margin:] = 0, 0, 0, 0
    # One tile a cell of a grid: the strongest of all would be a logo's, and say nothing of the other end of the page.
    step = OPTIONS.tile_px * 3 // 4
    peaks: list[tuple[float, int, int]] = []
    for row in range(0, grey.shape[0], step):
        for column in range(0, grey.shape[1], step):
            cell = strength[row : row + step, column : column + step]
            down, right = divmod(int(cell.argmax()), cell.shape[1])
            peaks.append((float(cell[down, right]), row + down, column + right))
    peaks = [peak for peak in peaks if peak[0] > 0]
    if not peaks:
        return np.zeros((0, 2))
    # Next to nothing beside the page's strong print is the grain of paper.
    strong = np.percentile([peak[0] for peak in peaks], 90)
    peaks = sorted((peak for peak in peaks if peak[0] > 0.02 * strong), reverse=True)
    if len(peaks) > most:  # thinned evenly, not to the strongest: for the same reason
        peaks.sort(key=lambda peak: (peak[1] // (2 * OPTIONS.tile_px), peak[2]))
        peaks = [peaks[index] for index in np.linspace(0, len(peaks) - 1, most).round().astype(int)]
    return np.array([(column + 0.5, row + 0.5) for _, row, column in peaks])
