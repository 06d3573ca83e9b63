"""A page with any number of fields, photographed at any size: what the timings are measured on.

Drawn from a seed with Pillow's own typeface, so that it needs no font to be installed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from examples.draw import desk
from examples.draw.camera import phone, warp
from examples.draw.light import Light, expose, jpeg

Ink = tuple[int, int, int]
PAGE = (1200, 1260)
ASPECT = PAGE[0] / PAGE[1]
SCALE = 2
"""Page pixels per template pixel, so that a large photograph is not upsampled."""
COLUMNS = {1: 1, 10: 2, 30: 3, 100: 5}
TOP, BOTTOM, SIDE = 130, 1030, 60
_SMALL_PRINT = (
    "Please check every entry before you sign. Entries that cannot be read are not processed.",
    "Goods remain the property of the sender until they are paid for in full, interest included.",
    "Complaints are accepted in writing within fourteen days after delivery of the last item.",
    "The carrier is liable up to the value that was declared, not for delay caused by weather.",
    "Keep this copy for seven years. Further copies are available from the address given above.",
)


@dataclass(frozen=True)
class Page:
    """A template, its fields, and what stands in them on the photographs."""

    template: bytes
    fields: list[Any]
    values: tuple[str, ...]


@cache
def page(count: int) -> Page:
    """A page with `count` fields (one of COLUMNS)."""
    boxes = _boxes(count)
    image = _drawn(boxes, _values(count, seed=1)).resize(PAGE, Image.Resampling.BOX)
    png = cv2.imencode(".png", np.asarray(image)[:, :, ::-1])[1].tobytes()
    fields = [[_corners(box), f"field {number:03d}"] for number, box in enumerate(boxes, 1)]
    return Page(png, fields, _values(count, seed=2))


def photograph(count: int, megapixels: float) -> bytes:
    """A phone's picture of another copy of the page, as a JPEG."""
    height = min(4096, round((megapixels * 1e6 / ASPECT) ** 0.5))
    size = (round(height * ASPECT), height)
    rng = np.random.default_rng(5)
    view = phone(PAGE, size, 0.82, yaw=7, pitch=9, spin=4)
    source = np.asarray(_drawn(_boxes(count), _values(count, seed=2)), np.float32)
    seen, covered = warp(source, view, size, SCALE)
    around = desk.stone(size, rng)
    light = Light(0.97, 0.02, (0.1, 0.08), 0.15, noise=2.0)
    return jpeg(expose(around * (1 - covered[..., None]) + seen, light, rng), 88)


def _boxes(count: int) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every field's box."""
    columns = COLUMNS[count]
    rows = -(-count // columns)
    wide, high = (PAGE[0] - 2 * SIDE) / columns, (BOTTOM - TOP) / max(rows, 6)
    boxes = []
    for number in range(count):
        left, top = SIDE + number % columns * wide, TOP + number // columns * high
        boxes.append((left + 5, top + 0.42 * high, left + wide - 5, top + 0.96 * high))
    return boxes


def _corners(box: tuple[float, float, float, float]) -> list[list[float]]:
    left, top, right, bottom = box
    return [[left + 2, top + 2], [right - 2, top + 2], [right - 2, bottom - 2], [left + 2, bottom - 2]]


def _values(count: int, seed: int) -> tuple[str, ...]:
    made = random.Random(seed * 1000 + count)
    words = ("Harbour", "Meadow", "Lantern", "Granite", "Willow", "Copper", "Juniper", "Marble")
    kinds = (
        lambda: f"{made.randrange(10**7, 10**8)}",
        lambda: f"{made.choice(words)} {made.choice(words)}",
        lambda: f"{made.randrange(10, 29)}/{made.randrange(10, 13)}/20{made.randrange(20, 30)}",
        lambda: f"{made.randrange(100, 999)},{made.randrange(100, 999)}.{made.randrange(10, 99)}",
    )
    return tuple(made.choice(kinds)() for _ in range(count))


def _drawn(boxes: list[tuple[float, float, float, float]], values: tuple[str, ...]) -> Image.Image:
    image = Image.new("RGB", (PAGE[0] * SCALE, PAGE[1] * SCALE), (250, 250, 246))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, PAGE[0] * SCALE, 84 * SCALE), (24, 60, 96))
    draw.ellipse([side * SCALE for side in (44, 14, 100, 70)], (240, 170, 60))
    _write(draw, (130, 22), "Consignment record", 38, (255, 255, 255))
    _write(draw, (880, 34), "Form CR-17 (drawn)", 22, (214, 224, 242))
    for number, (box, value) in enumerate(zip(boxes, values, strict=True), 1):
        draw.rectangle([side * SCALE for side in box], (255, 255, 255), (90, 110, 140), 2)
        high = box[3] - box[1]
        _write(
            draw, (box[0] + 2, box[1] - 0.62 * high), f"{number}. {_label(number)}", min(20, 0.52 * high), (40, 70, 110)
        )
        size = min(30, 0.72 * high)
        _write(draw, (box[0] + 8, box[1] + 0.5 * high - 0.58 * size), value, size, (20, 20, 30))
    for row, line in enumerate(_SMALL_PRINT):
        _write(draw, (SIDE, 1060 + row * 34), line, 21, (60, 60, 70))
    return image


def _label(number: int) -> str:
    things = ("Reference", "Name", "Date", "Amount", "Route", "Weight", "Vessel", "Berth", "Seal", "Agent")
    return f"{things[number % len(things)]} {chr(65 + number % 26)}"


def _write(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: float, ink: Ink) -> None:
    draw.text((at[0] * SCALE, at[1] * SCALE), text, ink, ImageFont.load_default(size * SCALE))
