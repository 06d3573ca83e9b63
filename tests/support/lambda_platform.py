"""Lambda, its queue of asynchronous events and SQS, small enough that a test decides what happens next.

An invocation runs in a thread of its own and stops before every call to AWS; the test lets it do that call, has AWS
refuse it, or kills it there. One thread runs at a time, so that every run can be repeated. Time is the test's, too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Semaphore, Thread
from typing import Any

from botocore.exceptions import ClientError

from infra.events import RECEIVES
from lambda_ocr.aws.idempotency import Documents
from lambda_ocr.core.budget import Budget
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
from lambda_ocr.wire.json_text import Body
from lambda_ocr.wire.response import Response
from tests.support import lambda_samples as sample
from tests.support.faults import Killed, throttled

ASYNC_WAITS = (60.0, 120.0)
"""Lambda's own: "Lambda waits one minute before the first retry and two minutes before the second" (docs, invocation,
asynchronous error handling)."""


@dataclass
class Context:
    """What Lambda tells a function of the time it has."""

    platform: Platform
    deadline: float
    aws_request_id: str = "request"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the platform kills."""
        return int((self.deadline - self.platform.now) * 1000)


class Invocation:
    """A call of the handler, stopped before each call it makes."""

    def __init__(self, platform: Platform, event: Any, ended: Callable[[Any], None]) -> None:
        self.deadline = platform.now + platform.seconds
        self.about_to = ""
        self.over = False
        self._platform, self._event, self._ended = platform, event, ended
        self._order, self._turn, self._idle = "", Semaphore(0), Semaphore(0)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        self._idle.acquire()

    def go_on(self, order: str = "do") -> None:
        """Let it make the next call (`do`), have AWS `refuse` that, or end the process (`die`)."""
        self._order = order
        self._turn.release()
        self._idle.acquire()
        if self.over:
            self._thread.join()

    def stop_before(self, call: str) -> None:
        """Wait for the test, in the invocation's thread."""
        self.about_to = call
        self._idle.release()
        self._turn.acquire()
        if self._order == "die":
            raise Killed
        if self._order == "refuse" and call != "return":
            raise throttled()

    def _run(self) -> None:
        answer: Any = None
        try:
            answer = self._platform.doors_of(self).answer(self._event, Context(self._platform, self.deadline))
            self.stop_before("return")
        except Killed:
            answer = Killed()
        except Exception as fault:  # noqa: BLE001 - the platform's edge: whatever it is, the function failed
            answer = fault
        self.over = True
        self._ended(answer)
        self._idle.release()


@dataclass
class Message:
    """An event waiting in SQS, or in Lambda's own queue."""

    message_id: str
    document: str
    due: float
    tries: int = 0


