"""Labels sought up and down the page: what says whose row a field stands on, without reading anything.

A row more or less above a field moves it by a line or two; its homography still holds for all the rest, and no piece of
the page contradicts. The label printed on the field's own row does: it is not where it should be, and stands elsewhere.
A strip of the label is correlated with the page along the column it stands in (normalised cross-correlation, Lewis
1995), a millisecond a label; only where nothing or two places answer must rows be read (`flow`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from lambda_ocr.alignment.judging.captions import Caption
from lambda_ocr.alignment.judging.strips import Strip, cut, is_flat
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.core.geometry import Points, points, scale_at, scaling
from lambda_ocr.core.model import Matrix, Quad


class Stands(Enum):
    """Where a label stands against its field."""

    BESIDE = "on the field's own row"
    ABOVE = "right above it"
    BELOW = "right below it"


@dataclass(frozen=True)
class LabelFound:
    """Where a line of the template stands, against where a homography shows it."""

    shift: float
    """How far below, template pixels; 0 where it stands in its place."""
    ncc: float
    slip: float = 0.0
    """How far below, where it stands in its place: less than `strip_reach_heights`."""


@dataclass(frozen=True)
class SoughtLabel:
    """A line that tells where a field lies, and where it was found."""

    line: Quad
    shown: Quad
    """Where the page shows it by the print around it, template pixels of the page's largest piece."""
    stands: Stands
    found: LabelFound | None
    """Against that."""

    def moved_from(self, field: Quad, shown: Quad, still: float) -> LabelFound | None:
        """How much farther than its field it moved, that is `shown` as the label is; none where less than `still`."""
        if self.found is None:
            return None
        mine, its = (
            float(np.mean(points(there)[:, 1] - points(here)[:, 1]))
            for here, there in ((self.line, self.shown), (field, shown))
        )
        shift = mine + self.found.shift + self.found.slip - its
        return replace(self.found, shift=shift if abs(shift) > still else 0.0, slip=0.0)

    def is_displaced(self, others: Sequence[SoughtLabel], height: float) -> bool:
        """Whether another field's label stands in its place, and it nowhere else: the copy has no such row."""
        if self.stands is not Stands.BESIDE or (
            self.found and (self.found.shift or self.found.ncc >= OPTIONS.strip_same_ncc)
        ):
            return False
        mine, own = points(self.shown), self.found.ncc if self.found else 0.0
        for other in others:
            found = other.found if other.stands is Stands.BESIDE else None
            if not found or found.ncc < own + OPTIONS.label_margin_ncc or _level(self.line, other.line, height):
                continue
            theirs = points(other.shown) + np.array((0.0, found.shift + found.slip))
            if _level(theirs, mine, height) and _overlap(theirs, mine):
                return True
        return False


def _level(one: ArrayLike, other: ArrayLike, height: float) -> bool:
    """Whether two quads stand on one row."""
    return abs(float(points(one)[:, 1].mean() - points(other)[:, 1].mean())) < height / 2


def _overlap(one: Points, other: Points) -> bool:
    """Whether two quads (4, 2) share columns."""
    return bool(one[:, 0].min() < other[:, 0].max() and one[:, 0].max() > other[:, 0].min())


