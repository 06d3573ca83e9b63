"""One strain at a time on a drawn document: what each axis does to the picture, and at which levels.

Rule: truth is exact. The view knows where every field lies; fields that are hidden or cut off are not asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from examples.draw import desk
from examples.draw.camera import FLAT, Curl, Floats, Size, View, phone
from examples.draw.case import Shot
from examples.draw.light import Light
from lambda_ocr.core.model import Image

USUAL = Light(0.98, 0.02, (0.06, 0.05), 0.08, noise=1.5)
LARGEST = 4096


@dataclass(frozen=True)
class Fold(Curl):
    """A page folded once across its middle and not quite flat again: a tent of two planes, `bend[0]` radians each."""

    def slope(self, s: Floats) -> Floats:
        """Up on one side, down on the other."""
        return np.asarray(-self.bend[0] * np.tanh(np.asarray(s) / 0.03))


@dataclass(frozen=True)
class Strain:
    """Everything that can be done to a picture; the defaults are an easy photograph."""

    rotation: float = 0.0
    """Degrees, in the page's plane."""
    tilt: float = 0.0
    """Degrees, about an axis between the page's two."""
    scale: float = 1.0
    """Picture pixels per template pixel."""
    blur: float = 0.0
    """Gaussian sigma, in picture pixels."""
    noise: float = 1.5
    light: float = 0.08
    """Light taken away by a shadow."""
    occlusion: float = 0.0
    """Share of the page hidden under one thing."""
    fold: float = 0.0
    """Degrees that each half of the page stands up."""
    crop: float = 0.0
    """Share of the page beyond the picture's edge."""
    jpeg: float = 85.0


AXES: Mapping[str, tuple[float, ...]] = {
    "rotation": (0, 30, 60, 90, 135, 180),
    "tilt": (0, 15, 30, 45, 55, 65),
    "scale": (0.25, 0.35, 0.5, 0.7, 1, 1.5, 2, 3),
    "blur": (0, 0.7, 1.2, 1.8, 2.5, 3.5),
    "noise": (0, 3, 6, 10, 16),
    "light": (0, 0.3, 0.5, 0.7, 0.85),
    "occlusion": (0, 0.1, 0.2, 0.3, 0.45),
    "fold": (0, 5, 10, 15, 22),
    "crop": (0, 0.1, 0.2, 0.35, 0.5),
    "jpeg": (95, 60, 35, 20, 10, 5),
}
UNITS = {
    "rotation": "degrees in the plane",
    "tilt": "degrees towards the camera",
    "scale": "picture pixels per template pixel",
    "blur": "sigma, pixels",
    "noise": "grey levels",
    "light": "share of light taken by a shadow",
    "occlusion": "share of the page hidden",
    "fold": "degrees of each half",
    "crop": "share of the page cut off",
    "jpeg": "JPEG quality",
}
WITHIN: Mapping[str, tuple[float, float]] = {
    "rotation": (0, 180),
    "tilt": (0, 45),
    "scale": (0.5, 3),
    "occlusion": (0, 0.2),
}
"""What the service promises: any rotation, 45 degrees of tilt, scale 0.5 to 3, a fifth of the page hidden."""


def one(axis: str, level: float) -> Strain:
    """An easy photograph but for one thing."""
    return replace(Strain(), **{axis: level})


def mixed(severity: float, rng: np.random.Generator) -> Strain:
    """Everything at once: each thing up to `severity` (0 to 1) of what is promised or usual."""
    part = rng.uniform(0, severity, 8)
    return Strain(
        rotation=float(rng.uniform(0, 360)),
        tilt=45 * part[0],
        scale=float(2 ** (rng.uniform(-1, 1) * severity)),
        blur=1.2 * part[1],
        noise=1 + 7 * part[2],
        light=0.6 * part[3],
        occlusion=0.2 * part[4],
        fold=10 * part[5],
        crop=0.15 * part[6],
        jpeg=90 - 60 * part[7],
    )


def shot_of(strain: Strain, page: Size) -> Shot:
    """The photograph: the page in the middle of a picture that holds all of it, but for what is cropped."""
    fits = min(strain.scale, 0.98 * LARGEST / _extent(page))
    side = _extent(page) * fits
    light = replace(USUAL, shadow=strain.light, shadow_at=(0.5, 0.5), blur=strain.blur, noise=strain.noise)
    size = (round(side), round(side))
    return Shot(size, _aim(strain, fits), desk.wood, light, round(strain.jpeg))


def _extent(page: Size) -> float:
    """Side of a square that holds the page however it is turned."""
    return 1.04 * math.hypot(*page)


def _aim(strain: Strain, scale: float) -> Callable[[Size, Size], View]:
    curl = Fold((math.radians(strain.fold),), 1) if strain.fold else FLAT
    pitch = yaw = strain.tilt / math.sqrt(2)

    def aim(page: Size, picture: Size) -> View:
        wide = page[1] if 45 < strain.rotation % 180 < 135 else page[0]
        away = strain.crop * scale * page[0] + (picture[0] - page[0] * scale) / 2 if strain.crop else 0.0
        return phone(
            page,
            picture,
            wide * scale / picture[0],
            yaw=yaw,
            pitch=pitch,
            spin=strain.rotation,
            centre=(0.5 - away / picture[0], 0.5),
            curl=curl,
            zoom=1.6,
        )

    return aim


def hidden(picture: Image, view: View, share: float, rng: np.random.Generator) -> tuple[Image, NDArray[np.uint8]]:
    """Lay a thing of `share` of the page's area on it; the picture, and where the thing lies (255)."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    if not share:
        return picture, mask
    width, height = view.page
    side = math.sqrt(share)
    left, top = rng.uniform(0, 1 - side, 2)
    corners = np.array([[left, top], [left + side, top], [left + side, top + side], [left, top + side]]) * (
        width,
        height,
    )
    cv2.fillPoly(mask, [np.round(view.project(corners)).astype(np.int32)], 255)
    thing = np.array(rng.uniform(40, 200, 3), np.float64) + 12 * rng.standard_normal((*mask.shape, 3))
    covered = np.where(mask[..., None] > 0, np.clip(thing, 0, 255), picture)
    return np.asarray(covered, np.uint8), mask
