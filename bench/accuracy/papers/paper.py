"""A sheet that flows and wears: the examples' sheet with fields, watermarks, poor printers and a cut below.

Rule: coordinates are template pixels, as in `examples.draw.paper`. A field's value is drawn by `field` alone, so that
truth and quads come out of the drawing; everything else that is drawn is print outside the fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image, ImageChops, ImageDraw

from bench.accuracy.papers.dice import Dice
from bench.accuracy.papers.faces import font
from examples.draw.paper import SCALE, Box, Ink, Sheet, Stamp

BLACK: Ink = (28, 28, 32)
GREY: Ink = (112, 114, 118)
RED: Ink = (200, 40, 46)
DOTS_AN_EM = 18
"""Dots of a matrix printer's head in the height of a character."""


@dataclass
class Paper(Sheet):
    """A page being printed. `truth` and `quads` are those of the fields printed so far, `valued` their values' lines;
    `printed` keeps every line of text, fields' too."""

    blank: bool = False
    """Whether fields stay empty."""
    dots: bool = False
    """Whether what is printed now comes from a dot matrix printer."""
    truth: dict[str, str] = field(default_factory=dict)
    quads: dict[str, Box] = field(default_factory=dict)
    valued: list[tuple[str, Box]] = field(default_factory=list)

    def wide(self, text: str, size: float, role: str) -> float:
        """Width of a line, in template pixels."""
        return font(role, round(size * SCALE)).getlength(text) / SCALE

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        role: str = "song",
        ink: Ink = BLACK,
        *,
        anchor: str = "l",
        track: float = 0.0,
        fixed: bool = True,
    ) -> Box:
        """One line, its vertical middle at y; anchor l, m or r; track is space added after each character."""
        face = font(role, round(size * SCALE))
        wide = self.wide(text, size, role) + track * max(len(text) - 1, 0)
        left = x + self.shift[0] - {"l": 0.0, "m": wide / 2, "r": wide}[anchor]
        middle = y + self.shift[1]
        mask = Image.new("L", (int(wide * SCALE + 2 * size), int(2 * size * SCALE)))
        pen, at = ImageDraw.Draw(mask), size / 2 * SCALE
        for run in text if track else (text,):
            pen.text((at, 1.36 * size * SCALE), run, 255, face, anchor="ls")
            at += face.getlength(run) + track * SCALE
        corner = (round((left - size / 2) * SCALE), round((middle - size) * SCALE))
        self.image.paste(ink, corner, _dotted(mask, size * SCALE / DOTS_AN_EM) if self.dots else mask)
        box = (left, middle - size * 0.5, left + wide, middle + size * 0.5)
        self.printed.append((text, box))
        return box

    def field(
        self,
        name: str,
        x: float,
        y: float,
        value: str,
        size: float,
        role: str = "song",
        ink: Ink = BLACK,
        *,
        anchor: str = "l",
        leading: float = 0.0,
        reach: float = 0.0,
        rows: int = 0,
        track: float = 0.0,
    ) -> float:
        """A field's value, lines split at newlines; its quad is `reach` wide (what is drawn and a little more where not
        told) and `rows` high. Returns the y of the line after the last."""
        lines, step = value.split("\n"), leading or size * 1.35
        wide = [self.wide(line, size, role) + track * (len(line) - 1) for line in lines]
        if self.blank:
            value = ""
        boxes = [
            self.text(x, y + row * step, line, size, role, ink, anchor=anchor, track=track)
            for row, line in enumerate(value.split("\n") if value else ())
        ]
        across = reach or max(wide) * 1.08 + 0.8 * size
        left = x + self.shift[0] - {"l": 0.3 * size, "m": across / 2, "r": across - 0.3 * size}[anchor]
        half = min(step, 1.5 * size) / 2
        bottom = y + (max(rows, len(lines)) - 1) * step + half
        self.quads[name] = (left, y + self.shift[1] - half, left + across, bottom + self.shift[1])
        self.truth[name] = value.replace("\n", " ")
        self.valued += zip(lines if value else (), boxes, strict=True)
        return y + len(lines) * step

    # -- what lies over the print ------------------------------------------------------------------------

    def watermark(self, text: str, size: float, strength: float, degrees: float, role: str = "sans-bold") -> None:
        """Grey words set aslant all over the sheet, under what is printed later and over what was before."""
        face = font(role, round(size * SCALE))
        side = int(np.hypot(self.image.width, self.image.height))
        mask = Image.new("L", (side, side))
        pen, step = ImageDraw.Draw(mask), face.getlength(text) + 3 * size * SCALE
        for row, y in enumerate(np.arange(0, side, 6 * size * SCALE)):
            for x in np.arange(-(row % 2) * step / 2, side, step):
                pen.text((float(x), float(y)), text, round(255 * strength), face)
        mask = mask.rotate(degrees, Image.Resampling.BICUBIC)
        left, top = (side - self.image.width) // 2, (side - self.image.height) // 2
        mask = mask.crop((left, top, left + self.image.width, top + self.image.height))
        over = ImageChops.multiply(self.image, Image.new("RGB", self.image.size, (120, 122, 128)))
        self.image = Image.composite(over, self.image, mask)

    def struck(self, dice: Dice, x: float, y: float, words: tuple[str, str], radius: float = 62) -> None:
        """A round red office stamp somewhere near a place: an arc of words around a star, a line below."""
        ink = dice.one(((204, 44, 48), (190, 30, 60), (214, 70, 60)))
        stamp = Stamp(radius, radius).rim(0, 3).star(radius * 0.24, -radius * 0.02)
        stamp = stamp.arc(words[0], radius * 0.25, radius * 0.24, min(260, 18 * len(words[0]) + 50))
        stamp = stamp.words(words[1], radius * 0.22, radius * 0.55)
        self.stamp(x + dice.real(-14, 14), y + dice.real(-8, 8), stamp, ink, dice.whole(0, 999), dice.real(-20, 20))

    def chop(self, dice: Dice, x: float, y: float, lines: tuple[str, ...], ink: Ink = RED, size: float = 22) -> None:
        """A square-cut stamp of words, as an office's date or PAID stamp."""
        wide = max(self.wide(line, size, "hei-bold") for line in lines) + 26
        high = 1.35 * size * len(lines) + 20
        stamp = Stamp(wide / 2, high / 2)
        pen, (w, h) = ImageDraw.Draw(stamp.mask), stamp.mask.size
        edge = 12 * SCALE
        pen.rectangle((edge, edge, w - edge, h - edge), None, 225, 3 * SCALE)
        for row, line in enumerate(lines):
            stamp.words(line, size, (row - (len(lines) - 1) / 2) * size * 1.35, "hei-bold")
        self.stamp(x + dice.real(-12, 12), y + dice.real(-6, 6), stamp, ink, dice.whole(0, 999), dice.real(-12, 12))

    def faded(self, dice: Dice, least: float) -> None:
        """Thermal print that has paled in places to `least` of its contrast, with the lines of a head's dead dots."""
        high, wide = self.image.height, self.image.width
        coarse = dice.rng.uniform(least, 1.15, (7, 4)).astype(np.float32)
        kept = np.clip(cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC), least, 1)
        dead = dice.rng.integers(0, wide, dice.whole(1, 4))
        kept[:, dead] = kept[:, dead] * 0.25
        paper = np.array(self.paper, np.float32)
        held = np.asarray(self.image, np.float32)
        self.image = Image.fromarray(np.asarray(paper + (held - paper) * kept[..., None], np.uint8))

    def cut(self, y: float) -> None:
        """Tear the roll off below y."""
        self.height = round(y)
        self.image = self.image.crop((0, 0, self.image.width, self.height * SCALE))


def _dotted(mask: Image.Image, pitch: float) -> Image.Image:
    """A mask of letters as a needle printer's dots, `pitch` of the mask's pixels apart."""
    held = np.asarray(mask, np.uint8)
    pitch = max(pitch, 2.0)
    small = cv2.resize(held, None, fx=1 / pitch, fy=1 / pitch, interpolation=cv2.INTER_AREA) > 105
    rows, columns = np.mgrid[0 : held.shape[0], 0 : held.shape[1]].astype(np.float32)
    at_row, at_column = (np.floor(axis / pitch).astype(int) for axis in (rows, columns))
    away = np.hypot(rows / pitch - at_row - 0.5, columns / pitch - at_column - 0.5)
    on = small[np.minimum(at_row, small.shape[0] - 1), np.minimum(at_column, small.shape[1] - 1)]
    return Image.fromarray(np.asarray(np.where(on, np.clip((0.66 - away) * 700, 0, 255), 0), np.uint8))
