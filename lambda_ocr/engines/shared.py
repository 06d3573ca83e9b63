"""One network for many threads: batches of the same shape that are asked for at the same time run as one.

A GPU takes hardly longer for thirty lines than for eight, so the lines of several requests share its runs. Rows of a
batch do not see each other: an answer is the same whoever shared the run (to the rounding of 32-bit sums).

Rule: no thread of our own, so nothing to be shut down and nothing to die. Whoever finds nobody leading leads: runs what
was asked for first, with all that has its shape, until its own answer is there; then the next one leads.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from threading import Condition

import numpy as np

from lambda_ocr.engines.model_spec import Tensor
from lambda_ocr.engines.runtime import ArrayNetwork

WAIT_SECONDS = 0.003
"""How long a leader waits for company, where there was company of late; a single client never waits."""
RECENT_SECONDS = 1.0
WIDTHS_APART = 160
"""Lines are padded to widths so far apart, so that batches meet others of their shape."""
MAX_LINE_NUMBERS = 32 * 3 * 48 * 320
MAX_CANVAS_NUMBERS = 4 * 3 * 1280 * 1280
"""Numbers in one shared run: 32 lines of the common width, four large canvases. A lone question may be larger."""


class SharedNetwork:
    """An `ArrayNetwork` over another one, whose concurrent callers share runs. Errors reach only whose they are."""

    def __init__(
        self, network: ArrayNetwork, most_numbers: int = MAX_LINE_NUMBERS, wait_seconds: float = WAIT_SECONDS
    ) -> None:
        self._network = network
        self._wait_seconds, self._most = wait_seconds, most_numbers
        self._asked: list[_Ask] = []
        self._led = False
        self._met = -RECENT_SECONDS
        """When two were last here at once."""
        self._turn = Condition()

    @property
    def provider(self) -> str:
        """The network's."""
        return self._network.provider

    @property
    def fingerprint(self) -> str:
        """The network's: who shares a run changes no answer."""
        return self._network.fingerprint

    @property
    def metadata(self) -> dict[str, str]:
        """The network's."""
        return self._network.metadata

    def __call__(self, batch: Tensor) -> Tensor:
        """Run one batch, in company where there is some."""
        [answer] = self.many([batch])
        return answer

    def holds(self, batches: Sequence[Tensor]) -> bool:
        """Whether one run would hold them all."""
        return sum(batch.size for batch in batches) <= self._most

    def many(self, batches: Sequence[Tensor]) -> list[Tensor]:
        """Run several: asked for all at once, each finds the company there is for its shape, its own included."""
        mine = [_Ask(batch) for batch in batches]
        if not self._settled_by_others(mine):
            try:
                self._lead(mine)
            finally:
                self._leave(mine)
        return [each.answer() for each in mine]

    def _settled_by_others(self, mine: Sequence[_Ask]) -> bool:
        """Wait for the answers; False when it is our turn to lead."""
        with self._turn:
            if self._asked:
                self._met = time.monotonic()
            self._asked.extend(mine)
            self._turn.notify_all()
            self._turn.wait_for(lambda: not self._led or _all_settled(mine))
            if not _all_settled(mine):
                self._led = True
                return False
            return True

    def _lead(self, mine: Sequence[_Ask]) -> None:
        with self._turn:
            if time.monotonic() - self._met < RECENT_SECONDS:
                self._turn.wait_for(self._is_full, self._wait_seconds)
        while not _all_settled(mine):
            self._run(self._alike())
            with self._turn:
                self._asked = [each for each in self._asked if not each.settled]
                self._turn.notify_all()

    def _leave(self, mine: Sequence[_Ask]) -> None:
        """Also after an interrupt: the others' questions stay, and one of them leads."""
        with self._turn:
            self._asked = [each for each in self._asked if not (each.settled or any(each is own for own in mine))]
            self._led = False
            self._turn.notify_all()

    def _is_full(self) -> bool:
        return sum(each.batch.size for each in self._asked) >= self._most

    def _alike(self) -> list[_Ask]:
        """The oldest question, and those of its shape that fit into one run with it."""
        with self._turn:
            first, *others = self._asked
            together, numbers = [first], first.batch.size
            for each in others:
                if each.batch.shape[1:] == first.batch.shape[1:] and numbers + each.batch.size <= self._most:
                    together.append(each)
                    numbers += each.batch.size
            return together

    def _run(self, together: Sequence[_Ask]) -> None:
        try:
            answers = self._network(np.concatenate([each.batch for each in together]))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever asked
            self._run_one_by_one(together, error)
            return
        ends = np.cumsum([len(each.batch) for each in together])
        for each, rows in zip(together, np.split(answers, ends[:-1]), strict=True):
            each.settle(rows)

    def _run_one_by_one(self, together: Sequence[_Ask], error: Exception) -> None:
        """What cannot run together is tried alone, so that each hears of its own fault only."""
        if len(together) == 1:
            together[0].settle(error)
            return
        for each in together:
            self._run([each])


def answers(network: ArrayNetwork, batches: Iterable[Tensor]) -> Iterator[Tensor]:
    """The answer to each batch in turn: one at a time, for they are large; of a shared network as many as fit a run."""
    if not isinstance(network, SharedNetwork):
        yield from map(network, batches)
        return
    together: list[Tensor] = []
    for batch in batches:
        if together and not network.holds([*together, batch]):
            yield from network.many(together)
            together = []
        together.append(batch)
    yield from network.many(together)


def _all_settled(asks: Sequence[_Ask]) -> bool:
    return all(each.settled for each in asks)


class _Ask:
    """A batch somebody waits for."""

    def __init__(self, batch: Tensor) -> None:
        self.batch = batch
        self._outcome: Tensor | Exception | None = None

    @property
    def settled(self) -> bool:
        """Whether there is an answer, or an error."""
        return self._outcome is not None

    def settle(self, outcome: Tensor | Exception) -> None:
        """Give the answer, or the error."""
        self._outcome = outcome

    def answer(self) -> Tensor:
        """The rows; raises the error."""
        assert self._outcome is not None
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome
