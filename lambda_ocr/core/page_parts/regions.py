"""Where things lie apart on a picture: receipts on a scanner's glass, cards on a table.

Print and the edges of sheets are joined across small gaps (morphological closing); what hangs together is one region.
"""

from __future__ import annotations

import cv2
import numpy as np

from lambda_ocr.core.geometry import fitted
from lambda_ocr.core.model import Extent, Image

LOOKED_AT_PX = 500
"""Longest side at which regions are sought."""
MIN_EDGE = 18
"""Grey levels between neighbours that make an edge of print or of a sheet."""
GAP_SHARE = 0.02
"""Of the longer side: gaps up to so wide do not part."""
MIN_AREA_SHARE = 0.008
"""Of the picture: what is smaller is no document."""
MARGIN_SHARE = 0.015
"""Of the longer side, around each region."""
MIN_EDGES_SHARE = 0.002
"""Share of edges below which a picture shows no print."""


def regions(picture: Image) -> tuple[Extent, ...]:
    """Upright boxes around what lies apart, in pixels of the picture, the largest first; those that cross are one."""
    edges, factor = _edges(picture)
    side = max(edges.shape)
    gap = max(3, round(GAP_SHARE * side))
    joined = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [(x, y, x + wide, y + high) for x, y, wide, high, _ in stats[1:].tolist()]
    large = [box for box in _joined(boxes) if _area(box) >= MIN_AREA_SHARE * edges.size]
    margin, (height, width) = MARGIN_SHARE * side, picture.shape[:2]
    grown = [
        (
            max(0.0, (box[0] - margin) / factor),
            max(0.0, (box[1] - margin) / factor),
            min(float(width), (box[2] + margin) / factor),
            min(float(height), (box[3] + margin) / factor),
        )
        for box in large
    ]
    return tuple(sorted(grown, key=_area, reverse=True))


def is_blank(picture: Image) -> bool:
    """Whether hardly anything is printed there."""
    edges, _ = _edges(picture)
    return float((edges > 0).mean()) < MIN_EDGES_SHARE


def _edges(picture: Image) -> tuple[Image, float]:
    """255 where grey levels change within a pixel, and by what the picture was scaled."""
    small, factor = fitted(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8), LOOKED_AT_PX)
    steep = cv2.morphologyEx(small, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.asarray((steep > MIN_EDGE) * 255, np.uint8), factor


def _joined(boxes: list[Extent]) -> list[Extent]:
    """Boxes that cross or hold one another made one, until none does."""
    found: list[Extent] = []
    for new in boxes:
        box = new
        while crossing := [other for other in found if _cross(box, other)]:
            for other in crossing:
                found.remove(other)
                box = (
                    min(box[0], other[0]),
                    min(box[1], other[1]),
                    max(box[2], other[2]),
                    max(box[3], other[3]),
                )
        found.append(box)
    return found


def _cross(first: Extent, second: Extent) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _area(box: Extent) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
