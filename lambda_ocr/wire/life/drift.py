"""The answer to `drift`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, TypeAlias

from pydantic import Field as Member

from lambda_ocr.core.review.drift import DayCounted, Drift, FieldCounted
from lambda_ocr.wire.messages.common import Message

Share: TypeAlias = Annotated[float, Member(ge=0, le=1)]


class DayDetail(Message):
    """What became of a day's documents with one version of a template."""

    day: str = Member(description="UTC, `YYYY-MM-DD`.")
    template_id: str
    version: int
    documents: int
    refused: int
    doubtful: int = Member(description="Read, with a field that is not sure or no value of its type.")
    reviewed: int = Member(description="Documents that a person looked at.")


class FieldCountDetail(Message):
    """What people said of one field."""

    template_id: str
    version: int
    key: str
    reviewed: int
    corrected: int


class DriftDetail(Message):
    """A template's last seven days beside the 28 before."""

    template_id: str
    before: Share = Member(description="Share of documents that were refused or doubtful.")
    before_of: int
    recent: Share
    recent_of: int
    chance: Share = Member(
        description="That the share rises so far though nothing changed: below 0.001 the form was probably reprinted."
    )


class DriftAnswer(Message):
    """Counts, and nothing of what any document says."""

    days: list[DayDetail] = Member(description="The oldest first.")
    fields: list[FieldCountDetail]
    drifts: list[DriftDetail] = Member(description="The least likely by chance first.")


def drift_answer(days: Iterable[DayCounted], fields: Iterable[FieldCounted], drifts: Iterable[Drift]) -> DriftAnswer:
    """All of it."""
    return DriftAnswer(
        days=[DayDetail(**asdict(day)) for day in days],
        fields=[FieldCountDetail(**asdict(field)) for field in fields],
        drifts=[DriftDetail(**asdict(drift)) for drift in drifts],
    )
