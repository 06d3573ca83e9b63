"""Text that does not run from left to right: a goods label, drawn here, and how its corners are counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

from docs.draw.paint import BLUE, GREEN, INK, PALE, Sheet, placed
from docs.draw.reading import Desk, Fields, as_png
from lambda_ocr.viz.fonts import find_font

FIXED = (
    "Keep dry and upright at all times",
    "Handle with both hands",
    "Do not stack more than four",
    "Report damage within two days",
    "Customer service 0990-5550100",
    "Return empty crates",
)
FIELDS: Fields = [
    (((94, 160), (94, 540), (30, 540), (30, 160)), "runs down: from the upper right corner"),
    (((140, 540), (140, 160), (204, 160), (204, 540)), "runs up: from the lower left corner"),
    (((850, 160), (850, 360), (790, 360), (790, 160)), "a column of characters: from the upper right corner"),
    (((650, 513), (960, 400), (980, 460), (672, 573)), "slanted: along the text"),
]
SERIALS, COLUMN, STAMP = ("PX-977 136", "QL-204 881"), "欧阳文澜", "INSPECTED"
PEN = (10, 10, 90)


def corners(desk: Desk) -> Image.Image:
    """Registered blank, so that the order of the corners alone tells how the text runs; then a filled one is read."""
    filled = _label()
    _fill(filled)
    readings = desk.read(as_png(_label()), FIELDS, as_png(filled))
    sheet = Sheet(1800, 700)
    scale = sheet.picture(filled, 30, 30, 1000)
    for quad, _ in FIELDS:
        shown = placed(quad, 30, 30, scale)
        sheet.fill(shown, GREEN, 26)
        sheet.outline(shown, GREEN, 2)
        for number, spot in enumerate(shown, 1):
            sheet.disc(spot, str(number), BLUE if number == 1 else GREEN, 12)
    _list(sheet, readings)
    return sheet.done()


def _list(sheet: Sheet, readings: Sequence[dict[str, Any]]) -> None:
    sheet.text((1090, 40), "corner 1 is where reading begins; then clockwise", 22, BLUE)
    for index, reading in enumerate(readings):
        top = 120 + 130 * index
        sheet.text((1090, top), reading["key"], 21, PALE)
        sheet.text((1090, top + 34), reading["value"] or "(empty)", 34, INK)


def _label() -> Image.Image:
    image = Image.new("RGB", (1000, 640), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, 990, 630), outline=(40, 40, 60), width=3)
    draw.text((40, 30), "Plume Express  Goods label  SPECIMEN", fill=(20, 60, 50), font=find_font(40))
    for index, line in enumerate(FIXED):
        draw.text((262, 120 + 70 * index), line, fill=(60, 60, 70), font=find_font(26))
    for at, words in (((30, 115), "Serial"), ((142, 115), "Crate"), ((796, 115), "姓名"), ((760, 590), "Form PX-7")):
        draw.text(at, words, fill=(90, 90, 90), font=find_font(22))
    return image


def _fill(label: Image.Image) -> None:
    label.paste(*_strip(SERIALS[0], -90, (38, 170)))
    label.paste(*_strip(SERIALS[1], 90, (148, 170)))
    label.paste(*_strip(STAMP, 20, (650, 400)))
    for index, character in enumerate(COLUMN):
        ImageDraw.Draw(label).text((800, 160 + 46 * index), character, fill=PEN, font=find_font(38))


def _strip(words: str, angle: float, at: tuple[int, int]) -> tuple[Image.Image, tuple[int, int], Image.Image]:
    """Words turned, where they go, and their own mask."""
    strip = Image.new("RGBA", (340, 56), (0, 0, 0, 0))
    ImageDraw.Draw(strip).text((4, 2), words, fill=PEN, font=find_font(38))
    turned = strip.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    return turned, at, turned
