"""Fields on a page whose print flowed: where pieces of the page disagree, its rows say which of them a field follows.

A receipt with two items more pushes its totals down; a ticket without a middle line pulls them up. What stands above
and what stands below a field then agrees with other homographies each, and nearness alone does not tell whose the field
is. So the lines around such fields are read, and matched with the template's in order: a field goes with its own row,
or, where that says nothing known, with the rows around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.judging.strips import Strips
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.crowding import crowded_out
from lambda_ocr.alignment.verification.label_search import LabelFound, LabelLines, SoughtLabel, Stands, find_label
from lambda_ocr.alignment.verification.piecewise_homographies import Piece, nearest, nearness, place, spread_around
from lambda_ocr.alignment.verification.row_matching import (
    Row,
    RowMatch,
    agreeing,
    is_number,
    lettered,
    matched,
    rows_of,
)
from lambda_ocr.alignment.verification.tiles import FixedPrint
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import Points, homography, points, rectangle, scale_at, transform, transform_quad, warp
from lambda_ocr.core.model import Image, Matrix, Placement, Quad
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.core.text_lines.work import affordable


@dataclass(frozen=True)
class Flow:
    """What is needed to read the rows of one picture."""

    picture: Image
    fixed: FixedPrint
    anchors: Sequence[Anchor]
    """The template's lines, those in fields too."""
    size: tuple[int, int]
    """Of the template."""
    page: ImagePyramid
    labels: LabelLines
    """Lines of the template outside all fields that say enough to be known by, and"""
    strips: Strips
    """what they look like."""
    detector: LineDetector
    recognizer: LineRecognizer
    budget: Budget = UNBOUNDED

    def placed(self, pieces: Sequence[Piece], fields: Sequence[Quad]) -> tuple[Placement, ...]:
        """Each field on the page, in the order given; the page is read only where its pieces disagree."""
        placements = [place(pieces, field) for field in fields]
        heights = [float(np.ptp(points(line.quad)[:, 1])) for line in self.anchors]
        height = float(np.median(heights or [np.ptp(points(field)[:, 1]) for field in fields]))
        still = OPTIONS.label_still_heights * height
        base = np.linalg.inv(pieces[0].evidence.image_from_template)
        sought = self._sought(pieces, fields, height)
        every = [label for each in sought for label in each.values()]
        labels = [
            {
                stands: label.moved_from(field, transform_quad(base @ at.image_from_template, field), still)
                for stands, label in each.items()
            }
            for field, at, each in zip(fields, placements, sought, strict=True)
        ]
        known = [
            # Of print on its own line that is found in place, a label above or below is no better witness: it may have
            # moved alone, where the field's own label was read as one line with its value.
            None if Stands.BESIDE not in each and self._explained(pieces, field, height) else _agreed(each, height)
            for field, each in zip(fields, labels, strict=True)
        ]
        for index, (field, found) in enumerate(zip(fields, known, strict=True)):
            if found and found.shift:
                moved = placements[index].image_from_template, found.shift
                placements[index] = _refined_on(pieces, field, moved, height, placements[index])
            elif any(label.is_displaced(every, height) for label in sought[index].values()):
                placements[index] = replace(placements[index], is_missing=True)
        told = [found is not None for found in known]
        for index, placement in self._by_rows(pieces, fields, placements, told, height):
            placements[index], told[index] = placement, True
        shown = [
            transform_quad(base @ at.image_from_template, field) for field, at in zip(fields, placements, strict=True)
        ]
        stand = [
            # Print found on a field's line tells of it where it stayed: a piece that moved by a row finds frames there
            # and the next row's print too, and is no witness against a label (two optional rows in 1,808 fields).
            not at.is_missing and (is_told or (_stayed(field, here, height) and self._explained(pieces, field, height)))
            for field, here, at, is_told in zip(fields, shown, placements, told, strict=True)
        ]
        for index in np.flatnonzero(crowded_out(fields, shown, stand)).tolist():
            placements[index] = replace(placements[index], is_missing=True)
        return tuple(placements)

    def _by_rows(
        self,
        pieces: Sequence[Piece],
        fields: Sequence[Quad],
        placements: Sequence[Placement],
        told: Sequence[bool],
        height: float,
    ) -> list[tuple[int, Placement]]:
        """The fields of which no label has `told` that lie with their rows, and where."""
        # Reading rows takes two seconds, so only fields that pieces put apart are asked about, and of these not the
        # ones whose own line is found where they are put.
        open_ = [
            index
            for index, field in enumerate(fields)
            if not (told[index] or placements[index].is_missing or self._explained(pieces, field, height))
        ]
        doubtful = [fields[index] for index in open_ if disagree(pieces, fields[index], height)]
        if not doubtful:
            return []
        start = pieces[0].evidence.image_from_template
        matches = self._matches(start, doubtful, height)
        shifts = [(index, shift_of(fields[index], matches, height)) for index in open_]
        return [
            (index, _refined_on(pieces, fields[index], (start, shift), height, placements[index]))
            for index, shift in shifts
            if shift is not None
        ]

    def _sought(
        self, pieces: Sequence[Piece], fields: Sequence[Quad], height: float
    ) -> list[dict[Stands, SoughtLabel]]:
        """Of each field the label on its own row, or else the lines right above and below it, sought on the page; each
        around the place where the print around itself puts it: a field's may be another piece's.
        """
        asked: list[dict[Stands, int]] = []
        for field in fields:
            own = self.labels.beside(field, height)
            asked.append(self.labels.around(field, height) if own is None else {Stands.BESIDE: own})
        base = np.linalg.inv(pieces[0].evidence.image_from_template)
        known: dict[int, tuple[Quad, LabelFound | None]] = {}
        for index in {index for each in asked for index in each.values()}:
            line = self.labels.lines[index].anchor.quad
            at = place(pieces, line).image_from_template
            known[index] = transform_quad(base @ at, line), find_label(self.strips[index], self.page, at, height)
        return [
            {
                stands: SoughtLabel(self.labels.lines[index].anchor.quad, known[index][0], stands, known[index][1])
                for stands, index in each.items()
            }
            for each in asked
        ]

    def _explained(self, pieces: Sequence[Piece], field: Quad, height: float) -> bool:
        corners = points(field)
        return explained(self.fixed, nearest(pieces, corners), corners, spread_around(pieces, corners), height)

    def _matches(self, image_from_template: Matrix, fields: Sequence[Quad], height: float) -> list[RowMatch]:
        """Rows of the template around the fields that are found again on the picture."""
        y = np.concatenate([points(field)[:, 1] for field in fields])
        around = OPTIONS.rows_around_heights * height
        low, high = float(y.min()) - around, float(y.max()) + around
        known = [line for line in self.anchors if low <= points(line.quad)[:, 1].mean() <= high]
        middles = np.array([points(field)[:, 1].mean() for field in fields])
        return matched(rows_of(known), rows_of(self._read(image_from_template, (low, high), height, middles)))

    def _read(
        self, image_from_template: Matrix, band: tuple[float, float], height: float, middles: NDArray[np.float64]
    ) -> list[Anchor]:
        """Lines of the picture within a band of the template, where the homography shows them, near `middles`."""
        # The band is seen as the template lies, so that rows are rows; a little wider than the template, for the
        # homography was fitted to another part of the page.
        width = self.size[0]
        strip = rectangle(-0.05 * width, band[0], 1.05 * width, band[1])
        area = 1.1 * width * (band[1] - band[0])
        scale = min(OPTIONS.rows_line_px / height, (OPTIONS.max_rows_canvas_px / area) ** 0.5)
        size = (max(1, round(1.1 * width * scale)), max(1, round((band[1] - band[0]) * scale)))
        seen_from_template = homography(strip, rectangle(0, 0, *size))
        seen = warp(self.picture, seen_from_template @ np.linalg.inv(image_from_template), size)
        back = np.asarray(np.linalg.inv(seen_from_template), np.float64)
        lines = [transform_quad(back, line.quad) for line in self.detector.detect(seen, self.budget)]
        # Lines nearest to fields in doubt first: the page may hold more than a request may read.
        lines.sort(key=lambda line: float(np.abs(points(line)[:, 1].mean() - middles).min()))
        lines = lines[: affordable(lines, OPTIONS.max_rows_lines_px, self.recognizer.line)]
        height = self.recognizer.line.height_px
        crops = [crop_line(self.picture, line, image_from_template, height) for line in lines]
        texts = read_lines(self.recognizer, crops, self.budget)
        return [
            Anchor(line, text.text)
            for line, text in zip(lines, texts, strict=True)
            if text.confidence >= OPTIONS.min_read_confidence and text.text.strip()
        ]


