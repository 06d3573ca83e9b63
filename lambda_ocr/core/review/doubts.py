"""Which readings somebody should look at, and which of their fields."""

from __future__ import annotations

from lambda_ocr.core.model import Reading, Status, Verdict
from lambda_ocr.core.review.documents import Reason

DOUBTFUL = (Status.LOW_CONFIDENCE, Status.OUT_OF_FRAME)


def reason_of(reading: Reading) -> Reason | None:
    """Why somebody should look at it; None where nobody need."""
    statuses = {field.status for field in reading.fields}
    if Status.INVALID in statuses:
        return Reason.INVALID
    if statuses.intersection(DOUBTFUL) or reading.alignment.verdict is Verdict.WEAK:
        return Reason.DOUBTFUL
    return None
