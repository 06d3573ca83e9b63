"""A sheet of paper to print on: text, rules, stamps, bars and background ornament over Pillow.

Rule: every coordinate is in template pixels, continuous, (0, 0) at the upper left corner of the sheet;
the sheet is held at `SCALE` times that size so that queries can be larger than their template.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFont

from examples.draw.fonts import font

SCALE = 2
Ink = tuple[int, int, int]
Box = tuple[float, float, float, float]
BLACK: Ink = (28, 28, 32)

# Interleaved 2 of 5 (ISO/IEC 16390): five elements a digit, 1 is wide.
_ITF = ("00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010")


@dataclass
class Sheet:
    """A page being printed. `printed` keeps the box of every fixed text, `filled` of every field's value."""

    width: int
    height: int
    paper: Ink = (255, 255, 255)
    image: Image.Image = field(init=False)
    shift: tuple[float, float] = (0.0, 0.0)
    printed: list[tuple[str, Box]] = field(default_factory=list)
    filled: dict[str, Box] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width * SCALE, self.height * SCALE), self.paper)

    @property
    def _pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    # -- text ---------------------------------------------------------------------------------------------

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
        wide = face.getlength(text) / SCALE + track * max(len(text) - 1, 0)
        left = x + self.shift[0] - {"l": 0.0, "m": wide / 2, "r": wide}[anchor]
        middle = y + self.shift[1]
        runs = [(left, text)] if not track else self._tracked(left, text, size, role, track)
        for at, run in runs:
            # The baseline is set by the em box, not by the ink, so that a line keeps it for any text.
            self._pen.text((at * SCALE, (middle + 0.36 * size) * SCALE), run, ink, face, anchor="ls")
        box = (left, middle - size * 0.5, left + wide, middle + size * 0.5)
        if fixed:
            self.printed.append((text, box))
        return box

    def _tracked(
        self, left: float, text: str, size: float, role: str, track: float
    ) -> list[tuple[float, str]]:
        face, runs = font(role, round(size * SCALE)), []
        for char in text:
            runs.append((left, char))
            left += face.getlength(char) / SCALE + track
        return runs

    def spread(self, x0: float, x1: float, y: float, text: str, size: float, role: str, ink: Ink) -> Box:
        """Characters set evenly from x0 to x1, as the labels of Chinese forms are."""
        natural = font(role, round(size * SCALE)).getlength(text) / SCALE
        return self.text(x0, y, text, size, role, ink, track=(x1 - x0 - natural) / max(len(text) - 1, 1))

    def lines(
        self, x: float, y: float, lines: Iterable[str], size: float, role: str, ink: Ink, leading: float
    ) -> None:
        """Fixed text of several lines, the first at y."""
        for row, line in enumerate(lines):
            self.text(x, y + row * leading, line, size, role, ink)

    def vertical(
        self, x: float, y: float, text: str, size: float, role: str, ink: Ink, step: float = 0
    ) -> None:
        """Characters below each other, the first with its middle at y."""
        for row, char in enumerate(text):
            self.text(x, y + row * (step or size * 1.15), char, size, role, ink, anchor="m")

    def value(
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
        track: float = 0.0,
    ) -> None:
        """A field's value, its lines split at newlines; remembers the box they take."""
        if not value:
            return
        boxes = [
            self.text(
                x,
                y + row * (leading or size * 1.3),
                line,
                size,
                role,
                ink,
                anchor=anchor,
                track=track,
                fixed=False,
            )
            for row, line in enumerate(value.split("\n"))
        ]
        x0, y0, x1, y1 = zip(*boxes, strict=True)
        self.filled[name] = (min(x0), min(y0), max(x1), max(y1))

    # -- rules and shapes ---------------------------------------------------------------------------------

    def rule(self, x0: float, y0: float, x1: float, y1: float, ink: Ink = BLACK, width: float = 1.5) -> None:
        """A straight line."""
        ends = [(x0 * SCALE, y0 * SCALE), (x1 * SCALE, y1 * SCALE)]
        self._pen.line(ends, ink, max(1, round(width * SCALE)))

    def dashes(self, x0: float, x1: float, y: float, ink: Ink, width: float = 1.5, dash: float = 8) -> None:
        """A horizontal broken line."""
        for x in np.arange(x0, x1, dash * 1.6):
            self.rule(float(x), y, min(float(x) + dash, x1), y, ink, width)

    def box(
        self,
        box: Box,
        ink: Ink | None = BLACK,
        width: float = 1.5,
        fill: Ink | None = None,
        round_by: float = 0,
    ) -> None:
        """A rectangle, with round corners if wanted."""
        corners = [value * SCALE for value in box]
        self._pen.rounded_rectangle(corners, round_by * SCALE, fill, ink, round(width * SCALE) if ink else 0)

    def polygon(self, points: Sequence[tuple[float, float]], fill: Ink) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def ellipse(self, box: Box, ink: Ink | None, width: float = 1.5, fill: Ink | None = None) -> None:
        """An ellipse in a box."""
        self._pen.ellipse([value * SCALE for value in box], fill, ink, round(width * SCALE) if ink else 0)

    def curve(self, points: Sequence[tuple[float, float]], ink: Ink, width: float = 1.0) -> None:
        """A smooth line through many points."""
        joined = [(x * SCALE, y * SCALE) for x, y in points]
        self._pen.line(joined, ink, max(1, round(width * SCALE)), joint="curve")

    # -- ornament -----------------------------------------------------------------------------------------

    def waves(self, box: Box, ink: Ink, count: int, swing: float, period: float, width: float = 0.5) -> None:
        """Guilloche: a band of sine curves drifting out of phase across a box."""
        x0, y0, x1, y1 = box
        across = np.linspace(x0, x1, int((x1 - x0) / 4))
        for row in range(count):
            base = y0 + (y1 - y0) * (row + 0.5) / count
            phase = row * 0.37
            bend = swing * np.sin(across / period + phase) * np.cos(across / (period * 3.1) - phase / 2)
            kept = np.clip(base + bend, y0, y1)
            self.curve(list(zip(across.tolist(), kept.tolist(), strict=True)), ink, width)

    def rosette(self, x: float, y: float, radius: float, ink: Ink, petals: int = 12, rings: int = 9) -> None:
        """Guilloche: rings of petals turned against each other."""
        angle = np.linspace(0, 2 * math.pi, 360)
        for ring in range(rings):
            reach = radius * (0.35 + 0.65 * (ring + 1) / rings)
            bend = reach * (0.82 + 0.18 * np.cos(petals * angle + ring * 0.7))
            xs, ys = x + bend * np.cos(angle), y + bend * np.sin(angle)
            self.curve(list(zip(xs.tolist(), ys.tolist(), strict=True)), ink, 0.5)

    def wash(self, ink: Ink, strength: float, centre: tuple[float, float], reach: float) -> None:
        """A soft tint that is strongest at a centre and fades within `reach` template pixels."""
        rows, columns = np.mgrid[0 : self.height * SCALE, 0 : self.width * SCALE].astype(np.float32) / SCALE
        near = np.exp(-((columns - centre[0]) ** 2 + (rows - centre[1]) ** 2) / (2 * reach**2)) * strength
        held = np.asarray(self.image, np.float32)
        tint = np.array(ink, np.float32)
        mixed = held * (1 - near[..., None]) + held * tint / 255 * near[..., None]
        self.image = Image.fromarray(np.clip(mixed + 0.5, 0, 255).astype(np.uint8))

    def squares(self, x: float, y: float, size: float, seed: int, ink: Ink = BLACK, cells: int = 29) -> None:
        """A pattern that looks like a two-dimensional code, and says nothing."""
        grid = np.random.default_rng(seed).random((cells, cells)) < 0.5
        for row, column in ((0, 0), (0, cells - 7), (cells - 7, 0)):
            _finder(grid, row, column)
        step = size / cells
        for row, column in zip(*np.nonzero(grid), strict=True):
            at_x, at_y = x + float(column) * step, y + float(row) * step
            self.box((at_x, at_y, at_x + step - 0.5 / SCALE, at_y + step - 0.5 / SCALE), None, fill=ink)

    def bars(self, box: Box, number: str, ink: Ink = BLACK) -> None:
        """Interleaved 2 of 5 bars of an even count of digits, filling a box."""
        widths = [1.0, 1.0, 1.0, 1.0]
        for first, second in zip(number[::2], number[1::2], strict=True):
            pairs = zip(_ITF[int(first)], _ITF[int(second)], strict=True)
            widths += [1 + 1.5 * int(wide) for pair in pairs for wide in pair]
        widths += [2.5, 1.0, 1.0]
        step, at = (box[2] - box[0]) / sum(widths), box[0]
        for place, wide in enumerate(widths):
            if place % 2 == 0:
                self.box((at, box[1], at + wide * step - 0.5 / SCALE, box[3]), None, fill=ink)
            at += wide * step

    # -- stamps -------------------------------------------------------------------------------------------

    def stamp(self, x: float, y: float, layers: "Stamp", ink: Ink, seed: int = 0, tilt: float = 0.0) -> None:
        """A rubber stamp, inked unevenly, over what is printed; x, y is its middle."""
        mask = layers.mask.rotate(tilt, Image.Resampling.BICUBIC)
        wear = _blotches(mask.size, seed)
        mask = ImageChops.multiply(mask, wear)
        left = round((x + self.shift[0]) * SCALE) - mask.width // 2
        top = round((y + self.shift[1]) * SCALE) - mask.height // 2
        region = (left, top, left + mask.width, top + mask.height)
        under = self.image.crop(region)
        over = ImageChops.multiply(under, Image.new("RGB", under.size, ink))
        self.image.paste(Image.composite(over, under, mask), region)


