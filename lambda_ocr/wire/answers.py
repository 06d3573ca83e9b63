"""From a reading to the answers of the wire.

Rule: inside, confidences are 0 to 1 and coordinates exact; on the wire, scores are 0 to 100 and both have two decimals.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_ocr.core.geometry import quad, rectangle, transform
from lambda_ocr.core.model import (
    Alignment,
    Candidate,
    Field,
    FieldReading,
    FixedLine,
    Line,
    Matrix,
    PageOf,
    Point,
    PrintedPage,
    Quad,
    Reading,
    Template,
)
from lambda_ocr.wire.life.lessons import lesson_details
from lambda_ocr.wire.members import PageOfDocument
from lambda_ocr.wire.messages.reading_answers import (
    AlignmentDetail,
    CandidateDetail,
    CellDetail,
    DetailAnswer,
    DetectAnswer,
    FieldDetail,
    KeyValue,
    LineDetail,
    Position,
    PrintedLineDetail,
    Spot,
)
from lambda_ocr.wire.messages.template_answers import GetAnswer, PrintDetail


def list_answer(reading: Reading) -> list[dict[str, Any]]:
    """What the predecessor answers: key, value and score of each field, in template order."""
    return [
        KeyValue(key=field.name, value=field.value, score=score(field.confidence)).model_dump(mode="json")
        for field in reading.fields
    ]


def detail_answer(
    reading: Reading, version: int, timings_ms: Mapping[str, float], place: tuple[int, int] = (1, 1)
) -> dict[str, Any]:
    """Everything known of the reading, by this version of the template; `place`: which page, from 1, of how many."""
    return detailed(reading, version, timings_ms, place).model_dump(mode="json")


def detailed(reading: Reading, version: int, timings_ms: Mapping[str, float], place: tuple[int, int]) -> DetailAnswer:
    """The same as a message."""
    return DetailAnswer(
        template_id=reading.template_id,
        version=version,
        page=place[0],
        pages=place[1],
        alignment=_alignment(reading.alignment),
        fields=[_field(field) for field in reading.fields],
        timings_ms={step: round(float(elapsed), 2) for step, elapsed in timings_ms.items()},
    )


def outline(reading: Reading, size: tuple[int, int]) -> Position | None:
    """Where the corners of a template of this width and height lie on the picture that was read."""
    return position(quad(transform(reading.alignment.image_from_template, rectangle(0, 0, *size))))


def position(corners: Quad) -> Position | None:
    """A place on the wire; nowhere is where a corner lies at infinity."""
    return _position(corners)


def get_answer(template: Template, size: tuple[int, int], img: str | None) -> dict[str, Any]:
    """The template as it was registered; `size` is its picture's width and height."""
    answer = GetAnswer(
        template_id=template.template_id,
        version=template.version,
        name=template.name,
        note=template.note,
        created=template.created,
        width=size[0],
        height=size[1],
        template=[_wire_field(field) for field in template.fields],
        variable=list(template.variable),
        rules=[dict(rule) for rule in template.rules],
        page_of=page_of_document(template.page_of),
        copies=len(template.taught.copies),
        lessons=lesson_details(template),
        img=img,
    )
    return answer.model_dump(mode="json")


def page_of_document(place: PageOf | None) -> PageOfDocument | None:
    """As `add` takes it."""
    return PageOfDocument(document=place.document, page=place.page, pages=place.pages) if place else None


def _wire_field(field: Field) -> tuple[Quad, str] | tuple[Quad, str, dict[str, Any]]:
    """A field as `add` takes it."""
    return (field.quad, field.name, dict(field.options)) if field.options else (field.quad, field.name)


def detect_answer(page: PrintedPage, size: tuple[int, int], timings_ms: Mapping[str, float]) -> dict[str, Any]:
    """Every line read; one at infinity is none."""
    placed = [(line.text, position) for line in page.lines if (position := _position(line.position)) is not None]
    answer = DetectAnswer(
        width=size[0],
        height=size[1],
        lines=[
            PrintedLineDetail(
                text=text.text,
                score=score(text.confidence),
                position=position,
                at=[round(glyph.at, 4) for glyph in text.glyphs],
            )
            for text, position in placed
        ],
        left_out=page.left_out,
        timings_ms={step: round(elapsed, 2) for step, elapsed in timings_ms.items()},
    )
    return answer.model_dump(mode="json")


def score(confidence: float) -> float:
    """0 to 100 with two decimals; a confidence that is no number is none."""
    known = float(confidence) if math.isfinite(confidence) else 0.0
    return round(min(max(known, 0.0), 1.0) * 100, 2)


def _alignment(alignment: Alignment) -> AlignmentDetail:
    return AlignmentDetail(
        verdict=alignment.verdict,
        inliers=int(alignment.inliers),
        error_px=_pixels(alignment.error_px),
        image_from_template=_matrix(alignment.image_from_template),
    )


def _matrix(homography: Matrix) -> list[list[float]] | None:
    """By rows, in full precision: the last row's numbers are small and are multiplied by coordinates."""
    rows = [[float(number) for number in row] for row in homography]
    return rows if all(math.isfinite(number) for row in rows for number in row) else None


def _field(field: FieldReading) -> FieldDetail:
    return FieldDetail(
        key=field.name,
        value=field.value,
        score=score(field.confidence),
        status=field.status,
        position=_position(field.position),
        error_px=_pixels(field.error_px),
        lines=_lines(field.lines),
        type=field.type,
        normalized=field.normalized,
        candidates=[_candidate(candidate) for candidate in field.candidates],
        checks=list(field.checks),
        held=list(field.held),
        rows=[[_table_cell(cell) for cell in row] for row in field.rows],
    )


def _table_cell(cell: FieldReading) -> CellDetail:
    return CellDetail(
        key=cell.name,
        value=cell.value,
        score=score(cell.confidence),
        status=cell.status,
        position=_position(cell.position),
        type=cell.type,
        normalized=cell.normalized,
        candidates=[_candidate(candidate) for candidate in cell.candidates],
        checks=list(cell.checks),
        held=list(cell.held),
    )


def _candidate(candidate: Candidate) -> CandidateDetail:
    return CandidateDetail(
        value=candidate.value, normalized=candidate.normalized, likelihood=round(candidate.likelihood, 4)
    )


def _lines(lines: Sequence[Line]) -> list[LineDetail]:
    return [
        LineDetail(text=line.text, score=score(line.confidence), position=_position(line.position)) for line in lines
    ]


def _pixels(distance: float) -> float | None:
    """Two decimals; a distance that is no number is unknown."""
    return round(float(distance), 2) if math.isfinite(distance) else None


def fixed_line(line: FixedLine) -> PrintDetail:
    """A line of a template's fixed print, on the wire."""
    a, b, c, d = (_spot(corner) for corner in line.quad)
    return PrintDetail(
        text=line.text, position=(a, b, c, d), role=line.role, fixed=line.fixed, weight=round(max(line.weight, 0.0), 2)
    )


def _position(quad: Quad) -> Position | None:
    """Nowhere is where a corner lies at infinity."""
    if not all(math.isfinite(coordinate) for corner in quad for coordinate in corner):
        return None
    upper_left, upper_right, lower_right, lower_left = quad
    return (_spot(upper_left), _spot(upper_right), _spot(lower_right), _spot(lower_left))


def _spot(point: Point) -> Spot:
    x, y = point
    return (round(float(x), 2), round(float(y), 2))
