"""What printers, papers and cameras do to a line of print: one function for each, the dice say how much.

Rule: places stay. A flaw may hide a character, but moves none, so that the clean line beside it still says where each
one stands.
"""

from __future__ import annotations

import math
import random

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.training.ink import Ink
from lambda_ocr.core.model import Image

Pixels = NDArray[np.float32]
COLOURS = ((40, 40, 190), (160, 60, 40), (60, 120, 50))
"""Of stamps and pens (blue, green, red)."""
QUALITIES = (30, 40, 50, 60, 70, 75, 80, 90, 95)


def patches(noise: np.random.RandomState, height: int, width: int, size: float) -> Pixels:
    """Unevenness: random numbers that change over about `size` pixels."""
    coarse = noise.randn(max(2, int(height / size) + 2), max(2, int(width / size) + 2)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def printed(ink: Ink, dice: random.Random, noise: np.random.RandomState) -> Ink:
    """Bled or thin, faded in parts, with streaks or with specks left out."""
    height, width = ink.shape
    kind = dice.random()
    if kind < 0.12:
        ink = np.asarray(cv2.dilate(ink, np.ones((dice.choice((2, 3, 4)),) * 2)), np.float32)
    elif kind < 0.20:
        ink = np.asarray(cv2.erode(ink, np.ones((dice.choice((2, 3)),) * 2)), np.float32)
    kind = dice.random()
    if kind < 0.12:
        faded = 1 - 0.5 * dice.random() + 0.6 * patches(noise, height, width, dice.uniform(8, 60))
        return np.asarray(ink * np.clip(faded, 0.15, 1), np.float32)
    if kind < 0.18:
        ink = ink.copy()
        for _ in range(dice.randint(1, 4)):
            lines, thick = (ink if dice.random() < 0.5 else ink.T), dice.randint(1, 4)
            at = dice.randrange(len(lines))
            lines[at : at + thick] *= dice.uniform(0, 0.5)
        return ink
    if kind < 0.26:
        return np.asarray(ink * (patches(noise, height, width, dice.uniform(1.5, 4)) > -dice.uniform(0.6, 1.6)))
    return ink


def on_paper(ink: Ink, dice: random.Random, noise: np.random.RandomState) -> Pixels:
    """(height, width, 3) pixels: the ink of a colour on paper of another, shaded and grained."""
    height, width = ink.shape
    paper = np.full(3, dice.uniform(185, 255)) + noise.randn(3) * dice.choice((0, 2, 8))
    pen = np.full(3, dice.uniform(0, 90)) + noise.randn(3) * dice.choice((0, 0, 25))
    if dice.random() < 0.06:
        pen = np.asarray(dice.choice(COLOURS)) + noise.randn(3) * 15
    if dice.random() < 0.2:  # faint
        pen = pen + (paper - pen) * dice.uniform(0.3, 0.65)
    if dice.random() < 0.05:
        paper, pen = pen, paper
    pixels = (paper * (1 - ink[..., None]) + pen * ink[..., None]).astype(np.float32)
    if dice.random() < 0.4:
        light = patches(noise, height, width, max(height, width) / dice.uniform(1, 3))
        pixels *= (1 + 0.12 * dice.random() * light)[..., None]
    if dice.random() < 0.25:
        pixels += (patches(noise, height, width, dice.uniform(2, 12)) * dice.uniform(2, 10))[..., None]
    return np.clip(pixels, 0, 255)


def photographed(
    pixels: Pixels, height: float, width: float, dice: random.Random, noise: np.random.RandomState
) -> Image:
    """The line `height` by `width` pixels small: blurred, grained, sharpened, compressed, and made level again."""
    blur = pixels.shape[0] / height * dice.uniform(0, 0.55) if dice.random() < 0.7 else 0
    if blur > 0.3:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), np.float32)
    size = max(8, round(width)), max(8, round(height))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
    if dice.random() < 0.08 and height > 14:
        small = _shaken(small, dice)
    if dice.random() < 0.5:
        channels = 1 if dice.random() < 0.6 else 3
        grain = noise.randn(size[1], size[0], channels) * dice.choice((1, 2, 4, 8, 12))
        small = small + grain.astype(np.float32)
    if dice.random() < 0.3:
        small = small + dice.uniform(0.3, 1.5) * (small - cv2.GaussianBlur(small, (0, 0), dice.uniform(0.6, 1.5)))
    picture = np.clip(small, 0, 255).astype(np.uint8)
    if dice.random() < 0.65:
        picture = _compressed(picture, dice)
    return _levelled(picture, dice) if dice.random() < 0.5 else picture


def turned(ink: Ink, dice: random.Random) -> NDArray[np.float32]:
    """The (2, 3) matrix of a small turn and slant about the middle of a line."""
    height, width = ink.shape
    angle = math.radians(dice.gauss(0, 0.8)) if dice.random() < 0.6 else 0.0
    slant = dice.gauss(0, 0.06) if dice.random() < 0.4 else 0.0
    matrix = np.array([[1, slant - math.sin(angle)], [math.sin(angle), 1]])
    middle = np.array([width / 2, height / 2])
    return np.column_stack([matrix, middle - matrix @ middle]).astype(np.float32)


def _shaken(picture: Pixels, dice: random.Random) -> Pixels:
    length = dice.choice((3, 3, 5))
    shape = (1, length) if dice.random() < 0.5 else (length, 1)
    return np.asarray(cv2.filter2D(picture, -1, np.full(shape, 1 / length, np.float32)), np.float32)


def _compressed(picture: Image, dice: random.Random) -> Image:
    """As JPEG, whose blocks begin anywhere."""
    height, width = picture.shape[:2]
    rows = dice.randint(0, 7)
    around = cv2.copyMakeBorder(picture, rows, 8, rows, 8, cv2.BORDER_REPLICATE)
    _, data = cv2.imencode(".jpg", around, (cv2.IMWRITE_JPEG_QUALITY, dice.choice(QUALITIES)))
    seen = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
    return seen[rows : rows + height, rows : rows + width]


def _levelled(picture: Image, dice: random.Random) -> Image:
    """Resampled once more, as a photograph is that is made level."""
    height, width = picture.shape[:2]
    scale = dice.uniform(0.85, 1.6)
    matrix = np.array([[scale, 0, dice.random() - 0.5], [0, scale, dice.random() - 0.5]], np.float32)
    size = max(8, int(width * scale)), max(8, int(height * scale))
    way = dice.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC))
    return np.asarray(cv2.warpAffine(picture, matrix, size, flags=way, borderMode=cv2.BORDER_REPLICATE), np.uint8)