@dataclass
class Stamp:
    """The face of a rubber stamp: a mask of radii rx, ry in template pixels, white where it prints."""

    rx: float
    ry: float
    mask: Image.Image = field(init=False)

    def __post_init__(self) -> None:
        self.mask = Image.new("L", (int((self.rx * 2 + 24) * SCALE), int((self.ry * 2 + 24) * SCALE)))

    @property
    def _middle(self) -> tuple[float, float]:
        return self.mask.width / 2, self.mask.height / 2

    def rim(self, inset: float, width: float) -> "Stamp":
        """An elliptic border."""
        x, y = self._middle
        rx, ry = (self.rx - inset) * SCALE, (self.ry - inset) * SCALE
        ImageDraw.Draw(self.mask).ellipse((x - rx, y - ry, x + rx, y + ry), None, 235, round(width * SCALE))
        return self

    def star(self, radius: float, dy: float = 0) -> "Stamp":
        """A five-pointed star in the middle."""
        x, y = self._middle
        reach = (radius * SCALE, radius * SCALE * 0.382)
        angles = [math.pi * (place / 5 - 0.5) for place in range(10)]
        points = [
            (x + reach[place % 2] * math.cos(a), y + dy * SCALE + reach[place % 2] * math.sin(a))
            for place, a in enumerate(angles)
        ]
        ImageDraw.Draw(self.mask).polygon(points, 235)
        return self

    def words(self, text: str, size: float, dy: float, role: str = "song-bold") -> "Stamp":
        """A straight line of text below or above the middle."""
        x, y = self._middle
        face = font(role, round(size * SCALE))
        ImageDraw.Draw(self.mask).text((x, y + dy * SCALE), text, 235, face, anchor="mm")
        return self

    def arc(
        self,
        text: str,
        size: float,
        inset: float,
        sweep: float,
        role: str = "song-bold",
        *,
        below: bool = False,
    ) -> "Stamp":
        """Text along the rim over `sweep` degrees around the top, or around the bottom."""
        face = font(role, round(size * SCALE))
        side = 1 if below else -1
        reach = ((self.rx - inset) * SCALE, side * (self.ry - inset) * SCALE)
        for char, turn in zip(text, _even_turns(len(text), sweep, reach), strict=True):
            at = (self._middle[0] + reach[0] * math.sin(turn), self._middle[1] + reach[1] * math.cos(turn))
            lean = side * math.degrees(math.atan2(abs(reach[1]) * math.sin(turn), reach[0] * math.cos(turn)))
            self._letter(char, at, face, lean)
        return self

    def _letter(self, char: str, at: tuple[float, float], face: ImageFont.FreeTypeFont, lean: float) -> None:
        """One character with its middle at a point of the mask, turned `lean` degrees counter-clockwise."""
        tile = Image.new("L", (int(face.size * 2), int(face.size * 2)))
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), char, 235, face, anchor="mm")
        tile = tile.rotate(lean, Image.Resampling.BICUBIC)
        x, y = round(at[0] - tile.width / 2), round(at[1] - tile.height / 2)
        under = self.mask.crop((x, y, x + tile.width, y + tile.height))
        self.mask.paste(ImageChops.lighter(under, tile), (x, y))


