"""The bodies a server holds: those on their way in, and those whose requests are not answered yet.

Rule: their bytes are counted as they arrive, not as they are announced, and never exceed `max_bytes`. Where there is no
room for more, the body that has been arriving longest gives way: whoever sends slowly cannot shut out the others. Used
from one event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from lambda_ocr.core.errors import OcrError
from lambda_ocr.entrypoints.http.admission import too_many

FREE_BYTES = 64 * 1024
"""Of each body, that are not counted: a `list` is taken in whatever lies there (with as many connections as there may
be, 32 MiB in all)."""
PATIENCE_SECONDS = 5.0
"""A body that arrives within these gives way to none."""
RETRY_AFTER_SECONDS = 5


class Arrival:
    """One body, from its first byte until its request is answered."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._limit: asyncio.Timeout | None = None
        self.since = asyncio.get_running_loop().time()
        self.size = 0
        self.refusal: OcrError | None = None

    @property
    def is_arriving(self) -> bool:
        """Whether more of it is being waited for."""
        return self._limit is not None and self.refusal is None

    @property
    def counted(self) -> int:
        """Bytes that count."""
        return 0 if self.refusal else max(0, self.size - FREE_BYTES)

    def awaited(self, limit: asyncio.Timeout | None) -> None:
        """It is waited for under this limit; None: it is whole."""
        self._limit = limit

    def hold(self, size: int) -> None:
        """So many bytes are held now; raises what it is refused for."""
        self.size = size
        self._arrivals.make_room(self)
        if self.refusal:
            raise self.refusal

    def refuse(self, error: OcrError) -> None:
        """Wait for it no longer."""
        self.refusal = error
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time())


class Arrivals:
    """All of them, the oldest first."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._all: dict[Arrival, None] = {}

    @contextmanager
    def one(self) -> Iterator[Arrival]:
        """A body more, for as long as the block lasts."""
        arrival = Arrival(self)
        self._all[arrival] = None
        try:
            yield arrival
        finally:
            del self._all[arrival]

    def make_room(self, newest: Arrival) -> None:
        """Have the slowest give way to `newest`, or `newest` itself where there is none."""
        while sum(arrival.counted for arrival in self._all) > self._max_bytes:
            self._slowest(newest).refuse(
                too_many(f"holding {self._max_bytes} bytes of requests, which is its limit", RETRY_AFTER_SECONDS)
            )

    def refuse_all(self, error: OcrError) -> None:
        """End the wait for every body that is not whole."""
        for arrival in self._all:
            if arrival.is_arriving:
                arrival.refuse(error)

    def _slowest(self, newest: Arrival) -> Arrival:
        impatient = asyncio.get_running_loop().time() - PATIENCE_SECONDS
        slow = (one for one in self._all if one.is_arriving and one.counted and one.since < impatient)
        return next(slow, newest)
