"""Who waits for whom: a thread is for work, the cheap never wait behind the dear, and nobody works for the gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from lambda_ocr.app.steps import Lane, Next, Step
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.entrypoints.http.dispatcher import Limits
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.wire.response import Response
from tests.support.raw_client import RawClient
from tests.support.running_server import Served, serving

PATIENCE_SECONDS = 60


class Workshop:
    """Does in each lane what a body asks: `read`, `fetch`, `list`; readings and fetches last until they are let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.fetched = threading.Event()
        self.begun: list[bytes] = []
        self.ended: list[str] = []

    def begin(self, body: bytes | bytearray, budget: Budget) -> Next:
        what = bytes(body)
        if what.startswith(b"list"):
            return Step(Lane.QUICK, lambda: Response(200, "listed"))
        if what.startswith(b"fetch"):
            return Step(Lane.FETCH, lambda: self._fetch(what, budget))
        return Step(Lane.READ, lambda: self._read(what, budget))

    def _fetch(self, what: bytes, budget: Budget) -> Next:
        assert self.fetched.wait(PATIENCE_SECONDS)
        return Step(Lane.READ, lambda: self._read(what, budget))

    def _read(self, what: bytes, budget: Budget) -> Response:
        """A reading that asks its budget every hundredth of a second."""
        self.begun.append(what)
        while not self.let.wait(0.01):
            try:
                budget.check(Part.RECOGNISE)
            except OverBudget as error:
                self.ended.append(error.message)
                return Response(422, error.message)
        return Response(200, what.decode()[:10])


@pytest.fixture
def shop() -> Workshop:
    return Workshop()


@pytest.fixture
def server(shop: Workshop) -> Iterator[Served]:
    with serving(make_app(shop.begin, Limits(threads=1, waiting=2, fetches=2)), answer_seconds=0.2) as served:
        yield served
        shop.let.set()
        shop.fetched.set()


def ask(server: Served, body: bytes) -> tuple[int, bytes]:
    with RawClient(server.port) as client:
        answer = client.post(body).hear()
        return answer.status, answer.content


def readings(server: Served) -> int:
    """How many are read or wait for it."""
    here: int = server.server.config.app.state.dispatcher._lanes[Lane.READ].here  # type: ignore[union-attr]
    return here


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_store_is_asked_while_all_readers_and_fetchers_are_busy(server: Served, shop: Workshop) -> None:
    with ExitStack() as stack:
        for body in (b"read", b"read", b"read", b"fetch", b"fetch", b"fetch", b"fetch"):
            stack.enter_context(RawClient(server.port)).post(body)
        until(lambda: shop.begun)
        for _ in range(3):
            assert ask(server, b"list") == (200, b'"listed"')


def test_slow_urls_keep_no_reader(server: Served, shop: Workshop) -> None:
    shop.let.set()
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(RawClient(server.port)).post(b"fetch")
        assert ask(server, b"read") == (200, b'"read"')
        with RawClient(server.port) as more:
            until(lambda: more.post(b"fetch").hear().status == 429)


def test_what_was_fetched_is_read_however_many_wait_by_then(server: Served, shop: Workshop) -> None:
    with ExitStack() as stack:
        fetching = [stack.enter_context(RawClient(server.port)).post(b"fetch") for _ in range(2)]
        reading = [stack.enter_context(RawClient(server.port)).post(b"read") for _ in range(3)]
        until(lambda: shop.begun)
        shop.fetched.set()
        shop.let.set()
        assert [client.hear().status for client in (*fetching, *reading)] == [200] * 5


def test_work_of_those_who_hung_up_ends_and_what_waited_is_never_begun(server: Served, shop: Workshop) -> None:
    for number in range(3):
        with RawClient(server.port) as client:
            client.post(b"read %d" % number)
            until(lambda: shop.begun)
    until(lambda: shop.ended)
    shop.let.set()
    assert ask(server, b"read last") == (200, b'"read last"')
    assert shop.begun[-1] == b"read last"
    assert shop.ended[0] == "The caller has gone; the work was ended."
    assert len(shop.begun) <= 4


