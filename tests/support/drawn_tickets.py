"""Tickets of few words: most of what is printed changes with the copy, and nobody drew a field around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, Image

PAGE = (760, 470)
FINE = 2
"""Pixels of the drawing for one of the template."""

Printed = Sequence[tuple[str, tuple[int, int], int]]
"""Text, upper left corner, height of type."""

FIXED: Printed = (
    ("NORTHERN COAST RAILWAY", (40, 24), 22),
    ("Valid on the day and the train shown only", (40, 356), 14),
    ("Keep this ticket until the end of the journey", (40, 384), 14),
    ("Lost tickets are not replaced", (40, 412), 14),
    ("Coach", (300, 236), 14),
    ("Fare", (40, 236), 14),
)
SISTER: Printed = (
    ("WESTERN HARBOUR FERRIES", (40, 24), 22),
    ("Board no later than ten minutes before sailing", (40, 356), 14),
    ("Dogs and bicycles travel on the lower deck", (40, 384), 14),
    ("No refund after departure", (40, 412), 14),
    ("Deck", (300, 236), 14),
    ("Price", (40, 236), 14),
)
"""The same layout, other captions."""
MODULE = 6
"""Side of a module of a bar code."""
CODES = ((590, 342, 120), (420, 342, 120))
"""Left, top and side of two bar codes."""
FIELDS = (Field("from", rectangle(36, 96, 250, 136)), Field("to", rectangle(490, 96, 720, 136)))


@dataclass(frozen=True)
class Trip:
    """What one copy says: only the two towns are fields."""

    towns: tuple[str, str]
    passenger: str
    clerk: str
    figures: str

    def printed(self) -> Printed:
        """Names and codes, some beside their labels, some on one line with them."""
        start, end = self.towns
        return (
            (start, (40, 100), 28),
            (end, (494, 100), 28),
            (f"{start}-{end} {self.figures[:3]} km", (40, 150), 17),
            (f"Clerk: {self.clerk}", (40, 184), 17),
            (f"{self.figures[:2]}.{self.figures[2:4]}", (100, 236), 17),
            (self.figures[4:], (370, 236), 17),
            (self.passenger, (40, 276), 28),
            (f"{start} Central", (270, 100), 22),
            (self.passenger.upper(), (490, 150), 20),
            (f"{self.figures[:3]}-{end[:2].upper()}{self.figures[4:]}", (490, 236), 32),
            (f"{self.figures[::2]} {self.figures[1::2]} {self.figures[::-1]}", (300, 276), 32),
            (f"{self.figures[::-1]}{start[0]}{self.figures[:3]}", (540, 276), 32),
            (f"Agent: {self.passenger} {self.figures[:5]}", (400, 312), 20),
            (f"No {self.figures[::-1]}", (560, 30), 20),
            (f"{self.figures}-{self.clerk[:2].upper()}{self.figures[3:6]}", (40, 316), 17),
            (
                f"{self.figures[1:3]}.0{self.figures[5]}.202{self.figures[0]} 1{self.figures[4]}:4{self.figures[2]}",
                (490, 184),
                17,
            ),
        )


FIRST = Trip(("Ellerton", "Marsh Quay"), "Dorothea Quill", "Fenn", "51284094")
OTHERS = (
    Trip(("Harrowby", "St Bride"), "Jonas Whitby", "Oduya", "30597263"),
    Trip(("Kelp Sands", "Tarn"), "Imke Vandersloot", "Lefroy", "74816352"),
)


def sheet(fixed: Printed, trip: Trip) -> Image:
    """A copy at FINE times template pixels, BGR."""
    paper = Pillow.new("RGB", (PAGE[0] * FINE, PAGE[1] * FINE), (240, 244, 247))
    pen = ImageDraw.Draw(paper)
    for text, (x, y), height in (*fixed, *trip.printed()):
        pen.text((x * FINE, y * FINE), text, (40, 44, 60), _font(height))
    for left, top, side in CODES:
        pen.rectangle([left * FINE, top * FINE, (left + side) * FINE, (top + side) * FINE], fill=(240, 244, 247))
        _code(pen, trip, (left, top), side)
    return np.asarray(paper)[..., ::-1].copy()


def _code(pen: ImageDraw.ImageDraw, trip: Trip, corner: tuple[int, int], side: int) -> None:
    """Modules that follow from what the copy says, as of a two-dimensional bar code."""
    dice = np.random.default_rng([*trip.passenger.encode(), *corner])
    modules = dice.integers(0, 2, (side // MODULE, side // MODULE))
    for row, column in zip(*np.nonzero(modules), strict=True):
        x, y = (corner[0] + int(column) * MODULE) * FINE, (corner[1] + int(row) * MODULE) * FINE
        pen.rectangle([x, y, x + MODULE * FINE, y + MODULE * FINE], fill=(40, 44, 60))


def template(fixed: Printed = FIXED, trip: Trip = FIRST) -> Image:
    """The copy that is registered."""
    return np.asarray(cv2.resize(sheet(fixed, trip), PAGE, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height * FINE)
