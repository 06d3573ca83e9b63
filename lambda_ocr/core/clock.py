"""How long each step takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter


class Clock:
    """Milliseconds of each step, by name; a step that comes again adds to its own."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, name: str) -> None:
        """What passed since the last lap was `name`."""
        now = perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + (now - self._last) * 1000
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
