"""A field's value as it was read, before its type is asked."""

from __future__ import annotations

from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.geometry import transform_quad
from lambda_ocr.core.model import Calibration, FieldReading
from lambda_ocr.core.recognition.calibration import chance, signs_of
from lambda_ocr.core.text_lines.line_cutting import joined


def free_reading(known: FieldEvidence, calibration: Calibration) -> FieldReading:
    """A field's evidence as its value, with a score and a status."""
    error_px = known.placement.error_px
    confidence = chance(signs_of(known.lines, error_px), calibration) if known.lines else 0.0
    return FieldReading(
        known.field.name,
        joined([line.text for line in known.lines]),
        confidence,
        known.status(confidence),
        transform_quad(known.placement.image_from_template, known.field.quad),
        known.lines,
        error_px,
        known.unexplained,
        known.checks,
    )
