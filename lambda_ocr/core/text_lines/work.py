"""What looking at fields and lines costs, told from their measures before anything is cut.

Rule: measures only, no pictures; the budget's weights (`core.budget.WEIGHT`) say what a pixel of each kind costs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.budget import WEIGHT, Part
from lambda_ocr.core.geometry import side_lengths
from lambda_ocr.core.model import LineInput, Quad
from lambda_ocr.core.text_lines.options import OPTIONS

MIN_LINE_PX = 2.0
"""Height of the lowest line that is looked for, in pixels of the picture."""
PER_LOOK_PX = 75_000
"""What any look costs, in pixels averaged down, however small: a millisecond."""
PER_REGION_PX = 4.0
"""What a pixel of a region costs, being cut and looked at for ink and lines, where one that is averaged down costs 1:
0.04 to 0.1 processor seconds a million, by the shape of the field."""
PER_INK_PX = 6.0
"""The same of a pixel that is looked at for its ink's height,"""
PER_COLOUR_PX, PER_STROKE_PX = 30.0, 9.0
"""and of a region's pixel that its coloured ink, or the form's strokes, are taken off."""


def region_size(
    field: tuple[float, float], line_height: float, aside: float | None = None
) -> tuple[tuple[int, int], float]:
    """Width and height of the region of a field of this (width, height), and how many times as large as it is.

    `aside` is the context left and right, in line heights; `context_aside_heights` where it is not said.
    """
    beside = (OPTIONS.context_aside_heights if aside is None else aside) * line_height
    width, height = field[0] + 2 * beside, field[1] + 2 * OPTIONS.context_above_heights * line_height
    scale = min(OPTIONS.region_line_px / line_height, OPTIONS.max_region_side_px / max(width, height))
    return (max(1, round(width * scale)), max(1, round(height * scale))), scale


def crop_work(picture: Sequence[int], size: tuple[int, int], scale: float, each: float = PER_REGION_PX) -> float:
    """What cutting and looking at `size` costs, in pixels averaged down; `scale` times as large as on the picture.

    `picture` is its shape, (height, width, ...).
    """
    longest = max(picture[:2])
    wide, high = (min(side / max(scale, 1e-6), longest) for side in size)
    return PER_LOOK_PX + min(wide * high, float(picture[0] * picture[1])) + each * size[0] * size[1]


def least_work(corners: Quad, guess: float, most: float, picture: Sequence[int], line: LineInput) -> float:
    """What finding and reading the lines of a template's field costs at the least, in the budget's pixels.

    Its region is cut for lines as high as `guess`; then they are clean, and one is read, or a detector sees the field
    cut anew, for lines between the lowest there are and `most`.
    """
    sides = side_lengths(corners)
    cut = crop_work(picture, *region_size(sides, guess))
    canvas = min(float(np.prod(region_size(sides, height)[0])) for height in (MIN_LINE_PX, most))
    read = min(WEIGHT[Part.RECOGNISE] * line.height_px * line.narrowest_px, WEIGHT[Part.DETECT] * canvas)
    return float(WEIGHT[Part.CROP] * cut + read)


def crop_pixels(line: Quad, taken_as: LineInput) -> int:
    """Pixels of a line as a recogniser takes it: resized to one height, padded or squeezed in width."""
    width, thick = side_lengths(line)
    height = taken_as.height_px
    return height * round(min(max(width * height / max(thick, 1e-6), taken_as.narrowest_px), taken_as.widest_px))


def affordable(lines: Sequence[Quad], pixels: int, taken_as: LineInput) -> int:
    """How many of the lines, from the first on, may be read for so many pixels."""
    total = np.cumsum([crop_pixels(line, taken_as) for line in lines])
    return int(np.searchsorted(total, pixels, side="right"))
