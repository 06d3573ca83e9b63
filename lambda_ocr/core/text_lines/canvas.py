"""Regions around fields, packed on one canvas for the detector, and which detected line belongs to which field.

Why regions: a detector sees the same print at one size wherever it is, and none of the page that is nobody's; why one
canvas: a run of the network costs by its pixels and a little by itself, and the small regions of a page share one.

Frames: a *region* is the field with context around it, cut upright from the picture at a scale where its lines are
about `region_line_px` pixels high; its field is the rectangle `frame`. The *canvas* holds all regions side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, WEIGHT, Budget, Part
from lambda_ocr.core.geometry import (
    homography,
    points,
    reading_frame,
    rectangle,
    scale_at,
    scaling,
    side_lengths,
    transform_quad,
    turned,
    warp,
)
from lambda_ocr.core.model import Field, Image, LineInput, Matrix, Quad
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.work import crop_work, region_size


@dataclass(frozen=True, eq=False)
class Region:
    """A field with its surroundings, cut upright; `image_from_region` leads back."""

    image: Image
    frame: tuple[float, float, float, float]
    """The field in the region: left, top, right, bottom."""
    line_height: float
    """Expected height of a line in the region."""
    image_from_region: Matrix
    page: Image | None = None
    """What its lines are cut from instead of the picture: the region again, larger, with something taken off it."""
    page_from_region: Matrix | None = None


def framed(field: Field, turn: int = 0) -> Quad:
    """The rectangle of the template that a field is read through, counted from the corner where its text begins."""
    return turned(reading_frame(field.quad), turn)


def cut_region(
    picture: Image,
    field: Quad,
    line_height: float,
    image_from_template: Matrix,
    budget: Budget = UNBOUNDED,
    *,
    aside: float | None = None,
) -> Region:
    """Cut a field (a rectangle of the template, at any angle) with context, `aside` line heights of it left and right.

    `line_height` is in template pixels; `aside` is `context_aside_heights` where it is not said. Raises `OverBudget`.
    """
    width, height = side_lengths(field)
    aside = OPTIONS.context_aside_heights if aside is None else aside
    beside, above = aside * line_height, OPTIONS.context_above_heights * line_height
    size, scale = region_size((width, height), line_height, aside)
    frame = rectangle(beside * scale, above * scale, (beside + width) * scale, (above + height) * scale)
    # Paid for by the pixels of the picture that go into it as well, at most all of them: a small region cut from much
    # of a large picture costs what it averages.
    shown = scale_at(image_from_template, points(field).mean(axis=0))
    budget.spend(Part.CROP, crop_work(picture.shape, size, scale / max(shown, 1e-6)))
    region_from_image = homography(field, frame) @ np.linalg.inv(image_from_template)
    return Region(
        warp(picture, region_from_image, size),
        (*frame[0], *frame[2]),
        line_height * scale,
        np.linalg.inv(region_from_image),
    )


@dataclass(frozen=True, eq=False)
class LargePage:
    """A region as large as its lines are read."""

    image: Image
    from_region: Matrix
    line_height: float


def large_page(picture: Image, region: Region, line_px: int) -> LargePage:
    """The region cut anew with lines `line_px` high, for what takes something off it: lines are cut from that then."""
    height, width = region.image.shape[:2]
    times = line_px / OPTIONS.region_line_px
    larger = scaling(times)
    size = (round(width * times), round(height * times))
    image = warp(picture, larger @ np.linalg.inv(region.image_from_region), size)
    return LargePage(image, larger, region.line_height * times)


def work_px(region: Region, line: LineInput) -> float:
    """What detecting and recognising a region costs when it is full of print, in the budget's pixels."""
    left, top, right, bottom = region.frame
    high, wide = region.image.shape[:2]
    print_px = (right - left) * (bottom - top) * (line.height_px / region.line_height) ** 2
    return float(WEIGHT[Part.DETECT] * high * wide + WEIGHT[Part.RECOGNISE] * print_px)


@dataclass(frozen=True)
class Slot:
    """Where one region lies on the canvas (its upper left corner)."""

    left: int
    top: int