def test_places_of_those_who_hung_up_while_they_waited_are_free_at_once(server: Served, shop: Workshop) -> None:
    with RawClient(server.port) as held:
        held.post(b"read")
        until(lambda: shop.begun)
        for _ in range(4):
            with ExitStack() as stack:
                for _ in range(2):
                    stack.enter_context(RawClient(server.port)).post(b"read")
                until(lambda: readings(server) == 3)
                assert ask(server, b"read")[0] == 429
            until(lambda: readings(server) == 1)
        shop.let.set()
        assert held.hear().status == 200
    assert len(shop.begun) == 1


def test_a_request_that_could_not_begin_in_time_is_told_that_the_server_is_busy(shop: Workshop) -> None:
    limits = Limits(threads=1, waiting=2, seconds=0.2)
    deaf = Workshop()

    def begin(body: bytes | bytearray, budget: Budget) -> Next:
        return deaf.begin(body, Budget())  # a reading that hears nothing of its budget

    with serving(make_app(begin, limits)) as server, RawClient(server.port) as first, RawClient(server.port) as second:
        first.post(b"read")
        until(lambda: deaf.begun)
        second.post(b"read")
        time.sleep(0.3)
        deaf.let.set()
        assert first.hear().status == 200
        answer = second.hear()
        assert (answer.status, answer.code) == (429, "too_many_requests")
    assert shop.begun == []


def test_bodies_together_take_no_more_memory_than_they_may(shop: Workshop) -> None:
    limits = Limits(threads=1, waiting=9, held_bytes=1_000_000)
    large = b"read".ljust(400_000)
    with serving(make_app(shop.begin, limits)) as server, ExitStack() as stack:
        held = [stack.enter_context(RawClient(server.port)).post(large) for _ in range(2)]
        until(lambda: shop.begun)
        with RawClient(server.port) as more:
            answer = more.post(large + large).hear()
            assert (answer.status, answer.code) == (429, "too_many_requests")
            assert int(answer.headers["retry-after"]) > 0
        assert ask(server, b"list") == (200, b'"listed"'), "small ones are always taken"
        shop.let.set()
        assert [client.hear().status for client in held] == [200, 200]
        assert ask(server, large)[0] == 200, "and the room is free again"


def test_a_body_that_drips_gives_way_to_one_that_comes(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambda_ocr.entrypoints.http.arrivals.PATIENCE_SECONDS", 0.1)
    shop.let.set()
    limits = Limits(held_bytes=1_000_000)
    with serving(make_app(shop.begin, limits)) as server, RawClient(server.port) as slow:
        slow.post(b"x" * 900_000, length=1_000_000)
        time.sleep(0.3)
        assert ask(server, b"read".ljust(900_000))[0] == 200
        assert slow.hear().code == "too_many_requests"


def test_a_server_that_stops_answers_what_it_took_on_and_refuses_the_rest(server: Served, shop: Workshop) -> None:
    with ExitStack() as stack:
        reading = stack.enter_context(RawClient(server.port)).post(b"read")
        waiting = stack.enter_context(RawClient(server.port)).post(b"read")
        half = stack.enter_context(RawClient(server.port)).post(b"rea", length=4)
        kept = stack.enter_context(RawClient(server.port))
        assert kept.post(b"list").hear().status == 200
        until(lambda: shop.begun)
        server.server.should_exit = True
        refused = half.hear()
        assert (refused.status, refused.code) == (503, "shutting_down")
        assert int(refused.headers["retry-after"]) > 0
        late = kept.post(b"list").hear()
        assert (late.status, late.code) == (503, "shutting_down")
        shop.let.set()
        assert {reading.hear().status, waiting.hear().status} == {200}


def test_what_a_stopping_server_cannot_answer_in_time_is_refused_and_its_work_ends(
    server: Served, shop: Workshop
) -> None:
    with RawClient(server.port) as reading, RawClient(server.port) as waiting:
        reading.post(b"read")
        waiting.post(b"read")
        until(lambda: shop.begun)
        server.server.should_exit = True
        assert {reading.hear().code, waiting.hear().code} == {"shutting_down"}
        until(lambda: shop.ended)
    assert len(shop.begun) == 1
