"""Where the lines of fields stand: plain ones at once, the others as a detector sees them.

Rule: places only, in the regions' own frames; nothing is read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import compress

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.geometry import Points, fitted, points, rectangle, scaling, side_lengths, transform_quad
from lambda_ocr.core.ink.colours import without_colour
from lambda_ocr.core.model import Image, LineInput, Quad
from lambda_ocr.core.ports import LineDetector
from lambda_ocr.core.text_lines.canvas import Region, batches, cut_region, on_region, pack, work_px
from lambda_ocr.core.text_lines.line_cutting import belongs, clipped, of_field
from lambda_ocr.core.text_lines.line_height import line_height_of_ink
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.projection_profile import plain_lines
from lambda_ocr.core.transcript import Seen


class LineFinder:
    """Finds the lines of many fields together."""

    def __init__(self, detector: LineDetector) -> None:
        self._detector = detector

    def plain(self, regions: Sequence[Region], budget: Budget = UNBOUNDED) -> list[list[Quad]]:
        """Lines of each field that need no detector, none where there are others."""
        found = []
        for region in regions:
            budget.check(Part.DETECT)
            found.append(plain_lines(region))
        return found

    def detected(self, regions: Sequence[Region], budget: Budget = UNBOUNDED) -> list[Seen]:
        """Lines of each field from top to bottom; all fields share a canvas, or few of them."""
        found: dict[int, Seen] = {}
        for batch in batches(regions, self._detector.canvas.largest_px):
            together = [regions[index] for index in batch]
            canvas, slots = pack(together, self._detector.canvas.stride_px)
            quads = [line.quad for line in self._detector.detect(canvas, budget)]
            for index, region, slot in zip(batch, together, slots, strict=True):
                seen = on_region(quads, slot, region)
                inside = [belongs(line, region.frame) for line in seen]
                mine = of_field(list(compress(seen, inside)), region.frame)
                # Others are kept as well: their ink is a neighbour's, and no sign that something was passed over.
                others = [line for line, is_mine in zip(seen, inside, strict=True) if not is_mine]
                found[index] = Seen(tuple(clipped(line, region.frame) for line in mine), tuple(others), tuple(seen))
        return [found[index] for index in range(len(regions))]

    def everywhere(self, picture: Image, budget: Budget = UNBOUNDED) -> list[Quad]:
        """All lines of a picture, in its pixels, as far as they can be seen at `page_side_px`."""
        page, factor = fitted(picture, OPTIONS.page_side_px)
        return [transform_quad(scaling(1 / factor), line.quad) for line in self._detector.detect(page, budget)]


class PrintAround:
    """The lines of a template's picture, for fields that are blank on it; looked for when first asked."""

    def __init__(self, picture: Image, finder: LineFinder, budget: Budget = UNBOUNDED) -> None:
        self._picture, self._finder, self._budget = picture, finder, budget

    @cached_property
    def _lines(self) -> list[Quad]:
        return self._finder.everywhere(self._picture, self._budget)

    @cached_property
    def _places(self) -> tuple[Points, Points]:
        """Middles and half extents of the lines, (n, 2)."""
        corners = np.array(self._lines, np.float64).reshape(-1, 4, 2)
        return corners.mean(axis=1), np.ptp(corners, axis=1) / 2

    def height_near(self, corners: Quad) -> float | None:
        """Median height of the `neighbour_lines` nearest lines; None where there are none.

        Of several, for the nearest one alone may be a heading (docs/tuning.md, "Lines of a field").
        """
        middle, half = points(corners).mean(axis=0), np.ptp(points(corners), axis=0) / 2
        middles, halves = self._places
        # From box to box: a label beside a wide field is near it.
        gaps = np.maximum(np.abs(middles - middle) - half - halves, 0)
        near = np.argsort(np.hypot(gaps[:, 0], gaps[:, 1]), kind="stable")[: OPTIONS.neighbour_lines]
        return float(np.median([min(side_lengths(self._lines[at])) for at in near])) if len(near) else None


def is_tall(region: Region) -> bool:
    """Whether a field has room for more than one line of the height expected."""
    return region.frame[3] - region.frame[1] >= OPTIONS.max_single_heights * region.line_height


def at_ink_s_height(
    picture: Image, regions: Sequence[Region], line: LineInput, budget: Budget = UNBOUNDED
) -> list[Region | None]:
    """Those of the regions whose ink is of another line height than expected, cut anew at that height; None for others.

    What the budget does not allow stays as it is: a page of print in one field is not read.
    """
    anew: list[Region | None] = []
    share = OPTIONS.max_recut_work_share * budget.pixels_left()
    for region in regions:
        budget.check(Part.CROP)
        height = line_height_of_ink(picture, region, budget)
        cut = None
        if height and max(height / region.line_height, region.line_height / height) >= OPTIONS.max_height_ratio:
            cut = recut(picture, region, height, budget)
            if work_px(cut, line) > share:
                cut = None
            else:
                share -= work_px(cut, line)
                cut = cut if region.page is None else without_colour(picture, cut, line.height_px, budget)
        anew.append(cut)
    return anew


def recut(picture: Image, region: Region, line_height: float, budget: Budget = UNBOUNDED) -> Region:
    """The same field for another line height, given in the region's pixels."""
    return cut_region(picture, rectangle(*region.frame), line_height, region.image_from_region, budget)