def _stayed(field: Quad, shown: Quad, height: float) -> bool:
    """Whether a field lies on the row where the largest piece of the page has it."""
    down = float(np.mean(points(shown)[:, 1] - points(field)[:, 1]))
    return abs(down) <= OPTIONS.disagree_heights * height


def _agreed(labels: Mapping[Stands, LabelFound | None], height: float) -> LabelFound | None:
    """Where a field's labels say it lies; None where they say nothing, or differ: a row may have come in between."""
    known = {stands: each for stands, each in labels.items() if each}
    shifts = [each.shift for each in known.values()]
    if not known or max(shifts) - min(shifts) > height / 2:
        return None
    # One line above that stayed, or one below, says little: on a phone screen a paragraph between grew by a line.
    first = next(iter(known.values()))
    heads = Stands.ABOVE in known and first.shift
    return first if Stands.BESIDE in known or len(known) == 2 or heads else None


def disagree(pieces: Sequence[Piece], field: Quad, height: float) -> bool:
    """Whether pieces with print near a field put it at places apart.

    Apart across lines: along them a piece that is off costs a character at the edge, not another line's value.
    """
    if len(pieces) < 2:
        return False
    corners = points(field)
    support = [float(nearness(piece.evidence, corners, spread_around(pieces, corners)).sum()) for piece in pieces]
    heard = [
        piece for piece, weight in zip(pieces, support, strict=True) if weight >= OPTIONS.min_heard_share * max(support)
    ]
    base = np.linalg.inv(pieces[0].evidence.image_from_template)
    centre = corners.mean(axis=0)
    down = [float(transform(base @ piece.evidence.image_from_template, centre)[0, 1]) for piece in heard]
    return float(np.ptp(down)) > OPTIONS.disagree_heights * height


