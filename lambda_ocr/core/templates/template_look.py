"""How a new template is looked at in its own picture: thoroughly, or, where that would be dear, as a query is.

What is measured once and kept is worth a detector on every field and a second reading. Of hundreds of fields that is
more than a request may cost; lines that stand clean on their paper need neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.evidence import FieldEvidence, Fields
from lambda_ocr.core.geometry import rectangle, side_lengths
from lambda_ocr.core.ink.colours import has_coloured, has_stamp, without_colour
from lambda_ocr.core.ink.lone_marks import lone_marks
from lambda_ocr.core.model import Field, Image, Line, Placement, Quad
from lambda_ocr.core.templates.template_annotations import InkLook
from lambda_ocr.core.text_lines.canvas import Region, cut_region, to_picture, work_px
from lambda_ocr.core.text_lines.extent import quads_in, room_beside
from lambda_ocr.core.text_lines.field_lines import FieldLines, ReadingContext
from lambda_ocr.core.text_lines.finder import PrintAround
from lambda_ocr.core.text_lines.line_height import line_height_of_ink
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.watermarked import cleared
from lambda_ocr.core.text_lines.work import least_work

DEAR_PX = 1e6
"""Work, in the budget's pixels, from which one thorough look at all fields is dear: forty fields of ordinary length."""

MAX_EXPECTED_WORK_SHARE = 0.4
"""Share of the work left that fields may take at the height of their ink; a page of print in one field is not read."""
MAX_HEIGHTS_WORK_SHARE = 0.25
"""Share of the work left that a detector may take for the heights of lines alone; beyond it their ink's height does."""
MIN_HIGH_FIELD_SHARE = 0.02
"""A blank field for lines this high, as a share of the page's longer side, may be for several that are lower."""
MIN_BLANK_RATIO = 2.2
"""A blank field is taken to hold lines as high as those around it where one that fills it were this many times higher:
less, and it is one line of larger hand."""


ON_ITSELF = Placement(np.eye(3), 0.0)


