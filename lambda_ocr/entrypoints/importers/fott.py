"""The labelling tool of Azure's Document Intelligence (FOTT): `X.labels.json` beside the document `X`, and
`fields.json` with the types; boxes as shares of the page's width and height.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.importers.found import Found, WireField, counted, listed, mapping, quad_of, size_of

NAME = "fott"
SUFFIX = ".labels.json"
_TYPES = {"number": "number", "date": "date", "time": "time", "integer": "integer"}


def is_one(content: Any) -> bool:
    """By its members."""
    told = mapping(content)
    return isinstance(told.get("document"), str) and isinstance(told.get("labels"), list)


def found(content: Any, path: Path) -> list[Found]:
    """The first page of the document; it must lie beside the labels, for they do not say how large it is."""
    name = Path(content["document"]).name
    size = size_of(path.parent / name)
    types = _types(path.parent / "fields.json")
    fields, lost = list[WireField](), list[str]()
    for label in map(mapping, content["labels"]):
        key = str(label.get("label", ""))
        words = [value for value in map(mapping, listed(label.get("value"))) if value.get("page", 1) == 1]
        if len(words) < len(listed(label.get("value"))):
            lost.append(f"part of {key} on a later page")
        corners = [at for word in words for box in listed(word.get("boundingBoxes")) for at in _corners(box, size)]
        quad = quad_of(corners[:4] if len(corners) == 4 else [*corners])
        if quad is None:
            lost.append(f"label without a place: {key}")
            continue
        kind = types.get(key, "string")
        fields.append([quad, key, *([{"type": _TYPES[kind]}] if kind in _TYPES else [])])
        lost += [f"type {kind}"] if kind not in _TYPES and kind != "string" else []
    return [Found(name, fields, counted(lost))]


def _corners(box: Any, size: tuple[int, int]) -> list[tuple[float, float]]:
    numbers = [float(number) for number in listed(box)]
    return [(x * size[0], y * size[1]) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]


def _types(path: Path) -> dict[str, str]:
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    fields = map(mapping, listed(mapping(told).get("fields")))
    return {str(field.get("fieldKey")): str(field.get("fieldType", "string")) for field in fields}
