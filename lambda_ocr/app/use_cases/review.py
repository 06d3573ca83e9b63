"""`review`: a person takes the next document that should be looked at, and says what stands there.

Rule: what a person says is taken once, from who has the document, under the name that the door knows them by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.clock import now
from lambda_ocr.core.errors import InvalidRequest, OcrError
from lambda_ocr.core.review.caller import CALLER
from lambda_ocr.core.review.documents import (
    DocumentKept,
    FieldReviewed,
    Reviewed,
    ReviewQueue,
    lost,
)
from lambda_ocr.wire.life.review import ReviewAnswer, document_detail, reviewed_detail
from lambda_ocr.wire.messages.operations import ReviewRequest


def answer(resources: Resources, request: ReviewRequest, call: Call) -> dict[str, Any]:
    """What was asked to be done; raises `InvalidRequest` where review is off, `LeaseLost` where another has it."""
    desk = _Desk(resources, _queue(resources), request)
    return getattr(desk, request.do)().model_dump(mode="json")  # type: ignore[no-any-return]


def _queue(resources: Resources) -> ReviewQueue:
    if resources.reviews is None:
        raise InvalidRequest(
            "This deployment keeps nothing for review. Who runs it switches it on: CUSTOM_OCR_REVIEW_DAYS, or the "
            "choice `review_days` when it is deployed.",
            member="type",
        )
    return resources.reviews


class _Desk:
    """One method for each thing that can be done."""

    def __init__(self, resources: Resources, queue: ReviewQueue, request: ReviewRequest) -> None:
        self._resources, self._queue, self._request = resources, queue, request

    def next(self) -> ReviewAnswer:
        """The document that waits longest, for this person alone for a while."""
        taken = self._queue.take(self._reviewer(), self._request.template_id or "")
        waiting = self._queue.waiting()
        if taken is None:
            return ReviewAnswer(waiting=waiting)
        shown = document_detail(taken.document, taken.lease, self._keys(taken.document))
        return ReviewAnswer(waiting=waiting, document=shown)

    def done(self) -> ReviewAnswer:
        """What the person says."""
        review_id, lease, values = self._given("review_id"), self._given("lease"), self._request.values
        if values is None:
            raise InvalidRequest('The member "values" is missing. Send a value for each field.', member="values")
        document = self._queue.get(review_id)
        if document is None:
            raise lost(review_id)
        reviewed = self._reviewed(document, values)
        self._queue.finish(lease, reviewed)
        if self._resources.counts:
            self._resources.counts.reviewed(reviewed)
        return ReviewAnswer(waiting=self._queue.waiting())

    def release(self) -> ReviewAnswer:
        """The document goes back unseen."""
        self._queue.release(self._given("review_id"), self._given("lease"))
        return ReviewAnswer(waiting=self._queue.waiting())

    def get(self) -> ReviewAnswer:
        """A document that is kept, without a lease."""
        document = self._queue.get(self._given("review_id"))
        if document is None:
            raise lost(self._given("review_id"))
        shown = document_detail(document, None, self._keys(document))
        return ReviewAnswer(waiting=self._queue.waiting(), document=shown)

    def list(self) -> ReviewAnswer:
        """What was said so far, a page at a time."""
        found, cursor = self._queue.reviewed(self._request.limit, self._request.cursor or "")
        wanted = self._request.template_id
        shown = [reviewed_detail(each) for each in found if not wanted or each.template_id == wanted]
        return ReviewAnswer(waiting=self._queue.waiting(), reviewed=shown, next_cursor=cursor)

    def _reviewed(self, document: DocumentKept, values: Sequence[str]) -> Reviewed:
        keys = self._keys(document)
        if len(values) != len(keys):
            raise InvalidRequest(
                f'"values" has {len(values)} and the template {len(keys)} fields. Send one for each, in their order; '
                '"" where nothing stands.',
                member="values",
            )
        read = [field["value"] for field in document.told.get("fields", ())] or [None] * len(keys)
        fields = tuple(FieldReviewed(*each) for each in zip(keys, read, values, strict=True))
        about = (document.review_id, document.template_id, document.version, document.reason, document.created)
        return Reviewed(*about, now(), self._reviewer(), bool(CALLER.get()), fields)

    def _keys(self, document: DocumentKept) -> Sequence[str]:
        """Of the fields, in template order."""
        if document.told.get("fields"):
            return [field["key"] for field in document.told["fields"]]
        try:
            ref = self._resources.templates.find(document.template_id, document.version)
            return [field.name for field in self._resources.store.get(ref).fields]
        except OcrError:  # deleted meanwhile: there is nothing to type
            return []

    def _reviewer(self) -> str:
        """Who asks: as the door knows them, else as they call themselves."""
        return CALLER.get() or self._request.reviewer

    def _given(self, name: str) -> str:
        value: str | None = getattr(self._request, name)
        if not value:
            raise InvalidRequest(f'The member "{name}" is missing; the answer to "next" had it.', member=name)
        return value
