"""Looking for the fixed print where a homography puts it: the one judge of every hypothesis.

The surroundings of each tile are taken from the picture as the template would show them, and the tile is looked for in
them by normalised correlation. Tiles found, with neighbours that moved alike, are agreement; where they are found tells
what the homography left over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points, is_convex, rectangle, scale_at, scaling, signed_area, transform
from lambda_ocr.core.model import Matrix
from lambda_ocr.engines.alignment import windows
from lambda_ocr.engines.alignment.bend import Bend
from lambda_ocr.engines.alignment.fixed_print import FixedPrint, Grey
from lambda_ocr.engines.alignment.options import OPTIONS
from lambda_ocr.engines.alignment.pyramid import Picture
from lambda_ocr.engines.alignment.windows import Windows


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the fixed print says of one hypothesis, all in template pixels."""

    image_from_template: Matrix
    bend: Bend | None
    """What was known of the paper's curl when looking."""
    places: Points
    """Centres of the tiles found."""
    shifts: Points
    """How far from where the homography puts it each was found."""
    likeness: NDArray[np.float64]
    tiles: NDArray[np.int_]
    """Indices of the tiles found."""
    outside: NDArray[np.bool_]
    """Which of the tiles found lie outside all fields."""
    visible: NDArray[np.bool_]
    """Which tiles should be in the frame."""
    coarse: NDArray[np.int_] = field(default_factory=lambda: np.zeros(0, int))
    """Indices of the coarse tiles that led here."""

    @property
    def found(self) -> int:
        """How many tiles were found."""
        return len(self.places)

    @cached_property
    def plane(self) -> Matrix:
        """The homography most tiles agree on; the one known, when they are too few or on one line."""
        if self.found < OPTIONS.min_tiles_for_homography:
            return self.image_from_template
        moved = transform(self.image_from_template, self.places + self.shifts)
        better, _ = cv2.findHomography(self.places, moved, cv2.LMEDS)
        if better is None or not _keeps_shape(np.asarray(better, np.float64), self.places):
            return self.image_from_template
        return np.asarray(better, np.float64)

    def seen_from(self, image_from_template: Matrix) -> Points:
        """How far from where another homography puts it each tile was found, template pixels."""
        found = transform(self.image_from_template, self.places + self.shifts)
        return transform(np.linalg.inv(image_from_template), found) - self.places


def _keeps_shape(image_from_template: Matrix, places: Points) -> bool:
    """Whether the rectangle around the places stays one: print along a single line fits a plane anyhow."""
    corners = transform(image_from_template, rectangle(*places.min(axis=0), *places.max(axis=0)))
    return bool(np.all(np.isfinite(corners))) and is_convex(corners) and signed_area(corners) > 0


