"""Tile matching: the template's fixed print looked for where a homography puts it. Every hypothesis is verified by it.

Inliers of keypoints are counted by the method that proposed them, and forms of one layout share most of theirs; pixels
of the print itself are independent of how a hypothesis came about. The surroundings of each tile are taken from the
page as the template would show them, and the tile is matched in them by zero-mean normalised cross-correlation (NCC),
which light and shadow do not change. Tiles found, with neighbours that moved alike, are agreement; how far they were
found from their places is what the homography leaves over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification import windows
from lambda_ocr.alignment.verification.residual_warp import ResidualWarp
from lambda_ocr.alignment.verification.tiles import FixedPrint, Grey
from lambda_ocr.alignment.verification.windows import Windows
from lambda_ocr.core.geometry import Points, is_convex, rectangle, scale_at, scaling, signed_area, transform
from lambda_ocr.core.model import Matrix


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the fixed print says of one hypothesis, all in template pixels."""

    image_from_template: Matrix
    warp: ResidualWarp | None
    """The residual warp that was known when looking."""
    places: Points
    """Centres of the tiles found."""
    shifts: Points
    """How far from where the homography puts it each was found."""
    ncc: NDArray[np.float64]
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
    def refit(self) -> Matrix:
        """The homography refitted to the tiles found, by least median of squares (Rousseeuw 1984): half may be off.

        The one known, when the tiles are too few, or on one line, where a homography fits anything.
        """
        if self.found < OPTIONS.min_tiles_for_homography:
            return self.image_from_template
        # LMedS needs no bound for what an inlier is: the residual of a curled page is unknown, and tens of pixels.
        moved = transform(self.image_from_template, self.places + self.shifts)
        better, _ = cv2.findHomography(self.places, moved, cv2.LMEDS)
        if better is None:
            return self.image_from_template
        # Print along one line fits any plane through it: the rectangle around the tiles must stay one.
        around = rectangle(*self.places.min(axis=0), *self.places.max(axis=0))
        corners = transform(np.asarray(better, np.float64), around)
        keeps_shape = bool(np.all(np.isfinite(corners))) and is_convex(corners) and signed_area(corners) > 0
        return np.asarray(better, np.float64) if keeps_shape else self.image_from_template

    def seen_from(self, image_from_template: Matrix) -> Points:
        """How far from where another homography puts it each tile was found, template pixels."""
        found = transform(self.image_from_template, self.places + self.shifts)
        return transform(np.linalg.inv(image_from_template), found) - self.places


