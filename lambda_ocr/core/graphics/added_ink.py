"""Ink of a picture that the template's print does not account for.

Rule: what stands where the template has print, as far as print is out of place, is the template's, whatever its tone;
beyond it all ink is added, and within it only ink much deeper than the print comes out. Print that the picture lacks
is told, too: it was a value of the template's own copy.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.graphics.cutting import Depth, Grey, depth_of
from lambda_ocr.core.graphics.options import OPTIONS


@dataclass(frozen=True)
class PrintDepths:
    """How deep fixed print is on the template, and comes out on the picture."""

    template: float
    picture: float

    @property
    def gain(self) -> float:
        """The second by the first."""
        return self.picture / self.template


@dataclass(frozen=True, eq=False)
class Compared:
    """A cut of the template and of the picture, print upon print; masks of one size."""

    seen: NDArray[np.bool_]
    """All ink of the picture."""
    added: NDArray[np.bool_]
    """What is not the template's of it."""
    accounted: NDArray[np.bool_]
    """Where the template's print may lie on the picture."""
    printed: NDArray[np.bool_]
    """The template's print, on the template."""
    core: NDArray[np.bool_]
    """The middle of its strokes."""
    lost: NDArray[np.bool_]
    """What of that is not on the picture."""


def compared(own: Grey, seen: Grey, thing_px: float, known: PrintDepths) -> Compared:
    """Two cuts of one size laid over each other; paper is sought `thing_px` around ink."""
    mine, there = (_soft(depth_of(each, thing_px)) for each in (own, seen))
    depth = min(known.template, max(float(np.percentile(mine, 99)), OPTIONS.min_own_depth))
    printed, core = mine > OPTIONS.faint_stroke * depth, mine > OPTIONS.core_share * depth
    accounted = _widened(mine > max(OPTIONS.faint_print * depth, OPTIONS.min_faint_print), OPTIONS.misplaced_px) > 0
    gain = _gain(mine, there, printed, known.gain)
    ink = there > OPTIONS.faint_stroke * known.picture
    deep = (OPTIONS.faint_stroke + OPTIONS.overprint_depth) * max(known.picture, gain * depth)
    over = there - gain * _widened(mine, OPTIONS.misplaced_px) > deep
    lost = core & (_widened(there, 1) < OPTIONS.lost_depth * gain * mine)
    return Compared(ink, np.where(accounted, over, ink), accounted, printed, core, lost)


def _gain(mine: Depth, there: Depth, printed: NDArray[np.bool_], usual: float) -> float:
    """How deep this print comes out, which is not much paler than the page's: what lies over it may hide it."""
    if int(printed.sum()) <= OPTIONS.min_print_area_px:
        return usual
    core = mine > OPTIONS.core_share * float(mine[printed].max())
    own = float(np.median(there[core])) / max(float(np.median(mine[core])), 1e-3)
    return max(OPTIONS.least_gain * usual, float(np.clip(own, *OPTIONS.gains)))


def _soft(depth: Depth) -> Depth:
    return np.asarray(cv2.GaussianBlur(depth, (0, 0), OPTIONS.presence_grain_px), np.float32)


def _widened(image: NDArray[np.generic], reach_px: int) -> Depth:
    side = 2 * reach_px + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(image.astype(np.float32), disc), np.float32)
