"""From a table's cells to its answer: each decided by its column's type, the table as sure as its least sure cell."""

from __future__ import annotations

from dataclasses import replace

from lambda_ocr.core.deciding.decision import Terms, typed
from lambda_ocr.core.deciding.free import free_reading
from lambda_ocr.core.deciding.text_layer import LayerText
from lambda_ocr.core.evidence import LOW_CONFIDENCE, FieldEvidence
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.model import Check, FieldReading, Status
from lambda_ocr.core.tables.reading import TableFound

BETWEEN_ROWS, BETWEEN_CELLS = "\n", "\t"
_GOOD = frozenset({Status.OK, Status.EMPTY})


def table_reading(
    terms: Terms, known: FieldReading, kind: Table, found: TableFound, layer: LayerText | None = None
) -> FieldReading:
    """The table as a field, `known` so far by name and place; its cells beside the file's own text, if it has one."""
    rows = tuple(
        tuple(_cell(terms, column.kind, cell, layer) for column, cell in zip(kind.columns, row, strict=True))
        for row in found.rows
    )
    checks = () if found.is_ended else (Check.END_UNSEEN,)
    known = replace(known, position=found.position, type=kind.name, rows=rows, checks=checks)
    cells = [cell for row in rows for cell in row]
    said = [cell for cell in cells if cell.status is not Status.EMPTY]
    if not said:
        return replace(known, status=Status.LOW_CONFIDENCE if checks else Status.EMPTY)
    is_good = found.is_ended and all(cell.status in _GOOD for cell in cells)
    confidence = min(cell.confidence for cell in said)
    return replace(
        known,
        value=BETWEEN_ROWS.join(BETWEEN_CELLS.join(cell.value for cell in row) for row in rows),
        confidence=confidence if is_good else min(confidence, LOW_CONFIDENCE - 0.01),
        status=Status.OK if is_good else Status.LOW_CONFIDENCE,
        normalized=[{cell.name: cell.normalized for cell in row} for row in rows],
    )


def _cell(terms: Terms, kind: FieldType, cell: FieldEvidence, layer: LayerText | None) -> FieldReading:
    free = free_reading(cell, terms.calibration)
    if layer is None:
        return typed(terms, kind, cell, free)
    return layer.compared(kind, typed(terms, kind, cell, layer.agreed(kind, free)))
