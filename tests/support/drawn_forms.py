"""Forms drawn from a seed, filled in from another, and photographed by the camera of the examples: truth is known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from examples.draw.camera import View, warp
from lambda_ocr.core.geometry import quad, rectangle
from lambda_ocr.core.model import Field, Image, Quad

PAGE = (900, 640)
FINE = 2
"""Pixels of the drawing for one of the template, so that a photograph is no copy of the template's own pixels."""
ROWS, COLUMNS = 9, 2
DESK = (96, 112, 120)

_WORDS = (
    "account address agent amount annex approved article branch carrier cash city claim clerk client code company "
    "contract copy country credit currency customs date delivery department deposit district due entry fee form "
    "freight holder invoice issue item journal label ledger licence loan mail margin member net notice number "
    "office order origin paid parcel party payment permit phone place plan policy port price product quantity "
    "rate receipt record region register route sales scheme seal section seller series service sheet ship signed "
    "state stock street sum supply tariff tax term ticket total trade transit unit valid value vehicle vendor "
    "voucher weight zone"
)


@dataclass(frozen=True)
class Form:
    """One layout: what is printed on every copy, and where its fields lie."""

    seed: int
    printed: tuple[tuple[str, tuple[int, int], int], ...]
    """Text, upper left corner, height of type."""
    fields: tuple[Field, ...]

    def sheet(self, filled: int) -> Image:
        """A copy filled in from a seed, at FINE times template pixels, BGR."""
        paper = Pillow.new("RGB", (PAGE[0] * FINE, PAGE[1] * FINE), (244, 243, 238))
        pen, hand = ImageDraw.Draw(paper), random.Random(filled)
        for text, (x, y), height in self.printed:
            pen.text((x * FINE, y * FINE), text, (40, 40, 46), _font(height))
        for field in self.fields:
            (left, top), _, (right, bottom), _ = field.quad
            pen.line((left * FINE, bottom * FINE, right * FINE, bottom * FINE), (60, 60, 60), FINE)
            value = "".join(hand.choices("0123456789ABCDEFGHKLMNPRSTUVXYZ-", k=hand.randint(5, 11)))
            pen.text(((left + 4) * FINE, (top + 3) * FINE), value, (30, 50, 150), _font(18))
        pen.rectangle(
            [12 * FINE, 12 * FINE, (PAGE[0] - 12) * FINE, (PAGE[1] - 12) * FINE], outline=(40, 40, 46), width=3
        )
        return np.asarray(paper)[..., ::-1].copy()

    def template(self) -> Image:
        """The copy that is registered."""
        return np.asarray(cv2.resize(self.sheet(0), PAGE, interpolation=cv2.INTER_AREA), np.uint8)

    def quad(self, view: View, index: int) -> Quad:
        """Where a field truly lies in a picture."""
        return quad(view.project(self.fields[index].quad))


@cache
def form(seed: int) -> Form:
    """The layout of a seed: a title, labelled fields in two columns of uneven widths, and small print."""
    hand = random.Random(seed)
    printed = [(_phrase(hand, 3).upper(), (40, 28), 30), (_phrase(hand, 5), (40, 66), 13)]
    fields = []
    left, height = (hand.randint(150, 210), 52)
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y = 40 + column * 440, 100 + row * height
            printed.append((_phrase(hand, hand.randint(1, 2)), (x, y + 8), 15))
            if hand.random() < 0.85:
                end = x + left + hand.randint(120, 400 - left)
                fields.append(Field(f"field {row} {column}", rectangle(x + left, y, end, y + 28)))
    printed += [(_phrase(hand, 12), (40, 580 + 17 * line), 12) for line in range(3)]
    return Form(seed, tuple(printed), tuple(fields))


def _phrase(hand: random.Random, words: int) -> str:
    return " ".join(hand.sample(_WORDS.split(), words)).capitalize()


@cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height * FINE)


@dataclass(frozen=True)
class Lens:
    """What the way from paper to file does to a picture."""

    blur: float = 0.0
    noise: float = 2.0
    quality: int = 90
    shadow: float = 0.0


CLEAN = Lens()
POOR = Lens(blur=1.0, noise=6.0, quality=60, shadow=0.35)


def photograph(sheet: Image, view: View, size: tuple[int, int], lens: Lens = CLEAN) -> Image:
    """The sheet on a desk, through the view, as it comes out of a JPEG."""
    seen, covered = warp(sheet.astype(np.float32), view, size, FINE)
    picture = np.asarray(seen + (1 - covered[..., None]) * np.array(DESK, np.float32), np.float32)
    if lens.blur:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), lens.blur), np.float32)
    light = 1 - lens.shadow * np.linspace(0, 1, size[0])[None, :, None]
    seen_light = picture * light + np.random.default_rng(11).normal(0, lens.noise, picture.shape)
    _, data = cv2.imencode(".jpg", seen_light.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, lens.quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)
