"""Documents that come as events and whose sender does not wait: pictures under `in/`, bare requests in a queue.

Rule: the answer is the one the API gives, written beside the pictures; each event is answered once, however often it
is delivered. What can never be read is buried with its reason; what another try may mend raises `NotAnswered`, and so
does what another invocation is at: it may die, and then this delivery is the document's only hope.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lambda_ocr.aws.deliveries import Claim
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import ErrorCode, StoreUnavailable
from lambda_ocr.entrypoints.aws_lambda.events import ANSWERS, Created
from lambda_ocr.wire.response import Response

READ = "Document Read"
REFUSED = "Document Refused"

LASTING = frozenset({"NoSuchKey", "NoSuchBucket", "AccessDenied", "InvalidObjectState"})
"""Reasons of `s3_unavailable` that no second try mends."""

LEAST_SECONDS = 5.0
"""Of an invocation's time; with less, a document is left to another delivery instead of being begun and cut off."""

RESERVE_SECONDS = 1.0
"""Kept of an invocation's time for what comes after the reading."""

HELD = "held"
NO_TIME = "no_time"
WAITING = frozenset({HELD, NO_TIME})
"""Why a delivery must come again though nothing failed."""

SecondsLeft = Callable[[], float]
"""Seconds until the platform ends this invocation, now."""


class Outside(Protocol):
    """What an answer needs of AWS (`aws.idempotency.Documents`); every method may raise StoreUnavailable."""

    def template_named_by(self, bucket: str, key: str) -> str:
        """The template named by an object's metadata, or an empty string."""
        ...

    def claim(self, delivery: str, seconds: float) -> Claim:
        """Take a delivery on for so many seconds, or find it done, or held by another invocation."""
        ...

    def finish(self, delivery: str) -> None:
        """It is answered."""
        ...

    def release(self, delivery: str) -> None:
        """It is not answered."""
        ...

    def write(self, bucket: str, key: str, answer: bytes) -> None:
        """Keep the answer."""
        ...

    def bury(self, message: Mapping[str, Any]) -> None:
        """Keep the reason why there is none."""
        ...

    def announce(self, what: str, detail: Mapping[str, Any]) -> None:
        """Say that there is an answer."""
        ...


class NotAnswered(Exception):
    """This try failed; the event must be delivered again. Says the code alone, no word of the document."""


@dataclass(frozen=True)
class Job:
    """One document to answer: what to ask the service, and where the answer goes."""

    delivery: str
    bucket: str
    answer_key: str
    source: Mapping[str, str]
    """What names the document in the event and in the queue of failed ones."""
    payload: Callable[[], bytes]
    """The request; called when the delivery is known to be ours."""


class DocumentDesk:
    """Answers jobs."""

    def __init__(self, handle: Callable[[bytes, Budget], Response], outside: Outside) -> None:
        self._handle = handle
        self._outside = outside

    def answer_created(self, created: Created, left: SecondsLeft) -> Response | None:
        """Read a picture put under `in/`; None when it is not ours, or answered already."""
        return self.answer(self._job_of(created), left) if created.is_picture else None

    def answer_message(self, message_id: str, body: str, bucket: str, left: SecondsLeft) -> Response | None:
        """Answer a bare request out of a queue, under `out/queue/`; None when it is answered already."""
        key = f"{ANSWERS}queue/{message_id}.json"
        job = Job(f"message {message_id}", bucket, key, {"message_id": message_id}, lambda: body.encode("utf-8"))
        return self.answer(job, left)

    def answer(self, job: Job, left: SecondsLeft) -> Response | None:
        """Answer one job; None when it is answered already; raises NotAnswered."""
        if not self._taken(job, left()):
            return None
        try:
            return self._answer(job, Budget(left() - RESERVE_SECONDS))
        except StoreUnavailable as error:
            self._release(job)
            raise NotAnswered(error.code) from error
        except NotAnswered:
            self._release(job)
            raise

    def _taken(self, job: Job, seconds: float) -> bool:
        """Whether the job is ours for the seconds left; False when it is done; raises NotAnswered."""
        if seconds < LEAST_SECONDS:
            raise NotAnswered(NO_TIME)
        try:
            claim = self._outside.claim(job.delivery, seconds)
        except StoreUnavailable as error:
            raise NotAnswered(error.code) from error
        if claim is Claim.HELD:
            raise NotAnswered(HELD)
        return claim is Claim.OURS

    def _answer(self, job: Job, budget: Budget) -> Response:
        response = self._handle(job.payload(), budget)
        code = error_code(response)
        if code and may_pass(response, code):
            raise NotAnswered(code)
        self._outside.write(job.bucket, job.answer_key, response.encoded())
        if code:
            self._outside.bury({**job.source, "output": job.answer_key, **response.body})
        self._outside.announce(REFUSED if code else READ, _detail(job, response, code))
        self._outside.finish(job.delivery)
        return response

    def _release(self, job: Job) -> None:
        """Best effort: the claim ends with the invocation's time anyway."""
        try:
            self._outside.release(job.delivery)
        except StoreUnavailable:
            return

    def _job_of(self, created: Created) -> Job:
        def payload() -> bytes:
            named = created.template_id or self._outside.template_named_by(created.bucket, created.key)
            url = f"s3://{created.bucket}/{created.key}"
            return json.dumps({"type": "query", "template_id": named, "url": url}).encode()

        source = {"bucket": created.bucket, "key": created.key}
        delivery = f"{created.bucket}/{created.key} {created.event_id}"
        return Job(delivery, created.bucket, created.answer_key, source, payload)


def error_code(response: Response) -> str:
    """The code of a refusal, an empty string for an answer."""
    return str(response.body["error"]["code"]) if response.status >= 400 else ""


def may_pass(response: Response, code: str) -> bool:
    """Whether another try may mend it."""
    if code == ErrorCode.S3_UNAVAILABLE:
        return response.body["error"]["details"].get("reason") not in LASTING
    if code == ErrorCode.OVER_BUDGET:  # of pixels never; of time perhaps: those before it may have taken long
        return "seconds" in response.body["error"]["details"]
    return response.status >= 500 or code in (ErrorCode.TOO_MANY_REQUESTS, ErrorCode.URL_TIMEOUT)


def _detail(job: Job, response: Response, code: str) -> dict[str, Any]:
    """No text of the document: how many fields, not what they say."""
    fields = len(response.body) if isinstance(response.body, list) else 0
    outcome: dict[str, Any] = {"code": code} if code else {"fields": fields}
    return {**job.source, "output": {"bucket": job.bucket, "key": job.answer_key}, "status": response.status, **outcome}
