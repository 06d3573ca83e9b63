"""Fields with a type: values in print beside their normal forms, and a form whose fields are not read as print."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from docs.draw.paint import AMBER, GREEN, INK, PALE, Sheet, placed
from docs.draw.reading import Desk, TypedFields, as_png, example, opened, rectangle
from lambda_ocr.viz.fonts import find_font

SHOWN = (
    ("vat_invoice", "query-3-photo.jpg"),
    ("waybill", "query-1-scan.png"),
    ("flight_itinerary", "query-1-scan.jpg"),
)
MOST_OF_EACH, ROW, CROP = 5, 64, (520, 50)
PEN = (24, 42, 126)
STAMP = (215, 50, 50)

_FORM: TypedFields = (
    (rectangle(60, 150, 324, 190), "question 1", {"type": "mark", "one_of": ["A", "B", "C", "D"]}),
    (rectangle(60, 210, 324, 250), "question 2", {"type": "mark", "one_of": ["A", "B", "C", "D"]}),
    (rectangle(60, 270, 324, 310), "question 3", {"type": "mark", "many": ["A", "B", "C", "D"]}),
    (rectangle(420, 152, 456, 188), "member", {"type": "mark"}),
    (rectangle(420, 212, 456, 248), "post", {"type": "mark"}),
    (rectangle(60, 380, 444, 424), "number", {"type": "code", "pattern": "\\d+", "cells": 8}),
    (rectangle(60, 480, 400, 600), "signature", {"type": "presence", "of": "signature"}),
    (rectangle(440, 480, 640, 600), "stamp", {"type": "presence", "of": "stamp"}),
)
_MARKED = {"question 1": (1,), "question 2": (3,), "question 3": (0, 2), "member": (0,)}


def normal_forms(desk: Desk) -> Image.Image:
    """What three examples print, cut from their pictures, and the normal forms that were read."""
    rows = [row for case, picture in SHOWN for row in _read(desk, case, picture)]
    sheet = Sheet(1300, 70 + ROW * len(rows))
    for left, words in ((40, "type"), (200, "printed"), (790, "normal form")):
        sheet.text((left, 22), words, 22, PALE)
    for at, (kind, crop, normal) in enumerate(rows):
        top = 66 + at * ROW
        sheet.text((40, top + 10), kind, 22, INK)
        scale = min(CROP[0] / crop.width, CROP[1] / crop.height)
        sheet.picture(crop, 200, top, crop.width * scale)
        sheet.text((790, top + 8), normal, 26, GREEN)
    return sheet.done()


def _read(desk: Desk, case: str, picture: str) -> list[tuple[str, Image.Image, str]]:
    typed = json.loads(example(case, "typed.json"))["template"]
    read = desk.read(example(case, "template.png"), typed, example(case, picture))
    image, seen, rows = opened(example(case, picture)), set[str](), []
    for field in read:
        if field["type"] == "text" or not field["value"] or field["normalized"] is None or field["type"] in seen:
            continue
        seen.add(field["type"])
        rows.append((field["type"], cut(image, field["position"]), shown(field["normalized"])))
    return rows[:MOST_OF_EACH]


def cut(image: Image.Image, position: Sequence[Sequence[float]]) -> Image.Image:
    """A field as the picture has it, upright."""
    a, b, _, d = position
    size = (round(_apart(a, b)), round(_apart(a, d)))
    corners = [value for spot in (a, d, position[2], b) for value in spot]
    return image.transform(size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    return float(((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2) ** 0.5)


def shown(normalized: Any) -> str:
    """A normal form on one line."""
    if isinstance(normalized, Mapping):
        return " ".join(str(value) for value in normalized.values() if value)
    return normalized if isinstance(normalized, str) else json.dumps(normalized, ensure_ascii=False)


def table(desk: Desk) -> Image.Image:
    """The items of an invoice as a photograph shows them, and the rows that were read."""
    case, picture = SHOWN[0]
    (field,) = (each for each in json.loads(example(case, "typed.json"))["template"] if "columns" in dict(*each[2:]))
    (read,) = desk.read(example(case, "template.png"), [field], example(case, picture))
    crop = cut(opened(example(case, picture)), read["position"])
    below = 50 + round(crop.height * 1220 / crop.width)
    sheet = Sheet(1300, below + 60 + 36 * len(read["rows"]))
    sheet.picture(crop, 40, 24, 1220)
    (left, _), (right, _) = field[0][0], field[0][1]
    for column, words in enumerate(name for _, name, *_ in field[2]["columns"]):
        x = 40 + 1220 * (field[2]["columns"][column][0][0][0] - left) / (right - left)
        sheet.text((x, below), words, 20, PALE)
        for at, row in enumerate(read["normalized"]):
            sheet.text((x, below + 36 + 36 * at), shown(row[words] or "–"), 20, GREEN)
    return sheet.done()


def form(desk: Desk) -> Image.Image:
    """A blank form is registered, a filled one is read."""
    filled = _filled()
    read = desk.read(as_png(_blank()), _FORM, as_png(filled))
    sheet = Sheet(1300, 680)
    scale = sheet.picture(filled, 30, 20, 720)
    for (quad, _, _), field in zip(_FORM, read, strict=True):
        sheet.outline(placed(quad, 30, 20, scale), GREEN if field["status"] in ("ok", "empty") else AMBER, 2)
    for at, field in enumerate(read):
        sheet.text((800, 40 + 76 * at), f"{field['key']}: {field['type']}", 20, PALE)
        sheet.text((800, 66 + 76 * at), shown(field["normalized"]), 28, INK)
    return sheet.done()


def _blank() -> Image.Image:
    paper = Image.new("RGB", (720, 640), "white")
    draw = ImageDraw.Draw(paper)
    draw.text((60, 30), "Plume Library  Readers' survey  SPECIMEN", fill=(20, 60, 50), font=find_font(30))
    words = "Please fill one bubble a line, and in the last one any number."
    draw.text((60, 95), words, fill=(60, 60, 70), font=find_font(20))
    for quad, name, options in _FORM:
        (left, top), _, (right, bottom), _ = quad
        if "one_of" in options or "many" in options:
            for x, y in _places(name):
                draw.ellipse((x - 15, y - 15, x + 15, y + 15), outline=(60, 60, 70), width=2)
            for (x, y), letter in zip(_places(name), "ABCD", strict=True):
                draw.text((x, y), letter, fill=(110, 110, 120), font=find_font(16), anchor="mm")
        elif options["type"] == "mark":
            draw.rectangle((left + 6, top + 6, right - 6, bottom - 6), outline=(60, 60, 70), width=2)
            words = {"member": "I am a member", "post": "Write to me"}[name]
            draw.text((right + 10, top + 6), words, fill=(60, 60, 70), font=find_font(20))
        else:
            draw.rectangle((left, top, right, bottom), outline=(60, 60, 70), width=2)
            draw.text((left, top - 26), f"Your {name}", fill=(60, 60, 70), font=find_font(18))
    for at in range(1, 8):
        draw.line((60 + at * 48, 408, 60 + at * 48, 424), fill=(60, 60, 70), width=2)
    draw.text((60, 612), "Form PL-3, to be handed in at the desk", fill=(90, 90, 90), font=find_font(16))
    return paper


def _places(name: str) -> list[tuple[float, float]]:
    """Middles of a field's places."""
    quad, options = next((quad, options) for quad, each, options in _FORM if each == name)
    (left, top), _, (right, bottom), _ = quad
    count = len(options.get("one_of") or options.get("many") or ["it"])
    return [(left + (at + 0.5) * (right - left) / count, (top + bottom) / 2) for at in range(count)]


def _filled() -> Image.Image:
    paper = _blank()
    draw = ImageDraw.Draw(paper)
    for name, chosen in _MARKED.items():
        for x, y in (_places(name)[at] for at in chosen):
            if name == "member":
                draw.line((x - 12, y - 2, x - 3, y + 10, x + 16, y - 18), fill=PEN, width=3, joint="curve")
            else:
                draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=(70, 74, 84))
    for at, digit in enumerate("2011174"):
        draw.text((84 + at * 48, 400), digit, fill=PEN, font=find_font(32), anchor="mm")
    wave = [(80 + at * 9, 545 + (18 if at % 2 else -20) * (1 - at / 40)) for at in range(32)]
    draw.line(wave, fill=PEN, width=3, joint="curve")
    draw.ellipse((480, 490, 590, 594), outline=STAMP, width=4)
    draw.text((535, 542), "PLUME", fill=STAMP, font=find_font(24), anchor="mm")
    return paper
