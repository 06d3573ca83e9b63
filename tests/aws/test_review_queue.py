"""Documents for review in the deployer's table and bucket: nothing half, whatever fails in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Barrier
from typing import Any

import pytest

from lambda_ocr.aws.review_queue import AwsReviewQueue
from lambda_ocr.core.errors import StoreUnavailable
from tests.support.aws_world import BUCKET, TABLE, aws_world, items_in, keys_in
from tests.support.review_contract import DAYS, Clock, ReviewQueueContract, document, said

Clients = Callable[[str], Any]


@pytest.fixture
def clients() -> Iterator[Clients]:
    with aws_world() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(clients: Clients, clock: Clock) -> AwsReviewQueue:
    return AwsReviewQueue(TABLE, BUCKET, DAYS, clients, clock)


class TestAwsReviewQueue(ReviewQueueContract):
    """Keeps to it."""


def test_items_say_when_they_go_and_objects_lie_where_the_lifecycle_looks(
    queue: AwsReviewQueue, clients: Clients, clock: Clock
) -> None:
    queue.put(document("one"))
    items = clients("dynamodb").scan(TableName=TABLE)["Items"]
    assert {int(item["expires"]["N"]) for item in items} == {round(clock.now - 0.001 + DAYS * 86_400)}
    assert sorted(keys_in(clients("s3"))) == ["review/one/picture.jpg", "review/one/told.json"]


def test_one_that_somebody_else_takes_meanwhile_is_passed_over(
    queue: AwsReviewQueue, clients: Clients, clock: Clock
) -> None:
    for name in ("one", "two"):
        queue.put(document(name))
    quick: list[Any] = []

    class Slow:
        """Between its look at the queue and its hand on it, somebody is quicker."""

        def query(self, **asked: Any) -> Any:
            seen = clients("dynamodb").query(**asked)
            quick.append(queue.take("quick"))
            return seen

        def __getattr__(self, name: str) -> Any:
            return getattr(clients("dynamodb"), name)

    slow = AwsReviewQueue(TABLE, BUCKET, DAYS, lambda name: Slow() if name == "dynamodb" else clients(name), clock)
    taken = slow.take("slow")
    assert taken and (quick[0].document.review_id, taken.document.review_id) == ("one", "two")


def test_who_asks_reads_no_more_of_the_queue_than_it_takes(
    queue: AwsReviewQueue, clients: Clients, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambda_ocr.aws.review_queue.SEEN_AT_ONCE", 1)
    monkeypatch.setattr("lambda_ocr.aws.review_queue.MOST_COUNTED", 3)
    for name, template_id in (("1", "many"), ("2", "many"), ("3", "many"), ("4", "many"), ("5", "rare")):
        queue.put(document(name, template_id))
    read: list[tuple[int, int]] = []

    class Counted:
        """Notes of each query how many items were read, and sent."""

        def query(self, **asked: Any) -> Any:
            answer = clients("dynamodb").query(**asked)
            read.append((answer["ScannedCount"], len(answer.get("Items", ()))))
            return answer

        def __getattr__(self, name: str) -> Any:
            return getattr(clients("dynamodb"), name)

    frugal = AwsReviewQueue(TABLE, BUCKET, DAYS, lambda name: Counted() if name == "dynamodb" else clients(name), clock)
    taken = frugal.take("a", "rare")
    assert taken and (taken.document.review_id, read) == ("5", [(1, 1)])
    read.clear()
    first = frugal.take("b")
    assert first and (first.document.review_id, read) == ("1", [(1, 1)])
    read.clear()
    assert (frugal.waiting(), read) == (3, [(3, 0)])


def test_what_was_said_is_fetched_side_by_side(queue: AwsReviewQueue, clients: Clients, clock: Clock) -> None:
    for name in ("one", "two"):
        queue.put(document(name))
        taken = queue.take("a")
        assert taken
        queue.finish(taken.lease, said(taken))
    both = Barrier(2, timeout=20)

    class Waiting:
        """Answers when two ask at once."""

        def get_object(self, **asked: Any) -> Any:
            both.wait()
            return clients("s3").get_object(**asked)

    side_by_side = AwsReviewQueue(TABLE, BUCKET, DAYS, lambda name: Waiting() if name == "s3" else clients(name), clock)
    found, _ = side_by_side.reviewed(2)
    assert [each.review_id for each in found] == ["one", "two"]


class Dying:
    """A client whose process dies at the n-th call of it."""

    def __init__(self, client: Any, at: int) -> None:
        self._client, self._left = client, at

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(**given: Any) -> Any:
            self._left -= 1
            if self._left < 0:
                raise KeyboardInterrupt
            return method(**given)

        return call


@pytest.mark.parametrize(("service", "at"), [("s3", 0), ("s3", 1), ("dynamodb", 0), ("dynamodb", 1)])
def test_killed_at_any_call_a_document_waits_or_is_done_whole_or_not_at_all(
    clients: Clients, clock: Clock, queue: AwsReviewQueue, service: str, at: int
) -> None:
    def dying(at: int) -> AwsReviewQueue:
        broken = Dying(clients(service), at)
        return AwsReviewQueue(TABLE, BUCKET, DAYS, lambda name: broken if name == service else clients(name), clock)

    with pytest.raises(KeyboardInterrupt):
        dying(at).put(document("one"))
    assert (queue.take("a"), items_in(clients("dynamodb"))) == (None, [])
    assert queue.put(document("one"))
    taken = queue.take("a")
    assert taken and taken.document == document("one")
    with pytest.raises(KeyboardInterrupt):
        dying(at if service == "dynamodb" else 0).finish(taken.lease, said(taken))
    assert (queue.waiting(), queue.reviewed(9)[0]) == (1, ())
    queue.finish(taken.lease, said(taken))
    assert (queue.waiting(), queue.reviewed(9)[0]) == (0, (said(taken),))


def test_a_table_that_is_away_is_a_fault_by_name(clients: Clients) -> None:
    with pytest.raises(StoreUnavailable):
        AwsReviewQueue("nowhere", BUCKET, DAYS, clients).put(document("one"))
