"""A table of its cells: as sure as its least sure cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lambda_ocr.core.evidence import LOW_CONFIDENCE
from lambda_ocr.core.model import Check, FieldReading, Status

BETWEEN_ROWS, BETWEEN_CELLS = "\n", "\t"
_GOOD = frozenset({Status.OK, Status.EMPTY})


def composed(known: FieldReading, rows: Sequence[tuple[FieldReading, ...]]) -> FieldReading:
    """The table that is `known` by name, place and checks, with these rows."""
    known = replace(known, rows=tuple(rows))
    is_ended = Check.END_UNSEEN not in known.checks
    cells = [cell for row in rows for cell in row]
    said = [cell for cell in cells if cell.status is not Status.EMPTY]
    if not said:
        return replace(known, status=Status.EMPTY if is_ended else Status.LOW_CONFIDENCE)
    is_good = is_ended and all(cell.status in _GOOD for cell in cells)
    confidence = min(cell.confidence for cell in said)
    return replace(
        known,
        value=BETWEEN_ROWS.join(BETWEEN_CELLS.join(cell.value for cell in row) for row in rows),
        confidence=confidence if is_good else min(confidence, LOW_CONFIDENCE - 0.01),
        status=Status.OK if is_good else Status.LOW_CONFIDENCE,
        normalized=[{cell.name: cell.normalized for cell in row} for row in rows],
    )
