"""The answers to `review`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from pydantic import Field as Member

from lambda_ocr.core.review.documents import LEASE_SECONDS, DocumentKept, Reason, Reviewed
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.messages.errors import ErrorMember
from lambda_ocr.wire.messages.reading_answers import FieldDetail


class ReviewDocument(Message):
    """A document that somebody should look at."""

    review_id: str
    lease: str | None = Member(description="To be sent with what is said of it; null where it was only asked for.")
    lease_seconds: float = Member(description="For which nobody else gets it.")
    template_id: str
    version: int
    reason: Reason
    created: str = Member(description="When it was read: UTC, ISO 8601.")
    keys: list[str] = Member(description="Of the template's fields, in their order; `values` has one for each.")
    fields: list[FieldDetail] = Member(description="As they were read; none where the picture was refused.")
    refusal: ErrorMember | None
    img: str = Member(description="The picture as a `data:` URL; positions are in its pixels.")


class FieldReviewedDetail(Message):
    """A field as it was read, and as a person left it."""

    key: str
    read: str | None = Member(description="null: the picture was refused.")
    value: str
    corrected: bool


class ReviewedDetail(Message):
    """What somebody said of a document."""

    review_id: str
    template_id: str
    version: int
    reason: Reason
    created: str
    reviewed_at: str
    reviewer: str
    identified: bool = Member(description="Whether the door knew them; else the name is their own word.")
    fields: list[FieldReviewedDetail]


class ReviewAnswer(Message):
    """What was asked for; the other members are empty."""

    waiting: int = Member(description="Documents that nobody has looked at yet, counted up to 1,000.")
    document: ReviewDocument | None = Member(default=None, description="null: none waits.")
    reviewed: list[ReviewedDetail] = Member(default=[])
    next_cursor: str | None = Member(default=None, description="null on the last page.")


def document_detail(document: DocumentKept, lease: str | None, keys: Sequence[str]) -> ReviewDocument:
    """A document as it is shown."""
    told: dict[str, Any] = dict(document.told)
    fields = told.get("fields", [])
    return ReviewDocument(
        review_id=document.review_id,
        lease=lease,
        lease_seconds=LEASE_SECONDS,
        template_id=document.template_id,
        version=document.version,
        reason=document.reason,
        created=document.created,
        keys=list(keys),
        fields=[FieldDetail.model_validate(field) for field in fields],
        refusal=ErrorMember.model_validate(told) if document.reason is Reason.REFUSED else None,
        img="data:image/jpeg;base64," + base64.b64encode(document.picture).decode("ascii"),
    )


def reviewed_detail(reviewed: Reviewed) -> ReviewedDetail:
    """What was said as it is shown."""
    return ReviewedDetail(
        review_id=reviewed.review_id,
        template_id=reviewed.template_id,
        version=reviewed.version,
        reason=reviewed.reason,
        created=reviewed.created,
        reviewed_at=reviewed.reviewed_at,
        reviewer=reviewed.reviewer,
        identified=reviewed.identified,
        fields=[
            FieldReviewedDetail(key=each.key, read=each.read, value=each.value, corrected=each.corrected)
            for each in reviewed.fields
        ],
    )
