"""Layouts by dice: cards, slips, tickets, forms and pages, in families of sisters.

Rule: a family has one look (size, typefaces, places, rules); its members differ in words alone, some in few of them,
and the same captions are drawn from the same parts all over. So templates that have nothing to do with each other look
alike in pieces, and sisters look alike in all but their words. Coordinates are template pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.faces import font
from bench.accuracy.selection import vocabulary
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, Quad
from lambda_ocr.core.model import Image as Pixels

SIZES = ((1000, 640), (720, 1180), (620, 1240), (1000, 1414), (1000, 1414), (1414, 1000), (1120, 520), (900, 900))
MEMBERS = (1, 1, 1, 1, 1, 2, 2, 3, 4, 6)
"""How many sisters a family has: of ten families five have none."""
SHARES = (0.25, 0.5, 0.75, 1.0)
"""How many of its captions a sister has for itself."""
INKS = ((20, 20, 24), (20, 20, 24), (20, 60, 130), (130, 30, 40), (20, 90, 50))


@dataclass(frozen=True)
class Layout:
    """One template of a family."""

    seed: int
    family: int
    member: int

    @property
    def name(self) -> str:
        """Its id."""
        return f"drawn-{self.family}-{self.member}"

    def template(self) -> Drawn:
        """The copy that the template is made of."""
        return self.copy("template")

    def copy(self, what: str) -> Drawn:
        """A copy filled in by the dice of this name."""
        return _Drawing(self, Dice(self.seed, self.name, what)).drawn

    def words(self) -> Drawn:
        """The template without its pixels, in a tenth of the time."""
        return _Drawing(self, Dice(self.seed, self.name, "template"), pen=_NoPen()).drawn


@dataclass
class Drawn:
    """A sheet, (height, width, 3), BGR; its fields, and every line printed outside them."""

    pixels: Pixels
    fields: list[Field] = field(default_factory=list)
    captions: list[tuple[str, Quad]] = field(default_factory=list)


def families(seed: int, most: int) -> list[Layout]:
    """So many templates, sisters one after the other."""
    found: list[Layout] = []
    family = 0
    while len(found) < most:
        members = Dice(seed, "members", family).one(MEMBERS)
        found += [Layout(seed, family, member) for member in range(members)]
        family += 1
    return found[:most]


class _NoPen:
    """Draws nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given, **options: None


