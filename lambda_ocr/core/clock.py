"""How long each step takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

MOST_HEARD = 256
"""Steps that are told of one request: a file of many pages has many."""


@dataclass(frozen=True)
class Lap:
    """One step: when it began and ended, in seconds of `perf_counter`."""

    name: str
    began: float
    ended: float


HEARD: ContextVar[list[Lap] | None] = ContextVar("HEARD", default=None)
"""Where whoever wants to tell of a request's steps has them noted, whichever clock measures them."""


class Clock:
    """Milliseconds of each step, by name; a step that comes again adds to its own."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, name: str) -> None:
        """What passed since the last lap was `name`."""
        now, heard = perf_counter(), HEARD.get()
        self.laps[name] = self.laps.get(name, 0.0) + (now - self._last) * 1000
        if heard is not None and len(heard) < MOST_HEARD:
            heard.append(Lap(name, self._last, now))
        self._last = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A block is a step; what passed before it is none, for a request may wait between its steps."""
        self._last = perf_counter()
        yield
        self.lap(name)

    def with_total(self, others: Mapping[str, float]) -> dict[str, float]:
        """Our steps, the others, and `total`: everything from the making of this clock until now."""
        return {**self.laps, **others, "total": (perf_counter() - self._started) * 1000}


def now() -> str:
    """The moment as records are marked with it: UTC, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
