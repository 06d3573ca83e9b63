"""Pictures of docs/templates.md on our own form and invoice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from docs.draw.paint import BLUE, GREEN, INK, PALE, RED, Colour, Sheet, placed, wrapped
from docs.draw.reading import Corners, Desk, Fields, as_png, example, fields_of, opened, rectangle
from lambda_ocr.viz.overlay import draw_overlay

PHOTO = "query-3-photo.jpg"
ROW, LEFT, MIDDLE, RIGHT = 152, 30, 690, 1270
TEMPLATE_WIDE, PHOTO_WIDE = 610, 540

SMEAR = 5
"""Pixels of blur at which nothing of the phone number is legible."""

Box = tuple[float, float, float, float]
Case = tuple[str, Colour, Corners]


def margins(desk: Desk) -> Image.Image:
    """One name, four ways to draw its field, and what each gets from the photograph."""
    cases: list[Case] = [
        ("Around this name only: a longer one is cut", RED, rectangle(74, 436, 301, 464)),
        ("Over two boxes: two values in one", RED, rectangle(64, 425, 1056, 469)),
        ("With its label: the label is read too", RED, rectangle(60, 401, 660, 471)),
        ("The room there is for the value: right", GREEN, rectangle(64, 425, 656, 469)),
    ]
    return _compared(desk, cases, (44, 384, 1076, 486))


def lines(desk: Desk) -> Image.Image:
    """An address: one line of it, and all the room it has."""
    cases: list[Case] = [
        ("Only the first line: the rest is never read", RED, rectangle(64, 613, 1056, 655)),
        ("Room for every line: right", GREEN, rectangle(64, 609, 1056, 703)),
    ]
    return _compared(desk, cases, (44, 566, 1076, 716))


def _compared(desk: Desk, cases: Sequence[Case], part: Box) -> Image.Image:
    """Rows of: the field on the template, the field on the photograph, the value."""
    template, photo = example("form", "template.png"), example("form", PHOTO)
    readings = desk.read(template, [(quad, says) for says, _, quad in cases], photo)
    tall = 56 + TEMPLATE_WIDE * (part[3] - part[1]) / (part[2] - part[0])
    row = max(ROW, round(tall) + 30)
    sheet = Sheet(1800, row * len(cases) + 56)
    for left, title in ((LEFT, "drawn on the template"), (MIDDLE, "where it lands on the photograph"), (RIGHT, "read")):
        sheet.text((left, 18), title, 19, PALE)
    for index, ((says, colour, quad), reading) in enumerate(zip(cases, readings, strict=True)):
        top = 60 + row * index
        sheet.text((LEFT, top), says, 21, colour)
        _part(sheet, opened(template), part, (LEFT, top + 34, TEMPLATE_WIDE), (quad, colour))
        landed = (reading["position"], colour)
        _part(sheet, opened(photo), _around(readings, tall), (MIDDLE, top + 8, PHOTO_WIDE), landed)
        for number, line in enumerate(wrapped(reading["value"], 25, 1780 - RIGHT)):
            sheet.text((RIGHT, top + 34 + 34 * number), line, 25, INK)
    return sheet.done()


def _part(
    sheet: Sheet, image: Image.Image, part: Box, where: tuple[float, float, float], marked: tuple[Corners, Colour]
) -> None:
    """A part of a picture at (left, top, width), with one quad on it."""
    left, top, wide = where
    scale = sheet.picture(image.crop(tuple(map(round, part))), left, top, wide)  # type: ignore[arg-type]
    quad = placed(marked[0], left - part[0] * scale, top - part[1] * scale, scale)
    sheet.fill(quad, marked[1], 30)
    sheet.outline(quad, marked[1], 2.5)


def _around(readings: Sequence[dict[str, Any]], tall: float) -> Box:
    """The part of the photograph that shows all quads, as high as the row."""
    spots = [spot for reading in readings for spot in reading["position"]]
    low, high = (min(x for x, _ in spots) - 20, max(x for x, _ in spots) + 20)
    middle = (min(y for _, y in spots) + max(y for _, y in spots)) / 2
    half = (high - low) * tall / PHOTO_WIDE / 2
    return (low, middle - half, high, middle + half)


def coordinates(_: Desk) -> Image.Image:
    """Where (0, 0) is and what the four corners are."""
    sheet, image = Sheet(1400, 420), opened(example("form", "template.png"))
    corners, name = fields_of("form")[0]
    scale = sheet.picture(image.crop((0, 0, 1120, 360)), 90, 44, 1000)
    quad = placed(corners, 90, 44, scale)
    sheet.fill(quad, GREEN, 30)
    sheet.outline(quad, GREEN, 2.5)
    sheet.disc((90, 44), "", BLUE, 7)
    sheet.text((78, 30), "[0, 0]", 19, BLUE, "rm")
    sheet.text((100, 24), "x →", 19, BLUE, "lm")
    sheet.text((70, 70), "y", 19, BLUE, "mm")
    sheet.text((70, 94), "↓", 19, BLUE, "mm")
    for number, (corner, spot) in enumerate(zip(corners, quad, strict=True), 1):
        sheet.disc(spot, str(number), GREEN, 12)
        sheet.text((1112, 60 + 40 * number), f"{number}   [{corner[0]:g}, {corner[1]:g}]", 22, INK)
    sheet.text((1112, 50), name, 22, GREEN)
    sheet.text((1112, 276), f"picture: {image.width} × {image.height}", 19, PALE)
    return sheet.done()


def fixed_print(desk: Desk) -> Image.Image:
    """What the service finds a document by: print outside the fields."""
    template, fields = example("vat_invoice", "template.png"), fields_of("vat_invoice")
    found = desk.describe(template, fields)
    sheet = Sheet(1400, 920)
    scale = sheet.picture(opened(template), 20, 60, 1360)
    half = 16 / found.fixed.factor
    for (x, y), outside in zip(found.fixed.tiles / found.fixed.factor, found.fixed.outside, strict=True):
        if outside:
            tile = placed(rectangle(x - half, y - half, x + half, y + half), 20, 60, scale)
            sheet.fill(tile, BLUE, 50)
            sheet.outline(tile, BLUE, 1)
    for corners, _ in fields:
        quad = placed(corners, 20, 60, scale)
        sheet.fill(quad, GREEN, 60)
        sheet.outline(quad, GREEN, 2)
    sheet.text(
        (20, 18), f"■ {int(found.fixed.outside.sum())} pieces of fixed print, kept to find the page by", 22, BLUE
    )
    sheet.text((800, 18), f"■ {len(fields)} fields: what changes from page to page", 22, GREEN)
    return sheet.done()


def statuses(desk: Desk) -> Image.Image:
    """A photograph that ends early, with one value smeared, as our own overlay shows it."""
    picture = _spoilt(opened(example("form", PHOTO)))
    fields: Fields = fields_of("form")
    readings = desk.read(example("form", "template.png"), fields, as_png(picture))
    return draw_overlay(np.asarray(picture)[..., ::-1], readings).resize((1320, 870), Image.Resampling.LANCZOS)


def _spoilt(photo: Image.Image) -> Image.Image:
    box = (690, 512, 1080, 592)
    smeared = photo.copy()
    smeared.paste(photo.crop(box).filter(ImageFilter.GaussianBlur(SMEAR)), box[:2])
    return smeared.crop((0, 0, photo.width, 1160))
