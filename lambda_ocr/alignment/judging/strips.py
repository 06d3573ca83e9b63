"""Whether a printed line of the template stands on the picture, by its look alone: normalised correlation of strips.

A fifth of a millisecond a line where reading it costs a hundred times as much, and nothing of a language. Of 1765
captions that read alike 86 in 100 correlate by `strip_same_ncc` or more, of 181 that do not 3: so most captions need no
reading, and most true pictures none at all (docs/tuning.md, "The judge").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.tiles import FixedPrint, Grey
from lambda_ocr.core.geometry import Points, homography, rectangle, scale_at, scaling, side_lengths
from lambda_ocr.core.model import Matrix, Quad


@dataclass(frozen=True, eq=False)
class Strip:
    """A line of the template made level."""

    shown: Grey
    template_from_strip: Matrix
    scale: float
    """Its pixels per template pixel."""
    middle: Points
    """Of the line, (2,) in template pixels."""
    is_cut_short: bool = False
    """Whether the line goes on beyond it."""

    @staticmethod
    def of(fixed: FixedPrint, line: Quad, *, from_end: bool = False) -> Strip:
        """The strip of one line: of a long one its beginning, or its end."""
        width, height = side_lengths(line)
        scale = float(np.clip(height * fixed.factor, OPTIONS.min_strip_px, OPTIONS.max_strip_px)) / max(height, 1e-6)
        whole = (max(4, round(width * scale)), max(4, round(height * scale)))
        template_from_strip = homography(rectangle(0, 0, *whole), line)
        # The beginning tells enough, and paper that curls bends a long line away from its strip.
        size = (min(whole[0], OPTIONS.max_strip_length_px), whole[1])
        if from_end:
            template_from_strip = template_from_strip @ np.array([[1.0, 0, whole[0] - size[0]], [0, 1, 0], [0, 0, 1]])
        shown = cut(fixed.grey, scaling(fixed.factor) @ template_from_strip, size, (0, 0))
        return Strip(shown, template_from_strip, scale, np.mean(line, axis=0), size[0] < whole[0])


class Strips:
    """The lines of a template as strips, each cut when it is first asked for and kept for further pictures."""

    def __init__(self, fixed: FixedPrint, lines: Sequence[Quad]) -> None:
        self._fixed, self._lines = fixed, lines
        self._cut: dict[tuple[int, bool], Strip] = {}

    def __getitem__(self, index: int) -> Strip:
        return self._of(index, from_end=False)

    def end(self, index: int) -> Strip:
        """The same of the end of a line whose strip is cut short."""
        return self._of(index, from_end=True)

    def _of(self, index: int, *, from_end: bool) -> Strip:
        key = (index, from_end)
        if key not in self._cut:
            self._cut[key] = Strip.of(self._fixed, self._lines[index], from_end=from_end)
        return self._cut[key]


def ncc(strip: Strip, picture: ImagePyramid, image_from_template: Matrix) -> float:
    """Correlation, at most 1, of a strip with the picture where the homography (full pixels) puts its line."""
    # From the pyramid's level that is as large: a strip drawn from full pixels would skip most of them.
    grey, factor = picture.for_scale(scale_at(image_from_template, strip.middle) / strip.scale)
    size = (strip.shown.shape[1], strip.shown.shape[0])
    place = scaling(factor) @ image_from_template @ strip.template_from_strip
    # With paper around it in which the strip is slid: homographies are off by a part of a line (`strip_reach_heights`).
    reach = round(OPTIONS.strip_reach_heights * size[1])
    there = cut(grey, place, size, (reach, reach))
    if is_flat(strip.shown) or is_flat(there):  # blank paper correlates with anything, or nothing
        return 0.0
    return float(cv2.matchTemplate(there, strip.shown, cv2.TM_CCOEFF_NORMED).max())


def cut(grey: Grey, grey_from_strip: Matrix, size: tuple[int, int], margins: tuple[int, int]) -> Grey:
    """A strip with so much paper beside it, and above and below, as a blurred picture."""
    aside, along = margins
    moved = grey_from_strip @ np.array([[1.0, 0, -aside], [0, 1, -along], [0, 0, 1]])
    wide = (size[0] + 2 * aside, size[1] + 2 * along)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpPerspective(grey, moved, wide, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.GaussianBlur(cut, (0, 0), OPTIONS.strip_blur_px), np.uint8)


def is_flat(strip: Grey) -> bool:
    """Whether there is no print to compare."""
    return bool(cv2.meanStdDev(strip)[1][0, 0] < OPTIONS.min_grey_std)
