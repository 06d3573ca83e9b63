"""The tables of a template, on one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.geometry import inside_share, transform_quad
from lambda_ocr.core.model import Alignment, Field, Prepared
from lambda_ocr.core.recognition.transcriber import Transcriber
from lambda_ocr.core.tables.layout import Layout
from lambda_ocr.core.tables.reading import TableFound, TableReading
from lambda_ocr.core.text_lines.field_lines import ReadingContext
from lambda_ocr.core.text_lines.finder import LineFinder


class Tables:
    """Reads a template's tables."""

    def __init__(self, finder: LineFinder, transcriber: Transcriber) -> None:
        self._finder, self._transcriber = finder, transcriber

    def read(
        self, prepared: Prepared, alignment: Alignment, context: ReadingContext, in_frame: float
    ) -> dict[int, TableFound]:
        """By their place in the template, those whose first row is on the picture; raises `OverBudget`. Lap: `tables`.

        `in_frame` is the share of the first row that must be.
        """
        found: dict[int, TableFound] = {}
        size = (context.picture.shape[1], context.picture.shape[0])
        for at, layout in layouts(prepared):
            placement = alignment.placements[at]
            first = transform_quad(placement.image_from_template, layout.first)
            if placement.is_missing or inside_share(first, size) < in_frame:
                continue
            seen = (context.picture, self._finder, self._transcriber, context.budget)
            found[at] = TableReading.of(layout, prepared.notes[at], prepared.fixed_lines, placement, seen).read()
            context.clock.lap("tables")
        return found


def layouts(prepared: Prepared) -> Iterator[tuple[int, Layout]]:
    """The template's tables, by their place."""
    for at, (field, kind) in enumerate(zip(prepared.fields, prepared.kinds, strict=False)):
        if isinstance(kind, Table):
            yield at, Layout.of(field, kind)


def placed_by(prepared: Prepared) -> Sequence[Field]:
    """The fields as an aligner places them: a table by its first row, for what is below it goes its own ways."""
    heads = {at: layout.head for at, layout in layouts(prepared)}
    if not heads:
        return prepared.fields
    return [replace(field, quad=heads.get(at, field.quad)) for at, field in enumerate(prepared.fields)]
