"""Quads, homographies and crops.

Convention (pinned by `tests/core/test_geometry.py`): coordinates are continuous, pixel (column i, row j) covers
[i, i+1) x [j, j+1) and its centre is (i + 0.5, j + 0.5). OpenCV puts centres on whole numbers; `warp` is the only place
that converts. Scaling a picture by s is the homography diag(s, s, 1), exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from lambda_ocr.core.model import Image, Matrix, Quad

_TO_CENTRES = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
_FROM_CENTRES = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])

Points = NDArray[np.float64]
"""(n, 2) coordinates."""


def points(values: ArrayLike) -> Points:
    """Anything point-like as an (n, 2) float array."""
    return np.asarray(values, np.float64).reshape(-1, 2)


def quad(corners: ArrayLike) -> Quad:
    """Four corners as plain floats."""
    a, b, c, d = (tuple(map(float, corner)) for corner in points(corners))
    return (a, b, c, d)  # type: ignore[return-value]


def rectangle(left: float, top: float, right: float, bottom: float) -> Quad:
    """The quad of an upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def transform(b_from_a: NDArray[np.floating], coordinates: ArrayLike) -> Points:
    """Map points of frame a to frame b. Points on or behind the horizon come out as NaN."""
    given = points(coordinates)
    mapped = given @ b_from_a[:, :2].T + b_from_a[:, 2]
    depth = mapped[:, 2:]
    depth[~(depth > 1e-9)] = np.nan
    return np.asarray(mapped[:, :2] / depth)


def transforms(b_from_a: NDArray[np.floating], coordinates: NDArray[np.floating]) -> NDArray[np.float64]:
    """Map points (n, k, 2), those of each row by a homography of its own (n, 3, 3); NaN as in `transform`."""
    mapped = coordinates @ b_from_a[:, :, :2].swapaxes(1, 2) + b_from_a[:, None, :, 2]
    return np.asarray(mapped[..., :2] / np.where(mapped[..., 2:] > 1e-9, mapped[..., 2:], np.nan))


def transform_quad(b_from_a: Matrix, corners: ArrayLike) -> Quad:
    """Map a quad of frame a to frame b."""
    return quad(transform(b_from_a, corners))


def scaling(factor: float) -> Matrix:
    """The homography of a picture resized by `factor`."""
    return np.diag([factor, factor, 1.0])


def homography(source: ArrayLike, target: ArrayLike) -> Matrix:
    """`target_from_source`, exact for four points in general position.

    Its sign is such that the source's middle lies before the horizon. OpenCV divides by the last element, which is
    negative where the vanishing line passes between the source and the origin; every point would come out as NaN.
    """
    given = points(source)
    found = cv2.getPerspectiveTransform(given.astype(np.float32), points(target).astype(np.float32)).astype(np.float64)
    return found if found[2] @ (*given.mean(axis=0), 1.0) > 0 else -found