def company_stamp(name: str, caption: str, radius: float = 70) -> Stamp:
    """The round stamp of a Chinese company: its name around a star, what it is for below."""
    sweep = min(270, 16 * len(name) + 40)
    stamp = Stamp(radius, radius).rim(0, 3.2).star(radius * 0.27, -radius * 0.04)
    return stamp.arc(name, radius * 0.22, radius * 0.21, sweep).words(caption, radius * 0.2, radius * 0.55)


def _even_turns(count: int, sweep: float, reach: tuple[float, float]) -> list[float]:
    """Angles from the middle of an ellipse's arc of `sweep` degrees that are evenly spaced along the arc."""
    turns = np.radians(sweep) * np.linspace(-0.5, 0.5, 721)
    steps = np.hypot(reach[0] * np.cos(turns), reach[1] * np.sin(turns))
    length = np.cumsum(steps)
    wanted = np.linspace(length[0], length[-1], max(count, 2))
    return [float(turn) for turn in np.interp(wanted, length, turns)][:count]


def _finder(grid: np.ndarray, row: int, column: int) -> None:
    """One of the three corner marks of a square code, with its quiet edge."""
    last = grid.shape[0]
    grid[max(row - 1, 0) : min(row + 8, last), max(column - 1, 0) : min(column + 8, last)] = False
    grid[row : row + 7, column : column + 7] = True
    grid[row + 1 : row + 6, column + 1 : column + 6] = False
    grid[row + 2 : row + 5, column + 2 : column + 5] = True


def _blotches(size: tuple[int, int], seed: int) -> Image.Image:
    """Uneven inking: a smooth random mask between about 0.55 and 0.95."""
    noise = np.random.default_rng(seed).random((size[1] // 10 + 2, size[0] // 10 + 2)).astype(np.float32)
    return Image.fromarray(np.uint8(140 + 100 * noise)).resize(size, Image.Resampling.BICUBIC)
