"""A reading of a page that was made smaller, told in the pixels of the page as its file has it."""

from __future__ import annotations

from dataclasses import replace

from lambda_ocr.core.geometry import scaling, transform_quad
from lambda_ocr.core.model import Alignment, FieldReading, Matrix, Quad, Reading


def in_own_pixels(reading: Reading, reduction: float) -> Reading:
    """The same places, on a page that has 1 / `reduction` as many pixels along a side."""
    if reduction == 1:
        return reading
    own = scaling(1 / reduction)
    return replace(
        reading,
        alignment=_alignment(reading.alignment, own, reduction),
        fields=tuple(_field(field, own, reduction) for field in reading.fields),
    )


def _alignment(alignment: Alignment, own: Matrix, reduction: float) -> Alignment:
    return replace(
        alignment,
        image_from_template=own @ alignment.image_from_template,
        error_px=alignment.error_px / reduction,
    )


def _field(field: FieldReading, own: Matrix, reduction: float) -> FieldReading:
    def placed(quad: Quad) -> Quad:
        return transform_quad(own, quad)

    return replace(
        field,
        position=placed(field.position),
        error_px=field.error_px / reduction,
        lines=tuple(replace(line, position=placed(line.position)) for line in field.lines),
    )
