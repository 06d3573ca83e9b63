"""How much a server takes on at once: what fits its threads and a short queue; the rest is told to come again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from lambda_ocr.core.errors import TooManyRequests

RETRY_AFTER_SECONDS = 2
"""What `Retry-After` says: a queue of a few readings is through by then."""

Result = TypeVar("Result")


class Admission:
    """A thread pool with a bounded queue. Used from one event loop, so its counter needs no lock."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reading")
        self._limit = threads + waiting
        self._admitted = 0

    @contextmanager
    def admitted(self) -> Iterator[None]:
        """A place for one request, from its first byte to its answer; raises `TooManyRequests`."""
        if self._admitted >= self._limit:
            raise TooManyRequests(
                f"The server is busy with {self._limit} requests, which is its limit."
                f" Try again in {RETRY_AFTER_SECONDS} seconds.",
                limit=self._limit,
                retry_after_seconds=RETRY_AFTER_SECONDS,
            )
        self._admitted += 1
        try:
            yield
        finally:
            self._admitted -= 1

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do the work on a thread of the pool, waiting for one."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    def close(self) -> None:
        """Let the threads end; work that has not begun is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
