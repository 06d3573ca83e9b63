"""Shared runs: callers at the same time run together, each gets its own rows or its own error, none waits forever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.engines import EngineChoice, build_engine
from lambda_ocr.engines import shared as module
from lambda_ocr.engines.model_spec import Tensor
from lambda_ocr.engines.runtime import Network
from lambda_ocr.engines.shared import SharedNetwork
from lambda_ocr.entrypoints import wiring
from lambda_ocr.settings import Settings

FORM = Path(__file__).parents[2] / "examples" / "form" / "query-1-scan.png"
PATIENCE = 300.0


class NetworkAtAGate:
    """Doubles numbers; its first run waits for the gate, so that the others pile up. Remembers the rows of each run."""

    provider, metadata, fingerprint = "Gate", {"character": "ab"}, "gate-1"

    def __init__(self) -> None:
        self.gate, self.entered = threading.Event(), threading.Event()
        self.runs: list[int] = []

    def __call__(self, batch: Tensor) -> Tensor:
        self.entered.set()
        assert self.gate.wait(PATIENCE)
        self.runs.append(len(batch))
        return self.answered(batch)

    def answered(self, batch: Tensor) -> Tensor:
        return batch * 2


class NetworkThatChokesOn(NetworkAtAGate):
    """Fails when a row begins with this number."""

    def __init__(self, number: float, fault: type[BaseException] = RuntimeError) -> None:
        super().__init__()
        self._number, self._fault = number, fault

    def answered(self, batch: Tensor) -> Tensor:
        if (batch[:, 0] == self._number).any():
            raise self._fault(f"choked on {self._number}")
        return super().answered(batch)


class NetworkThatTakesAMoment(NetworkAtAGate):
    """Long enough for another thread to come along."""

    def answered(self, batch: Tensor) -> Tensor:
        time.sleep(0.0005)
        return super().answered(batch)


def rows(number: float, count: int = 1, width: int = 4) -> Tensor:
    return np.full((count, width), number, np.float32)


def piled_up(network: NetworkAtAGate, batches: Sequence[Tensor], **how: Any) -> list[Future[Tensor]]:
    """Answers of callers of whom the first is inside the network while all others come."""
    shared = SharedNetwork(network, **how)
    pool = ThreadPoolExecutor(len(batches))
    answers = [pool.submit(shared, batches[0])]
    assert network.entered.wait(PATIENCE)
    for place, batch in enumerate(batches[1:], start=2):
        answers.append(pool.submit(shared, batch))
        _until(lambda place=place: len(shared._asked) == place)  # type: ignore[misc]
    network.gate.set()
    pool.shutdown()
    return answers


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.001)


def test_callers_who_come_during_a_run_share_the_next_one_and_each_gets_its_own_rows() -> None:
    network = NetworkAtAGate()
    answers = piled_up(network, [rows(number, count) for number, count in ((1, 1), (2, 3), (3, 1), (4, 2))])
    assert network.runs == [1, 6]
    assert [answer.result().tolist() for answer in answers] == [
        [[2.0 * n] * 4] * c for n, c in zip((1, 2, 3, 4), (1, 3, 1, 2), strict=True)
    ]


def test_the_oldest_goes_first_with_what_has_its_shape() -> None:
    network = NetworkAtAGate()
    answers = piled_up(network, [rows(1), rows(2, width=8), rows(3), rows(4, width=8), rows(5)])
    assert network.runs == [1, 2, 2]
    assert [answer.result().shape for answer in answers] == [(1, 4), (1, 8), (1, 4), (1, 8), (1, 4)]


def test_a_run_takes_no_more_than_it_may_but_one_question_however_large() -> None:
    network = NetworkAtAGate()
    piled_up(network, [rows(1), rows(2, 2), rows(3, 2), rows(4, 2), rows(5, 9)], most_numbers=4 * 4)
    assert network.runs == [1, 4, 2, 9]


def test_an_error_reaches_whose_it_is_and_no_one_else() -> None:
    network = NetworkThatChokesOn(3)
    first, second, third, fourth = piled_up(network, [rows(number) for number in (1, 2, 3, 4)])
    assert [answer.result()[0, 0] for answer in (first, second, fourth)] == [2, 4, 8]
    with pytest.raises(RuntimeError, match="choked on 3"):
        third.result()


def test_an_interrupt_of_the_leader_leaves_the_others_their_answers() -> None:
    class Interrupt(BaseException):
        """As a Ctrl-C."""

    network = NetworkThatChokesOn(1, Interrupt)
    first, *others = piled_up(network, [rows(number) for number in (1, 2, 3)])
    assert [answer.result()[0, 0] for answer in others] == [4, 6]
    with pytest.raises(Interrupt):
        first.result()


def test_a_single_client_never_waits_for_company(monkeypatch: pytest.MonkeyPatch) -> None:
    network = NetworkAtAGate()
    network.gate.set()
    shared = SharedNetwork(network)
    waits: list[float | None] = []
    monkeypatch.setattr(
        shared._turn,
        "wait_for",
        lambda holds, timeout=None: waits.append(timeout) or holds(),  # type: ignore[func-returns-value]
    )
    for _ in range(3):
        shared(rows(1))
    assert waits == [None] * 3  # asked whether it may lead, never for company


def test_where_there_was_company_of_late_a_leader_waits_for_it_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECENT_SECONDS", 3600.0)  # however long these threads take to come
    network = NetworkAtAGate()
    network.gate.set()
    shared = SharedNetwork(network, wait_seconds=PATIENCE, most_numbers=4 * 4)
    shared._met = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(shared, [rows(number) for number in range(4)]))) == 4
    assert network.runs == [4]


def test_what_one_caller_asks_at_once_shares_runs_too_and_comes_in_order() -> None:
    network = NetworkAtAGate()
    network.gate.set()
    answers = SharedNetwork(network).many([rows(1), rows(2, width=8), rows(3), rows(4, width=8)])
    assert network.runs == [2, 2]
    assert [answer[0, 0] for answer in answers] == [2, 4, 6, 8]
    assert SharedNetwork(network).many([]) == []


def test_a_page_of_many_lines_is_asked_in_portions_so_that_its_answers_need_not_all_be_kept() -> None:
    network = NetworkAtAGate()
    network.gate.set()
    batches = [rows(number, 2) for number in range(5)]
    given = list(module.answers(SharedNetwork(network, most_numbers=2 * 2 * 4), iter(batches)))
    assert network.runs == [4, 4, 2]
    assert [answer[0, 0] for answer in given] == [0, 2, 4, 6, 8]
    assert list(module.answers(NetworkThatTakesAMoment(), iter([]))) == []


def test_many_threads_asking_many_times_are_all_answered_in_fewer_runs() -> None:
    network = NetworkThatTakesAMoment()
    network.gate.set()
    shared = SharedNetwork(network, wait_seconds=0.001)

    def ask(number: int) -> bool:
        return all((shared(rows(number, 1 + turn % 3, 4 + turn % 2)) == 2 * number).all() for turn in range(100))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))
    assert sum(network.runs) == 8 * sum(1 + turn % 3 for turn in range(100))
    assert len(network.runs) < 8 * 100
    assert shared._asked == []


# -- the real network -------------------------------------------------------------------------------------


def lines() -> list[Any]:
    """Crops of the example's page, narrow and wide."""
    page = np.asarray(cv2.imread(str(FORM)))
    return [page[top : top + 40, 60 : 60 + width] for top in range(100, 500, 100) for width in (90, 240, 400)]