def batches(regions: Sequence[Region], largest_px: int) -> Iterator[list[int]]:
    """Indices of regions that go on one canvas together, highest first: those of like height pack tightly."""
    batch: list[int] = []
    area = 0
    for index in sorted(range(len(regions)), key=lambda i: -regions[i].image.shape[0]):
        high, wide = regions[index].image.shape[:2]
        more = (high + OPTIONS.shelf_gap_px) * (wide + OPTIONS.region_gap_px)
        if batch and area + more > largest_px:
            yield batch
            batch, area = [], 0
        batch.append(index)
        area += more
    if batch:
        yield batch


def pack(regions: Sequence[Region], stride_px: int) -> tuple[Image, tuple[Slot, ...]]:
    """All regions on the smallest canvas that shelves make of them, on the grey of their own paper.

    Its sides are multiples of the detector's stride, so that the detector does not resize it.
    """
    # All widths are tried: that costs nothing beside detection (a page of 10 fields, packed tightly: 185 to 99 ms).
    sizes = [(region.image.shape[1], region.image.shape[0]) for region in regions]
    widest = max(width for width, _ in sizes)
    most = max(3 * widest, OPTIONS.min_canvas_width_tried_px)
    widths = range(_up(widest, stride_px), _up(most, stride_px) + 1, stride_px)
    shelved = [(_shelved(sizes, width), width) for width in widths]
    canvases = [((_up(height, stride_px), slots), width) for (height, slots), width in shelved]
    (height, slots), width = min(canvases, key=lambda tried: tried[0][0] * tried[1])
    # On paper's own grey: the edge of a region against white or black is a line to the detector.
    papers = [np.median(region.image[::4, ::4].reshape(-1, 3), axis=0) for region in regions]
    canvas = np.full((height, width, 3), np.asarray(np.median(papers, axis=0), np.uint8), np.uint8)
    for slot, region in zip(slots, regions, strict=True):
        high, wide = region.image.shape[:2]
        canvas[slot.top : slot.top + high, slot.left : slot.left + wide] = region.image
    return canvas, slots


def _shelved(sizes: Sequence[tuple[int, int]], width: int) -> tuple[int, tuple[Slot, ...]]:
    """Height of a canvas of `width`, and where each (width, height) lies: on the first shelf with room for it.

    First fit by decreasing height (Coffman, Garey, Johnson and Tarjan 1980).
    """
    slots: dict[int, Slot] = {}
    shelves: list[list[int]] = []
    top = 0
    for index in sorted(range(len(sizes)), key=lambda i: -sizes[i][1]):
        wide, high = sizes[index]
        shelf = next((shelf for shelf in shelves if shelf[0] + OPTIONS.region_gap_px + wide <= width), None)
        if shelf is None:
            slots[index] = Slot(0, top)
            shelves.append([wide, top])
            top += high + OPTIONS.shelf_gap_px
        else:
            slots[index] = Slot(shelf[0] + OPTIONS.region_gap_px, shelf[1])
            shelf[0] += OPTIONS.region_gap_px + wide
    return top - OPTIONS.shelf_gap_px, tuple(slots[index] for index in range(len(sizes)))


def _up(side: int, stride_px: int) -> int:
    """The next multiple of the stride."""
    return -(-side // stride_px) * stride_px


def on_region(quads: Sequence[Quad], slot: Slot, region: Region) -> list[Quad]:
    """Those quads of the canvas whose centre lies on this region, in its own coordinates."""
    size = (region.image.shape[1], region.image.shape[0])
    middles = np.array(quads, np.float64).reshape(-1, 4, 2).mean(axis=1) - (slot.left, slot.top)
    mine = np.flatnonzero(np.all((middles >= 0) & (middles < size), axis=1))
    return [tuple((x - slot.left, y - slot.top) for x, y in quads[at]) for at in mine]  # type: ignore[misc]


def crop_line(picture: Image, line: Quad, image_from_region: Matrix, height: int) -> Image:
    """A line of a region cut straight from the picture, `height` pixels high."""
    width, thick = side_lengths(line)
    size = (max(1, round(width * height / max(thick, 1e-6))), height)
    region_from_crop = homography(rectangle(0, 0, *size), line)
    return warp(picture, np.linalg.inv(image_from_region @ region_from_crop), size)


def to_picture(line: Quad, region: Region) -> Quad:
    """A quad of the region on the picture."""
    return transform_quad(region.image_from_region, line)
