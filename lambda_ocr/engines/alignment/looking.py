"""Looking for the fixed print where a homography puts it: the one judge of every hypothesis.

The picture is warped onto the template, and each tile is looked for near its place by normalised correlation. Tiles
found, with neighbours that moved alike, are agreement; where they are found tells what the homography left over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points, resized, scale_at, scaling, transform, warp
from lambda_ocr.core.model import Matrix
from lambda_ocr.engines.alignment.bend import Bend
from lambda_ocr.engines.alignment.fixed_print import TILE, FixedPrint, Grey

FOUND = 0.5
"""Correlation from which a tile counts as found. Under wrong homographies at most 2 tiles in 240 reach it together."""
TOGETHER_PX = 3.0
"""How far a tile may move against the median of its neighbours."""
NEIGHBOURS = 6
GRID = 16
"""Pixels between the places at which a bend is evaluated."""
FLAT_GREY = 2.0
"""Standard deviation of grey values below which there is nothing to compare."""
SIDES = (800, 1600)
"""Longest sides at which a picture is kept beside its own."""
SHARP = 0.8
"""Pixels of the picture per working pixel that are enough."""


class Picture:
    """A query at several sizes, each made when it is first needed."""

    def __init__(self, grey: Grey) -> None:
        self._grey = grey
        self._sizes: dict[int, Grey] = {}
        self.size = (grey.shape[1], grey.shape[0])

    def for_scale(self, scale: float) -> tuple[Grey, float]:
        """The smallest size that has SHARP pixels where the full one has `scale`, and its factor to the full one."""
        longest = max(self.size)
        for side in SIDES:
            if side < longest and scale * side / longest >= SHARP:
                return self._at(side), side / longest
        return self._grey, 1.0

    def _at(self, side: int) -> Grey:
        if side not in self._sizes:
            factor = side / max(self.size)
            width, height = (max(1, round(length * factor)) for length in self.size)
            self._sizes[side] = resized(self._grey, (width, height))
        return self._sizes[side]


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

    def seen_from(self, image_from_template: Matrix) -> Points:
        """How far from where another homography puts it each tile was found, template pixels."""
        found = transform(self.image_from_template, self.places + self.shifts)
        return transform(np.linalg.inv(image_from_template), found) - self.places


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
    height, width = fixed.grey.shape
    full_from_work = image_from_template @ scaling(1 / fixed.factor)
    scale = scale_at(full_from_work, (width / 2, height / 2))
    grey, factor = picture.for_scale(scale)
    image_from_work = scaling(factor) @ full_from_work
    seen = _flattened(fixed, grey, image_from_work, bend)
    visible = _in_frame(fixed, grey.shape, image_from_work)
    template = _as_sharp_as(fixed.grey, scale * factor)
    ahead = _ahead(fixed, image_from_template, bend, led_by)
    found = [
        _likeliest(template, seen, tile, offset, reach) if ok else None
        for tile, offset, ok in zip(fixed.tiles, ahead, visible, strict=True)
    ]
    hits = np.array([i for i, hit in enumerate(found) if hit is not None and hit[0] >= FOUND], int)
    shifts = np.array([found[i][1:] for i in hits]).reshape(-1, 2)
    together = _moved_alike(fixed.tiles[hits], shifts)
    hits, shifts = hits[together], shifts[together] / fixed.factor
    places = fixed.centres[hits]
    return Evidence(
        image_from_template,
        bend,
        places,
        shifts + (bend.at(places) if bend else 0.0),
        np.array([found[i][0] for i in hits]),
        hits,
        fixed.outside[hits],
        visible,
    )


def _ahead(
    fixed: FixedPrint, image_from_template: Matrix, bend: Bend | None, led_by: Evidence | None
) -> NDArray[np.int_]:
    """Whole working pixels (n, 2) by which the tiles found nearest to each stood off homography and bend."""
    if led_by is None or not led_by.found:
        return np.zeros((len(fixed.tiles), 2), int)
    left = led_by.seen_from(image_from_template) - (bend.at(led_by.places) if bend else 0.0)
    away = np.linalg.norm(fixed.centres[:, None] - led_by.places[None], axis=2)
    nearest = np.argsort(away, axis=1)[:, :NEIGHBOURS]
    return np.asarray(np.round(np.median(left[nearest], axis=1) * fixed.factor), int)


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
    if scale >= SHARP:
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.5 / max(scale, 0.15)), np.uint8)


def _likeliest(
    template: Grey, seen: Grey, tile: NDArray[np.float64], ahead: NDArray[np.int_], reach: int
) -> tuple[float, float, float] | None:
    """The better of what is found at a tile's own place and at the one it is led to, where that is another."""
    own = _best(template, seen, tile, _HERE, reach)
    if np.abs(ahead).max() <= reach // 2:
        return own
    led = _best(template, seen, tile, ahead, reach)
    return max(filter(None, (own, led)), default=None)


_HERE = np.zeros(2, int)


def _best(
    template: Grey, seen: Grey, tile: NDArray[np.float64], ahead: NDArray[np.int_], reach: int
) -> tuple[float, float, float] | None:
    """Correlation and shift (x, y) of the best place for one tile, to a fraction of a pixel."""
    left, top = round(tile[0] - TILE / 2), round(tile[1] - TILE / 2)
    patch = template[top : top + TILE, left : left + TILE]
    x, y = left + int(ahead[0]), top + int(ahead[1])
    x0, y0 = max(x - reach, 0), max(y - reach, 0)
    window = seen[y0 : max(y + TILE + reach, 0), x0 : max(x + TILE + reach, 0)]
    if patch.shape != (TILE, TILE) or min(window.shape) < TILE or cv2.meanStdDev(window)[1][0, 0] < FLAT_GREY:
        return None
    likeness = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
    _, peak, _, (x, y) = cv2.minMaxLoc(likeness)
    if peak < FOUND:
        return None
    return peak, x + _parabola(likeness[y], x) + x0 - left, y + _parabola(likeness[:, x], y) + y0 - top


def _parabola(values: NDArray[Any], at: int) -> float:
    """Where between its neighbours the peak at `at` really lies, -0.5 to 0.5."""
    if not 0 < at < len(values) - 1:
        return 0.0
    before, peak, after = values[at - 1 : at + 2].tolist()
    bend = before - 2 * peak + after
    return 0.0 if bend >= 0 else max(-0.5, min(0.5, (before - after) / (2 * bend)))


def _moved_alike(places: Points, shifts: Points) -> NDArray[np.bool_]:
    """Which tiles moved as the median of their nearest neighbours did."""
    if len(places) <= NEIGHBOURS:
        return np.zeros(len(places), bool)
    x, y = places.T.astype(np.float32)
    distance = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    np.fill_diagonal(distance, np.inf)
    nearest = np.argpartition(distance, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS]
    expected = np.median(shifts[nearest], axis=1)
    return np.asarray(np.linalg.norm(shifts - expected, axis=1) <= TOGETHER_PX)
