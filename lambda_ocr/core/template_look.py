"""How a new template is looked at in its own picture: thoroughly, or, where that would be dear, as a query is.

What is measured once and kept is worth a detector on every field and a second reading. Of hundreds of fields that is
more than a request may cost; lines that stand clean on their paper need neither.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, WEIGHT, Budget, Part
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.colours import has_coloured
from lambda_ocr.core.extent import FARTHEST, quads_in, room_beside
from lambda_ocr.core.field_lines import FieldLines
from lambda_ocr.core.finder import OFF, PrintAround
from lambda_ocr.core.geometry import points, side_lengths
from lambda_ocr.core.layout import LINE, LINE_PIXELS, Region, cut_region, to_picture
from lambda_ocr.core.lone import lone
from lambda_ocr.core.model import Image, Line, Quad
from lambda_ocr.core.notes import InkLook
from lambda_ocr.core.scale import line_height_of_ink

DEAR_PX = 1e6
"""Work, in the budget's pixels, from which one thorough look at all fields is dear: forty fields of ordinary length."""

EMPTY = 2.2
"""A blank field is taken to hold lines as high as those around it where one that fills it were this many times higher:
less, and it is one line of larger hand."""


class TemplateLook:
    """A `notes.FieldLook` at one upright picture."""

    def __init__(self, picture: Image, field_lines: FieldLines, budget: Budget = UNBOUNDED) -> None:
        self._picture, self._field_lines, self._budget = picture, field_lines, budget
        self._around = PrintAround(picture, field_lines.finder, budget)

    def expected(self, quads: Sequence[Quad], guesses: Sequence[float]) -> list[float]:
        """Height of the lines in each quad as its ink has it; in a blank one as print around it, if it is high.

        `guesses` is one line that fills the quad. Raises `OverBudget`.
        """
        regions = self._regions(quads, guesses)
        return [
            self._expected(corners, guess, line_height_of_ink(self._picture, regions[index]), regions[index])
            for index, (corners, guess) in enumerate(zip(quads, guesses, strict=True))
        ]

    def _expected(self, corners: Quad, guess: float, height: float | None, region: Region) -> float:
        found = self._around.height_near(corners) if height is None else height * guess / region.line_height
        return found if found and found * (EMPTY if height is None else OFF) <= guess else guess

    def heights(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[list[float]]:
        """Heights of the lines in each quad, in pixels of the picture; raises `OverBudget`."""
        regions = self._regions(quads, line_heights)
        if not _is_dear(regions):
            return [[side_lengths(line.position)[1] for line in lines] for lines in self._thorough(regions)]
        places = self._field_lines.places(regions, self._budget)
        return [
            [side_lengths(to_picture(line, region))[1] for line in places[index]] for index, region in regions.items()
        ]

    def lines(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[Line, ...]]:
        """The lines in each quad, read; raises `OverBudget`."""
        regions = self._regions(quads, line_heights)
        if not _is_dear(regions):
            return self._thorough(regions)
        lines = self._field_lines.read(self._picture, regions, {}, Clock(), budget=self._budget)
        return [lines[index].lines for index in regions]

    def ink(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[InkLook]:
        """The ink in each quad; raises `OverBudget`."""
        regions = self._regions(quads, line_heights)
        free = [(region, lone(region)) for region in regions.values()]
        return [InkLook(has_coloured(region), found.place(region) if found else None) for region, found in free]

    def rooms(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[float, float]]:
        """Blank paper before and after each quad along its text, in its line heights; raises `OverBudget`."""
        regions = {
            index: cut_region(self._picture, corners, height, np.eye(3), self._budget, aside=FARTHEST)
            for index, (corners, height) in enumerate(zip(quads, line_heights, strict=True))
        }
        return [
            room_beside(region, quads_in(region, [points(other) for at, other in enumerate(quads) if at != index]))
            for index, region in regions.items()
        ]

    def _thorough(self, regions: dict[int, Region]) -> list[tuple[Line, ...]]:
        lines = self._field_lines.read_thoroughly(self._picture, regions, self._budget)
        return [lines[index].lines for index in regions]

    def _regions(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> dict[int, Region]:
        return {
            index: cut_region(self._picture, corners, height, np.eye(3), self._budget)
            for index, (corners, height) in enumerate(zip(quads, line_heights, strict=True))
        }


def _is_dear(regions: dict[int, Region]) -> bool:
    return sum(map(_work, regions.values())) > DEAR_PX


def _work(region: Region) -> float:
    """What detecting and recognising a region costs when it is full of print."""
    left, top, right, bottom = region.frame
    high, wide = region.image.shape[:2]
    print_px = (right - left) * (bottom - top) * (LINE_PIXELS / LINE) ** 2
    return float(WEIGHT[Part.DETECT] * high * wide + WEIGHT[Part.RECOGNISE] * print_px)