@dataclass
class Platform:
    """One function with both ways to it, the table, the bucket, and the queue of failed documents."""

    seconds: float
    """The function's timeout."""
    visibility: float
    now: float = 1_800_000_000.0
    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    """How often each document's answer was written."""
    failed: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    at_work: dict[str, set[Invocation]] = field(default_factory=dict)
    queue: list[Message] = field(default_factory=list)
    waiting: list[Message] = field(default_factory=list)
    """Lambda's own queue of asynchronous events."""
    running: list[Invocation] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)

    def doors_of(self, invocation: Invocation) -> EventDispatcher:
        """The handler's doors, every call of which stops first."""
        clients = _Clients(self, invocation)
        outside = Documents("table", "failed", lambda service: clients, clock=lambda: self.now)
        return EventDispatcher(_Service(self, invocation), outside, bucket="ocr-data")

    # The two ways to the function

    def receive(self, most: int, *, again: bool = False) -> Invocation | None:
        """SQS hands a batch over; `again`: though it is in flight, as "at least once" allows."""
        batch = [each for each in self.queue if again or each.due <= self.now][:most]
        for message in batch:
            message.tries += 1
            message.due = self.now + self.visibility
        for message in [each for each in batch if each.tries > RECEIVES]:
            self._give_up(self.queue, message)
        batch = [each for each in batch if each.tries <= RECEIVES]
        return self._begin(self._batch(batch), lambda answer: self._batch_ended(batch, answer)) if batch else None

    def invoke(self, message: Message) -> Invocation:
        """Lambda takes an event from its own queue."""
        message.tries += 1
        message.due = float("inf")
        return self._begin(_event(message.document), lambda answer: self._event_ended(message, answer))

    def _begin(self, event: Any, ended: Callable[[Any], None]) -> Invocation:
        invocation = Invocation(self, event, lambda answer: self._over(invocation, ended, answer))
        self.running.append(invocation)
        return invocation

    def _over(self, invocation: Invocation, ended: Callable[[Any], None], answer: Any) -> None:
        for busy in self.at_work.values():
            busy.discard(invocation)
        ended(answer)

    def _batch(self, batch: list[Message]) -> Any:
        event = sample.queue_event(*[_event(message.document) for message in batch])
        for record, message in zip(event["Records"], batch, strict=True):
            record["messageId"] = message.message_id
        return event

    def _batch_ended(self, batch: list[Message], answer: Any) -> None:
        if not isinstance(answer, dict):
            return  # the whole batch is seen again
        back = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for message in batch:
            if message.message_id not in back and message in self.queue:
                self.queue.remove(message)

    def _event_ended(self, message: Message, answer: Any) -> None:
        if isinstance(answer, dict):
            self.waiting.remove(message)
        elif message.tries > len(ASYNC_WAITS):
            self._give_up(self.waiting, message)
        else:
            message.due = self.now + ASYNC_WAITS[message.tries - 1]

    def _give_up(self, queue: list[Message], message: Message) -> None:
        self.failed.add(message.document)
        if message in queue:
            queue.remove(message)

    # Time

    def pass_time(self, seconds: float) -> None:
        """The clock goes on; what has run out of its time is killed."""
        self.now += seconds
        for invocation in self.alive():
            if invocation.deadline <= self.now:
                invocation.go_on("die")

    def alive(self) -> list[Invocation]:
        """Invocations not yet ended."""
        self.running = [each for each in self.running if not each.over]
        return list(self.running)

    def run_quiet(self) -> None:
        """Everything that is under way or waiting comes to its end, without another fault."""
        while self.alive() or self.queue or self.waiting:
            for invocation in self.alive():
                while not invocation.over:
                    invocation.go_on()
            for message in [each for each in self.waiting if each.due <= self.now]:
                self.invoke(message)
            self.receive(10)
            self.pass_time(0 if self.alive() else 10)

    def leases(self) -> list[int]:
        """The seconds until which deliveries that are not done are taken on."""
        written = [int(item["lease"]["S"]) for item in self.items.values()]
        return [lease for lease in written if lease < 9 * 10**11]

    # What the calls do

    def answering(self, invocation: Invocation, document: str) -> None:
        """The service is asked."""
        if document in self.done:
            self.wrongs.append(f"{document} is answered again though it was done")
        busy = self.at_work.setdefault(document, set())
        busy.add(invocation)
        if len(busy) > 1:
            self.wrongs.append(f"{document} is answered by two at once")

    def noted(self, invocation: Invocation, *, done: bool) -> None:
        """A delivery was marked as done, or given back."""
        for document, busy in self.at_work.items():
            if invocation in busy:
                busy.discard(invocation)
                if done:
                    self.done.add(document)


class _Service:
    """Reads every document but those named poison."""

    def __init__(self, platform: Platform, invocation: Invocation) -> None:
        self._platform, self._invocation = platform, invocation

    def handle(self, payload: object, budget: Budget) -> Response:
        return self.handle_bytes(json.dumps(payload).encode(), budget)

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        document = json.loads(body)["url"].rpartition("/")[2]
        self._platform.answering(self._invocation, document)
        with suppress(ClientError):  # a refusal means nothing to a reading
            self._invocation.stop_before("read")
        if document.startswith("poison"):
            return Response(422, {"error": {"code": "template_mismatch", "message": "m", "details": {}}})
        return Response(200, [])


class _Clients:
    """The calls of DynamoDB, S3, SQS and EventBridge that answering a document makes."""

    def __init__(self, platform: Platform, invocation: Invocation) -> None:
        self._platform, self._invocation = platform, invocation

    def put_item(self, *, Item: dict[str, Any], **asked: Any) -> None:
        self._invocation.stop_before("put_item")
        key = (Item["pk"]["S"], Item["sk"]["S"])
        standing = self._platform.items.get(key)
        if "ConditionExpression" in asked:
            now = asked["ExpressionAttributeValues"][":now"]["S"]
            if standing is not None and not standing["lease"]["S"] < now:
                refused = {"Error": {"Code": "ConditionalCheckFailedException"}, "Item": standing}
                raise ClientError(refused, "PutItem")
        self._platform.items[key] = Item
        if "ConditionExpression" not in asked:
            self._platform.noted(self._invocation, done=True)

    def delete_item(self, *, Key: dict[str, Any], **_: Any) -> None:
        self._invocation.stop_before("delete_item")
        self._platform.items.pop((Key["pk"]["S"], Key["sk"]["S"]), None)
        self._platform.noted(self._invocation, done=False)

    def put_object(self, *, Key: str, **_: Any) -> None:
        self._invocation.stop_before("put_object")
        self._platform.answers[Key.rpartition("/")[2].removesuffix(".json")] += 1

    def send_message(self, *, MessageBody: str, **_: Any) -> None:
        self._invocation.stop_before("send_message")
        self._platform.failed.add(json.loads(MessageBody)["key"].rpartition("/")[2])

    def put_events(self, **_: Any) -> dict[str, Any]:
        self._invocation.stop_before("put_events")
        return {"FailedEntryCount": 0}


def _event(document: str) -> dict[str, Any]:
    return sample.bus_event(f"in/template/{document}")


def message_ids() -> Iterator[str]:
    """m0, m1, …"""
    number = 0
    while True:
        yield f"m{number}"
        number += 1
