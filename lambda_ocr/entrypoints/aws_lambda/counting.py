"""Counts of readings as CloudWatch metrics: a log line each, of which CloudWatch makes them.

A metric by template costs its monthly price, so they are on where `template_metrics` was chosen. Rule: ids and numbers.
"""

from __future__ import annotations

from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.model import TemplateRef
from lambda_ocr.core.review.documents import Reviewed
from lambda_ocr.core.review.drift import DayCounted, FieldCounted
from lambda_ocr.entrypoints.aws_lambda import log


class LoggedCounts:
    """`ReadingCounts` whose numbers are on the dashboard."""

    def document(self, ref: TemplateRef, *, refused: bool, doubtful: bool) -> None:
        """One was read, or refused."""
        log.count(
            ref.template_id,
            ref.version,
            {"Refused": int(refused), "Doubtful": int(doubtful), "Unsure": int(refused or doubtful)},
        )

    def reviewed(self, reviewed: Reviewed) -> None:
        """A person looked at one: the share of its fields that they corrected."""
        corrected = [field.corrected for field in reviewed.fields]
        share = sum(corrected) / len(corrected) if corrected else 0.0
        log.count(reviewed.template_id, reviewed.version, {"Reviewed": 1, "Corrected": share})

    def days(self, since: str, template_id: str = "") -> tuple[DayCounted, ...]:
        """Not here."""
        raise _on_the_dashboard()

    def fields(self, since: str, template_id: str = "") -> tuple[FieldCounted, ...]:
        """Not here."""
        raise _on_the_dashboard()


def _on_the_dashboard() -> InvalidRequest:
    return InvalidRequest(
        "On AWS the counts are CloudWatch metrics: see the stack's dashboard, by template and version.", member="type"
    )
