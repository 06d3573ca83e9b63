"""How much a server takes on at once: what fits a lane's threads and a line before them; the rest is told when to come.

Rule: first come, first served. Used from one event loop, so its counters need no lock.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from lambda_ocr.core.errors import TooManyRequests

FIRST_GUESS_SECONDS = 1.0
"""What a piece of work is thought to take until some have been seen."""
LATEST_SHARE = 0.2
"""Weight of the latest in what a piece of work is thought to take (exponential moving average)."""
MAX_PROMISED_SECONDS = 60
"""Nobody is told to wait longer."""

Result = TypeVar("Result")


class Queue:
    """Threads for one kind of work, and those who wait for them, in their order."""

    def __init__(self, name: str, threads: int, waiting: float = math.inf) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._threads, self._limit = threads, threads + waiting
        self._here = 0
        self._usual_seconds = FIRST_GUESS_SECONDS
        self._promised_until = 0.0

    @property
    def here(self) -> int:
        """How many are being worked for or wait; one whose caller has gone counts until its thread is free again."""
        return self._here

    async def do(self, work: Callable[[], Result], *, admitted: bool = False) -> Result:
        """Do the work on a thread, waiting for one; raises `TooManyRequests` unless `admitted` before.

        Cancelled while it waits, it is never begun, and its place is free at once.
        """
        if self._here >= self._limit and not admitted:
            raise too_many(f"busy with {self._here} requests, which is its limit", self.promise(), limit=self._here)
        loop, began = asyncio.get_running_loop(), [0.0]

        def timed() -> Result:
            began[0] = time.monotonic()
            return work()

        def left(_: Future[Result]) -> None:
            with suppress(RuntimeError):  # the loop has ended: nobody counts any more
                loop.call_soon_threadsafe(self._leave, time.monotonic() - began[0] if began[0] else None)

        future = self._pool.submit(timed)
        self._here += 1
        future.add_done_callback(left)
        return await asyncio.wrap_future(future)

    def promise(self) -> int:
        """Seconds until a place should be free for one more, each promise counting those made before it.

        Who is refused later is told a later moment, so that asking again before one's own gains nothing.
        """
        now = time.monotonic()
        self._promised_until = max(self._promised_until, now) + self._usual_seconds / self._threads
        self._promised_until = min(self._promised_until, now + MAX_PROMISED_SECONDS)
        return max(1, math.ceil(self._promised_until - now))

    def close(self) -> None:
        """Let the threads end; work that has not begun is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _leave(self, seconds: float | None) -> None:
        self._here -= 1
        if seconds is not None:
            self._usual_seconds += LATEST_SHARE * (seconds - self._usual_seconds)


def too_many(busy: str, seconds: int, **details: float) -> TooManyRequests:
    """The refusal of one request too many, with the seconds after which to try again."""
    return TooManyRequests(
        f"The server is {busy}. Try again in {seconds} seconds.", retry_after_seconds=seconds, **details
    )
