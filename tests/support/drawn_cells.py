"""A form of framed or ruled cells whose values have something over, under or beside them: truth is known.

Every way a value may be spoilt is one `Spoilt`; sizes of type, places and colours follow from the seed. Where the form
lies in the picture is known, so that the reading is tried and not the aligner.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.geometry import quad, rectangle
from lambda_ocr.core.model import Field, Image, Matrix

FINE = 3
"""Pixels of the drawing for one of the template."""
WIDE, HIGH, CELL = 860, 52, (370, 44)
BLACK, PAPER = (24, 24, 28), (250, 250, 247)
PENS = ((198, 40, 44), (36, 62, 176), (120, 40, 150), (20, 128, 70))
"""Red, blue, violet and green of stamps."""


class Spoilt(StrEnum):
    """What is wrong with the values of a form."""

    NOTHING = "nothing"
    STAMP_BESIDE = "stamp beside"
    STAMP_OVER = "stamp over"
    STAMP_ON_EACH = "a stamp of two lines in a frame beside the value, on the template too"
    WATERMARK = "watermark"
    ON_A_RULE = "on a rule"
    UNDERLINED = "underlined"
    COMB = "comb"
    LIGHT_ON_DARK = "light on dark"


@dataclass(frozen=True)
class Cells:
    """A form: one value a cell, two cells a row."""

    values: Sequence[str]
    spoilt: Spoilt = Spoilt.NOTHING
    seed: int = 0
    height: int = 22
    """Height of type, in template pixels."""
    typeface: Path | None = None
    """Pillow's own where none is named."""
    printed: Sequence[str] = field(default=())
    """What the template's cells say; nothing where left out."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the template picture."""
        return WIDE, 40 + HIGH * ((len(self.values) + 1) // 2)

    @property
    def fields(self) -> tuple[Field, ...]:
        """One a cell."""
        return tuple(Field(f"cell {i}", quad(rectangle(*self._box(i)))) for i in range(len(self.values)))

    def template(self) -> Image:
        """The form as it is registered: blank, or with what is `printed`."""
        paper = self._paper(blank=True)
        hand = random.Random(f"template {self.seed}")
        for index, text in enumerate(self.printed):
            box = self._write(paper, index, text, BLACK)
            if self.spoilt is Spoilt.STAMP_ON_EACH:
                self._stamp(paper, box, hand)
        return np.asarray(cv2.resize(_pixels(paper), self.size, interpolation=cv2.INTER_AREA), np.uint8)

    def query(self, scale: float = 1.1, noise: float = 3.0, quality: int = 88) -> tuple[Image, Matrix]:
        """The form filled in, a little turned and in perspective; and `image_from_template`."""
        paper = self._paper(blank=False)
        hand = random.Random(self.seed)
        for index, text in enumerate(self.values):
            self._fill(paper, index, text, hand)
        if self.spoilt is Spoilt.WATERMARK:
            paper = self._watermarked(paper)
        width, height = self.size
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        seen = (corners * [1, 1] + [[14, 9], [22, 31], [9, 44], [20, 18]]) * scale
        image_from_template = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
        blurred = cv2.GaussianBlur(_pixels(paper), (0, 0), 0.45 * FINE / scale)
        fine = image_from_template @ np.diag([1 / FINE, 1 / FINE, 1])
        size = (round((width + 40) * scale), round((height + 60) * scale))
        picture = cv2.warpPerspective(blurred, fine, size, flags=cv2.INTER_LINEAR, borderValue=(96, 112, 120))
        light = np.linspace(1, 0.88, size[0])[None, :, None]
        noisy = picture * light + np.random.default_rng(self.seed).normal(0, noise, picture.shape)
        _, data = cv2.imencode(".jpg", noisy.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8), np.asarray(image_from_template, np.float64)

    def _box(self, index: int) -> tuple[int, int, int, int]:
        left, top = 30 + (index % 2) * (CELL[0] + 40), 20 + (index // 2) * HIGH
        return left, top, left + CELL[0], top + CELL[1]

    def _paper(self, *, blank: bool) -> Pillow.Image:
        paper = Pillow.new("RGB", (FINE * self.size[0], FINE * self.size[1]), PAPER)
        pen = ImageDraw.Draw(paper)
        for index in range(len(self.values)):
            left, top, right, bottom = (FINE * side for side in self._box(index))
            if self.spoilt in (Spoilt.ON_A_RULE, Spoilt.UNDERLINED):
                continue
            filled = BLACK if self.spoilt is Spoilt.LIGHT_ON_DARK and not blank else None
            pen.rectangle([left - 6, top - 6, right + 6, bottom + 6], outline=BLACK, width=5, fill=filled)
            if self.spoilt is Spoilt.COMB:
                for x in self._ticks(index):
                    pen.line((x, bottom - 8 * FINE, x, bottom + 6), BLACK, 4)
        return paper

    def _ticks(self, index: int) -> list[int]:
        left, _, right, _ = (FINE * side for side in self._box(index))
        cells = max(4, len(self.values[index]) + 1)
        return [left + (right - left) * i // cells for i in range(1, cells)]

    def _fill(self, paper: Pillow.Image, index: int, text: str, hand: random.Random) -> None:
        box = self._write(paper, index, text, PAPER if self.spoilt is Spoilt.LIGHT_ON_DARK else BLACK)
        pen = ImageDraw.Draw(paper, "RGBA")
        left, _, right, _ = (FINE * side for side in self._box(index))
        if self.spoilt is Spoilt.ON_A_RULE:
            y = self._baseline(index) + hand.randint(-2, 4)
            pen.line((left, y, right, y), (*BLACK, 255), 4)
        if self.spoilt is Spoilt.UNDERLINED:
            y = self._baseline(index) + hand.randint(4, 9)
            pen.line((box[0], y, box[2], y), (*BLACK, 255), 4)
        if self.spoilt is Spoilt.STAMP_ON_EACH:
            self._stamp(paper, box, hand)
        if self.spoilt in (Spoilt.STAMP_BESIDE, Spoilt.STAMP_OVER):
            over = self.spoilt is Spoilt.STAMP_OVER
            x = box[0] + hand.randint(-20, 60) if over else box[2] + hand.randint(40, 90)
            stamped = hand.choice(("PAID", "12 MAR 2024", "RECEIVED", "COPY 2"))
            y = box[1] + (hand.randint(8, 34) if over else 0)
            pen.text((x, y), stamped, (*hand.choice(PENS), hand.randint(190, 235)), self._font(self.height))

    def _stamp(self, paper: Pillow.Image, box: tuple[int, ...], hand: random.Random) -> None:
        """Two lines in a frame, the upper one on the row of the value, tilted by some degrees."""
        font = self._font(round(self.height * hand.uniform(0.6, 0.9)))
        text = f"{hand.choice(('PAID', 'RECEIVED', 'POSTED'))}\n{hand.randint(1, 28)} MAR 2024"
        colour = (*hand.choice(PENS), hand.randint(190, 235))
        at = (box[2] + hand.randint(60, 100), box[1] - hand.randint(0, 20))
        frame = np.add(ImageDraw.Draw(paper).multiline_textbbox(at, text, font), (-24, -18, 24, 18))
        # Turned on a sheet of its own, no larger than what is turned: the whole page took a hundred times as long.
        reach = math.ceil(np.abs(frame.reshape(2, 2) - at).max() * 1.5) + 8
        sheet = Pillow.new("RGBA", (2 * reach, 2 * reach), (0, 0, 0, 0))
        pen, away = ImageDraw.Draw(sheet), np.subtract(reach, at)
        pen.multiline_text((reach, reach), text, colour, font)
        pen.rectangle(tuple(frame + np.tile(away, 2)), outline=colour, width=7)
        turned = sheet.rotate(hand.uniform(-9, 9), Pillow.Resampling.BICUBIC, center=(reach, reach))
        paper.paste(turned, tuple(-away), turned)

    def _write(self, paper: Pillow.Image, index: int, text: str, colour: tuple[int, int, int]) -> tuple[int, ...]:
        """Writes a value; its bounding box in drawn pixels."""
        pen, font = ImageDraw.Draw(paper), self._font(self.height)
        left, _, right, _ = (FINE * side for side in self._box(index))
        y = self._baseline(index)
        if self.spoilt is not Spoilt.COMB:
            place = (left + 8 * FINE, y)
            pen.text(place, text, colour, font, anchor="ls")
            return tuple(map(int, pen.textbbox(place, text, font, anchor="ls")))
        edges = [left, *self._ticks(index), right]
        for letter, low, high in zip(text, edges, edges[1:], strict=False):
            pen.text(((low + high) / 2, y), letter, colour, font, anchor="ms")
        return left, y - self.height * FINE, right, y

    def _baseline(self, index: int) -> int:
        return FINE * (self._box(index)[1] + round(CELL[1] / 2 + 0.36 * self.height))

    def _watermarked(self, paper: Pillow.Image) -> Pillow.Image:
        layer = Pillow.new("L", (max(paper.size),) * 2, 0)
        pen, font = ImageDraw.Draw(layer), self._font(self.height * 3)
        for row in range(0, layer.size[1], self.height * 9):
            pen.text((row % 400, row), "SPECIMEN COPY  " * 6, 70, font)
        turned = layer.rotate(24, fillcolor=0).crop((0, 0, *paper.size))
        return Pillow.composite(Pillow.new("RGB", paper.size, (60, 60, 60)), paper, turned)

    def _font(self, height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        if self.typeface:
            return ImageFont.truetype(str(self.typeface), height * FINE)
        return ImageFont.load_default(height * FINE)


def _pixels(paper: Pillow.Image) -> Image:
    return np.asarray(paper, np.uint8)[..., ::-1].copy()
