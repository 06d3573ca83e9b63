"""A sheet of boxes, bubbles and words to be marked, and marks by pencil and pen, under known homographies."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from lambda_ocr.core.geometry import rectangle, warp
from lambda_ocr.core.model import Field, Image, Matrix

SIZE = (800, 500)
FINE = 4
"""Strokes are drawn so many times as fine, and averaged."""
BUBBLES = ("A", "B", "C", "D")


class Hand(StrEnum):
    """How a place is marked."""

    FILLED = "filled"
    PENCIL = "pencil"
    TICK = "tick"
    CROSS = "cross"
    CIRCLE = "circle"


@dataclass(frozen=True)
class Sheet:
    """Rows of bubbles (`Q1` …), single boxes (`box 1` …) and a row of words to circle (`word`)."""

    rows: int = 4
    boxes: int = 4
    size_px: int = 22
    ink: int = 60
    """Grey of the form's own print."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every row and box as a field."""
        pitch = 3 * self.size_px
        rows = [
            Field(
                f"Q{at + 1}",
                rectangle(100, y, 100 + 4 * pitch, y + self.size_px + 12),
                {"type": "mark", "one_of": list(BUBBLES)},
            )
            for at, y in enumerate(self._row_tops)
        ]
        return (*rows, *self._box_fields, self._words)

    @property
    def _row_tops(self) -> list[int]:
        return [40 + at * (self.size_px + 30) for at in range(self.rows)]

    @property
    def _box_fields(self) -> tuple[Field, ...]:
        side = self.size_px
        return tuple(
            Field(
                f"box {at + 1}",
                rectangle(500, 40 + at * 2 * side - 4, 500 + side + 8, 40 + at * 2 * side + side + 4),
                {"type": "mark"},
            )
            for at in range(self.boxes)
        )

    @property
    def _words(self) -> Field:
        return Field("word", rectangle(100, 400, 340, 440), {"type": "mark", "one_of": ["yes", "no", "none"]})

    def places(self, field: Field) -> list[tuple[float, float]]:
        """Centres of a field's places, on the template."""
        (left, top), _, (right, bottom), _ = field.quad
        count = len(field.options.get("one_of", ["it"]))
        return [(left + (at + 0.5) * (right - left) / count, (top + bottom) / 2) for at in range(count)]

    def drawn(self, marked: Mapping[str, Sequence[int]], hand: Hand = Hand.FILLED, seed: int = 1) -> Image:
        """The sheet, with these places of its fields marked."""
        paper = np.full((SIZE[1] * FINE, SIZE[0] * FINE), 255, np.uint8)
        for field in self.fields:
            for at, place in enumerate(self.places(field)):
                self._print(paper, field, at, place)
        own = paper.copy()
        chance = random.Random(seed)
        for name, places in marked.items():
            field = next(each for each in self.fields if each.name == name)
            for at in places:
                _mark(paper, self.places(field)[at], self._reach(field), hand, chance)
        # What is marked never gets paler.
        small = cv2.resize(np.minimum(own, paper), SIZE, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), np.uint8)

    def _reach(self, field: Field) -> float:
        return self.size_px * (0.9 if field.name == "word" else 0.5)

    def _print(self, paper: np.ndarray, field: Field, at: int, place: tuple[float, float]) -> None:
        x, y = (round(each * FINE) for each in place)
        radius = self.size_px * FINE // 2
        if field.name.startswith("Q"):
            cv2.circle(paper, (x, y), radius, self.ink, FINE)
            _letter(paper, BUBBLES[at], (x, y), 0.5, self.ink)
        elif field.name.startswith("box"):
            cv2.rectangle(paper, (x - radius, y - radius), (x + radius, y + radius), self.ink, FINE)
        else:
            _letter(paper, ("yes", "no", "none")[at], (x, y), 0.6, self.ink)


def _letter(paper: np.ndarray, text: str, place: tuple[int, int], size: float, ink: int) -> None:
    (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size * FINE, FINE)
    at = (place[0] - wide // 2, place[1] + high // 2)
    cv2.putText(paper, text, at, cv2.FONT_HERSHEY_SIMPLEX, size * FINE, ink, FINE, cv2.LINE_AA)


def _mark(paper: np.ndarray, place: tuple[float, float], reach: float, hand: Hand, chance: random.Random) -> None:
    x, y = (each * FINE + chance.uniform(-1, 1) * FINE for each in place)
    r = reach * FINE * chance.uniform(0.85, 1.1)

    def line(*points: tuple[float, float]) -> None:
        path = np.array([(x + r * across, y + r * down) for across, down in points]).round().astype(np.int32)
        cv2.polylines(paper, [path], False, 50, round(1.6 * FINE), cv2.LINE_AA)

    match hand:
        case Hand.FILLED:
            cv2.circle(paper, (round(x), round(y)), round(0.9 * r), 40, -1)
        case Hand.PENCIL:
            cv2.circle(paper, (round(x), round(y)), round(0.9 * r), 150, -1)
        case Hand.TICK:
            line((-0.7, 0.0), (-0.2, 0.7), (1.0, -1.1))
        case Hand.CROSS:
            line((-0.8, -0.8), (0.8, 0.9))
            line((0.8, -0.8), (-0.8, 0.8))
        case Hand.CIRCLE:
            turns = np.linspace(0, 2 * np.pi, 30)
            line(*[(1.3 * float(np.cos(turn)), float(np.sin(turn))) for turn in turns])


def photographed(sheet: Image, seed: int, *, blur: float = 0.7, noise: float = 4.0) -> tuple[Image, Matrix]:
    """The sheet as a camera has it, and `image_from_template`: turned and foreshortened a little, shaded, blurred."""
    chance = np.random.default_rng(seed)
    scale = chance.uniform(0.9, 1.6)
    turn = chance.uniform(-0.08, 0.08)
    tilt = chance.uniform(-6e-5, 6e-5, 2)
    away = np.array(
        [
            [scale * np.cos(turn), -scale * np.sin(turn), 60],
            [scale * np.sin(turn), scale * np.cos(turn), 60],
            [*tilt, 1.0],
        ]
    )
    size = (round(SIZE[0] * scale + 160), round(SIZE[1] * scale + 160))
    seen = warp(sheet, away, size, border=235).astype(np.float32)
    shade = np.linspace(chance.uniform(0.6, 1.0), chance.uniform(0.6, 1.0), size[0])[None, :, None]
    soft = cv2.GaussianBlur(seen * shade, (0, 0), blur) + chance.normal(0, noise, seen.shape)
    return np.asarray(np.clip(soft, 0, 255), np.uint8), away
