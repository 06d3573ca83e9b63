"""What a child of a batch's Distributed Map asks of the function: each file once, whatever is tried again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lambda_ocr.aws.batch_results import BatchResults
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import S3Unavailable, StoreUnavailable
from lambda_ocr.entrypoints.aws_lambda.batch_parts import Unfinished
from lambda_ocr.entrypoints.aws_lambda.batches import BatchDesk
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
from lambda_ocr.entrypoints.aws_lambda.events import Kind, kind_of
from lambda_ocr.wire.response import Response, refusal
from tests.support.aws_world import BUCKET, aws_world, keys_in

RUN = "run-1"


class Reading:
    """Answers what a file's name says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.members: dict[str, Any] = {}
        self.fails: set[str] = set()
        self.left, self.costs = 300.0, 0.0
        self.now = 1_000.0
        self.before: Callable[[], object] = lambda: None

    def __call__(self, payload: object, budget: Budget) -> Response:
        assert isinstance(payload, dict)
        url = payload["url"]
        self.before()
        self.asked.append(url)
        self.members = payload
        self.left -= self.costs
        if url in self.fails:
            return refusal(StoreUnavailable("The table is away.", reason="throttled"))
        if url.endswith("gone.png"):
            return refusal(S3Unavailable("There is no such object.", reason="NoSuchKey"))
        if url.endswith("long.pdf") and self.left < 100:
            late = [{"page": 1, "reason": "over_budget", "message": "Too dear."}]
            return Response(200, {"documents": [], "unmatched": late, "pages": 1})
        if url.endswith("strange.png"):
            unmatched = [{"page": 1, "reason": "unknown", "message": "Of no template."}]
            return Response(200, {"documents": [], "unmatched": unmatched, "pages": 1})
        document = {"page": 1, "template_id": "t", "fields": [{"key": "a", "value": url, "score": 99.0}]}
        return Response(200, {"documents": [document], "unmatched": [], "pages": 1})


@pytest.fixture
def clients() -> Iterator[Callable[[str], Any]]:
    with aws_world() as made:
        yield made


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def desk(reading: Reading, clients: Callable[[str], Any]) -> BatchDesk:
    return BatchDesk(reading, BUCKET, lambda bucket, run: BatchResults(bucket, run, clients, lambda: reading.now))


def items(*names: str, **asked: Any) -> dict[str, Any]:
    return {"Items": [{"source": f"s3://scans/{name}", "run": RUN, "asked": asked} for name in names]}


def unhurried() -> float:
    return 300.0


def results(clients: Callable[[str], Any]) -> list[str]:
    return [json.loads(line)["source"] for line in lines(clients)]


def lines(clients: Callable[[str], Any]) -> list[str]:
    kept = BatchResults(BUCKET, RUN, clients)
    return [line for key in kept.parts() for line in kept.lines(key)]


def test_items_are_read_and_kept_and_counted(desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]) -> None:
    answer = desk.answer(items("a.png", "folder/", "strange.png", "gone.png", "a.png", template_id="t"), unhurried)
    assert answer == {"files": 3, "outcomes": {"read": 1, "unknown": 1, "s3_unavailable": 1}}
    assert sorted(results(clients)) == [f"s3://scans/{name}" for name in ("a.png", "gone.png", "strange.png")]
    assert reading.members["type"] == "read" and reading.members["template_id"] == "t"
    summary = desk.answer({"summary": RUN}, unhurried)
    assert summary == {"run": RUN, "files": 3, "outcomes": answer["outcomes"]}


def test_an_item_that_comes_by_itself_is_read_as_well(desk: BatchDesk, clients: Callable[[str], Any]) -> None:
    desk.answer({"source": "s3://scans/a.png", "run": RUN, "asked": {}}, unhurried)
    assert results(clients) == ["s3://scans/a.png"]


