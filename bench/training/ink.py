"""The ink of a line: (height, width) numbers from 0 (paper) to 1, of an outline font or of a printer's needles."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bench.training.faces import face, is_chinese

Ink = NDArray[np.float32]
TYPE_PX = 64
"""Size that outlines are drawn at, before a picture's resolution takes of it what it takes."""
SEEN = 0.3
"""From so much on a pixel is part of a character."""


def drawn(text: str, path: str, size: int = TYPE_PX, spacing: float = 0) -> Ink:
    """The text in the face of a file, with paper around it; `spacing` pixels between characters."""
    font = face(path, size)
    pieces = tuple(text) if spacing else (text,)
    width = sum(font.getlength(piece) + spacing for piece in pieces)
    image = Image.new("L", (int(width) + size, 2 * size), 0)
    pen, x = ImageDraw.Draw(image), size / 2
    for piece in pieces:
        pen.text((x, size * 0.4), piece, font=font, fill=255)
        x += font.getlength(piece) + spacing
    return np.asarray(image, np.float32) / np.float32(255)


def cut(ink: Ink) -> Ink | None:
    """What is there, cut close; None where that is hardly anything."""
    rows, columns = np.nonzero(ink.max(1) > SEEN)[0], np.nonzero(ink.max(0) > SEEN)[0]
    if len(rows) < 2 or len(columns) < 2:
        return None
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def needled(text: str, path: str, dice: random.Random, noise: np.random.RandomState) -> Ink | None:
    """The text as a needle printer's dots: rows worn unevenly, dots out of place or lost, the ribbon paler in parts."""
    chinese = is_chinese(text)
    size = dice.choice((16, 20, 24, 24) if chinese else (10, 11, 12, 13, 14, 16, 20, 24))
    spacing = 0 if chinese else dice.choice((0, 0, 1, 2))
    dots = drawn(text, path, size, spacing) > dice.uniform(0.3, 0.5)
    if not dots.any():
        return None
    pitch = dice.choice((5, 6, 7) if size < 16 else (3, 4))
    height, width = dots.shape
    rows = np.clip(1 - noise.rand(height) * dice.choice((0.1, 0.3, 0.6)), 0.15, 1)
    if dice.random() < 0.15:
        rows[noise.randint(height)] = 0.1
    wave = np.arange(width) / width * noise.rand() * 20 + noise.rand() * 6
    columns = 1 + 0.25 * np.sin(wave) * dice.random()
    ink = np.zeros((height * pitch + 8, width * pitch + 8), np.float32)
    radius = int(16 * dice.uniform(0.38, 0.72) * pitch)
    for y, x in zip(*np.nonzero(dots), strict=True):
        if noise.rand() < 0.02:
            continue
        depth = min(1.0, float(rows[y] * columns[x] * noise.uniform(0.75, 1.1)))
        place = (np.array([x, y]) + 0.5) * pitch + 4 + noise.randn(2) * 0.06 * pitch
        cv2.circle(ink, (int(place[0] * 16), int(place[1] * 16)), radius, depth, -1, cv2.LINE_8, 4)
    ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), pitch * dice.uniform(0.1, 0.3)), np.float32)
    if dice.random() < 0.5:
        ink = np.clip(ink * 1.2, 0, 1)
    if dice.random() < 0.6:  # columns of dots stand closer than rows, or farther apart
        ink = np.asarray(cv2.resize(ink, None, fx=dice.uniform(0.7, 1.2), fy=1, interpolation=cv2.INTER_AREA))
    return ink
