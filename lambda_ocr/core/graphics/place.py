"""One unmarked place of a template, and what is asked of a picture there.

Two measures, for pens differ: a bubble shaded by pencil is pale all over, a tick is two dark strokes on clear paper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.graphics.cutting import Depth, best_place, print_depth
from lambda_ocr.core.graphics.options import OPTIONS

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Place:
    """How a place looks where nobody marked it, `place_px` each way."""

    depth: Depth
    is_other: bool = False
    """Whether this is another place's look: its print stands a little otherwise."""

    @property
    def as_other(self) -> Place:
        """The same, standing for another place."""
        return replace(self, is_other=True)

    @cached_property
    def mean(self) -> float:
        """Ink in it, never none."""
        return float(np.mean(self.depth)) + 1e-6

    @cached_property
    def print_depth(self) -> float:
        """Depth of its print."""
        return print_depth(self.depth)

    @cached_property
    def outline(self) -> Mask:
        """What its print encloses; all of the place where it has none, or too little to tell."""
        deep = float(np.percentile(self.depth, 99))
        is_print = self.depth > max(deep / 2, OPTIONS.min_print_depth)
        edge = round(OPTIONS.edge_share * self.depth.shape[0])  # print that reaches in from outside
        is_print[:edge], is_print[-edge:], is_print[:, :edge], is_print[:, -edge:] = False, False, False, False
        rows, columns = np.flatnonzero(is_print.sum(axis=1) > 1), np.flatnonzero(is_print.sum(axis=0) > 1)
        if len(rows) < 2 or len(columns) < 2:
            return np.ones(self.depth.shape, bool)
        enclosed = np.zeros(self.depth.shape, bool)
        enclosed[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
        return enclosed

    @cached_property
    def _soft(self) -> Depth:
        return _softened(self.depth)

    @cached_property
    def _clear(self) -> Mask:
        return self._palest(self.outline)

    @cached_property
    def _clear_around(self) -> Mask | None:
        """Clear paper outside the outline; None where there is hardly any."""
        outside = ~self.outline
        return self._palest(outside) if outside.mean() >= OPTIONS.min_outside_share else None

    def _palest(self, within: Mask) -> Mask:
        return within & (self._soft <= np.percentile(self._soft[within], 100 * OPTIONS.clear_share))

    @cached_property
    def _widened(self) -> Depth:
        width = OPTIONS.widened_other_px if self.is_other else OPTIONS.widened_px
        return np.asarray(cv2.dilate(self.depth, np.ones((width, width), np.uint8)), np.float32)

    def over(self, seen: Depth) -> Place:
        """Another's look moved to where its outline agrees with what is seen; one's own stays."""
        if not self.is_other:
            return self
        reach = round(OPTIONS.reach_places * self.depth.shape[0])
        wide = cv2.copyMakeBorder(self.depth, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
        left, top = best_place(seen, wide, reach)
        high, across = self.depth.shape
        return replace(self, depth=np.asarray(wide[top : top + high, left : left + across], np.float32))

    def gain(self, seen: Depth) -> float:
        """How deep the print comes out, by its depth on the template."""
        is_print = self._soft >= 0.5 * self._soft.max()
        return float(_softened(seen)[is_print].mean() / max(float(self._soft[is_print].mean()), 1e-3))

    def fill(self, seen: Depth, gain: float) -> float:
        """Depth of what is clear within the outline, beyond the print's haze there."""
        return float(_softened(seen)[self._clear].mean() - gain * self._soft[self._clear].mean())

    def shade(self, seen: Depth, gain: float) -> float:
        """The same of clear paper outside the outline."""
        clear = self._clear_around
        if clear is None:
            return 0.0
        return float(np.median(_softened(seen)[clear]) - gain * np.median(self._soft[clear]))

    def strokes(self, seen: Depth, gain: float, ink: float) -> float:
        """Area of ink that the print, widened, does not account for, by that of the outline: a tick reaches beyond."""
        more = (cv2.GaussianBlur(seen, (0, 0), OPTIONS.grain_px) - gain * self._widened) / ink
        edge = round(OPTIONS.edge_share * self.depth.shape[0])
        return float((more[edge:-edge, edge:-edge] > OPTIONS.stroke_depth).sum() / self.outline.sum())


def _softened(depth: Depth) -> Depth:
    return np.asarray(cv2.GaussianBlur(depth, (0, 0), OPTIONS.soft_px), np.float32)