def look_for(
    fixed: FixedPrint,
    picture: Picture,
    image_from_template: Matrix,
    reach: int,
    *,
    bend: Bend | None = None,
    led_by: Evidence | None = None,
) -> Evidence:
    """Look for every tile within `reach` working pixels of where homography (between full pictures) and bend put it.

    Tiles near those that `led_by` found are looked for as far from there as those were, too.
    """
    view = _view(fixed, picture, image_from_template, bend)
    visible = view.in_frame()
    tiles = np.flatnonzero(visible)
    likeness, shifts = view.likeliest(tiles, np.zeros((len(tiles), 2), int), reach)
    ahead = _ahead(fixed, image_from_template, bend, led_by)[tiles]
    led = np.flatnonzero(np.abs(ahead).max(axis=1, initial=0) > reach // 2)
    likeness[led], shifts[led] = _better((likeness[led], shifts[led]), view.likeliest(tiles[led], ahead[led], reach))
    kept = np.flatnonzero(likeness >= OPTIONS.min_tile_ncc)
    kept = kept[_moved_alike(fixed.tiles[tiles[kept]], shifts[kept])]
    places = fixed.centres[tiles[kept]]
    return Evidence(
        image_from_template,
        bend,
        places,
        shifts[kept] / fixed.factor + (bend.at(places) if bend else 0.0),
        likeness[kept],
        tiles[kept],
        fixed.outside[tiles[kept]],
        visible,
    )


_Hits = tuple[NDArray[np.float64], Points]
"""Likeness (n,) of tiles at their best places, and how far these lie from their own (n, 2), working pixels."""


@dataclass(frozen=True, eq=False)
class _View:
    """The picture through one homography and bend, at the size that shows enough."""

    fixed: FixedPrint
    grey: Grey
    image_from_work: Matrix
    bend: Bend | None
    patches: Windows
    """The tiles, as sharp as the picture is."""

    def in_frame(self) -> NDArray[np.bool_]:
        """Which tiles have their centre on the picture."""
        places = transform(self.image_from_work, self.fixed.tiles)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.all((places > 0) & (places < self.grey.shape[::-1]), axis=1))

    def likeliest(self, tiles: NDArray[np.int_], ahead: NDArray[np.int_], reach: int) -> _Hits:
        """The best place of each tile (n indices) within `reach` of one `ahead` (n, 2) of its own, working pixels."""
        nodes = windows.nodes(self.fixed.corners[tiles] + ahead - reach, OPTIONS.tile_px + 2 * reach)
        if self.bend:
            nodes = nodes + self.bend.at(nodes / self.fixed.factor) * self.fixed.factor
        seen = windows.cut(self.grey, transform(self.image_from_work, nodes), OPTIONS.tile_px + 2 * reach)
        likeness, shifts = windows.likeliest(seen, self.patches[tiles])
        return likeness, shifts + ahead


def _view(fixed: FixedPrint, picture: Picture, image_from_template: Matrix, bend: Bend | None) -> _View:
    height, width = fixed.grey.shape
    full_from_work = image_from_template @ scaling(1 / fixed.factor)
    scale = scale_at(full_from_work, (width / 2, height / 2))
    grey, factor = picture.for_scale(scale)
    return _View(fixed, grey, scaling(factor) @ full_from_work, bend, _as_sharp_as(fixed, scale * factor))


def _better(first: _Hits, second: _Hits) -> _Hits:
    """Tile by tile the more alike of two hits."""
    second_wins = second[0] > first[0]
    return np.where(second_wins, second[0], first[0]), np.where(second_wins[:, None], second[1], first[1])


def _ahead(
    fixed: FixedPrint, image_from_template: Matrix, bend: Bend | None, led_by: Evidence | None
) -> NDArray[np.int_]:
    """Whole working pixels (n, 2) by which the tiles found nearest to each stood off homography and bend."""
    if led_by is None or not led_by.found:
        return np.zeros((len(fixed.tiles), 2), int)
    left = led_by.seen_from(image_from_template) - (bend.at(led_by.places) if bend else 0.0)
    away = np.linalg.norm(fixed.centres[:, None] - led_by.places[None], axis=2)
    nearest = np.argsort(away, axis=1)[:, : OPTIONS.tile_neighbours]
    return np.asarray(np.round(np.median(left[nearest], axis=1) * fixed.factor), int)


def _as_sharp_as(fixed: FixedPrint, scale: float) -> Windows:
    """The template's print blurred as the picture is where it shows the template smaller (scale below 1)."""
    return fixed.patches if scale >= OPTIONS.min_sampling else fixed.blurred(0.5 / max(scale, 0.15))


def _moved_alike(places: Points, shifts: Points) -> NDArray[np.bool_]:
    """Which tiles moved as the median of their nearest neighbours did."""
    if len(places) <= OPTIONS.tile_neighbours:
        return np.zeros(len(places), bool)
    x, y = places.T.astype(np.float32)
    distance = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    np.fill_diagonal(distance, np.inf)
    nearest = np.argpartition(distance, OPTIONS.tile_neighbours - 1, axis=1)[:, : OPTIONS.tile_neighbours]
    expected = np.median(shifts[nearest], axis=1)
    return np.asarray(np.linalg.norm(shifts - expected, axis=1) <= OPTIONS.max_tile_apart_px)
