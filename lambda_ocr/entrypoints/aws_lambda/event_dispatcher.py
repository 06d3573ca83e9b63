"""One Lambda, many doors: each kind of event is answered in its own form, all by the same service.

Rule: what waits for an answer (HTTP, direct invokes) gets one whatever happens; what does not wait (objects, queues)
raises, or is reported, only when another delivery may mend it. No answer is over Lambda's limit.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import AnswerTooLarge, InvalidRequest, StoreUnavailable
from lambda_ocr.core.review.caller import CALLER
from lambda_ocr.entrypoints.aws_lambda import log, spans
from lambda_ocr.entrypoints.aws_lambda.batch_parts import Unfinished
from lambda_ocr.entrypoints.aws_lambda.batches import BatchDesk
from lambda_ocr.entrypoints.aws_lambda.deliveries import (
    RESERVE_SECONDS,
    WAITING,
    DocumentDesk,
    NotAnswered,
    Outside,
    SecondsLeft,
    error_code,
)
from lambda_ocr.entrypoints.aws_lambda.events import Created, Kind, created_in, kind_of
from lambda_ocr.entrypoints.aws_lambda.http_events import HttpRequest, answer_http, caller_of, origins, proxied
from lambda_ocr.entrypoints.aws_lambda.pages import answer_page, door_of, generated
from lambda_ocr.wire.json_text import Body
from lambda_ocr.wire.response import Response, refusal
from lambda_ocr.wire.routes import TYPES

MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100
"""What Lambda hands back to a caller who waits, to the byte; beyond it the runtime client dies."""

UNKNOWN_SECONDS = 30.0
GATEWAY_SECONDS = 28.0
"""API Gateway waits 29 s by default; work that nobody hears of is not done, and nothing of it is kept."""
"""What an invocation has where nobody tells."""

ON_ERROR = "on_error"
"""A member for Step Functions: `"on_error": "fail"` turns an error body into a failed task."""


_MISSHAPEN = InvalidRequest("The event is not what API Gateway sends. Invoke the function with the bare request.")


class Service(Protocol):
    """`app.service.OcrService`, or what hands requests on to one."""

    def handle(self, payload: object, budget: Budget) -> Response:
        """Answer a JSON value, for no more than the budget; never raises."""
        ...

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        """Answer a body; never raises."""
        ...


@dataclass
class EventSummary:
    """What is said of one event: its worst status and the facts for the log."""

    status: int = 200
    facts: dict[str, Any] = field(default_factory=dict)

    def heard(self, response: Response | None) -> None:
        """One of the event's documents was answered."""
        if response is None:
            self.facts["skipped"] = self.facts.get("skipped", 0) + 1
        elif response.status >= self.status:
            self.status = response.status
            self.facts["code"] = error_code(response) or "ok"

    def failed(self, code: str) -> None:
        """One of the event's documents waits for another delivery; no fault when another invocation is at it."""
        self.status = max(self.status, 429 if code in WAITING else 503)
        self.facts["code"] = code


