"""The grey levels of a page as an image pyramid: its own size and halves of it, each made when first needed.

Whoever looks takes the smallest size that shows enough; a halving is exact, so that places carry over by a factor.
"""

from __future__ import annotations

import cv2
import numpy as np

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.verification.tiles import Grey
from lambda_ocr.core.geometry import resized


class ImagePyramid:
    """The grey levels (height, width) of one page."""

    def __init__(self, grey: Grey) -> None:
        self._halves = [grey]
        self.size = (grey.shape[1], grey.shape[0])

    def for_scale(self, scale: float) -> tuple[Grey, float]:
        """The smallest size with `min_sampling` pixels where the full one has `scale`, and its factor to that one."""
        level = 0
        while scale / 2 ** (level + 1) >= OPTIONS.min_sampling and self._has(level + 1):
            level += 1
        return self._halves[level], 0.5**level

    def fitted(self, longest: int) -> tuple[Grey, float]:
        """The picture with its longest side at most `longest`, and its factor to the full one."""
        level = 0
        while max(self.size) / 2 ** (level + 1) >= longest and self._has(level + 1):
            level += 1
        last = self._halves[level]
        factor = min(1.0, longest / max(last.shape))
        size = (max(1, round(last.shape[1] * factor)), max(1, round(last.shape[0] * factor)))
        # Less than a halving is left: bilinear sampling skips no pixel then, at a fifth of the price of averaging.
        small = last if factor == 1 else np.asarray(cv2.resize(last, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        return small, factor * 0.5**level

    def _has(self, level: int) -> bool:
        """Whether the picture can be halved so often; if so it is."""
        while len(self._halves) <= level:
            last = self._halves[-1]
            height, width = last.shape[0] // 2, last.shape[1] // 2
            if min(height, width) < OPTIONS.min_level_side_px:
                return False
            # Even sides, so that four pixels make one exactly; an odd last row or column is given up.
            self._halves.append(resized(last[: 2 * height, : 2 * width], (width, height)))
        return True