def test_lines_read_in_company_are_what_they_are_alone() -> None:
    _, alone = build_engine(1, EngineChoice(shared=True))
    expected = [read_lines(alone, [line])[0] for line in lines()]
    _, together = build_engine(1, EngineChoice(shared=True))
    portions = [lines()[start::4] for start in range(4)]
    start = threading.Barrier(4)

    def read(portion: list[Any]) -> Any:
        start.wait(PATIENCE)
        return read_lines(together, portion)

    with ThreadPoolExecutor(4) as pool:
        read_together = list(pool.map(read, portions))
    for portion, texts in enumerate(read_together):
        for line, text in zip(expected[portion::4], texts, strict=True):
            assert text.text == line.text
            assert text.confidence == pytest.approx(line.confidence, abs=1e-4)


def test_four_readers_of_the_real_network_make_fewer_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    run = Network.__call__

    def counted(self: Network, batch: Tensor) -> Tensor:
        runs.append(len(batch))
        return run(self, batch)

    monkeypatch.setattr(Network, "__call__", counted)
    _, reader = build_engine(1, EngineChoice(shared=True))
    crops = lines()
    read_lines(reader, crops)
    alone, runs[:] = len(runs), []
    start = threading.Barrier(4)

    def read(_: int) -> None:
        start.wait(PATIENCE)
        read_lines(reader, crops)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, range(4)))
    assert len(runs) < 4 * alone
    assert sum(runs) == 4 * len(crops)


@pytest.mark.parametrize(
    ("settings", "shares"),
    [
        (Settings(), False),
        (Settings(shared_batches="on"), True),
        (Settings(device="cuda"), False),
        (Settings(device="cuda", shared_batches="on"), True),
    ],
)
def test_runs_are_shared_only_where_it_is_asked_for(settings: Settings, shares: bool) -> None:
    assert wiring._shares(settings) is shares


def test_another_word_is_refused() -> None:
    with pytest.raises(ValueError, match="CUSTOM_OCR_SHARED_BATCHES='yes': say on, off"):
        wiring.build_reader(Settings(shared_batches="yes"))
