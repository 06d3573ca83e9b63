"""How long each step of a reading takes."""

from __future__ import annotations

from time import perf_counter


class Clock:
    """Milliseconds of each step, by name; a step that comes again adds to its own."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, name: str) -> None:
        """What passed since the last lap was `name`."""
        now = perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + (now - self._last) * 1000
        self._last = now
