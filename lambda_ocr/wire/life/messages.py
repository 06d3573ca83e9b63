"""The answers to `preview`, `teach` and `evaluate`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field as Member

from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.core.model import Status
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.messages.reading_answers import DetailAnswer, Position, Score
from lambda_ocr.wire.messages.template_answers import LessonDetail


class PreviewReading(Message):
    """A picture read with one of the two."""

    refused: ErrorCode | None = Member(description="null: it was read.")
    message: str | None
    answer: DetailAnswer | None = Member(description="As a `query` with `detail` answers.")


class CopyPreviewed(Message):
    """A picture read with the template as it is, and as the change would make it."""

    before: PreviewReading
    after: PreviewReading


class PreviewAnswer(Message):
    """The pictures in the order they were sent."""

    template_id: str
    version: int = Member(description="The newest one, which the change is made to; it is still the newest.")
    copies: list[CopyPreviewed]


class CopyDetail(Message):
    """What became of one copy, in the order they were sent."""

    status: Literal["taught", "known", "refused"] = Member(
        description="`known`: the very file was taught before, and says nothing more."
    )
    reason: ErrorCode | None = Member(description="Why it was refused; the others were taught all the same.")
    message: str | None
    right: int | None = Member(description="Fields that read as their right values, before; null where none was given.")
    of: int | None


class TeachAnswer(Message):
    """The newest version, and all that the template knows from copies."""

    template_id: str
    version: int
    copies: list[CopyDetail]
    lessons: list[LessonDetail]


class FieldCompared(Message):
    """A field whose right value is known, as it was read."""

    key: str
    truth: str
    value: str | None = Member(description="null: the picture was refused.")
    score: Score
    status: Status | None
    right: bool = Member(description="The same text, spaces and the widths of characters aside.")
    position: Position | None = Member(description="In pixels of the copy.")


class CopyCompared(Message):
    """One copy, in the order they were sent."""

    refused: ErrorCode | None
    message: str | None
    fields: list[FieldCompared]


class TallyDetail(Message):
    """Fields by what became of them."""

    right: int
    wrong: int
    refused: int = Member(description="Of pictures that were refused: not read, and neither right nor wrong.")


class FieldTally(TallyDetail):
    """The same of one field."""

    key: str


class BandDetail(TallyDetail):
    """The same of fields with a score from `low` on, below that of the band before."""

    low: float


class RiskDetail(Message):
    """What it brings to take values from a score on without a look."""

    score: float
    taken: Annotated[float, Member(ge=0, le=1, description="Share of all fields with a known value.")]
    wrong: Annotated[float, Member(ge=0, le=1, description="Share of those taken that are wrong.")]


class EvaluateAnswer(Message):
    """How well a template reads labelled copies; nothing of it is kept."""

    template_id: str
    version: int
    pictures: int
    refused: int
    total: TallyDetail
    by_field: list[FieldTally]
    reliability: list[BandDetail]
    risk: list[RiskDetail]
    copies: list[CopyCompared]