def match_tiles(
    fixed: FixedPrint,
    picture: ImagePyramid,
    image_from_template: Matrix,
    reach: int,
    *,
    warp: ResidualWarp | None = None,
    led_by: Evidence | None = None,
) -> Evidence:
    """Match every tile within `reach` working pixels of where homography (between full pictures) and warp put it.

    A tile is also looked for as far off as its nearest neighbours were in the look before (`led_by`): where paper curls
    more than `reach`, its print is out of sight at its own place; the better NCC score of the two wins.
    """
    view = _view(fixed, picture, image_from_template, warp)
    visible = view.in_frame()
    tiles = np.flatnonzero(visible)
    ncc, shifts = view.best_matches(tiles, np.zeros((len(tiles), 2), int), reach)
    # The second look only where neighbours were far off: within half the reach both would see the same.
    ahead = _ahead(fixed, image_from_template, warp, led_by)[tiles]
    led = np.flatnonzero(np.abs(ahead).max(axis=1, initial=0) > reach // 2)
    led_ncc, led_shifts = view.best_matches(tiles[led], ahead[led], reach)
    wins = led_ncc > ncc[led]
    ncc[led[wins]], shifts[led[wins]] = led_ncc[wins], led_shifts[wins]
    # Print repeats: a single tile matches well in wrong places, neighbours that moved alike do not.
    kept = np.flatnonzero(ncc >= OPTIONS.min_tile_ncc)
    kept = kept[_moved_alike(fixed.tiles[tiles[kept]], shifts[kept])]
    places = fixed.centres[tiles[kept]]
    return Evidence(
        image_from_template,
        warp,
        places,
        shifts[kept] / fixed.factor + (warp.at(places) if warp else 0.0),
        ncc[kept],
        tiles[kept],
        fixed.outside[tiles[kept]],
        visible,
    )


@dataclass(frozen=True, eq=False)
class _View:
    """The page through one homography and warp, at the pyramid level that shows enough."""

    fixed: FixedPrint
    grey: Grey
    image_from_work: Matrix
    warp: ResidualWarp | None
    patches: Windows
    """The tiles, as sharp as the picture is."""

    def in_frame(self) -> NDArray[np.bool_]:
        """Which tiles have their centre on the picture."""
        places = transform(self.image_from_work, self.fixed.tiles)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.all((places > 0) & (places < self.grey.shape[::-1]), axis=1))

    def best_matches(
        self, tiles: NDArray[np.int_], ahead: NDArray[np.int_], reach: int
    ) -> tuple[NDArray[np.float64], Points]:
        """NCC score (n,) of each tile (n indices) at its best place within `reach` of one `ahead` (n, 2) of its own.

        And how far the best place lies from its own (n, 2). All in working pixels.
        """
        nodes = windows.nodes(self.fixed.corners[tiles] + ahead - reach, OPTIONS.tile_px + 2 * reach)
        if self.warp:
            nodes = nodes + self.warp.at(nodes / self.fixed.factor) * self.fixed.factor
        seen = windows.cut(self.grey, transform(self.image_from_work, nodes), OPTIONS.tile_px + 2 * reach)
        ncc, shifts = windows.best_matches(seen, self.patches[tiles])
        return ncc, shifts + ahead


def _view(fixed: FixedPrint, picture: ImagePyramid, image_from_template: Matrix, warp: ResidualWarp | None) -> _View:
    """The page at the size at which it shows the tiles, and the tiles as sharp as it shows them."""
    height, width = fixed.grey.shape
    full_from_work = image_from_template @ scaling(1 / fixed.factor)
    scale = scale_at(full_from_work, (width / 2, height / 2))
    grey, factor = picture.for_scale(scale)
    # A page that shows the template smaller is soft where it is drawn up to it: a sharp tile would correlate with it
    # less than one blurred alike.
    sampling = scale * factor
    patches = fixed.patches if sampling >= OPTIONS.min_sampling else fixed.blurred(0.5 / max(sampling, 0.15))
    return _View(fixed, grey, scaling(factor) @ full_from_work, warp, patches)


def _ahead(
    fixed: FixedPrint, image_from_template: Matrix, warp: ResidualWarp | None, led_by: Evidence | None
) -> NDArray[np.int_]:
    """Whole working pixels (n, 2) by which the tiles found nearest to each stood off homography and warp."""
    if led_by is None or not led_by.found:
        return np.zeros((len(fixed.tiles), 2), int)
    left = led_by.seen_from(image_from_template) - (warp.at(led_by.places) if warp else 0.0)
    away = np.linalg.norm(fixed.centres[:, None] - led_by.places[None], axis=2)
    nearest = np.argsort(away, axis=1)[:, : OPTIONS.tile_neighbours]
    return np.asarray(np.round(np.median(left[nearest], axis=1) * fixed.factor), int)


def _moved_alike(places: Points, shifts: Points) -> NDArray[np.bool_]:
    """Which tiles moved as the median of their nearest neighbours did: half of these may be wrong themselves."""
    if len(places) <= OPTIONS.tile_neighbours:
        return np.zeros(len(places), bool)  # so few tiles are found anywhere
    x, y = places.T.astype(np.float32)
    distance = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    np.fill_diagonal(distance, np.inf)
    nearest = np.argpartition(distance, OPTIONS.tile_neighbours - 1, axis=1)[:, : OPTIONS.tile_neighbours]
    expected = np.median(shifts[nearest], axis=1)
    return np.asarray(np.linalg.norm(shifts - expected, axis=1) <= OPTIONS.max_tile_apart_px)
