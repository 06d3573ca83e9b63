"""CVAT: "CVAT for images 1.1", one XML file for all pictures (docs.cvat.ai, "CVAT for image")."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from lambda_ocr.entrypoints.importers.found import Corner, Found, WireField, box, counted, quad_of

NAME = "cvat"


def is_one(content: Any) -> bool:
    """By its root."""
    return isinstance(content, Element) and content.tag == "annotations"


def found(content: Any, path: Path) -> list[Found]:
    """A picture an `image`."""
    return [_image(image) for image in content.findall("image")]


def _image(image: Element) -> Found:
    fields, lost = list[WireField](), list[str]()
    for shape in image:
        quad = _quad(shape)
        if quad is None:
            lost.append(f"{shape.tag}, which is no area")
        else:
            fields.append([quad, shape.get("label", "")])
        lost += [f"attribute {each.get('name')} of a shape" for each in shape.findall("attribute") if each.text]
    return Found(image.get("name", ""), fields, counted(lost))


def _quad(shape: Element) -> Any:
    try:
        if shape.tag == "box":
            left, top, right, bottom = (float(shape.get(name, "")) for name in ("xtl", "ytl", "xbr", "ybr"))
            return _turned(left, top, right, bottom, float(shape.get("rotation", "0")))
        if shape.tag == "polygon":
            pairs = [pair.split(",") for pair in shape.get("points", "").split(";")]
            return quad_of([(float(x), float(y)) for x, y in pairs])
    except ValueError:
        return None
    return None


def _turned(left: float, top: float, right: float, bottom: float, degrees: float) -> list[Corner]:
    """Turned clockwise about its middle, as CVAT does."""
    turn, (x, y) = math.radians(degrees), ((left + right) / 2, (top + bottom) / 2)
    along, down = (left - x, top - y)
    first = (x + along * math.cos(turn) - down * math.sin(turn), y + along * math.sin(turn) + down * math.cos(turn))
    return box(*first, right - left, bottom - top, degrees)