@dataclass(frozen=True, eq=False)
class LabelLines:
    """Lines that may be labels, and where they lie: each field is held against all of them."""

    lines: Sequence[Caption]

    @cached_property
    def low(self) -> Points:
        """Upper left corner of each, (n, 2)."""
        return np.array([points(line.anchor.quad).min(axis=0) for line in self.lines]).reshape(-1, 2)

    @cached_property
    def high(self) -> Points:
        """Lower right corner of each, (n, 2)."""
        return np.array([points(line.anchor.quad).max(axis=0) for line in self.lines]).reshape(-1, 2)

    @cached_property
    def fixed(self) -> NDArray[np.float64]:
        """How likely each is on every copy, (n,)."""
        return np.array([line.lasting for line in self.lines], np.float64)

    def beside(self, field: Quad, height: float) -> int | None:
        """Which is the field's label: on its row, near, and likely on every copy; None where none is."""
        (left, top), (right, bottom) = points(field).min(axis=0), points(field).max(axis=0)
        common = np.minimum(bottom, self.high[:, 1]) - np.maximum(top, self.low[:, 1])
        lower = np.minimum(bottom - top, self.high[:, 1] - self.low[:, 1])
        off = np.abs(self.low[:, 1] + self.high[:, 1] - top - bottom) / 2
        level = off <= OPTIONS.level_heights * height + max(bottom - top - height, 0.0) / 2
        behind = self.low[:, 0] - right
        near = behind <= OPTIONS.label_reach_heights * height  # what stands farther behind is the next column's
        # What changes from copy to copy is not found again; a serial or a watermark may stand nearer than the label.
        unlike = (1 - self.fixed) * OPTIONS.unfixed_label_heights
        away = np.maximum(np.maximum(left - self.high[:, 0], behind), 0) / height + unlike
        return _nearest(away, (common >= OPTIONS.min_row_overlap_share * lower) & level & near)

    def around(self, field: Quad, height: float) -> dict[Stands, int]:
        """Those right above and right below a field that has none on its row, in its column, likely on every copy: an
        item of a list below the first goes its own ways (five items of seven receipts were lost by it).
        """
        (left, top), (right, bottom) = points(field).min(axis=0), points(field).max(axis=0)
        column = (np.minimum(right, self.high[:, 0]) > np.maximum(left, self.low[:, 0])) & (
            self.fixed >= OPTIONS.min_lasting
        )
        found: dict[Stands, int] = {}
        for stands, away in ((Stands.ABOVE, top - self.high[:, 1]), (Stands.BELOW, self.low[:, 1] - bottom)):
            near = (away >= -height / 2) & (away <= OPTIONS.neighbour_row_heights * height)
            best = _nearest(away, column & near)
            if best is not None:
                found[stands] = best
        return found


def _nearest(away: NDArray[np.float64], allowed: NDArray[np.bool_]) -> int | None:
    """Where the least of the distances that are allowed stands."""
    return int(np.where(allowed, away, np.inf).argmin()) if allowed.any() else None


def find_label(strip: Strip, page: ImagePyramid, image_from_template: Matrix, height: float) -> LabelFound | None:
    """The label in its place, or the one place above or below where it stands; `height` is that of a line of print.

    None where it is found nowhere, or in two places: a label may stand several times. Looked for near first: most
    stand where they should, and the nearer of two alike is the likelier.
    """
    for reach in (OPTIONS.label_reach_lines, OPTIONS.far_label_reach_lines):
        found = _sought(strip, page, image_from_template, round(reach * height * strip.scale))
        if found:
            return found
    return None


def _sought(strip: Strip, page: ImagePyramid, image_from_template: Matrix, along: int) -> LabelFound | None:
    """The same within so many pixels of the strip above and below."""
    grey, factor = page.for_scale(scale_at(image_from_template, strip.middle) / strip.scale)
    height, width = strip.shown.shape[:2]
    near = round(OPTIONS.strip_reach_heights * height)
    place = scaling(factor) @ image_from_template @ strip.template_from_strip
    column = cut(grey, place, (width, height), (near, along))
    if is_flat(strip.shown) or is_flat(column):
        return None
    scores = np.asarray(cv2.matchTemplate(column, strip.shown, cv2.TM_CCOEFF_NORMED).max(axis=1), np.float64)
    there, best = int(scores[along - near : along + near + 1].argmax()) - near, int(scores.argmax())
    own = float(scores[along + there])
    if own >= scores[best] - OPTIONS.label_margin_ncc:
        return LabelFound(0.0, own, there / strip.scale) if own >= OPTIONS.strip_other_ncc else None
    others = scores.copy()
    others[max(0, best - height // 2) : best + height // 2 + 1] = -1
    if scores[best] < OPTIONS.min_label_ncc or others.max() > scores[best] - OPTIONS.label_margin_ncc:
        return None
    return LabelFound((best - along) / strip.scale, float(scores[best]))