class EventDispatcher:
    """Answers events; built once a process."""

    def __init__(
        self,
        service: Service,
        outside: Outside,
        bucket: str = "",
        cors_origins: str = "",
        *,
        region: str = "",
        described: Callable[[], str] = generated,
    ) -> None:
        self._service = service
        self._desk = DocumentDesk(service.handle_bytes, outside)
        self._bucket = bucket
        self._batches = BatchDesk(service.handle, bucket)
        self._door = door_of(bucket, region)
        self._origins = origins(cors_origins)
        self._described = described
        self._cold = True
        self._by_kind: Mapping[Kind, Callable[[Any, EventSummary, SecondsLeft], Any]] = {
            Kind.REST_API: self._http,
            Kind.HTTP_API: self._http,
            Kind.BUCKET: self._created,
            Kind.BUS: self._created,
            Kind.QUEUE: self._queue,
            Kind.SCHEDULE: self._schedule,
            Kind.BATCH: self._batch,
            Kind.DIRECT: self._direct,
        }

    def answer(self, event: Any, context: Any) -> Any:
        """The answer in the form of the event's kind."""
        started, kind, summary = time.perf_counter(), kind_of(event), EventSummary()
        CALLER.set("")
        with spans.heard() as laps:
            try:
                return self._by_kind[kind](event, summary, _clock_of(context))
            finally:
                milliseconds = (time.perf_counter() - started) * 1000
                told = {"status": summary.status, "request_id": getattr(context, "aws_request_id", "")}
                steps = {"steps_ms": spans.milliseconds(laps)} if laps else {}
                log.tell(kind, {**summary.facts, **told, **steps}, summary.status, milliseconds, self._cold)
                spans.tell(laps, kind, started)
                self._cold = False

    def _http(self, event: Mapping[str, Any], summary: EventSummary, left: SecondsLeft) -> Any:
        try:
            request = HttpRequest.of_event(event)
        except (AttributeError, TypeError):
            request = HttpRequest("POST", "/", "", "", False)
            return _within_limit(refusal(_MISSHAPEN), lambda given: proxied(given, request, self._origins), summary)
        page = answer_page(event, self._door, self._described)
        if page is not None:
            return page
        budget = Budget(min(left() - RESERVE_SECONDS, GATEWAY_SECONDS))
        CALLER.set(caller_of(event))
        response = answer_http(request, lambda body: self._service.handle_bytes(body, budget), self._origins)
        return _within_limit(response, lambda given: proxied(given, request, self._origins), summary)

    def _direct(self, event: Any, summary: EventSummary, left: SecondsLeft) -> Any:
        summary.facts["type"] = _type_of(event)
        response = self._service.handle(event, Budget(left() - RESERVE_SECONDS))
        answer = _within_limit(response, lambda given: given.body if given else None, summary)
        if isinstance(event, Mapping) and event.get(ON_ERROR) == "fail" and summary.status >= 400:
            raise _named(answer["error"])
        return answer

    def _created(self, event: Mapping[str, Any], summary: EventSummary, left: SecondsLeft) -> Any:
        failures = [self._read(each, summary, left) for each in created_in(event)]
        _raise_first(failures)
        return {"documents": len(failures)}

    def _read(self, created: Created, summary: EventSummary, left: SecondsLeft) -> NotAnswered | None:
        try:
            summary.heard(self._desk.answer_created(created, left))
        except NotAnswered as failure:
            summary.failed(str(failure))
            return failure
        return None

    def _queue(self, event: Mapping[str, Any], summary: EventSummary, left: SecondsLeft) -> Any:
        """Each message alone; in a FIFO queue nothing may overtake a message that failed."""
        failed: list[str] = []
        for record in event["Records"]:
            overtaking = failed and "MessageGroupId" in record.get("attributes", {})
            if overtaking or not self._message(record, summary, left):
                failed.append(str(record["messageId"]))
        return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}

    def _message(self, record: Mapping[str, Any], summary: EventSummary, left: SecondsLeft) -> bool:
        inner = _json_or_none(record["body"])
        try:
            if kind_of(inner) in (Kind.BUCKET, Kind.BUS):
                self._created(inner, summary, left)
            else:
                summary.heard(self._desk.answer_message(record["messageId"], record["body"], self._bucket, left))
        except NotAnswered as failure:
            summary.failed(str(failure))
            return False
        return True

    def _batch(self, event: Mapping[str, Any], summary: EventSummary, left: SecondsLeft) -> Any:
        try:
            answer = self._batches.answer(event["batch"], left)
        except (Unfinished, StoreUnavailable) as failure:
            summary.failed(str(failure) if isinstance(failure, Unfinished) else failure.code)
            raise
        summary.facts["documents"] = answer["files"]
        return answer

    def _schedule(self, _event: Any, _summary: EventSummary, _left: SecondsLeft) -> Any:
        """A warm-up: models and clients were made before the first event, so being here is all it takes."""
        return {"warm": True}


def _within_limit(response: Response | None, form: Callable[[Response | None], Any], summary: EventSummary) -> Any:
    """The answer in its form, or a refusal where Lambda would not let it through.

    Counted as the runtime client encodes it, in ASCII: a Chinese character is six bytes.
    """
    answer = form(response)
    size = len(json.dumps(answer))
    if size > MAX_ANSWER_BYTES:
        response = refusal(
            AnswerTooLarge(
                f"The answer has {size} bytes; Lambda lets {MAX_ANSWER_BYTES} through. Ask for less (no detail, a "
                "smaller picture), or have the picture read by an event, whose answer is a file.",
                bytes=size,
                max_bytes=MAX_ANSWER_BYTES,
            )
        )
        answer = form(response)
    summary.heard(response or Response(204, None))
    return answer


def _named(error: Mapping[str, Any]) -> Exception:
    """An exception whose class is the code, for Step Functions' `Retry` and `Catch`."""
    named: Exception = type(str(error["code"]), (Exception,), {})(error["message"])
    return named


def _raise_first(failures: Sequence[NotAnswered | None]) -> None:
    for failure in failures:
        if failure is not None:
            raise failure


def _clock_of(context: Any) -> SecondsLeft:
    """Asked anew for each document: those of one event are answered one after the other."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return (lambda: remaining() / 1000) if remaining else (lambda: UNKNOWN_SECONDS)


def _json_or_none(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _type_of(event: Any) -> str:
    """The request's type when it is one we know: a client's own text does not go to the log."""
    given = event.get("type", "query") if isinstance(event, Mapping) else ""
    return given if isinstance(given, str) and given in TYPES else "other"
