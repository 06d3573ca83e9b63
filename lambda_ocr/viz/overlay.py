"""The picture with every field's quad drawn and numbered, and beside it what was read: proof for human eyes.

Rule: names and values stand in a margin of their own, so that nothing covers the print they came from.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from lambda_ocr.core.model import Image as Pixels
from lambda_ocr.viz.fonts import Font, find_font

Field = dict[str, Any]
Colour = tuple[int, int, int]

LONGEST_SIDE = 1600
"""Pixels of the picture's part: legible on a screen, a few hundred kilobytes as a file."""

_MARGIN_WIDTH = 560
_GOOD, _UNSURE, _EMPTY, _WRONG = (0, 135, 90), (214, 120, 0), (120, 120, 130), (200, 40, 40)
_COLOURS = {"ok": _GOOD, "low_confidence": _UNSURE, "empty": _EMPTY, "out_of_frame": _WRONG, "invalid": _WRONG}
_PAPER, _INK, _PALE = (255, 255, 255), (25, 28, 35), (110, 115, 125)


def draw_overlay(picture: Pixels, fields: Sequence[Field]) -> Image.Image:
    """The annotated picture; `fields` are those of a query with `detail`."""
    shown = Image.fromarray(np.ascontiguousarray(picture[..., ::-1]))
    scale = min(1.0, LONGEST_SIDE / max(shown.size))
    shown = shown.resize((max(1, round(shown.width * scale)), max(1, round(shown.height * scale))))
    _draw_quads(shown, fields, scale)
    return _beside(shown, _margin(fields, shown.height))


def encoded(image: Image.Image, suffix: str) -> bytes:
    """As a file: png, or jpeg for any other suffix."""
    out = io.BytesIO()
    image.save(out, "PNG" if suffix.lower() == ".png" else "JPEG", quality=88)
    return out.getvalue()


def _draw_quads(shown: Image.Image, fields: Sequence[Field], scale: float) -> None:
    draw = ImageDraw.Draw(shown, "RGBA")
    font = find_font(17)
    corners = [[(x * scale, y * scale) for x, y in field["position"]] for field in fields]
    for field, quad in zip(fields, corners, strict=True):
        draw.polygon(quad, fill=(*_colour(field), 40))
        draw.line([*quad, quad[0]], fill=_colour(field), width=3, joint="curve")
    for number, (field, quad) in enumerate(zip(fields, corners, strict=True), 1):
        _draw_tag(draw, quad[0], str(number), _colour(field), font)


def _draw_tag(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: Colour, font: Font) -> None:
    """A numbered disc on the corner where the field's reading begins, so that a turned page is seen as such."""
    x, y = at
    draw.ellipse((x - 13, y - 13, x + 13, y + 13), fill=colour, outline=_PAPER, width=2)
    draw.text((x, y), text, fill=_PAPER, font=font, anchor="mm")


def _margin(fields: Sequence[Field], height: int) -> Image.Image:
    """Number, name, value and score of each field, as high as the picture or as it needs to be."""
    name_font, value_font, number_font = find_font(18), find_font(26), find_font(17)
    blocks = [_wrapped(str(field["value"]) or "(nothing)", value_font, _MARGIN_WIDTH - 90) for field in fields]
    needed = 40 + sum(34 + 34 * len(lines) + 14 for lines in blocks)
    margin = Image.new("RGB", (_MARGIN_WIDTH, max(height, needed)), _PAPER)
    draw, y = ImageDraw.Draw(margin), 24
    for number, (field, lines) in enumerate(zip(fields, blocks, strict=True), 1):
        _draw_tag(draw, (38, y + 14), str(number), _colour(field), number_font)
        draw.text((66, y), _fitted(_caption(field), name_font, _MARGIN_WIDTH - 90), fill=_PALE, font=name_font)
        y += 34
        for line in lines:
            draw.text((66, y - 6), line, fill=_INK if field["value"] else _EMPTY, font=value_font)
            y += 34
        y += 14
    return margin


def _caption(field: Field) -> str:
    status = field.get("status", "ok")
    return f"{field['key']}   {field['score']:.1f}" + ("" if status == "ok" else f"   {status}")


def _colour(field: Field) -> Colour:
    return _COLOURS.get(field.get("status", "ok"), _UNSURE)


def _wrapped(text: str, font: Font, width: int) -> list[str]:
    """Lines of at most `width` pixels, cut where they end: values are names, numbers and addresses."""
    lines = [""]
    for character in text:
        if lines[-1] and font.getlength(lines[-1] + character) > width:
            lines.append("")
        lines[-1] += character
    return [line.strip() for line in lines]


def _fitted(text: str, font: Font, width: int) -> str:
    lines = _wrapped(text, font, width)
    return lines[0] if len(lines) == 1 else lines[0][:-1] + "…"


def _beside(left: Image.Image, right: Image.Image) -> Image.Image:
    both = Image.new("RGB", (left.width + right.width, max(left.height, right.height)), _PAPER)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both
