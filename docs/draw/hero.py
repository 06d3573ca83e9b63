"""The picture of README: a template, a photograph of another copy, and what was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image

from docs.draw.paint import GREEN, INK, PALE, RULE, Sheet, placed, wrapped
from docs.draw.reading import Desk, example, fields_of, opened

CASE, QUERY = "form", "query-3-photo.jpg"
WIDTH, HEIGHT, TOP, TALL = 1800, 870, 92, 740
TEMPLATE_AT, PHOTO_AT, READINGS_AT = 34, 620, 1232
VALUE, KEY_STEP, VALUE_STEP = 21, 19, 26


def draw(desk: Desk) -> Image.Image:
    """Three columns, joined by numbers."""
    fields = fields_of(CASE)
    readings = desk.read(example(CASE, "template.png"), fields, example(CASE, QUERY))
    sheet = Sheet(WIDTH, HEIGHT)
    _column(sheet, TEMPLATE_AT, "Template", "one picture, fields drawn once")
    _marked(sheet, opened(example(CASE, "template.png")), TEMPLATE_AT, [corners for corners, _ in fields])
    _column(sheet, PHOTO_AT, "Photograph", "any other copy, at any angle")
    _marked(sheet, opened(example(CASE, QUERY)), PHOTO_AT, [reading["position"] for reading in readings])
    _column(sheet, READINGS_AT, "Readings", "JSON: key, value, score")
    _listed(sheet, readings)
    for after in (PHOTO_AT, READINGS_AT):
        sheet.arrow((after - 46, TOP + TALL / 2), (after - 10, TOP + TALL / 2))
    return sheet.done()


def _column(sheet: Sheet, left: float, title: str, says: str) -> None:
    sheet.text((left, 22), title, 30, INK)
    sheet.text((left, 60), says, 19, PALE)


def _marked(sheet: Sheet, image: Image.Image, left: float, quads: Sequence[Any]) -> None:
    scale = sheet.picture(image, left, TOP, TALL * image.width / image.height)
    shown = [placed(quad, left, TOP, scale) for quad in quads]
    for quad in shown:
        sheet.fill(quad, GREEN, 34)
        sheet.outline(quad, GREEN, 2)
    for number, (upper_left, _, _, lower_left) in enumerate(shown, 1):
        middle = ((upper_left[0] + lower_left[0]) / 2 - 9, (upper_left[1] + lower_left[1]) / 2)
        sheet.disc(middle, str(number), GREEN, 10)


def _listed(sheet: Sheet, readings: Sequence[dict[str, Any]]) -> None:
    """One row a field, spread over the height of the pictures."""
    sheet.card(READINGS_AT, TOP, WIDTH - 34, TOP + TALL)
    left, right = READINGS_AT + 50, WIDTH - 54
    values = [wrapped(reading["value"] or "(empty)", VALUE, right - left) for reading in readings]
    needed = sum(KEY_STEP + VALUE_STEP * len(lines) for lines in values)
    gap, y = (TALL - 26 - needed) / len(readings), TOP + 14.0
    for number, (reading, lines) in enumerate(zip(readings, values, strict=True), 1):
        sheet.disc((READINGS_AT + 26, y + 12), str(number), GREEN, 12)
        sheet.text((left, y), reading["key"], 17, PALE)
        sheet.text((right, y), f"{reading['score']:.2f}", 17, PALE, "ra")
        for row, line in enumerate(lines):
            sheet.text((left, y + KEY_STEP + VALUE_STEP * row), line, VALUE, INK if reading["value"] else PALE)
        y += KEY_STEP + VALUE_STEP * len(lines) + gap
        if number < len(readings):
            sheet.outline(((left, y - gap / 2 + 4), (right, y - gap / 2 + 4)), RULE, 1)
