"""LabelMe: one JSON file a picture, `shapes` with `label`, `points` and `shape_type` (the form its README gives)."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.importers.found import Found, WireField, box, counted, listed, mapping, quad_of

NAME = "labelme"


def is_one(content: Any) -> bool:
    """By its two members."""
    told = mapping(content)
    return isinstance(told.get("shapes"), list) and "imagePath" in told


def found(content: Any, path: Path) -> list[Found]:
    """The one picture."""
    fields, lost = list[WireField](), list[str]()
    for shape in map(mapping, listed(content["shapes"])):
        kind, points = shape.get("shape_type", "polygon"), listed(shape.get("points"))
        quad = _rectangle(points) if kind == "rectangle" else quad_of(points) if kind == "polygon" else None
        if quad is None:
            lost.append(f"shape of the type {kind}, which is no area")
        else:
            fields.append([quad, str(shape.get("label", ""))])
        lost += [f"flag of a shape: {name}" for name, is_set in mapping(shape.get("flags")).items() if is_set]
    lost += [f"flag of the picture: {name}" for name, is_set in mapping(content.get("flags")).items() if is_set]
    return [Found(str(content["imagePath"] or ""), fields, counted(lost), _embedded(content.get("imageData")))]


def _rectangle(points: list[Any]) -> Any:
    """Two opposite corners, in any order; four since LabelMe 5."""
    if len(points) != 2:
        return quad_of(points)
    (ax, ay), (bx, by) = points
    return box(min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))


def _embedded(data: Any) -> bytes:
    try:
        return base64.b64decode(data) if isinstance(data, str) else b""
    except binascii.Error:
        return b""
