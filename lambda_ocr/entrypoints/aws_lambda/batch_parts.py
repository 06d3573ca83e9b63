"""The items of one child of a batch: what of them is kept, what is not yet, and how invocations before this one ended.

Rule: an invocation notes that it begins, and that it ends unless all is done; one that noted its beginning alone has
died. What it read is kept in parts, each written once.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any, Protocol

from lambda_ocr.aws.batch_results import Tries, outcomes


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

    def begin(self, sources: Sequence[str]) -> str:
        """This one begins; its name."""
        ...

    def begin_alone(self, sources: Sequence[str], name: str, source: str) -> None:
        """It begins on a file by itself."""
        ...

    def end(self, sources: Sequence[str], name: str) -> None:
        """It ends alive."""
        ...


class Parts:
    """Of one invocation; every method that asks the results may raise StoreUnavailable."""

    def __init__(self, results: Results, sources: Sequence[str]) -> None:
        self._results, self._sources = results, sources
        self._kept, self._new = results.done(sources), list[str]()
        self._tries, self._name = Tries(), ""

    def undone(self) -> list[str]:
        """In no order: a file that ends the process must not stand before the same others every time."""
        done = self._done()
        left = [each for each in self._sources if each not in done]
        return random.sample(left, len(left))

    def begin(self) -> None:
        """Note that this invocation is at it, having looked how others came out."""
        self._tries, self._name = self._results.tries(self._sources), self._results.begin(self._sources)

    @property
    def has_died(self) -> bool:
        """Whether an invocation before this one did."""
        return bool(self._tries.died)

    def deaths_over(self, source: str) -> int:
        """Invocations that died over a file by itself."""
        return self._tries.deaths_over(source)

    def begin_alone(self, source: str) -> None:
        """Note that nothing but this file is under way."""
        self._results.begin_alone(self._sources, self._name, source)

    def end(self) -> None:
        """Note that it lives, though something is left."""
        self._results.end(self._sources, self._name)

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
