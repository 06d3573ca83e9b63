"""A field cut from the template and from a picture alike, as depth of ink, so that the two can be laid over each other.

Rule: ink is told from the paper around it, never by how dark it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.geometry import homography, points, reading_frame, rectangle, scale_at, scaling, side_lengths, warp
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.model import Extent, Image, Matrix, Placement, Quad, TemplateGrey
from lambda_ocr.core.text_lines.work import crop_work

Grey: TypeAlias = NDArray[np.uint8]
Depth: TypeAlias = NDArray[np.float32]
"""(height, width): how much darker than the paper around it each pixel is, 0 to 1."""


@dataclass(frozen=True)
class Cutting:
    """How a field is cut: `count` places in a row along its longer side, the shorter side of a place `place_px`."""

    field: Quad
    count: int
    place_px: int
    around_px: int = 0
    """Paper around the field that is cut with it at the least."""
    reach_px: int = 0
    """How far the picture's part is moved at the least, where that is needed."""

    @cached_property
    def _sides(self) -> tuple[float, float]:
        return side_lengths(reading_frame(self.field))

    @cached_property
    def _place(self) -> float:
        """Shorter side of a place, in template pixels."""
        return max(1e-3, min(max(self._sides) / self.count, *self._sides))

    @cached_property
    def scale(self) -> float:
        """Pixels of the cut for one of the template."""
        around = max(self._sides) + 2 * OPTIONS.margin_places * self._place
        return min(self.place_px / self._place, OPTIONS.max_cut_side_px / around)

    @property
    def place(self) -> float:
        """Shorter side of a place in the cut."""
        return self._place * self.scale

    @property
    def reach(self) -> int:
        """How far the picture's part is moved at the most."""
        return max(1, self.reach_px, round(OPTIONS.reach_places * self.place))

    @cached_property
    def frame(self) -> Extent:
        """The field in the cut."""
        margin = max(OPTIONS.margin_places * self.place, self.around_px)
        width, height = (side * self.scale for side in self._sides)
        return (margin, margin, margin + width, margin + height)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the cut."""
        left, top, right, bottom = self.frame
        return (max(1, round(left + right)), max(1, round(top + bottom)))

    @property
    def inside(self) -> tuple[slice, slice]:
        """Rows and columns of the field in the cut."""
        left, top, right, bottom = (round(edge) for edge in self.frame)
        width, height = self.size
        return _span(top, bottom, height), _span(left, right, width)

    @cached_property
    def cut_from_template(self) -> Matrix:
        """The homography of template pixels to those of the cut."""
        return homography(reading_frame(self.field), rectangle(*self.frame))

    def of_template(self, template: TemplateGrey) -> Grey:
        """The template's own."""
        return np.asarray(warp(template.pixels, self.cut_from_template @ scaling(1 / template.factor), self.size))

    def of_picture(self, picture: Image, placement: Placement, own: Grey, budget: Budget = UNBOUNDED) -> Image:
        """The picture's, moved to where its print agrees best with the template's `own`; raises `OverBudget`."""
        (width, height), reach = self.size, self.reach
        wide = np.array([[1.0, 0, reach], [0, 1.0, reach], [0, 0, 1.0]]) @ self.cut_from_template
        size = (width + 2 * reach, height + 2 * reach)
        shown = scale_at(placement.image_from_template, points(self.field).mean(axis=0))
        budget.spend(Part.CROP, crop_work(picture.shape, size, self.scale / max(shown, 1e-6)))
        seen = warp(picture, wide @ np.linalg.inv(placement.image_from_template), size)
        left, top = best_place(own, grey_of(seen), reach)
        return seen[top : top + height, left : left + width]

    def places(self, depth: Depth) -> list[Depth]:
        """The places, from the beginning of the field, each resampled to a square of `place_px`."""
        left, top, right, bottom = self.frame
        is_across = right - left >= bottom - top
        step = (right - left if is_across else bottom - top) / self.count
        rows, columns = self.inside
        squares = []
        for at in range(self.count):
            low, high = round(at * step), round((at + 1) * step)
            if is_across:
                columns = _span(round(left) + low, round(left) + high, depth.shape[1])
            else:
                rows = _span(round(top) + low, round(top) + high, depth.shape[0])
            square = cv2.resize(depth[rows, columns], (self.place_px,) * 2, interpolation=cv2.INTER_AREA)
            squares.append(np.asarray(square, np.float32))
        return squares


def _span(begin: int, end: int, of: int) -> slice:
    """Of so many pixels those from `begin` to `end`; one, where a field is so thin that there is none between."""
    begin = min(begin, of - 1)
    return slice(begin, max(begin + 1, end))


def grey_of(image: Image) -> Grey:
    """Grey levels of a colour picture."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_BGR2GRAY), np.uint8)


def best_place(own: NDArray[np.generic], seen: NDArray[np.generic], reach: int) -> tuple[int, int]:
    """Left and top, in what is seen, of what agrees best with `own` (NCC); in the middle where nothing does."""
    soft, mine = (cv2.GaussianBlur(np.ascontiguousarray(each), (0, 0), 1.0) for each in (seen, own))
    if float(mine.std()) < 1e-3 or float(soft.std()) < 1e-3:  # paper without print agrees with any other
        return reach, reach
    scores = cv2.matchTemplate(soft, mine, cv2.TM_CCOEFF_NORMED)
    _, best, _, (left, top) = cv2.minMaxLoc(scores)
    return (left, top) if best >= OPTIONS.min_agreement_ncc else (reach, reach)


def depth_of(grey: Grey, thing_px: float) -> Depth:
    """How dark each pixel is against its paper: what a closing by more than the largest thing leaves, smoothed."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) if min(grey.shape) > 8 else grey
    side = max(3, round(thing_px * small.shape[0] / grey.shape[0]) | 1)
    padded = cv2.copyMakeBorder(small, side, side, side, side, cv2.BORDER_REPLICATE)
    paper = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))[side:-side, side:-side]
    paper = cv2.GaussianBlur(paper, (0, 0), side / 4)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(1 - grey / np.maximum(paper.astype(np.float32), 1), 0, 1), np.float32)


def print_depth(depth: Depth) -> float:
    """How deep the print of a part is, by the deeper half of it."""
    deep = depth > float(np.percentile(depth, 99)) / 2
    return max(float(np.median(depth[deep])) if deep.any() else 0.0, OPTIONS.min_print_depth)
