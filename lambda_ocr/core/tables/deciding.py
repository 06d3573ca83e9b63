"""From a table's cells to its answer: each decided by its column's type."""

from __future__ import annotations

from dataclasses import replace

from lambda_ocr.core.deciding.decision import Terms, typed
from lambda_ocr.core.deciding.free import free_reading
from lambda_ocr.core.deciding.text_layer import LayerText
from lambda_ocr.core.deciding.whole_table import composed
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.model import Check, FieldReading
from lambda_ocr.core.tables.reading import TableFound


def table_reading(
    terms: Terms, known: FieldReading, kind: Table, found: TableFound, layer: LayerText | None = None
) -> FieldReading:
    """The table as a field, `known` so far by name and place; its cells beside the file's own text, if it has one."""
    rows = tuple(
        tuple(_cell(terms, column.kind, cell, layer) for column, cell in zip(kind.columns, row, strict=True))
        for row in found.rows
    )
    checks = () if found.is_ended else (Check.END_UNSEEN,)
    return composed(replace(known, position=found.position, type=kind.name, checks=checks), rows)


def _cell(terms: Terms, kind: FieldType, cell: FieldEvidence, layer: LayerText | None) -> FieldReading:
    terms, free = replace(terms, trusts_values=False), free_reading(cell, terms.calibration)
    if layer is None:
        return typed(terms, kind, cell, free)
    return layer.compared(kind, typed(terms, kind, cell, layer.agreed(kind, free)))