class TemplateLook:
    """A `template_annotations.FieldLook` at one upright picture."""

    def __init__(self, picture: Image, field_lines: FieldLines, budget: Budget = UNBOUNDED) -> None:
        self._picture, self._field_lines, self._budget = picture, field_lines, budget
        self._around = PrintAround(picture, field_lines.finder, budget)
        self._context = ReadingContext(picture, budget)
        self._cut: dict[tuple[Quad, float], Region] = {}

    def foresee(self, quads: Sequence[Quad], guesses: Sequence[float], most: Sequence[float]) -> None:
        """Raise `OverBudget` where even the least look at each quad costs more than is left; nothing is cut for that.

        Their lines are taken to be as high as `guesses`, and are no higher than `most`.
        """
        line, shape = self._field_lines.line, self._picture.shape
        looks = zip(quads, guesses, most, strict=True)
        self._budget.foresee(Part.CROP, sum(least_work(*look, shape, line) for look in looks))

    def expected(self, quads: Sequence[Quad], guesses: Sequence[float]) -> list[float]:
        """Height of the lines in each quad as its ink has it; in a blank one as print around it, if it is high.

        `guesses` is one line that fills the quad. Raises `OverBudget`.
        """
        regions = self._regions(quads, guesses)
        share = MAX_EXPECTED_WORK_SHARE * self._budget.pixels_left()
        expected = []
        for region, corners, guess in zip(regions, quads, guesses, strict=True):
            height = self._expected(corners, guess, self._ink_height(region), region)
            share -= work_px(region, self._field_lines.line) * (guess / height) ** 2
            expected.append(height if share > 0 else guess)
        return expected

    def _ink_height(self, region: Region) -> float | None:
        return line_height_of_ink(self._picture, region, self._budget)

    def _expected(self, corners: Quad, guess: float, height: float | None, region: Region) -> float:
        """The line height taken for one quad: of a blank one as of print around it, of a filled one as of its ink."""
        if height is None:
            is_high = guess >= MIN_HIGH_FIELD_SHARE * max(self._picture.shape[:2])
            near = self._around.height_near(corners) if is_high else None
            return near if near and near * MIN_BLANK_RATIO <= guess else guess
        # Ink is followed only where one line that fills the field would be much higher: of a single line the detector's
        # box tells more exactly.
        found = height * guess / region.line_height
        return found if found * OPTIONS.max_height_ratio <= guess else guess

    def heights(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[list[float]]:
        """Heights of the lines in each quad, in pixels of the picture; raises `OverBudget`."""
        regions = self._unstamped(quads, line_heights)
        if not self._is_dear(regions):
            return [[side_lengths(line.position)[1] for line in lines] for lines in self._thorough(regions)]
        places = self._field_lines.places(regions, self._budget, MAX_HEIGHTS_WORK_SHARE * self._budget.pixels_left())
        return [
            [side_lengths(to_picture(line, region))[1] for line in lines]
            for region, lines in zip(regions, places, strict=True)
        ]

    def lines(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[Line, ...]]:
        """The lines in each quad, read; raises `OverBudget`."""
        regions = self._unstamped(quads, line_heights)
        if not self._is_dear(regions):
            return self._thorough(regions)
        return _lines(self._field_lines.read(self._context, _unknown(regions)))

    def ink(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[InkLook]:
        """The ink in each quad; raises `OverBudget`.

        Of a stamp beside black print nothing is to be read on other copies either: it counts as no colour.
        """
        regions = self._regions(quads, line_heights)
        free = [(region, lone_marks(region)) for region in regions]
        return [
            InkLook(has_coloured(region) and not has_stamp(region), found.place(region) if found else None)
            for region, found in free
        ]

    def rooms(
        self, quads: Sequence[Quad], line_heights: Sequence[float], taken: Sequence[Quad] = ()
    ) -> list[tuple[float, float]]:
        """Blank paper before and after each quad along its text, in its line heights, as far as the next of them, or
        what is `taken`; raises `OverBudget`.
        """
        others = np.array([*quads, *taken], np.float64)
        aside, rooms = OPTIONS.max_extent_heights, []
        for index, (corners, height) in enumerate(zip(quads, line_heights, strict=True)):
            # One at a time, for they are wide.
            region = cut_region(self._picture, corners, height, np.eye(3), self._budget, aside=aside)
            rooms.append(room_beside(region, quads_in(region, np.delete(others, index, axis=0))))
        return rooms

    def _thorough(self, regions: Sequence[Region]) -> list[tuple[Line, ...]]:
        read = partial(self._field_lines.read_thoroughly, self._context)
        line_px = self._field_lines.line.height_px
        return _lines(cleared(read(_unknown(regions)), read, self._picture, line_px, self._budget))

    def _regions(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[Region]:
        """Those cut last are kept: most are looked at three times."""
        wanted = list(zip(quads, line_heights, strict=True))
        self._cut = {
            look: self._cut.get(look) or cut_region(self._picture, *look, np.eye(3), self._budget) for look in wanted
        }
        return [self._cut[look] for look in wanted]

    def _unstamped(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[Region]:
        """The quads cut out, less what a stamp put over or beside their black print."""
        line_px = self._field_lines.line.height_px
        return [
            without_colour(self._picture, region, line_px, self._budget) if has_stamp(region) else region
            for region in self._regions(quads, line_heights)
        ]

    def _is_dear(self, regions: Sequence[Region]) -> bool:
        return sum(work_px(region, self._field_lines.line) for region in regions) > DEAR_PX


def _unknown(regions: Sequence[Region]) -> list[FieldEvidence]:
    """Fields of which nothing is known yet: the template lies on its own picture as it is."""
    return [FieldEvidence(Field("", rectangle(*region.frame)), ON_ITSELF, region=region) for region in regions]


def _lines(fields: Fields) -> list[tuple[Line, ...]]:
    return [each.lines for each in fields]