class _Drawing:
    """One sheet being drawn: the look's dice are thrown in the same order whatever the words are."""

    def __init__(self, layout: Layout, values: Dice, pen: Any = None) -> None:
        self._layout, self._values = layout, values
        self._look = Dice(layout.seed, "family", layout.family)
        self._chinese = self._look.happens(0.5)
        self._share = self._look.one(SHARES)
        self._size = self._look.one(SIZES)
        self._said = 0
        faces = ("hei", "song", "hei-bold", "song-bold") if self._chinese else (
            "sans", "serif", "narrow", "mono", "book", "sans-bold", "slanted")  # fmt: skip
        self._label, self._value = self._look.one(faces), self._look.one(faces)
        self._ink = self._look.one(INKS)
        paper = self._look.one(((255, 255, 255), (255, 255, 255), (250, 248, 238), (236, 244, 250)))
        self._image = Image.new("RGB", (1, 1) if pen else self._size, paper)
        self._pen = pen or ImageDraw.Draw(self._image)
        self.drawn = Drawn(np.zeros((0, 0, 3), np.uint8))
        self._draw()
        self.drawn.pixels = np.asarray(self._image, np.uint8)[..., ::-1].copy()

    def _draw(self) -> None:
        wide, high = self._size
        text = self._look.real(19, 26)
        y = self._head(wide, text)
        columns = self._look.whole(1, 3) if wide > 800 else self._look.whole(1, 2)
        boxed, step = self._look.happens(0.4), text * self._look.real(1.7, 2.3)
        table = self._look.happens(0.45)
        last = high - 70 - (step * self._look.whole(4, 7) + 40 if table else 0)
        column, left = (wide - 60) / columns, self._look.real(0.38, 0.5)
        while y + step < last:
            for place in range(columns):
                if not self._look.happens(0.12):
                    self._row((30 + place * column, y), column - 12, (step, text), left, boxed)
            y += step
        if table:
            self._table((30, y + 16, wide - 30, high - 80), step, text)
        self._print(30, high - 46, self._words("foot"), text * 0.72, self._label)
        if self._look.happens(0.5):
            self._print(wide / 2, high - 24, self._words("foot"), text * 0.66, self._label)

    def _head(self, wide: int, text: float) -> float:
        """Title, a rule, perhaps a frame around it and a mark beside."""
        size, middle = text * self._look.real(1.4, 2.0), self._look.happens(0.6)
        words = self._words("title")
        at = (wide - font(self._label, round(size)).getlength(words)) / 2 if middle else 36
        self._print(max(at, 10), 36, words, size, self._label)
        if self._look.happens(0.5):
            self._print(
                self._look.real(0.5, 0.7) * wide, 36 + 1.3 * size, self._words("caption"), text * 0.8, self._label
            )
        if self._look.happens(0.4):
            x, side = self._look.real(0.8, 0.9) * wide, self._look.real(40, 70)
            shape = self._look.one(("ellipse", "rectangle", "rounded_rectangle"))
            getattr(self._pen, shape)((x, 14, x + side, 14 + side), outline=self._ink, width=self._look.whole(2, 6))
        y = 36 + 2.6 * size
        if self._look.happens(0.7):
            self._pen.line((24, y, wide - 24, y), self._ink, self._look.whole(1, 4))
        return y + text

    def _row(self, at: tuple[float, float], wide: float, sizes: tuple[float, float], left: float, boxed: bool) -> None:
        """A label and its field; sizes are those of a row and of its text."""
        (x, y), (step, text) = at, sizes
        label = self._words("caption") + ("" if boxed else "：" if self._chinese else ":")
        start = x + max(left * wide, font(self._label, round(text)).getlength(label) + 14)
        if boxed:
            self._pen.rectangle((x - 4, y - step / 2, x + wide, y + step / 2), outline=self._ink, width=1)
            self._pen.line((start - 6, y - step / 2, start - 6, y + step / 2), self._ink, 1)
        elif self._look.happens(0.5):
            self._pen.line((start, y + text * 0.6, x + wide, y + text * 0.6), self._ink, 1)
        self._print(x, y, label, text, self._label)
        self._fill(start, y, x + wide - start, text)

    def _table(self, within: tuple[float, float, float, float], step: float, text: float) -> None:
        """Headings over columns that are filled as far as the copy says."""
        (x, y, right, bottom), wide = within, within[2] - within[0]
        columns, rows = self._look.whole(3, 6), max(1, int((bottom - y) / step) - 1)
        each, filled = wide / columns, self._values.whole(1, rows)
        for place in range(columns):
            self._print(x + place * each + 6, y, self._words("caption"), text * 0.8, self._label)
        for row in range(rows + 2):
            self._pen.line((x, y + (row - 0.5) * step, right, y + (row - 0.5) * step), self._ink, 1)
        for place in range(columns):
            for row in range(1, filled + 1):
                self._fill(x + place * each + 6, y + row * step, each - 10, text * 0.8, is_field=row == 1)

    def _fill(self, x: float, y: float, wide: float, text: float, is_field: bool = True) -> None:
        """A value, as far as it fits; what is drawn on no field is print that changes."""
        face = font(self._value, round(text))
        value = vocabulary.value(self._values, self._chinese)
        while value and face.getlength(value) > wide:
            value = value[:-1]
        self._pen.text((x, y - 0.65 * text), value, (24, 24, 30), face)
        corners = rectangle(x - 4, y - 0.75 * text, x + wide, y + 0.75 * text)
        if is_field:
            self.drawn.fields.append(Field(f"f{len(self.drawn.fields)}", corners))

    def _print(self, x: float, y: float, words: str, size: float, face: str) -> None:
        drawn = font(face, round(size))
        self._pen.text((x, y - 0.65 * size), words, self._ink, drawn)
        corners = rectangle(x, y - 0.65 * size, x + drawn.getlength(words), y + 0.65 * size)
        self.drawn.captions.append((words, corners))

    def _words(self, kind: str) -> str:
        """The next caption: the family's, or this member's own."""
        self._said += 1
        said = (self._layout.seed, "family", self._layout.family, self._said)
        is_own = self._layout.member > 0 and (kind == "title" or Dice(*said, "own").happens(self._share))
        dice = Dice(*said, self._layout.member if is_own else 0)
        words: str = getattr(vocabulary, kind)(dice, self._chinese)
        return words
