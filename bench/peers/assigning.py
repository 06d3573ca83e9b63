"""From lines anywhere on a page to the values of fields: what a user of a full-page reader would have to write.

A line is a field's when at least half of its area lies in the field's quad; a field's lines are joined as ours are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import homography, points, rectangle, transform
from lambda_ocr.core.text_lines.line_cutting import joined

SHARE = 0.5
"""Of a line's area, that must lie in the quad."""
ROW = 0.5
"""Lines whose middles are nearer than this, in line heights, stand on one row."""

Line = dict[str, Any]
"""`quad` on the picture and `text`, as the workers tell."""


def values(lines: Sequence[Line], quads: Sequence[Any]) -> list[str]:
    """The value of each quad."""
    return [value_of([line for line in lines if _share(line["quad"], quad) >= SHARE], quad) for quad in quads]


def value_of(lines: Sequence[Line], quad: Any) -> str:
    """Lines of one field as a value: rows from top to bottom, each from left to right."""
    field_from_picture = homography(quad, rectangle(0, 0, *_sides(quad)))
    placed = [(transform(field_from_picture, line["quad"]), line["text"]) for line in lines]
    rows: list[list[tuple[NDArray[np.float64], str]]] = []
    for corners, text in sorted(placed, key=lambda item: item[0][:, 1].mean()):
        if rows and _same_row(rows[-1][-1][0], corners):
            rows[-1].append((corners, text))
        else:
            rows.append([(corners, text)])
    texts = [text for row in rows for _, text in sorted(row, key=lambda item: item[0][:, 0].mean())]
    return joined(texts)


def _same_row(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    height = min(np.ptp(first[:, 1]), np.ptp(second[:, 1]))
    return bool(abs(first[:, 1].mean() - second[:, 1].mean()) < ROW * height)


def _sides(quad: Any) -> tuple[float, float]:
    a, b, _, d = points(quad)
    return max(float(np.linalg.norm(b - a)), 1.0), max(float(np.linalg.norm(d - a)), 1.0)


def _share(line: Any, quad: Any) -> float:
    """Share of a line's area that lies in the quad."""
    mine, field = (points(corners).astype(np.float32) for corners in (line, quad))
    area = float(cv2.contourArea(mine))
    if len(mine) != 4 or area <= 0 or not np.all(np.isfinite(field)):
        return 0.0
    return float(cv2.intersectConvexConvex(cv2.convexHull(mine), cv2.convexHull(field))[0]) / area
