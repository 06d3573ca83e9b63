"""Drawn distortions of an upright picture: what a phone, a scanner and a messenger do to paper.

Rule: each leads to its picture and to where the page lies on it, so that truth stays known. No chance is involved: the
same picture is distorted alike every time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from lambda_ocr.core.geometry import homography, points, rectangle, scaling, transform, warp
from lambda_ocr.core.model import Image, Matrix

DESK_GREY = 105
"""Grey of what lies around the page."""
MAX_SIDE_PX = 2400
"""Pixels of a distorted picture's longest side: a phone's picture as messengers pass it on, and bounded work."""


@dataclass(frozen=True, eq=False)
class Distorted:
    """A distorted picture; `image_from_page` is where the given picture's pixels lie on it."""

    name: str
    picture: Image
    image_from_page: Matrix


@dataclass(frozen=True)
class Distortion:
    """One way to photograph a page badly. Lengths are in pixels of the picture taken."""

    name: str
    turn: float = 0.0
    """Degrees, clockwise."""
    tilt: tuple[float, float] = (0.0, 0.0)
    """Share of its width and height by which the far side comes out shorter: right and upper side where positive."""
    scale: float = 1.0
    blur: float = 0.0
    """Standard deviation."""
    shadow: float = 0.0
    """Share of the light that the right side lacks."""
    dim: float = 1.0
    """Share of the contrast that is left."""
    jpeg: int = 0
    """Quality; 0: not compressed."""

    def of(self, page: Image) -> Distorted:
        """The page on a desk, so distorted."""
        size, image_from_page = self._place(page.shape[1], page.shape[0])
        picture = warp(page, image_from_page, size, border=DESK_GREY)
        for step in _LIGHT:
            picture = step(self, picture)
        return Distorted(self.name, picture, image_from_page)

    def _place(self, width: int, height: int) -> tuple[tuple[int, int], Matrix]:
        """Size of the picture, a twentieth of desk on each side, and the way onto it."""
        sine, cosine = np.sin(np.radians(self.turn)), np.cos(np.radians(self.turn))
        turning = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
        corners = transform(turning, points(_tilted(width, height, *self.tilt)))
        extent = np.ptp(corners, axis=0)
        factor = min(self.scale, MAX_SIDE_PX / float(extent.max()))
        margin = 0.05 * float(extent.max()) * factor * bool(self.turn or any(self.tilt))
        target = (corners - corners.min(axis=0)) * factor + margin
        size = np.ceil(extent * factor + 2 * margin).astype(int)
        if not (self.turn or any(self.tilt)):  # exactly, where nothing but the size changes
            return (int(size[0]), int(size[1])), scaling(factor)
        return (int(size[0]), int(size[1])), homography(rectangle(0, 0, width, height), target)


def _tilted(width: float, height: float, across: float, along: float) -> list[tuple[float, float]]:
    """Corners of the page seen from the side: the far side is shorter by the share given, and nearer."""
    left, right = max(-across, 0) * height / 2, max(across, 0) * height / 2
    top, bottom = max(along, 0) * width / 2, max(-along, 0) * width / 2
    w, h = width * (1 - abs(across) / 2), height * (1 - abs(along) / 2)
    return [(top, left), (w - top, right), (w - bottom, h - right), (bottom, h - left)]


def _blurred(how: Distortion, picture: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), how.blur), np.uint8) if how.blur else picture


def _lit(how: Distortion, picture: Image) -> Image:
    if not how.shadow and how.dim == 1.0:
        return picture
    light = 1 - how.shadow * np.linspace(0, 1, picture.shape[1], dtype=np.float32)[None, :, None]
    return np.asarray(((picture.astype(np.float32) - 128) * how.dim + 128) * light, np.uint8)


def _compressed(how: Distortion, picture: Image) -> Image:
    if not how.jpeg:
        return picture
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, how.jpeg])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


_LIGHT: tuple[Callable[[Distortion, Image], Image], ...] = (_blurred, _lit, _compressed)
"""In the order in which it happens to a photograph."""

DOZEN = (
    Distortion("photographed", turn=6, tilt=(0.12, 0.06), shadow=0.25, jpeg=75),
    Distortion("turned left", turn=-18),
    Distortion("half as large", scale=0.5),
    Distortion("tilted to the right", tilt=(0.3, 0.0)),
    Distortion("blurred", blur=1.2),
    Distortion("upside down", turn=180),
    Distortion("compressed", jpeg=25),
    Distortion("tilted back", tilt=(0.0, 0.3)),
    Distortion("in shadow", shadow=0.6),
    Distortion("pale", dim=0.35),
    Distortion("half as large again", scale=1.5),
    Distortion("on its side, tilted to the left", turn=90, tilt=(-0.2, 0.0), blur=0.7, jpeg=60),
)
"""The most telling first: time may not reach for all."""