def test_a_second_delivery_reads_nothing_and_says_the_same(
    desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    first = desk.answer(items("a.png", "strange.png"), unhurried)
    keys, asked = keys_in(clients("s3")), list(reading.asked)
    assert desk.answer(items("a.png", "strange.png"), unhurried) == first
    assert keys_in(clients("s3")) == keys and reading.asked == asked


def test_when_time_is_up_what_is_done_is_kept_and_the_rest_is_read_next_time(
    desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    reading.costs = 141.0
    with pytest.raises(Unfinished, match="no_time"):
        desk.answer(items("a.png", "b.png", "c.png"), lambda: reading.left)
    assert len(results(clients)) == 2
    assert desk.answer(items("a.png", "b.png", "c.png"), unhurried)["outcomes"] == {"read": 3}
    assert sorted(results(clients)) == sorted(reading.asked) == [f"s3://scans/{name}.png" for name in "abc"]


def test_what_is_read_is_kept_before_the_end_should_a_file_end_the_process(
    desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    reading.costs = 30.0
    kept: list[int] = []
    reading.before = lambda: kept.append(len(results(clients)))
    desk.answer(items("a.png", "b.png", "c.png"), lambda: reading.left)
    assert kept == [0, 1, 2]


def test_pages_that_time_did_not_reach_are_asked_again_by_an_invocation_that_has_more(
    desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    reading.left = 90.0
    asked = items("long.pdf", *(f"{n}.png" for n in range(20)))
    with pytest.raises(Unfinished, match="no_time"):  # it is not the first of twenty-one: seed 1
        random.seed(1)
        desk.answer(asked, lambda: reading.left)
    assert "s3://scans/long.pdf" not in results(clients)
    reading.left = 300.0
    assert desk.answer(asked, lambda: reading.left)["outcomes"] == {"read": 21}


def test_a_file_for_which_a_whole_invocation_is_too_short_is_a_result(desk: BatchDesk, reading: Reading) -> None:
    reading.left = 90.0
    assert desk.answer(items("long.pdf"), lambda: reading.left)["outcomes"] == {"over_budget": 1}


def test_a_value_may_hold_any_other_end_of_a_line(clients: Callable[[str], Any]) -> None:
    kept = BatchResults(BUCKET, RUN, clients)
    odd = json.dumps({"source": "a\u2028b\u0085c", "fields": []}, ensure_ascii=False)
    assert kept.keep(["a"], 0, [odd]) and lines(clients) == kept.done(["a"]) == [odd]


def test_a_fault_that_may_pass_keeps_back_its_file_alone(
    desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    reading.fails = {"s3://scans/b.png"}
    for _ in range(2):
        with pytest.raises(Unfinished, match="store_unavailable"):
            desk.answer(items("a.png", "b.png", "c.png"), unhurried)
    assert sorted(results(clients)) == ["s3://scans/a.png", "s3://scans/c.png"]
    reading.fails = set()
    assert desk.answer(items("a.png", "b.png", "c.png"), unhurried)["outcomes"] == {"read": 3}
    assert desk.answer({"summary": RUN}, unhurried)["outcomes"] == {"read": 3}


def test_of_two_invocations_at_once_one_writes_and_the_other_asks_again(
    reading: Reading, clients: Callable[[str], Any]
) -> None:
    results_of_run = BatchResults(BUCKET, RUN, clients)
    sources = ["s3://scans/a.png"]
    assert results_of_run.keep(sources, 0, ['{"source": "s3://scans/a.png", "fields": []}'])
    assert not results_of_run.keep(sources, 0, ['{"source": "s3://scans/a.png", "fields": [1]}'])
    assert lines(clients) == ['{"source": "s3://scans/a.png", "fields": []}']


def test_results_whose_writer_died_before_it_counted_are_counted_by_the_next(
    desk: BatchDesk, clients: Callable[[str], Any]
) -> None:
    desk.answer(items("a.png"), unhurried)
    [counts] = [key for key in keys_in(clients("s3")) if "/counts/" in key]
    clients("s3").delete_object(Bucket=BUCKET, Key=counts)
    desk.answer(items("a.png"), unhurried)
    assert counts in keys_in(clients("s3"))


def test_what_may_not_be_asked_of_all_files_is_refused_by_name(desk: BatchDesk) -> None:
    with pytest.raises(ValueError, match="cannot ask url of its files"):
        desk.answer(items("a.png", url="https://example.com"), unhurried)


def test_the_function_knows_a_batch_by_its_member_and_lets_the_engine_see_what_failed() -> None:
    event = {"batch": items("a.png")}
    assert kind_of(event) is Kind.BATCH
    service = SimpleNamespace(handle=lambda payload, budget: None, handle_bytes=None)
    dispatcher = EventDispatcher(service, SimpleNamespace(), BUCKET)
    hurried = SimpleNamespace(get_remaining_time_in_millis=lambda: 100, aws_request_id="r")
    with aws_world(), pytest.raises(Unfinished):
        dispatcher.answer(event, hurried)


class Died(BaseException):
    """The process ends: nothing after it is run, whatever waits for an error."""


def deadly_in(reading: Reading, *deadly: str) -> Callable[[object, Budget], Response]:
    def read(payload: object, budget: Budget) -> Response:
        answer = reading(payload, budget)
        if Path(reading.asked[-1]).stem in deadly:
            raise Died
        return answer

    return read


def until_done(desk: BatchDesk, asked: dict[str, Any], reading: Reading) -> tuple[dict[str, Any], int]:
    """The answer, and how many invocations died before; whoever must wait waits for as long as one may take."""
    deaths = 0
    while True:
        try:
            return desk.answer(asked, unhurried), deaths
        except Died:
            deaths += 1
        except Unfinished:
            reading.now += 310


@pytest.mark.parametrize(("deadly", "names"), [(("b",), "abcd"), (("a", "c"), "abcd"), (("b",), "b")])
def test_a_file_that_ends_its_process_every_time_is_a_result_and_the_others_are_read(
    deadly: tuple[str, ...], names: str, desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    asked = items(*(f"{name}.png" for name in names))
    answer, deaths = until_done(replace(desk, handle=deadly_in(reading, *deadly)), asked, reading)
    died = {"reader_died": len(deadly)}
    assert answer["outcomes"] == died | ({"read": len(names) - len(deadly)} if len(names) > len(deadly) else {})
    assert sorted(results(clients)) == [f"s3://scans/{name}.png" for name in names]
    assert deaths == 1 + 2 * len(deadly)
    assert desk.answer({"summary": RUN}, unhurried)["outcomes"] == answer["outcomes"]


def test_a_file_that_waits_is_not_blamed_for_a_death_over_another(
    desk: BatchDesk, reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "sample", lambda given, _: list(given))  # the one that waits stands first, each time
    reading.fails = {"s3://scans/waits.png"}
    asked, deadly_desk = items("waits.png", "deadly.png", "a.png"), replace(desk, handle=deadly_in(reading, "deadly"))
    for _ in range(6):
        with suppress(Died, Unfinished):
            deadly_desk.answer(asked, unhurried)
        reading.now += 310
    reading.fails = set()
    answer, _ = until_done(deadly_desk, asked, reading)
    assert answer["outcomes"] == {"read": 2, "reader_died": 1}


@pytest.mark.parametrize("place", ["in the store", "in the reading"])
def test_a_fault_that_ends_no_process_killed_nobody(
    place: str, desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    def refuse(params: dict[str, Any], **_: Any) -> None:
        if "/results/" in params["Key"] or "/ended-" in params["Key"]:
            raise StoreUnavailable("Away.", reason="SlowDown")

    def fail() -> None:
        if place == "in the reading":
            raise RuntimeError("ours")
        events.register("provide-client-params.s3.PutObject", refuse)

    kept, sources = desk.results(BUCKET, RUN), ["s3://scans/a.png", "s3://scans/b.png"]
    events = clients("s3").meta.events
    kept.begin(sources, "died", 300)
    for _ in range(4):
        reading.before, reading.now = fail, reading.now + 310
        with pytest.raises((StoreUnavailable, RuntimeError)):
            desk.read(kept, sources, {}, unhurried)
        events.unregister("provide-client-params.s3.PutObject", refuse)
    reading.before, reading.now = lambda: None, reading.now + 310
    assert desk.read(kept, sources, {}, unhurried)["outcomes"] == {"read": 2}


def test_an_invocation_that_was_lost_is_not_held_for_dead_while_it_has_time(desk: BatchDesk, reading: Reading) -> None:
    kept, sources = desk.results(BUCKET, RUN), ["s3://scans/slow.png", "s3://scans/a.png"]
    for name in ("one", "two"):
        kept.begin(sources, name, 300)
        kept.begin_alone(sources, name, sources[0])
    with pytest.raises(Unfinished, match="held"):
        desk.read(kept, sources, {}, unhurried)
    assert reading.asked == sources[1:], "what no other is at is read meanwhile"
    kept.leave(sources, "one", sources[0])
    reading.now += 310
    assert desk.read(kept, sources, {}, unhurried)["outcomes"] == {"read": 2}


def test_a_file_that_waits_for_the_store_again_and_again_killed_nobody(
    desk: BatchDesk, reading: Reading, clients: Callable[[str], Any]
) -> None:
    results_of_run = BatchResults(BUCKET, RUN, clients)
    asked = items("a.png", "b.png")
    results_of_run.begin([each["source"] for each in asked["Items"]], "died", 300)  # of something else
    reading.fails = {"s3://scans/b.png"}
    for _ in range(4):
        with pytest.raises(Unfinished, match="store_unavailable"):
            desk.answer(asked, unhurried)
    reading.fails = set()
    assert desk.answer(asked, unhurried)["outcomes"] == {"read": 2}
    assert reading.asked.count("s3://scans/a.png") == 1
