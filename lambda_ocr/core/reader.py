"""The reading, top to bottom: align, cut, find and read the lines, join."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lambda_ocr.core import notes
from lambda_ocr.core.certainty import chance, signs_of
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.field_lines import FieldLines
from lambda_ocr.core.geometry import inside_share, resized, scaling, transform_quad
from lambda_ocr.core.layout import Region, crop_line, cut_region, framed
from lambda_ocr.core.lines import joined
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FieldReading,
    Image,
    Line,
    Matrix,
    Prepared,
    PrintedLine,
    Quad,
    Reading,
    Status,
    Template,
)
from lambda_ocr.core.ports import Aligner, LineDetector, LineRecognizer
from lambda_ocr.core.trace import FORGETS, Trace
from lambda_ocr.core.transcriber import LINE_PIXELS, Transcriber

LOW_CONFIDENCE = 0.6
IN_FRAME = 0.5
"""Share of a field that must lie on the picture."""
WHOLE_PAGE = 1600
"""Longest side, in pixels, at which a whole page is searched for lines: 8-point print on A4 is 15 pixels high then."""


class Reader:
    """`DocumentReader`: composes an aligner, a detector and a recognizer."""

    def __init__(
        self, aligner: Aligner, detector: LineDetector, recognizer: LineRecognizer, *, hints: bool = True
    ) -> None:
        self.version = f"{aligner.version}.{notes.VERSION}"
        self._aligner, self._detector, self._recognizer = aligner, detector, recognizer
        self._field_lines = FieldLines(detector, Transcriber(recognizer, hints=hints))

    def describe(self, picture: Image, fields: Sequence[Field]) -> bytes:
        """Derived data of a new template: its fixed print, and what its own fields say."""
        told = notes.take(picture, fields, self._lines_of)
        return notes.pack(self.version, told, picture, self._aligner.describe(picture, fields))

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        """Template and derived data, ready to `read`; raises ValueError when `derived` is not of this version."""
        told, size, described = notes.unpack(self.version, derived)
        features = self._aligner.load(described)
        landmarks = self._aligner.landmarks(features)
        return Prepared(template.template_id, template.fields, told, size, features, landmarks)

    def read(self, prepared: Prepared, picture: Image, trace: Trace = FORGETS) -> Reading:
        """Read every field; raises TemplateMismatch when the picture is not of the template."""
        clock = Clock()
        alignment = self._aligner.align(prepared.features, prepared.fields, picture, trace)
        clock.lap("align")
        regions = _regions(prepared, alignment, picture)
        clock.lap("crop")
        lines = self._field_lines.read(picture, regions, dict(enumerate(prepared.notes)), clock, trace)
        readings = tuple(
            _reading(field, placement.image_from_template, lines.get(index), placement.error_px)
            for index, (field, placement) in enumerate(zip(prepared.fields, alignment.placements, strict=True))
        )
        clock.lap("join")
        return Reading(prepared.template_id, alignment, readings, clock.laps)

    def lines(self, picture: Image) -> tuple[PrintedLine, ...]:
        """Every line of text on an upright picture, top to bottom."""
        height, width = picture.shape[:2]
        factor = min(1.0, WHOLE_PAGE / max(height, width))
        page = resized(picture, (max(1, round(width * factor)), max(1, round(height * factor))))
        quads = [transform_quad(scaling(1 / factor), line.quad) for line in self._detector.detect(page)]
        texts = self._recognizer.recognize([crop_line(picture, line, np.eye(3), LINE_PIXELS) for line in quads])
        return tuple(PrintedLine(text, line) for text, line in zip(texts, quads, strict=True) if text.text)

    def _lines_of(self, picture: Image, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[Line, ...]]:
        """Lines in quads of an upright picture (for the template itself)."""
        regions = {
            index: cut_region(picture, corners, height, np.eye(3))
            for index, (corners, height) in enumerate(zip(quads, line_heights, strict=True))
        }
        lines = self._field_lines.read_thoroughly(picture, regions)
        return [lines[index] for index in range(len(quads))]


def _regions(prepared: Prepared, alignment: Alignment, picture: Image) -> dict[int, Region]:
    """The regions of the fields that lie on the picture, by field index."""
    size = (picture.shape[1], picture.shape[0])
    return {
        index: cut_region(picture, framed(field, note.turn), note.line_height, placement.image_from_template)
        for index, (field, note, placement) in enumerate(
            zip(prepared.fields, prepared.notes, alignment.placements, strict=True)
        )
        if inside_share(transform_quad(placement.image_from_template, field.quad), size) >= IN_FRAME
    }


def _reading(
    field: Field, image_from_template: Matrix, lines: tuple[Line, ...] | None, error_px: float
) -> FieldReading:
    """A field's lines as a value with a status; None means that the field is not on the picture."""
    mine = lines or ()
    confidence = chance(signs_of(mine, error_px)) if mine else 0.0
    return FieldReading(
        field.name,
        joined([line.text for line in mine]),
        confidence,
        _status(lines, confidence),
        transform_quad(image_from_template, field.quad),
        mine,
        error_px,
    )


def _status(lines: tuple[Line, ...] | None, confidence: float) -> Status:
    if lines is None:
        return Status.OUT_OF_FRAME
    if not lines:
        return Status.EMPTY
    return Status.OK if confidence >= LOW_CONFIDENCE else Status.LOW_CONFIDENCE
