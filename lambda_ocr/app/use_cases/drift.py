"""`drift`: what became of documents over time, by template and version."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.review.drift import BEFORE_DAYS, RECENT_DAYS, drifts
from lambda_ocr.wire.life.drift import drift_answer
from lambda_ocr.wire.messages.operations import DriftRequest


def answer(resources: Resources, request: DriftRequest, call: Call) -> dict[str, Any]:
    """Days, fields that people corrected, and templates whose recent documents are less sure than those before."""
    if resources.counts is None:
        raise InvalidRequest(
            "This deployment does not count readings. Who runs it switches it on: CUSTOM_OCR_COUNTS=true, or the "
            "choice `template_metrics` when it is deployed.",
            member="type",
        )
    template_id = request.template_id or ""
    days = resources.counts.days(_day(max(request.days, RECENT_DAYS + BEFORE_DAYS)), template_id)
    since = _day(request.days)
    return drift_answer(
        [day for day in days if day.day >= since],
        resources.counts.fields(since, template_id),
        drifts([day for day in days if day.day >= _day(RECENT_DAYS + BEFORE_DAYS)], _day(RECENT_DAYS)),
    ).model_dump(mode="json")


def _day(before: int) -> str:
    """The first of so many days, today the last."""
    return (datetime.now(UTC) - timedelta(days=before - 1)).strftime("%Y-%m-%d")
