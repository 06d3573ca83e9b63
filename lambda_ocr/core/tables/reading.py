"""Tables read: windows down the page from where the first row stands, until what follows the table ends it.

Rule: a line is read once, whatever columns it runs through; a cell's reading is the part of it that stands there, with
its lattice, so that the cell's type decides as a field's does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.geometry import inside_share, points, quad, side_lengths, transform, transform_quad
from lambda_ocr.core.model import Extent, Field, FieldAnnotation, FixedLine, Glyph, Image, Placement, Quad, Text
from lambda_ocr.core.recognition.consensus import resolve_lookalikes
from lambda_ocr.core.recognition.label_trimming import without_leaders
from lambda_ocr.core.recognition.transcriber import Transcriber
from lambda_ocr.core.tables.following import Around
from lambda_ocr.core.tables.layout import Band, Layout
from lambda_ocr.core.tables.options import MOST_ROWS, OPTIONS
from lambda_ocr.core.tables.rows import Row, rows_of
from lambda_ocr.core.tables.words import PrintedLine, TextRow, Word, text_rows
from lambda_ocr.core.text_lines.canvas import cut_region
from lambda_ocr.core.text_lines.finder import LineFinder
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Transcript


@dataclass(frozen=True, eq=False)
class TableFound:
    """The rows of one table, a cell for each column."""

    rows: tuple[tuple[FieldEvidence, ...], ...]
    position: Quad
    is_ended: bool
    """Whether its end was seen: what follows it, or a gap."""


@dataclass(frozen=True, eq=False)
class TableReading:
    """One table on one picture."""

    layout: Layout
    height: float
    """Of a line of its first row, in template pixels."""
    around: Around
    placement: Placement
    picture: Image
    finder: LineFinder
    transcriber: Transcriber
    budget: Budget

    @staticmethod
    def of(
        layout: Layout,
        note: FieldAnnotation,
        fixed: Sequence[FixedLine],
        placement: Placement,
        seen: tuple[Image, LineFinder, Transcriber, Budget],
    ) -> TableReading:
        """Of what the template says of a table, and where its first row lies on the picture."""
        around = Around.of(layout, fixed, note.line_height)
        return TableReading(layout, note.line_height, around, placement, *seen)

    def read(self) -> TableFound:
        """Its rows; raises `OverBudget`."""
        lines: list[PrintedLine] = []
        rows: list[Row] = []
        is_ended = False
        for band in self._windows():
            lines += [line for line in self._lines(band) if not any(self._is_same(line, other) for other in lines)]
            text, is_ended = self._between(text_rows(lines, self.layout.places, self.height))
            rows, is_gap = self._until_gap(rows_of(self.layout, text, self.height), band[1])
            is_ended |= is_gap
            if is_ended or len(rows) >= MOST_ROWS:
                break
        rows = rows[:MOST_ROWS]
        bottom = max([self.layout.first_row[1], *(row.bottom + self.height for row in rows)])
        whole = self._on_picture((0.0, self.layout.first_row[0], self.layout.size[0], bottom))
        return TableFound(tuple(map(self._cells, rows)), whole, is_ended)

    def _windows(self) -> Iterator[Band]:
        """Bands down the table that lie on the picture: the first as long as the table is on the template."""
        start = self.layout.first_row[0] - OPTIONS.before_heights * self.height
        more = self.layout.size[1] - start + OPTIONS.end_heights * self.height
        while True:
            lines = round(np.clip(more / self.height, OPTIONS.window_heights, OPTIONS.max_window_heights))
            tops = [start + at * self.height for at in range(lines)]
            shown = [top for top in tops if self._is_shown(top) or top < self.layout.first_row[0]]
            if not shown or not self._is_shown(shown[-1]):
                return
            start, more = shown[-1] + self.height, 0.0
            yield tops[0], start
            if len(shown) < lines:
                return

    def _is_shown(self, top: float) -> bool:
        """Whether a line's height of the table from there on lies on the picture."""
        size = (self.picture.shape[1], self.picture.shape[0])
        return inside_share(self._on_picture((0.0, top, self.layout.size[0], top + self.height)), size) >= 0.5

    def _lines(self, band: Band) -> list[PrintedLine]:
        """Lines of print whose middle lies in a band."""
        window = self.layout.quad((0.0, band[0], self.layout.size[0], band[1]))
        region = cut_region(self.picture, window, self.height, self.placement.image_from_template, self.budget)
        left, top, right, bottom = region.frame
        seen = self.finder.detected([region], self.budget)[0].everything
        mine = []
        for line in (part for each in seen for part in _parted(each, region.line_height)):
            y, reach = points(line)[:, 1].mean(), points(line)[:, 0]
            slack = OPTIONS.same_line_heights * region.line_height
            if top - slack <= y < bottom + slack and reach.max() > left and reach.min() < right:
                mine.append(LineCandidate(line, region))
        readings = self.transcriber.read(self.picture, mine, self.budget)
        scale = self.layout.size[0] / max(right - left, 1e-6)
        return [_printed(reading, (left, top), (0.0, band[0]), scale) for reading in readings if reading.agreed.glyphs]

    def _is_same(self, line: PrintedLine, other: PrintedLine) -> bool:
        """Whether two lines are one, seen in two windows."""
        left, right = max(line.extent[0], other.extent[0]), min(line.extent[2], other.extent[2])
        near = abs(line.middle[1] - other.middle[1]) < OPTIONS.same_line_heights * self.height
        return near and 2 * (right - left) > line.extent[2] - line.extent[0]

    def _between(self, text: Sequence[TextRow]) -> tuple[list[TextRow], bool]:
        """The rows of text below the headings and above what follows the table; and whether that was met."""
        lowest = self.layout.first_middle + OPTIONS.after_heights * self.height
        headings = [row.middle for row in text if row.middle < lowest and self.around.is_heading(row.text)]
        first = self.layout.first_middle - OPTIONS.first_heights * self.height
        start = max(headings) + 1e-6 if headings else first
        kept: list[TextRow] = []
        for row in text:
            if row.middle >= start:
                if self.around.ends(row.text):
                    return kept, True
                kept.append(row)
        return kept, False

    def _until_gap(self, rows: Sequence[Row], seen: float) -> tuple[list[Row], bool]:
        """The rows before the first wide gap; it may be the paper left of what was `seen`."""
        last, bottom = self.layout.first_row
        pitch = bottom - last
        for at, row in enumerate(rows):
            if row.middle - last > self._gap(pitch) + pitch:
                return list(rows[:at]), True
            pitch = max(pitch, row.middle - rows[at - 1].middle) if at else pitch
            last = row.bottom
        return list(rows), seen - last > self._gap(pitch) + pitch

    def _gap(self, pitch: float) -> float:
        return max(OPTIONS.end_heights * self.height, (OPTIONS.end_pitches - 1) * pitch)

    def _cells(self, row: Row) -> tuple[FieldEvidence, ...]:
        top, bottom = self.layout.anchor_band
        down = row.middle - (top + bottom) / 2
        return tuple(self._cell(at, words, down) for at, words in enumerate(row.cells))

    def _cell(self, at: int, words: Sequence[Word], down: float) -> FieldEvidence:
        """A cell as a field of the row, where that would stand on the template."""
        column, (left, top, right, bottom) = self.layout.columns[at], self.layout.places[at]
        field = Field(column.name, self.layout.quad((left, top + down, right, bottom + down)), column.options)
        readings = [_part(list(mine)) for _, mine in groupby(words, key=lambda word: word.line)]
        readings = [reading for reading in readings if reading.value.text]
        if not readings:
            return FieldEvidence(field, replace(self.placement, is_missing=True))
        region = readings[0].candidate.region
        corners = transform(np.linalg.inv(region.image_from_region) @ self.placement.image_from_template, field.quad)
        (low, high), (wide, deep) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        own = replace(region, frame=(low, high, wide, deep))
        known = FieldEvidence(field, self.placement, region=own)
        return known.decided(Transcript(own, tuple(readings), Reason.DETECTED), keep=False)

    def _on_picture(self, extent: Extent) -> Quad:
        return transform_quad(self.placement.image_from_template, self.layout.quad(extent))


