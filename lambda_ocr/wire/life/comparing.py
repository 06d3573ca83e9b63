"""Readings beside the right values of their fields, as the wire shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.model import FieldReading, Reading, TemplateRef
from lambda_ocr.core.teaching.copies import same
from lambda_ocr.core.teaching.evaluation import FieldOutcome, evaluated
from lambda_ocr.wire.answers import position, score
from lambda_ocr.wire.life.messages import CopyCompared, EvaluateAnswer, FieldCompared


def compared(reading: Reading | None, values: Mapping[str, str], refusal: OcrError | None) -> CopyCompared:
    """A copy's fields with a known value, as they were read; where a key comes again, its first field."""
    read = {field.name: field for field in reversed(reading.fields)} if reading else {}
    fields = [_compared(key, truth, read.get(key)) for key, truth in values.items()]
    return CopyCompared(
        refused=refusal.code if refusal else None, message=refusal.message if refusal else None, fields=fields
    )


def _compared(key: str, truth: str, field: FieldReading | None) -> FieldCompared:
    value = None if field is None else field.value
    return FieldCompared(
        key=key,
        truth=truth,
        value=value,
        score=0.0 if field is None else score(field.confidence),
        status=None if field is None else field.status,
        right=value is not None and same(value, truth),
        position=None if field is None else position(field.position),
    )


def evaluate_answer(ref: TemplateRef, copies: Sequence[CopyCompared]) -> EvaluateAnswer:
    """The copies and their sums."""
    sums = sums_over([copy.model_dump() for copy in copies])
    return EvaluateAnswer(template_id=ref.template_id, version=ref.version, **sums, copies=list(copies))


def sums_over(copies: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The answer's sums over any number of its `copies`."""
    outcomes = [
        [FieldOutcome(field["key"], field["truth"], field["value"], field["score"]) for field in copy["fields"]]
        for copy in copies
    ]
    sums = evaluated(outcomes, sum(copy["refused"] is not None for copy in copies))
    return {
        "pictures": sums.pictures,
        "refused": sums.refused,
        "total": asdict(sums.tally),
        "by_field": [{"key": key, **asdict(tally)} for key, tally in sums.by_field],
        "reliability": [{"low": band.low, **asdict(band.tally)} for band in sums.reliability],
        "risk": [
            {"score": risk.bound, "taken": round(risk.taken, 4), "wrong": round(risk.wrong, 4)} for risk in sums.risk
        ],
    }
