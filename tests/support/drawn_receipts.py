"""Receipts whose totals stand lower the more was bought, or where a line more is printed above a field.

Coordinates are pixels of the drawn paper; every copy says where its own values stand.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Image, Quad

WIDTH, HEIGHT, LEFT, RIGHT = 600, 1150, 50, 550
TYPE, PITCH = 20, 30
"""Height of the type, and from one line to the next."""
_GOODS = (
    "Apples",
    "Bread",
    "Candles",
    "Dates",
    "Envelopes",
    "Flour",
    "Ginger",
    "Honey",
    "Ink",
    "Jam",
    "Kettle",
    "Lentils",
)


@dataclass(frozen=True)
class Receipt:
    """One copy: its picture (BGR), and the value and place of each field."""

    picture: Image
    values: Mapping[str, str]
    quads: Mapping[str, Quad]


def receipt(bought: int, seed: int, *, remark: bool = False, saved: bool = False) -> Receipt:
    """A copy with so many goods on it; a `remark` stands above them, what was `saved` between the totals."""
    hand = random.Random(seed)
    paper = Pillow.new("RGB", (WIDTH, HEIGHT), (250, 249, 246))
    page = _Page(ImageDraw.Draw(paper))
    for text in ("HARBOUR LANE GROCERS", "14 Harbour Lane, Northwick", "Registered dealer, all goods fresh"):
        page.centred(text)
    page.down(0.5)
    page.labelled("invoice", "Invoice no:", f"{hand.randint(10000, 99999)}/{hand.randint(100, 999)}", at=240)
    page.labelled(
        "date", "Date of sale:", f"{hand.randint(10, 28)}-{hand.randint(10, 12)}-20{hand.randint(20, 29)}", at=240
    )
    if remark:
        page.centred("Thursday: one tenth off all fruit")
    page.rule()
    prices = [hand.randint(120, 4999) for _ in range(bought)]
    for name, price in zip(hand.sample(_GOODS, bought), prices, strict=True):
        page.pair(f"{hand.randint(1, 9)} x {name}", f"{price / 100:.2f}")
    page.rule()
    page.labelled("total", "Total of goods", f"{sum(prices) / 100:.2f}")
    if saved:
        page.pair("You have saved", f"{hand.randint(10, 99) / 100:.2f}")
    page.labelled("paid", "Paid in cash", f"{sum(prices) / 100 + 5:.2f}")
    page.labelled("change", "Your change", "5.00")
    page.rule()
    page.pair("Tax rate and base", "Tax in it")
    page.labelled("tax", "Standard 6 %", f"{sum(prices) / 1767:.2f}")
    page.down(0.5)
    page.centred("Thank you, please come again")
    page.centred("Keep this receipt for any exchange")
    return Receipt(np.asarray(paper)[..., ::-1].copy(), page.values, page.quads)


class _Page:
    """Writes line under line."""

    def __init__(self, pen: ImageDraw.ImageDraw) -> None:
        self._pen, self._top = pen, 40.0
        self.values: dict[str, str] = {}
        self.quads: dict[str, Quad] = {}

    def down(self, lines: float) -> None:
        self._top += lines * PITCH

    def centred(self, text: str) -> None:
        self._write(text, (WIDTH - self._length(text)) / 2)
        self.down(1)

    def rule(self) -> None:
        self._pen.line((LEFT, self._top + PITCH / 2, RIGHT, self._top + PITCH / 2), (60, 60, 60), 2)
        self.down(1)

    def pair(self, left: str, right: str) -> None:
        self._write(left, LEFT)
        self._write(right, RIGHT - self._length(right))
        self.down(1)

    def labelled(self, name: str, label: str, value: str, at: float | None = None) -> None:
        start = RIGHT - self._length(value) if at is None else at
        left, right = (380, RIGHT + 10) if at is None else (at - 8, at + 180)
        self.values[name], self.quads[name] = value, rectangle(left, self._top - 2, right, self._top + TYPE + 6)
        self._write(label, LEFT)
        self._write(value, start)
        self.down(1)

    def _write(self, text: str, left: float) -> None:
        self._pen.text((left, self._top), text, (40, 40, 46), _font())

    def _length(self, text: str) -> float:
        return float(self._pen.textlength(text, _font()))


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(TYPE)