def _parted(line: Quad, height: float) -> Iterator[Quad]:
    """A line, or, of a narrow one as high as several, each by itself: short cells below each other are seen as one."""
    width, high = side_lengths(line)
    is_narrow = width < OPTIONS.column_width_heights * height
    count = max(1, round(high / (OPTIONS.column_pitch_heights * height))) if is_narrow else 1
    a, b, c, d = points(line)
    for at in range(count):
        start, end = at / count, (at + 1) / count
        yield quad([a + (d - a) * start, b + (c - b) * start, b + (c - b) * end, a + (d - a) * end])


def _printed(
    reading: LineReading, origin: tuple[float, float], start: tuple[float, float], scale: float
) -> PrintedLine:
    """A line in the table's frame."""
    corners = (points(reading.candidate.line) - origin) * scale + start
    a, b, c, d = corners
    left, right = (a[0] + d[0]) / 2, (b[0] + c[0]) / 2
    slope = float((b[1] + c[1] - a[1] - d[1]) / 2 / max(right - left, 1e-6))
    return PrintedLine(
        reading, (float(left), float(corners[:, 1].min()), float(right), float(corners[:, 1].max())), slope
    )


def _part(words: Sequence[Word]) -> LineReading:
    """What a cell has of one line: its words, with a space between two."""
    glyphs: list[Glyph] = []
    for word in words:
        if glyphs:
            before, after = glyphs[-1], word.glyphs[0]
            glyphs.append(Glyph(" ", min(before.confidence, after.confidence), (before.at + after.at) / 2))
        glyphs += word.glyphs
    reading = words[0].line.reading
    text = without_leaders(resolve_lookalikes(Text.of(glyphs), ""))
    return replace(reading, value=replace(text, unread=0), part=_reach(glyphs, reading.agreed.glyphs))


def _reach(mine: Sequence[Glyph], line: Sequence[Glyph]) -> tuple[float, float]:
    """Where a cell's part of a line begins and ends along it: halfway to what other cells have of the line."""
    first, last = min(glyph.at for glyph in mine), max(glyph.at for glyph in mine)
    print_at = [glyph.at for glyph in line if not glyph.character.isspace()]
    before, after = [at for at in print_at if at < first], [at for at in print_at if at > last]
    return (first + max(before)) / 2 if before else 0.0, (last + min(after)) / 2 if after else 1.0
