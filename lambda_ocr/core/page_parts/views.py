"""Parts of a picture looked at by themselves, and what is found there told on the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Alignment, Extent, Image, Matrix, Quad

Colour = tuple[float, float, float]


def whole(picture: Image) -> Extent:
    """All of it."""
    return 0.0, 0.0, float(picture.shape[1]), float(picture.shape[0])


def part(picture: Image, view: Extent) -> Image:
    """A view's pixels, from the whole pixel nearest to its corner on."""
    left, top, right, bottom = map(round, view)
    return np.ascontiguousarray(picture[top:bottom, left:right])


def on_picture(alignment: Alignment, view: Extent) -> Alignment:
    """What lies so in `part` of a view, in pixels of the picture."""
    picture_from_view: Matrix = np.array([[1, 0, round(view[0])], [0, 1, round(view[1])], [0, 0, 1]], np.float64)
    placements = [
        replace(each, image_from_template=picture_from_view @ each.image_from_template) for each in alignment.placements
    ]
    moved = picture_from_view @ alignment.image_from_template
    return replace(alignment, image_from_template=moved, placements=tuple(placements))


def around(corners: Quad, share: float, picture: Image) -> Extent:
    """The view of a quad with room around it, a `share` of its longer side, as far as the picture goes."""
    low, high = points(corners).min(axis=0), points(corners).max(axis=0)
    room = share * (high - low).max()
    (left, top), (right, bottom) = np.maximum(low - room, 0), np.minimum(high + room, picture.shape[1::-1])
    return float(left), float(top), float(right), float(bottom)


def holds(view: Extent, corners: Quad) -> bool:
    """Whether all of a quad is in a view."""
    return bool(np.all(points(corners) >= view[:2]) and np.all(points(corners) <= view[2:]))


def ground(picture: Image, apart: Sequence[Extent]) -> Colour:
    """The colour of what regions lie on."""
    free = np.ones(picture.shape[:2], bool)
    for left, top, right, bottom in apart:
        free[round(top) : round(bottom), round(left) : round(right)] = False
    blue, green, red = np.median(picture[free][::7] if free.any() else picture[::9, ::9].reshape(-1, 3), axis=0)
    return float(blue), float(green), float(red)


def without(picture: Image, corners: Quad, colour: Colour) -> Image:
    """The picture with a quad painted over, in place."""
    return np.asarray(cv2.fillConvexPoly(picture, points(corners).round().astype(np.int32), colour), np.uint8)
