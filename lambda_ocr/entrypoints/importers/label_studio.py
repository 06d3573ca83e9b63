"""Label Studio: tasks exported as JSON, or as JSON-MIN; boxes in percent of the picture, turned about their upper left
corner (labelstud.io, "Export annotations", "Units of image annotations").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.importers.found import Found, WireField, box, counted, listed, mapping, quad_of

NAME = "label_studio"
_LABELS = ("rectanglelabels", "polygonlabels", "labels")
_SOURCES = ("image", "ocr", "img", "captioning")


def is_one(content: Any) -> bool:
    """A list of tasks with annotations, or with results of their own (JSON-MIN)."""
    tasks = content if isinstance(content, list) else [content]
    return bool(tasks) and all(_is_task(mapping(task)) for task in tasks)


def _is_task(task: Mapping[str, Any]) -> bool:
    return ("annotations" in task and "data" in task) or any(
        "original_width" in mapping(each) for value in task.values() for each in listed(value)
    )


def found(content: Any, path: Path) -> list[Found]:
    """A picture a task; of several annotations the first that was not cancelled."""
    return [_task(mapping(task)) for task in (content if isinstance(content, list) else [content])]


def _task(task: Mapping[str, Any]) -> Found:
    data = mapping(task.get("data")) or task
    source = next((str(data[name]) for name in _SOURCES if isinstance(data.get(name), str)), "")
    given = [each for each in map(mapping, listed(task.get("annotations"))) if not each.get("was_cancelled")]
    lost = [f"annotation of the same picture by another hand ({len(given) - 1})"] if len(given) > 1 else []
    results = listed(given[0].get("result")) if given else list(_minimal(task))
    regions: dict[str, dict[str, Any]] = {}
    for index, result in enumerate(map(mapping, results)):
        value = mapping(result.get("value")) or result
        region = regions.setdefault(str(result.get("id", index)), {})
        region |= {name: value[name] for name in ("x", "y", "width", "height", "rotation", "points") if name in value}
        region |= {name: result[name] for name in ("original_width", "original_height") if name in result}
        region["label"] = next((str(listed(value[name])[0]) for name in _LABELS if listed(value.get(name))), None) or (
            region.get("label")
        )
        region["kind"] = result.get("type", "region")
    fields = list[WireField]()
    for region in regions.values():
        quad = _quad(region)
        if quad is None or not region["label"]:
            lost.append(f"{region['kind']} without an area or a label")
        else:
            fields.append([quad, region["label"]])
    return Found(source, fields, counted(lost))


def _minimal(task: Mapping[str, Any]) -> Iterator[Any]:
    for value in task.values():
        yield from (each for each in listed(value) if "original_width" in mapping(each))


def _quad(region: Mapping[str, Any]) -> Any:
    """In pixels."""
    try:
        across, down = region["original_width"] / 100, region["original_height"] / 100
        if "points" in region:
            return quad_of([(x * across, y * down) for x, y in region["points"]])
        x, y, width, height = (region[name] for name in ("x", "y", "width", "height"))
        return box(x * across, y * down, width * across, height * down, region.get("rotation") or 0.0)
    except (KeyError, TypeError, ValueError):
        return None
