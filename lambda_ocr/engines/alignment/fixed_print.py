"""The template's fixed print as small tiles, and how much of it is found where a homography puts it.

This is the one judge of every hypothesis: the picture is warped onto the template, and each tile (print outside the
fields, with structure in both directions) is looked for near its place by normalised correlation. Tiles found, with
neighbours that moved alike, are agreement; where they are found tells what the homography left over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points, scale_at, scaling, transform, warp
from lambda_ocr.core.model import Matrix
from lambda_ocr.engines.alignment.bend import Bend

Grey = NDArray[np.uint8]

TILE = 32
"""Side of a tile in pixels of the working picture: two to three lines of small print."""
MOST_TILES = 240
FOUND = 0.5
"""Correlation from which a tile counts as found. Under wrong homographies at most 2 tiles in 240 reach it together."""
TOGETHER_PX = 3.0
"""How far a tile may move against the median of its neighbours."""
NEIGHBOURS = 6
GRID = 16
"""Pixels between the places at which a bend is evaluated."""


@dataclass(frozen=True, eq=False)
class FixedPrint:
    """The working picture of a template and the centres (n, 2) of its tiles on it.

    `factor` scales template pixels to working pixels.
    """

    grey: Grey
    factor: float
    tiles: Points
    outside: NDArray[np.bool_]
    """Which tiles lie outside all fields; the others may speak for a hypothesis, never against."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A query at working size: `factor` scales picture pixels to working pixels."""

    grey: Grey
    factor: float


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
    left: Points
    """How far from where homography and bend put it."""
    likeness: NDArray[np.float64]
    tiles: NDArray[np.int_]
    """Indices of the tiles found."""
    outside: NDArray[np.bool_]
    """Which of the tiles found lie outside all fields."""
    visible: NDArray[np.bool_]
    """Which tiles should be in the frame."""

    @property
    def found(self) -> int:
        """How many tiles were found."""
        return len(self.places)


