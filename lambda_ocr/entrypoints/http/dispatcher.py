"""From a request's first byte to its answer: the body, then step after step, each on the threads of its lane.

Rule: a thread is for work. A body that is not whole, and a caller's slow `url`, keep none of those that read; what asks
the store alone never waits behind a reading; and what nobody waits for any more is not begun, or ends at its budget's
next check.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from starlette.requests import Request

from lambda_ocr.app.steps import Lane, Step
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import InvalidRequest, ShuttingDown
from lambda_ocr.entrypoints.http.admission import Queue, too_many
from lambda_ocr.entrypoints.http.arrivals import Arrivals
from lambda_ocr.entrypoints.http.request_body import BODY_SECONDS, MAX_BODY_BYTES, SILENT_SECONDS, read_body
from lambda_ocr.wire.routes import narrowed


class Answer(Protocol):
    """What a handler gives back."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        ...


Handler = Callable[[bytes | bytearray, Budget], Step | Answer]
"""`OcrService.begin`, `OcrService.handle_bytes`, or a fake: never raises, runs on any thread."""


@dataclass(frozen=True)
class Limits:
    """What a server takes on at once, and for how long."""

    threads: int = 0
    """Readings at once; 0: as many as processors."""
    waiting: int = 16
    """Readings that may wait for a thread."""
    fetches: int = 16
    """Pictures fetched at once from a `url`, and as many that wait for it."""
    seconds: float = 60.0
    """From a body's last byte to its answer."""
    held_bytes: int = 256 * 1024 * 1024
    """Of all bodies together whose requests are not answered."""
    max_body_bytes: int = MAX_BODY_BYTES
    body_seconds: float = BODY_SECONDS
    silent_seconds: float = SILENT_SECONDS


QUICK_THREADS = 4
OPEN_THREADS = 2
"""Parsing holds the interpreter's lock: more threads would not be faster, and each holds a body three times."""


@dataclass(frozen=True)
class Sent:
    """An answer in bytes."""

    status: int
    content: bytes


class Dispatcher:
    """Answers requests; used from one event loop."""

    def __init__(self, handle: Handler, limits: Limits) -> None:
        self._handle, self._limits = handle, limits
        self._arrivals = Arrivals(limits.held_bytes)
        self._lanes = {
            Lane.OPEN: Queue("open", OPEN_THREADS),
            Lane.FETCH: Queue("fetch", limits.fetches, limits.fetches),
            Lane.QUICK: Queue("quick", QUICK_THREADS),
            Lane.READ: Queue("reading", limits.threads or os.cpu_count() or 1, limits.waiting),
        }
        self._under_way: dict[asyncio.Task[Sent], Budget] = {}
        self._closing = False

    @property
    def is_closing(self) -> bool:
        """Whether nothing new is taken on."""
        return self._closing

    @property
    def is_busy(self) -> bool:
        """Whether a thread works, or will."""
        return any(lane.here for lane in self._lanes.values())

    async def answer(self, request: Request, only: str = "") -> Sent:
        """The answer to a POST; raises an OcrError where it is refused before any work.

        `only` is the one type of request that its route answers; empty: all.
        """
        if self._closing:
            raise _shutting_down()
        limits = self._limits
        with self._arrivals.one() as arrival:
            body = await read_body(request, arrival, limits.max_body_bytes, limits.body_seconds, limits.silent_seconds)
            budget = Budget(limits.seconds)
            walk = self._walk(body, only, budget)
            del body  # let go as soon as it is parsed
            return await self._watched(request, walk, budget)

    async def close(self, seconds: float) -> None:
        """Take on nothing new, answer what was taken on, and after so many seconds refuse what is left of it."""
        self._closing = True
        self._arrivals.refuse_all(_shutting_down())
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        for work, budget in list(self._under_way.items()):
            budget.abandon()
            work.cancel()

    def end(self) -> None:
        """Let the threads end."""
        for lane in self._lanes.values():
            lane.close()

    async def _walk(self, body: bytearray, only: str, budget: Budget) -> Sent:
        """All steps, each on a thread of its lane. What was fetched is read, however many wait by then."""
        step: Step | Sent = Step(Lane.OPEN, partial(self._opened, body, only, budget))  # type: ignore[arg-type]
        del body
        fetched = False
        while isinstance(step, Step):
            lane = step.lane
            step = await self._lanes[lane].do(partial(self._taken, step, budget), admitted=fetched)
            fetched = fetched or lane is Lane.FETCH
        return step

    def _opened(self, body: bytearray, only: str, budget: Budget) -> Step | Answer:
        return self._handle(narrowed(body, only), budget)

    def _taken(self, step: Step, budget: Budget) -> Step | Sent:
        """On a thread: the step done; an answer comes as bytes, for making them of a picture takes a while, too."""
        if step.lane is Lane.READ and not budget.is_left():
            raise too_many("so busy that the request could not begin in time", self._lanes[Lane.READ].promise())
        after: Step | Answer = step.do()
        return after if isinstance(after, Step) else Sent(after.status, after.encoded())

    async def _watched(self, request: Request, walk: Coroutine[Any, Any, Sent], budget: Budget) -> Sent:
        """The answer, unless the caller goes or the server stops first."""
        work, gone = asyncio.create_task(walk), asyncio.create_task(_gone(request))
        self._under_way[work] = budget
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise InvalidRequest("The connection ended before the answer was there.")
            if work.cancelled():
                raise _shutting_down()
            return work.result()
        finally:
            del self._under_way[work]
            gone.cancel()
            if not work.done():
                budget.abandon()
                work.cancel()


async def _gone(request: Request) -> None:
    """Returns when the caller has hung up. Its body has been received, so that nothing else is said any more."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _shutting_down() -> ShuttingDown:
    return ShuttingDown("The server is stopping and begins nothing new. Send the request again in a moment.")