def shift_of(field: Quad, matches: Sequence[RowMatch], height: float) -> float | None:
    """How far a field moved down with its row or the rows around it; None where they say nothing, or differ."""
    y = np.sort(points(field)[:, 1])
    top, bottom = float(y[:2].mean()), float(y[2:].mean())
    telling = [match for match in matches if any(tells(line, match.other) for line in match.row.lines)]
    for match in telling:
        common = min(match.row.bottom, bottom) - max(match.row.top, top)
        if common / max(min(match.row.height, bottom - top), 1e-6) >= OPTIONS.min_row_overlap_share:
            return _own_shift(field, match, height)
    # A field without a row of its own goes with the nearest row on either side, where both moved alike: a line that is
    # new or missing between them may stand on either side of the field.
    near = OPTIONS.neighbour_row_heights * height
    above = [match for match in telling if match.row.middle < top and top - match.row.bottom <= near]
    below = [match for match in telling if match.row.middle > bottom and match.row.top - bottom <= near]
    around = [match.shift for match in (*above[-1:], *below[:1])]
    if len(around) == 2 and abs(around[0] - around[1]) <= OPTIONS.disagree_heights * height:
        return float(np.mean(around))
    return None


def tells(line: Anchor, other: Row) -> bool:
    """Whether a row of the picture says a line of the template, and the line is one that stays from copy to copy.

    Without this an item's line was matched with the next item's, and a price went with it.
    """
    if not agreeing(line, other):
        return False
    same = any("".join(part.text.split()) == "".join(line.text.split()) for part in other.lines)
    return same or not is_number(line.text) or len(lettered(line.text)) >= OPTIONS.min_named_letters


def _own_shift(field: Quad, match: RowMatch, height: float) -> float | None:
    """By the line nearest to a field in its row, on its level: a row may be two columns that moved apart."""
    (left, top), (right, bottom) = points(field).min(axis=0), points(field).max(axis=0)
    slack = OPTIONS.level_heights * height + max(bottom - top - height, 0.0) / 2

    def away(line: Anchor) -> float:
        ends = points(line.quad)[:, 0]
        return max(float(left - ends.max()), float(ends.min() - right), 0.0)

    near = min(
        (line for line in match.row.lines if len(lettered(line.text)) >= OPTIONS.min_line_characters),
        key=away,
        default=None,
    )
    if near is None or not tells(near, match.other):
        return None
    return match.shift if abs(float(points(near.quad)[:, 1].mean()) - (top + bottom) / 2) <= slack else None


def explained(fixed: FixedPrint, piece: Piece, corners: Points, spread: float, height: float) -> bool:
    """Whether a piece finds most of the fixed print on the line of a field (4, 2), as far as there is any.

    Then rows have no say: of a form whose table moved by a line beside a column that stayed, two of 24 right fields
    followed the table (docs/tuning.md, "Fields on a page that flowed").
    """
    visible = piece.evidence.visible & fixed.outside
    beside = visible & (np.abs(fixed.centres[:, 1] - corners[:, 1].mean()) <= OPTIONS.own_line_heights * height)
    away = np.maximum(
        np.maximum(corners[:, 0].min() - fixed.centres[:, 0], fixed.centres[:, 0] - corners[:, 0].max()), 0
    )
    weight = np.exp(-0.5 * (away / spread) ** 2) * beside
    found = np.zeros(len(weight), bool)
    found[piece.evidence.tiles] = True
    return bool(
        weight.sum() >= OPTIONS.min_beside_weight
        and (weight * found).sum() >= OPTIONS.min_explained_share * weight.sum()
    )


def _refined_on(
    pieces: Sequence[Piece], field: Quad, moved: tuple[Matrix, float], height: float, nearest: Placement
) -> Placement:
    """The field on the piece that puts it so far below where a homography does; without one, moved there from that."""
    start, shift = moved
    base = np.linalg.inv(pieces[0].evidence.image_from_template)
    centre = points(field).mean(axis=0)
    wanted = float(transform(base @ start, centre)[0, 1]) + shift
    # Labels and rows are known to a part of a line, pieces to a pixel: the one that lies where they point is followed.
    best: tuple[float, Placement] | None = None
    for placement in (nearest, *(place([piece], field) for piece in pieces)):
        off = abs(float(transform(base @ placement.image_from_template, centre)[0, 1]) - wanted)
        if off <= OPTIONS.with_piece_heights * height and (best is None or off < best[0]):
            best = off, placement
    if best:
        return best[1]
    down = np.array([[1.0, 0, 0], [0, 1, shift], [0, 0, 1]])
    there = start @ down
    return Placement(there, OPTIONS.with_piece_heights * height * scale_at(there, centre))
