"""How much room a field wants around its text: `python -m bench margins`, for docs/templates.md.

Every field of one line of the examples is drawn anew around the line's own letters with so much room, and the examples'
pictures are read with it. To the right a field keeps the room it has for longer values.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
TALLEST = 1.9
"""A field that has room for more lines than this holds a paragraph and is left out."""
ROOMS = ((0, 0), (0, 0.5), (0.1, 0.5), (0.25, 0), (0.25, 0.25), (0.25, 0.5), (0.25, 1), (0.5, 0.5))
"""In line heights: above and below, at either end."""


def encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def letters_in(quad: np.ndarray, line: Any) -> tuple[float, float] | None:
    """Where the letters of a line begin and end that stand in a field; None where none does."""
    a, b, _, d = np.array(line["position"])
    if not quad[:, 1].min() < (a[1] + d[1]) / 2 < quad[:, 1].max():
        return None
    at = a[0] + (b - a)[0] * np.array(line["at"])
    half = float(np.median(np.diff(at))) / 2 if len(at) > 1 else (d - a)[1] / 2
    held = [x for x, letter in zip(at, line["text"], strict=True) if quad[:, 0].min() <= x <= quad[:, 0].max()]
    return (float(min(held)) - half, float(max(held)) + half) if held else None


def redrawn(quad: np.ndarray, lines: list[Any], above: float, beside: float) -> list[list[float]] | None:
    """The field around its one line; None for a paragraph, a column, or an empty one."""
    mine = [(line, ends) for line in lines if (ends := letters_in(quad, line))]
    if len(mine) != 1:
        return None
    line, (left, _) = mine[0]
    top, bottom = (float(side(np.array(line["position"])[:, 1])) for side in (np.min, np.max))
    height = bottom - top
    if np.ptp(quad[:, 1]) > TALLEST * height or height > np.ptp(np.array(line["position"])[:, 0]):
        return None
    x0, x1 = max(0.0, left - beside * height), float(quad[:, 0].max())
    y0, y1 = max(0.0, top - above * height), bottom + above * height
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def read(ask: Any, folder: Path, above: float, beside: float) -> tuple[int, int]:
    """Values read rightly, and all, of an example's pictures."""
    template = encoded(folder / "template.png")
    lines = ask(type="detect", img=template)["lines"]
    drawn = [
        (new, name)
        for quad, name in json.loads((folder / "template.json").read_text(encoding="utf-8"))
        if (new := redrawn(np.array(quad), lines, above, beside))
    ]
    template_id = ask(type="add", img=template, template=drawn)["template_id"]
    right = total = 0
    for picture, truth in json.loads((folder / "expected.json").read_text(encoding="utf-8"))["queries"].items():
        for field in ask(type="query", template_id=template_id, img=encoded(folder / picture)):
            total += 1
            right += "".join(field["value"].split()) == "".join(truth[field["key"]].split())
    return right, total


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    argparse.ArgumentParser(prog="python -m bench margins", description=__doc__).parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        service = build_service(Settings(home=home))

        def ask(**request: Any) -> Any:
            return service.handle(request).body

        for above, beside in ROOMS:
            told = [read(ask, path.parent, above, beside) for path in sorted(EXAMPLES.glob("*/expected.json"))]
            right, total = (sum(each) for each in zip(*told, strict=True))
            print(f"{above} above and below, {beside} at either end: {right} of {total}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