def side_lengths(corners: ArrayLike) -> tuple[float, float]:
    """Mean width (upper and lower side) and mean height of a quad, in pixels."""
    a, b, c, d = points(corners)
    width = (np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2
    height = (np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2
    return float(width), float(height)


def cut_along(corners: Quad, start: float, end: float) -> Quad:
    """The part of a line from `start` to `end` along it, 0 (left edge) to 1, as high as it is."""
    a, b, c, d = points(corners)
    return quad([a + (b - a) * start, a + (b - a) * end, d + (c - d) * end, d + (c - d) * start])


def reading_frame(corners: ArrayLike) -> Quad:
    """The smallest rectangle around a quad that stands the way the quad's text runs; corners in the quad's order.

    A quad says which area, not which perspective: four corners drawn by hand on a flat page are a rectangle drawn a
    little askew. Its direction is that of its two longer sides together, and a multiple of 90 degrees where these two
    differ by more than they lean: then the lean is the hand's, not the print's.
    """
    a, b, c, d = points(corners)
    along, down = (b - a, c - d), (_quarter_back(d - a), _quarter_back(c - b))
    longer = along if np.linalg.norm(along[0] + along[1]) >= np.linalg.norm(down[0] + down[1]) else down
    first, second = (float(np.arctan2(side[1], side[0])) for side in longer)
    spread = (second - first + np.pi) % (2 * np.pi) - np.pi
    angle = first + spread / 2
    lean = (angle + np.pi / 4) % (np.pi / 2) - np.pi / 4
    return _around(points(corners), angle - lean if abs(lean) <= abs(spread) else angle)


def _quarter_back(way: Points) -> Points:
    """A direction down the text as one along it."""
    return np.array([way[1], -way[0]])


def _around(corners: Points, angle: float) -> Quad:
    """The rectangle around points whose upper side runs at `angle` (radians, clockwise on the screen)."""
    cosine, sine = np.cos(angle), np.sin(angle)
    picture_from_frame = np.array([[cosine, -sine], [sine, cosine]])
    placed = corners @ picture_from_frame
    return quad(points(rectangle(*placed.min(axis=0), *placed.max(axis=0))) @ picture_from_frame.T)


def turned(corners: Quad, quarters: int) -> Quad:
    """The same quad counted from another corner: text that stands a quarter turn clockwise reads upright after 1."""
    a, b, c, d = (*corners[quarters % 4 :], *corners[: quarters % 4])
    return (a, b, c, d)


def signed_area(corners: ArrayLike) -> float:
    """Positive when the corners go clockwise as seen on screen (y downwards)."""
    x, y = points(corners).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def is_convex(corners: ArrayLike) -> bool:
    """Whether all corners turn the same way, none flat."""
    edges = np.roll(points(corners), -1, axis=0) - points(corners)
    following = np.roll(edges, -1, axis=0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    return bool(np.all(turns > 0) or np.all(turns < 0))


def scale_at(b_from_a: NDArray[np.floating], point: ArrayLike) -> float:
    """How many pixels of b one pixel of a becomes around `point` of a (square root of the area ratio)."""
    x, y = points(point)[0]
    w = b_from_a[2] @ (x, y, 1.0)
    return float(np.sqrt(abs(np.linalg.det(b_from_a) / w**3))) if w else 0.0


def scales_at(b_from_a: NDArray[np.floating], places: NDArray[np.floating]) -> NDArray[np.float64]:
    """`scale_at` (n,) of homographies (n, 3, 3) around a point each (n, 2)."""
    w = (b_from_a[:, 2, :2] * places).sum(axis=1) + b_from_a[:, 2, 2]
    return np.asarray(np.sqrt(np.abs(np.divide(np.linalg.det(b_from_a), w**3, out=np.zeros(len(w)), where=w != 0))))


def warp(
    image: Image, out_from_image: NDArray[np.floating], size: tuple[int, int], *, border: int | None = None
) -> Image:
    """Resample `image` into a picture of `size` (width, height), bilinear, averaged first where it shrinks.

    `border` is the grey outside the picture; None repeats the picture's edge.
    """
    image, out_from_image = _shrunk(image, out_from_image, size)
    return np.asarray(
        cv2.warpPerspective(
            image,
            _TO_CENTRES @ out_from_image @ _FROM_CENTRES,
            size,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE if border is None else cv2.BORDER_CONSTANT,
            borderValue=(border or 0,) * 3,
        ),
        np.uint8,
    )


def _shrunk(
    image: Image, out_from_image: NDArray[np.floating], size: tuple[int, int]
) -> tuple[Image, NDArray[np.floating]]:
    """Cut the part that is needed and average it down when the warp would skip pixels (a scale below 0.6)."""
    image_from_out = np.linalg.inv(out_from_image)
    scale = 1 / max(scale_at(image_from_out, (size[0] / 2, size[1] / 2)), 1e-6)
    if scale > 0.6:
        return image, out_from_image
    corners = transform(image_from_out, rectangle(0, 0, *size))
    height, width = image.shape[:2]
    if not np.all(np.isfinite(corners)):
        return image, out_from_image
    low = np.clip(np.floor(corners.min(axis=0)) - 2, 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)) + 2, low + 1, (width, height)).astype(int)
    part = image[low[1] : high[1], low[0] : high[0]]
    small = resized(part, (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))))
    stretch = np.diag([part.shape[1] / small.shape[1], part.shape[0] / small.shape[0], 1.0])
    shift = np.array([[1, 0, low[0]], [0, 1, low[1]], [0, 0, 1.0]])
    return small, out_from_image @ shift @ stretch


def resized(image: Image, size: tuple[int, int]) -> Image:
    """The picture at another size (width, height): averaged when smaller, cubic when larger."""
    if (image.shape[1], image.shape[0]) == size:
        return image
    shrinks = size[0] < image.shape[1]
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC), np.uint8)


def fitted(image: Image, longest: int) -> tuple[Image, float]:
    """The picture with its longest side at most `longest`, and the factor it was scaled by."""
    height, width = image.shape[:2]
    factor = min(1.0, longest / max(height, width))
    return resized(image, (max(1, round(width * factor)), max(1, round(height * factor)))), factor


def inside_share(corners: ArrayLike, size: tuple[int, int]) -> float:
    """Share of a convex quad's area that lies on a picture of `size` (width, height)."""
    mine = points(corners).astype(np.float32)
    if not np.all(np.isfinite(mine)) or abs(signed_area(mine)) < 1e-6:
        return 0.0
    area, _ = cv2.intersectConvexConvex(mine, points(rectangle(0, 0, *size)).astype(np.float32))
    return float(area / abs(signed_area(mine)))


def polygon_mask(quads: Iterable[Sequence[Sequence[float]]], size: tuple[int, int]) -> NDArray[np.uint8]:
    """255 inside any of the quads, 0 elsewhere, (height, width) for `size` (width, height)."""
    mask = np.zeros((size[1], size[0]), np.uint8)
    for corners in quads:
        cv2.fillPoly(mask, [np.round(points(corners) * 16 - 8).astype(np.int32)], 255, shift=4)
    return mask
