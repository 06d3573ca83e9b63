"""Regions around fields, packed on one canvas for the detector, and which detected line belongs to which field.

Frames: a *region* is the field with context around it, cut upright from the picture at a scale where its lines are
about `LINE` pixels high; its field is the rectangle `frame`. The *canvas* holds all regions side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lambda_ocr.core.geometry import homography, points, rectangle, side_lengths, transform_quad, warp
from lambda_ocr.core.model import Image, Matrix, Quad

LINE = 32.0
"""Line height on the canvas the detector sees."""
CONTEXT = 0.75
"""Context above and below a field, in line heights."""
ASIDE = 2.0
"""Context left and right, in line heights."""
LARGEST_SIDE = 1920
LARGEST_CANVAS = 2_000_000
"""Pixels of one canvas."""
GAP = 16
"""Pixels between shelves of regions."""
APART = 64
"""Pixels between regions on one shelf: two line heights, or the detector joins lines across them."""
STRIDE = 32


@dataclass(frozen=True, eq=False)
class Region:
    """A field with its surroundings, cut upright; `image_from_region` leads back."""

    image: Image
    frame: tuple[float, float, float, float]
    """The field in the region: left, top, right, bottom."""
    line_height: float
    """Expected height of a line in the region."""
    image_from_region: Matrix


def cut_region(picture: Image, field: Quad, line_height: float, image_from_template: Matrix) -> Region:
    """Cut a field (template frame) with context; `line_height` is that of its text, in template pixels."""
    width, height = side_lengths(field)
    aside, above = ASIDE * line_height, CONTEXT * line_height
    scale = min(LINE / line_height, LARGEST_SIDE / max(width + 2 * aside, height + 2 * above))
    frame = rectangle(aside * scale, above * scale, (aside + width) * scale, (above + height) * scale)
    size = (max(1, round((width + 2 * aside) * scale)), max(1, round((height + 2 * above) * scale)))
    region_from_image = homography(field, frame) @ np.linalg.inv(image_from_template)
    return Region(
        warp(picture, region_from_image, size),
        (*frame[0], *frame[2]),
        line_height * scale,
        np.linalg.inv(region_from_image),
    )


@dataclass(frozen=True)
class Slot:
    """Where one region lies on the canvas (its upper left corner)."""

    left: int
    top: int


def batches(regions: Sequence[Region]) -> Iterator[list[int]]:
    """Indices of regions that go on one canvas together: the detector's memory grows with its area."""
    batch: list[int] = []
    area = 0
    for index, region in enumerate(regions):
        more = (region.image.shape[0] + GAP) * (region.image.shape[1] + APART)
        if batch and area + more > LARGEST_CANVAS:
            yield batch
            batch, area = [], 0
        batch.append(index)
        area += more
    if batch:
        yield batch


def pack(regions: Sequence[Region]) -> tuple[Image, tuple[Slot, ...]]:
    """All regions on one canvas in shelves, tallest first, on the grey of their own paper."""
    wide = max(region.image.shape[1] for region in regions) + APART
    area = sum((r.image.shape[0] + GAP) * (r.image.shape[1] + APART) for r in regions)
    width = _up(max(wide, int(np.sqrt(area) * 1.1)))
    slots: dict[int, Slot] = {}
    left = top = shelf = 0
    for index in sorted(range(len(regions)), key=lambda i: -regions[i].image.shape[0]):
        height, breadth = regions[index].image.shape[:2]
        if left + breadth > width:
            left, top, shelf = 0, top + shelf, 0
        slots[index] = Slot(left, top)
        left, shelf = left + breadth + APART, max(shelf, height + GAP)
    canvas = np.full((_up(top + shelf), width, 3), _paper(regions), np.uint8)
    for index, slot in slots.items():
        image = regions[index].image
        canvas[slot.top : slot.top + image.shape[0], slot.left : slot.left + image.shape[1]] = image
    return canvas, tuple(slots[index] for index in range(len(regions)))


def _up(side: int) -> int:
    return -(-side // STRIDE) * STRIDE


def _paper(regions: Sequence[Region]) -> Image:
    papers = [np.median(region.image[::4, ::4].reshape(-1, 3), axis=0) for region in regions]
    return np.asarray(np.median(papers, axis=0), np.uint8)


def on_region(quads: Iterable[Quad], slot: Slot, region: Region) -> list[Quad]:
    """Those quads of the canvas whose centre lies on this region, in its own coordinates."""
    height, width = region.image.shape[:2]
    mine: list[Quad] = []
    for corners in quads:
        x, y = points(corners).mean(axis=0) - (slot.left, slot.top)
        if 0 <= x < width and 0 <= y < height:
            mine.append(tuple((cx - slot.left, cy - slot.top) for cx, cy in corners))  # type: ignore[arg-type]
    return mine


def crop_line(picture: Image, line: Quad, image_from_region: Matrix, height: int) -> Image:
    """A line of a region cut straight from the picture, `height` pixels high."""
    width, thick = side_lengths(line)
    size = (max(1, round(width * height / max(thick, 1e-6))), height)
    region_from_crop = homography(rectangle(0, 0, *size), line)
    return warp(picture, np.linalg.inv(image_from_region @ region_from_crop), size)


def to_picture(line: Quad, region: Region) -> Quad:
    """A quad of the region on the picture."""
    return transform_quad(region.image_from_region, line)
