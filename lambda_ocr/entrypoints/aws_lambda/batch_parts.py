"""The items of one child of a batch: what of them is kept, what is not yet, and how invocations before this one ended.

Rule: an invocation notes that it begins, and that it ends unless all is done; one that noted its beginning alone has
died, once its time is up. What it read is kept in parts, each written once.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from lambda_ocr.aws.batch_results import Tries, outcomes
from lambda_ocr.core.errors import StoreUnavailable


class Unfinished(Exception):
    """Time is up, or a fault that may pass met some items: those that are done are kept, the rest must be asked again.

    Step Functions knows it by its name.
    """


class Results(Protocol):
    """`aws.batch_results.BatchResults`; every method may raise StoreUnavailable."""

    def done(self, sources: Sequence[str]) -> list[str]:
        """Lines there are of these sources."""
        ...

    def keep(self, sources: Sequence[str], before: int, lines: Sequence[str]) -> bool:
        """Write the next part."""
        ...

    def tries(self, sources: Sequence[str]) -> Tries:
        """How those before came out."""
        ...

    def begin(self, sources: Sequence[str], name: str, seconds: float) -> None:
        """One of this name begins, and has so long."""
        ...

    def begin_alone(self, sources: Sequence[str], name: str, source: str) -> None:
        """It begins on a file by itself."""
        ...

    def leave(self, sources: Sequence[str], name: str, source: str) -> None:
        """It came back from that file."""
        ...

    def end(self, sources: Sequence[str], name: str) -> None:
        """It ends alive."""
        ...


class Parts:
    """Of one invocation; every method that asks the results may raise StoreUnavailable."""

    def __init__(self, results: Results, sources: Sequence[str]) -> None:
        self._results, self._sources = results, sources
        self._kept, self._new = results.done(sources), list[str]()
        self._tries, self._name = Tries(), uuid.uuid4().hex[:12]

    def undone(self) -> list[str]:
        """In no order: a file that ends the process must not stand before the same others every time."""
        done = self._done()
        left = [each for each in self._sources if each not in done]
        return random.sample(left, len(left))

    @contextmanager
    def begun(self, seconds: float) -> Iterator[None]:
        """At it, for so long at most, having looked how others came out; whatever is raised, it is noted that it lives.

        Only what ends the process leaves no note. Where the store takes none, that looks the same, which is why
        a file is left by a note of its own (`alone`).
        """
        try:
            self._tries = self._results.tries(self._sources)
            self._results.begin(self._sources, self._name, seconds)
            yield
        except Exception:
            with suppress(StoreUnavailable):
                self._results.end(self._sources, self._name)
            raise

    @property
    def has_died(self) -> bool:
        """Whether an invocation before this one did, or may have."""
        return bool(self._tries.died | self._tries.open)

    def deaths_over(self, source: str) -> int:
        """Invocations that died over a file by itself."""
        return self._tries.deaths_over(source)

    def may_be_at(self, source: str) -> bool:
        """Whether another invocation may be reading it by itself: dead or not, that is seen when its time is up."""
        return self._tries.may_be_at(source)

    @contextmanager
    def alone(self, source: str) -> Iterator[None]:
        """Nothing but this file is under way, until the process comes back from it."""
        self._results.begin_alone(self._sources, self._name, source)
        yield
        self._results.leave(self._sources, self._name, source)

    def add(self, lines: Sequence[str]) -> None:
        """To be kept with what comes next."""
        self._new += lines

    def keep(self) -> None:
        """The new lines as the next part; raises Unfinished where another invocation was first."""
        if self._new and not self._results.keep(self._sources, len(self._done()), self._new):
            raise Unfinished("another invocation is at it")
        self._kept, self._new = [*self._kept, *self._new], []

    def summary(self) -> dict[str, Any]:
        """How the files came out."""
        return {"files": len(self._sources), "outcomes": dict(outcomes(self._kept))}

    def _done(self) -> set[str]:
        return {json.loads(line)["source"] for line in self._kept}
