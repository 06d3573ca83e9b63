"""One drawn line as the recogniser gets it: its text, as worn print on a poor picture, and the same print clean."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from bench.training import flaws
from bench.training.faces import Faces, is_chinese
from bench.training.ink import TYPE_PX, Ink, cut, drawn, needled
from bench.training.texts import Texts
from lambda_ocr.core.model import Image

HEIGHT_PX = 48
NARROWEST_PX, WIDEST_PX = 24, 520
SMALLEST_PX = 9.5
"""Height of a line's box on the smallest pictures: letters of some 6 pixels."""
SMALLEST_CHINESE_PX = 13.0
USUAL_HEIGHT = 0.62
"""Height of a line without what stands out of it, in type sizes."""


@dataclass(frozen=True)
class Line:
    """(48, width, 3) pixels of one line, the same without flaws (None where only dots say it), and its text."""

    image: Image
    clean: Image | None
    text: str


@dataclass(frozen=True)
class Press:
    """Draws lines; the same number is the same line."""

    texts: Texts
    faces: Faces

    def lines(self, first: int) -> Iterator[Line]:
        """Lines without end, from number `first` on."""
        while True:
            if (line := self.line(first)) is not None:
                yield line
            first += 1

    def line(self, number: int) -> Line | None:
        """The line of a number; None where no text could be drawn that fits."""
        dice, noise = random.Random(number), np.random.RandomState(number % 2**31)
        for _ in range(20):
            text = self.texts.one(dice).strip()
            if not text or not set(text) <= self._known or (path := self.faces.for_text(text, dice)) is None:
                continue
            dotted = dice.random() < 0.12
            ink = cut(self._inked(text, path, dotted, dice, noise))
            if ink is None:
                continue
            ink = _boxed(ink, text, dotted, dice)
            width = round(
                HEIGHT_PX * ink.shape[1] / ink.shape[0] * (dice.uniform(0.8, 1.2) if dice.random() < 0.5 else 1)
            )
            if NARROWEST_PX <= width <= WIDEST_PX:
                return self._pictured(text, ink, width, dotted, dice, noise)
        return None

    @property
    def _known(self) -> set[str]:
        return {*self.texts.characters, " "}

    def _inked(self, text: str, path: str, dotted: bool, dice: random.Random, noise: np.random.RandomState) -> Ink:
        dots = needled(text, path, dice, noise) if dotted else None
        return drawn(text, path, spacing=dice.choice((*([0] * 8), 3, 8, 14))) if dots is None else dots

    def _pictured(
        self, text: str, ink: Ink, width: int, dotted: bool, dice: random.Random, noise: np.random.RandomState
    ) -> Line:
        height, length = ink.shape
        turn = flaws.turned(ink, dice)
        level = np.asarray(cv2.warpAffine(ink, turn, (length, height), flags=cv2.INTER_LINEAR), np.float32)
        worn = level if dotted else flaws.printed(level, dice, noise)
        pixels = flaws.on_paper(np.maximum(worn, self._beside(level, dice)), dice, noise)
        seen = _height(is_chinese(text), dice)
        picture = flaws.photographed(pixels, seen, seen * width / HEIGHT_PX, dice, noise)
        return Line(_fitted(picture, width), None if dotted else _clean(level, width), text)

    def _beside(self, ink: Ink, dice: random.Random) -> Ink:
        """What else a crop may hold: feet or heads of a neighbouring line, a rule, a box's side."""
        extra = np.zeros_like(ink)
        height, width = ink.shape
        if dice.random() < 0.12 and (path := self.faces.for_text("abc", dice)) is not None:
            other = cut(drawn(self.texts.one(dice), path))
            if other is not None:
                rows, columns = max(1, int(height * dice.uniform(0.03, 0.12))), min(width, other.shape[1])
                if dice.random() < 0.5:
                    extra[:rows, :columns] = other[-rows:, :columns][:rows]
                else:
                    extra[-rows:, :columns] = other[:rows, :columns]
        if dice.random() < 0.08:
            row = int(height * dice.choice((dice.uniform(0, 0.1), dice.uniform(0.86, 1))))
            extra[max(0, row - dice.randint(1, 3)) : row + dice.randint(1, 2)] = dice.uniform(0.5, 1)
        if dice.random() < 0.04:
            column = int(width * dice.choice((dice.uniform(0, 0.02), dice.uniform(0.98, 1))))
            extra[:, max(0, column - 2) : column + 2] = dice.uniform(0.5, 1)
        return extra


def _boxed(ink: Ink, text: str, dotted: bool, dice: random.Random) -> Ink:
    """With paper around it, about as much as lines are cut with; a sign alone stands where it does in a line."""
    height = ink.shape[0]
    usual = (3 * height if set(text) <= set(".,-_:") else height) if dotted else max(height, TYPE_PX * USUAL_HEIGHT)
    lacking = usual - height
    high = text[-1] in "'\"^"
    top = dice.uniform(0.05, 0.4) * usual + lacking * (0.25 if high else 0.75)
    bottom = dice.uniform(0.05, 0.4) * usual + lacking * 0.25
    left, right = dice.uniform(0.1, 0.7) * usual, dice.uniform(0.1, 0.7) * usual
    edges = int(top), int(bottom), int(left), int(right)
    return np.asarray(cv2.copyMakeBorder(ink, *edges, cv2.BORDER_CONSTANT, value=0), np.float32)


def _height(chinese: bool, dice: random.Random) -> float:
    """Pixels that the line's box is high on the picture: three in ten large, nearly half of them small print."""
    kind = dice.random()
    if kind < 0.3:
        height = HEIGHT_PX * dice.uniform(0.8, 1.6)
    elif kind < 0.75:
        height = math.exp(dice.uniform(math.log(SMALLEST_PX), math.log(24)))
    else:
        height = dice.uniform(20, HEIGHT_PX)
    return max(height, SMALLEST_CHINESE_PX) if chinese else height


def _fitted(picture: Image, width: int) -> Image:
    """At the network's height, as the recogniser does it."""
    way = cv2.INTER_AREA if picture.shape[0] > HEIGHT_PX else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, HEIGHT_PX), interpolation=way), np.uint8)


def _clean(ink: Ink, width: int) -> Image:
    """Black on white, in the same place."""
    small = cv2.resize(ink, (width, HEIGHT_PX), interpolation=cv2.INTER_AREA)
    return np.repeat((255 - small * 235).astype(np.uint8)[..., None], 3, axis=2)