def choose_tiles(grey: Grey, allowed: Grey | None = None) -> Points:
    """Centres of up to MOST_TILES tiles with structure in both directions, strongest of each grid cell first."""
    strength = cv2.boxFilter(cv2.cornerMinEigenVal(grey, 3), -1, (TILE, TILE))
    if allowed is not None:
        strength[cv2.erode(allowed, np.ones((TILE // 2, TILE // 2), np.uint8)) == 0] = 0
    margin = TILE // 2
    strength[:margin], strength[-margin:], strength[:, :margin], strength[:, -margin:] = 0, 0, 0, 0
    step = TILE * 3 // 4
    rows, columns = (range(0, side, step) for side in grey.shape)
    peaks = [_peak(strength, row, column, step) for row in rows for column in columns]
    peaks = [peak for peak in peaks if peak[0] > 0]
    if not peaks:
        return np.zeros((0, 2))
    strong = np.percentile([peak[0] for peak in peaks], 90)
    peaks = sorted((peak for peak in peaks if peak[0] > 0.02 * strong), reverse=True)
    return np.array([(column + 0.5, row + 0.5) for _, row, column in _spread(peaks)])


def _peak(strength: NDArray[Any], row: int, column: int, step: int) -> tuple[float, int, int]:
    cell = strength[row : row + step, column : column + step]
    at = np.unravel_index(int(cell.argmax()), cell.shape)
    return float(cell[at]), row + int(at[0]), column + int(at[1])


def _spread(peaks: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """At most MOST_TILES, thinned evenly over the page."""
    if len(peaks) <= MOST_TILES:
        return peaks
    by_place = sorted(peaks, key=lambda peak: (peak[1] // (2 * TILE), peak[2]))
    chosen = np.linspace(0, len(by_place) - 1, MOST_TILES).round().astype(int)
    return [by_place[index] for index in chosen]


def look_for(
    fixed: FixedPrint, picture: Picture, image_from_template: Matrix, reach: int, bend: Bend | None = None
) -> Evidence:
    """Look for every tile within `reach` working pixels of where homography (between full pictures) and bend put it."""
    height, width = fixed.grey.shape
    image_from_work = scaling(picture.factor) @ image_from_template @ scaling(1 / fixed.factor)
    seen = _flattened(fixed, picture.grey, image_from_work, bend)
    visible = _in_frame(fixed, picture.grey.shape, image_from_work)
    template = _as_sharp_as(fixed.grey, scale_at(image_from_work, (width / 2, height / 2)))
    found = [_best(template, seen, tile, reach) if ok else None for tile, ok in zip(fixed.tiles, visible, strict=True)]
    hits = np.array([i for i, hit in enumerate(found) if hit is not None and hit[0] >= FOUND], int)
    shifts = np.array([found[i][1:] for i in hits]).reshape(-1, 2)
    together = _moved_alike(fixed.tiles[hits], shifts)
    hits, shifts = hits[together], shifts[together] / fixed.factor
    places = fixed.tiles[hits] / fixed.factor
    return Evidence(
        image_from_template,
        bend,
        places,
        shifts + (bend.at(places) if bend else 0.0),
        shifts,
        np.array([found[i][0] for i in hits]),
        hits,
        fixed.outside[hits],
        visible,
    )


def _flattened(fixed: FixedPrint, image: Grey, image_from_work: NDArray[np.floating], bend: Bend | None) -> Grey:
    """The picture as the template's working picture would show it, were the paper flat."""
    height, width = fixed.grey.shape
    if bend is None:
        return warp(image, np.linalg.inv(image_from_work), (width, height))
    coarse = np.stack(np.meshgrid(np.arange(0, width + GRID, GRID), np.arange(0, height + GRID, GRID)), axis=-1)
    nodes = coarse.reshape(-1, 2).astype(np.float64)
    moved = transform(image_from_work, nodes + bend.at(nodes / fixed.factor) * fixed.factor)
    rows, columns = coarse.shape[:2]
    sample = np.array([[GRID, 0, 0], [0, GRID, 0], [0, 0, 1.0]])
    places = np.nan_to_num(moved, nan=-1e4).astype(np.float32).reshape(rows, columns, 2)
    # Node (i, j) of the grid stands for the corner of pixel (GRID i, GRID j): half a pixel to its centre.
    at = np.linalg.inv(sample) @ np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    dense = cv2.warpPerspective(places, at, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(cv2.remap(image, dense - 0.5, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)  # type: ignore[call-overload]


def _in_frame(fixed: FixedPrint, shape: tuple[int, ...], image_from_work: NDArray[np.floating]) -> NDArray[np.bool_]:
    places = transform(image_from_work, fixed.tiles)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.all((places > 0) & (places < (shape[1], shape[0])), axis=1))


def _as_sharp_as(grey: Grey, scale: float) -> Grey:
    """The template blurred as the picture is where it shows the template smaller (scale below 1)."""
    if scale > 0.8:
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.5 / max(scale, 0.15)), np.uint8)


def _best(template: Grey, seen: Grey, tile: NDArray[np.float64], reach: int) -> tuple[float, float, float] | None:
    """Correlation and shift (x, y) of the best place for one tile, to a fraction of a pixel."""
    left, top = (tile - TILE / 2).round().astype(int)
    patch = template[top : top + TILE, left : left + TILE]
    x0, y0 = max(left - reach, 0), max(top - reach, 0)
    window = seen[y0 : top + TILE + reach, x0 : left + TILE + reach]
    if patch.shape != (TILE, TILE) or min(window.shape) < TILE or window.std() < 2:
        return None
    likeness = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
    _, peak, _, (x, y) = cv2.minMaxLoc(likeness)
    return peak, x + _parabola(likeness[y], x) + x0 - left, y + _parabola(likeness[:, x], y) + y0 - top


def _parabola(values: NDArray[Any], at: int) -> float:
    """Where between its neighbours the peak at `at` really lies, -0.5 to 0.5."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, peak, after = (float(values[at + step]) for step in (-1, 0, 1))
    bend = before - 2 * peak + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, (before - after) / (2 * bend)))


def _moved_alike(places: Points, shifts: Points) -> NDArray[np.bool_]:
    """Which tiles moved as the median of their nearest neighbours did."""
    if len(places) <= NEIGHBOURS:
        return np.zeros(len(places), bool)
    distance = np.linalg.norm(places[:, None] - places[None], axis=2)
    nearest = np.argsort(distance, axis=1)[:, 1 : NEIGHBOURS + 1]
    expected = np.median(shifts[nearest], axis=1)
    return np.asarray(np.linalg.norm(shifts - expected, axis=1) <= TOGETHER_PX)
