"""OMRChecker: `template.json` with `fieldBlocks` of bubbles in pixels of `pageDimensions` (its wiki, "Template").

Each label becomes a row of marks; how labels are joined to one answer (`customLabels`) is told, not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.importers.found import Found, WireField, box, counted, listed, mapping

NAME = "omrchecker"
_KINDS: Mapping[str, tuple[list[str], str]] = {
    "QTYPE_INT": (list("0123456789"), "vertical"),
    "QTYPE_INT_FROM_1": (list("1234567890"), "vertical"),
    "QTYPE_MCQ4": (list("ABCD"), "horizontal"),
    "QTYPE_MCQ5": (list("ABCDE"), "horizontal"),
}
"""Values and direction that a `fieldType` stands for."""
_RANGE = re.compile(r"(.*?)(\d+)\.{2,3}(\d+)")
_MOST_LABELS = 1000


def is_one(content: Any) -> bool:
    """By its members."""
    told = mapping(content)
    return isinstance(told.get("fieldBlocks"), dict) and isinstance(told.get("pageDimensions"), list)


def found(content: Any, path: Path) -> list[Found]:
    """The one sheet, whose picture the file does not name."""
    width, height = (float(side) for side in content["pageDimensions"])
    fields = [field for block in content["fieldBlocks"].values() for field in _block(mapping(block), content)]
    lost = [f"step {each.get('name')}, after which the bubbles lie so" for each in map(mapping, _steps(content))]
    lost += [f"joined label {name}" for name in mapping(content.get("customLabels"))]
    return [Found("", fields, counted(lost), size=(width, height))]


def _steps(content: Any) -> list[Any]:
    return listed(content.get("preProcessors"))


def _block(block: Mapping[str, Any], content: Any) -> Iterator[WireField]:
    """A field a label: a row of bubbles, each as wide as the way to the next."""
    values, direction = _KINDS.get(str(block.get("fieldType")), ([], "horizontal"))
    values = [str(value) for value in listed(block.get("bubbleValues"))] or values
    across = block.get("direction", direction) == "horizontal"
    wide, high = (float(side) for side in block.get("bubbleDimensions", content["bubbleDimensions"]))
    x, y = (float(place) for place in block["origin"])
    step, next_label = float(block["bubblesGap"]), float(block["labelsGap"])
    options = {"type": "mark", **({"one_of": values} if len(values) > 1 else {})}
    for index, label in enumerate(_labels(listed(block["fieldLabels"]))):
        if across:
            at = box(x - (step - wide) / 2, y + index * next_label, step * len(values), high)
        else:
            at = box(x + index * next_label, y - (step - high) / 2, wide, step * len(values))
        yield [at, label, options]


def _labels(given: list[Any]) -> Iterator[str]:
    """`q1..3` is q1, q2, q3."""
    for each in map(str, given):
        found = _RANGE.fullmatch(each)
        if not found:
            yield each
            continue
        first, last = int(found[2]), int(found[3])
        if last - first >= _MOST_LABELS:
            raise ValueError(f"{each} are too many labels")
        yield from (f"{found[1]}{number}" for number in range(first, last + 1))
