"""How a table's first row lies on its template: its columns, and which of them every row has print in.

Frame: the *table's frame* has its origin in the field's upper left corner, u along the text and v down, in pixels of
the template. It goes on below the field, as a longer table does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.field_types.table import Column, Table
from lambda_ocr.core.geometry import homography, points, reading_frame, rectangle, side_lengths, transform
from lambda_ocr.core.model import Extent, Field, Matrix, Quad
from lambda_ocr.core.tables.options import OPTIONS

Band: TypeAlias = tuple[float, float]
"""From where to where down a table."""


@dataclass(frozen=True)
class Layout:
    """A table on its template."""

    field: Quad
    columns: tuple[Column, ...]

    @staticmethod
    def of(field: Field, kind: Table) -> Layout:
        """Of a field of this type."""
        return Layout(field.quad, kind.columns)

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height of the field."""
        return side_lengths(reading_frame(self.field))

    @cached_property
    def template_from_frame(self) -> Matrix:
        """From the table's frame to the template."""
        return homography(rectangle(0, 0, *self.size), reading_frame(self.field))

    @cached_property
    def places(self) -> tuple[Extent, ...]:
        """Of each column in the first row, in the table's frame."""
        back = np.linalg.inv(self.template_from_frame)
        corners = [transform(back, column.quad) for column in self.columns]
        return tuple((*map(float, each.min(axis=0)), *map(float, each.max(axis=0))) for each in corners)  # type: ignore[misc]

    @cached_property
    def first_row(self) -> Band:
        """Top and bottom of the first row."""
        return min(place[1] for place in self.places), max(place[3] for place in self.places)

    @cached_property
    def anchors(self) -> tuple[int, ...]:
        """The columns that tell a row: typed ones on one level, of one line a row where a description may have more.

        Where none is typed, all on the level of most columns but the widest.
        """
        every = range(len(self.columns))
        typed = [at for at in every if self.kind(at).name != "text"]
        chosen = self._level(typed or every)
        if typed or len(chosen) < 2:
            return tuple(chosen)
        widest = max(chosen, key=lambda at: self.places[at][2] - self.places[at][0])
        return tuple(at for at in chosen if at != widest)

    @cached_property
    def anchor_band(self) -> Band:
        """Where in the first row these stand."""
        mine = [self.places[at] for at in self.anchors]
        return float(np.median([place[1] for place in mine])), float(np.median([place[3] for place in mine]))

    def kind(self, at: int) -> FieldType:
        """The type of a column."""
        return self.columns[at].kind

    def quad(self, extent: Extent) -> Quad:
        """A part of the table's frame on the template."""
        a, b, c, d = points(transform(self.template_from_frame, rectangle(*extent)))
        return tuple((float(x), float(y)) for x, y in (a, b, c, d))  # type: ignore[return-value]

    @property
    def first(self) -> Quad:
        """The first row on the template."""
        top, bottom = self.first_row
        return self.quad((0.0, top, self.size[0], bottom))

    @property
    def head(self) -> Quad:
        """What of the template is placed, for the rest follows from it: the first row and some of what stands above.

        By the first row alone a receipt with fewer items was placed by its totals.
        """
        top, bottom = self.first_row
        low, high = self.anchor_band
        return self.quad((0.0, top - OPTIONS.head_rows * (high - low), self.size[0], bottom))

    @cached_property
    def first_middle(self) -> float:
        """Middle of the first row's uppermost print."""
        _, top, _, bottom = min(self.places, key=lambda place: place[1])
        return (top + bottom) / 2

    def in_frame(self, corners: Quad) -> Extent:
        """Bounds of a quad of the template in the table's frame."""
        mine = transform(np.linalg.inv(self.template_from_frame), corners)
        (left, top), (right, bottom) = mine.min(axis=0), mine.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def stands_above(self, height: float) -> bool:
        """Whether part of a row stands above the columns that tell it."""
        return self.first_row[0] < self.anchor_band[0] - OPTIONS.off_level_heights * height

    def stands_below(self, height: float) -> bool:
        """The same below them."""
        return self.first_row[1] > self.anchor_band[1] + OPTIONS.off_level_heights * height

    def _level(self, chosen: Sequence[int]) -> list[int]:
        """Those of the columns on the level that has most of them, the lowest of several."""

        def level(at: int) -> list[int]:
            _, top, _, bottom = self.places[at]
            return [
                other
                for other in chosen
                if min(bottom, self.places[other][3]) - max(top, self.places[other][1])
                > min(bottom - top, self.places[other][3] - self.places[other][1]) / 2
            ]

        return max((level(at) for at in chosen), key=lambda found: (len(found), self.places[found[0]][1]))
