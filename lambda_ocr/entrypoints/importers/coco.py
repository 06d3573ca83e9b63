"""COCO: `images`, `categories`, and `annotations` with `bbox` or polygons (cocodataset.org, "Data format")."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.importers.found import Found, WireField, box, counted, listed, mapping, quad_of

NAME = "coco"


def is_one(content: Any) -> bool:
    """By its members."""
    told = mapping(content)
    return all(isinstance(told.get(name), list) for name in ("images", "annotations", "categories"))


def found(content: Any, path: Path) -> list[Found]:
    """Every picture with its boxes; a field is called as its category."""
    names = {each.get("id"): str(each.get("name", "")) for each in map(mapping, content["categories"])}
    fields, lost = defaultdict[Any, list[WireField]](list), defaultdict[Any, list[str]](list)
    for each in map(mapping, content["annotations"]):
        image, quad = each.get("image_id"), _quad(each)
        if quad is None:
            lost[image].append("annotation that is neither a box nor a polygon")
        else:
            fields[image].append([quad, names.get(each.get("category_id"), "")])
        lost[image] += ["keypoints of an annotation"] if each.get("keypoints") else []
    pictures = map(mapping, content["images"])
    return [
        Found(str(each.get("file_name", "")), fields[each.get("id")], counted(lost[each.get("id")]))
        for each in pictures
    ]


def _quad(annotation: Any) -> Any:
    """The polygon where it has four corners, else the box."""
    polygons = listed(annotation.get("segmentation"))
    if len(polygons) == 1 and isinstance(polygons[0], list) and len(polygons[0]) == 8:
        flat = polygons[0]
        return quad_of(list(zip(flat[::2], flat[1::2], strict=True)))
    bbox = annotation.get("bbox")
    return box(*map(float, bbox)) if isinstance(bbox, list) and len(bbox) == 4 else None
