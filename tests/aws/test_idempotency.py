"""The outside of the event path over moto: answers, events, the queue of failed documents, and deliveries said once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lambda_ocr.aws.deliveries import PARTITION, REMEMBERED_SECONDS, Claim
from lambda_ocr.aws.idempotency import Documents
from lambda_ocr.core.errors import StoreUnavailable
from tests.support.aws_world import BUCKET, TABLE, aws_world, items_in
from tests.support.faults import Weather, throttled

Clients = Callable[[str], Any]
NOW = 1_800_000_000


@pytest.fixture
def clients() -> Iterator[Clients]:
    with aws_world() as made:
        yield made


@pytest.fixture
def queue(clients: Clients) -> str:
    return str(clients("sqs").create_queue(QueueName="failed")["QueueUrl"])


def documents(clients: Clients, queue: str = "", later: float = 0) -> Documents:
    return Documents(TABLE, queue, clients, clock=lambda: NOW + later)


def listener(clients: Clients) -> Callable[[], list[Any]]:
    """Events on the default bus, as a queue behind a rule receives them."""
    sqs, events = clients("sqs"), clients("events")
    url = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="ours", EventPattern=json.dumps({"source": ["custom-ocr"]}))
    events.put_targets(Rule="ours", Targets=[{"Id": "1", "Arn": arn}])
    return lambda: messages(clients, url)


def messages(clients: Clients, url: str) -> list[Any]:
    received = clients("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in received]


def test_the_template_is_named_by_the_objects_metadata(clients: Clients) -> None:
    clients("s3").put_object(Bucket=BUCKET, Key="in/a.jpg", Body=b"", Metadata={"template-id": "template-1"})
    clients("s3").put_object(Bucket=BUCKET, Key="in/b.jpg", Body=b"")
    assert documents(clients).template_named_by(BUCKET, "in/a.jpg") == "template-1"
    assert documents(clients).template_named_by(BUCKET, "in/b.jpg") == ""
    assert documents(clients).template_named_by(BUCKET, "in/gone.jpg") == ""


def test_an_answer_lies_where_it_is_said_to_as_json(clients: Clients) -> None:
    documents(clients).write(BUCKET, "out/t/发票 1.jpg.json", b'[{"key": "a"}]')
    found = clients("s3").get_object(Bucket=BUCKET, Key="out/t/发票 1.jpg.json")
    assert found["ContentType"] == "application/json"
    assert json.loads(found["Body"].read()) == [{"key": "a"}]


def test_what_is_announced_is_heard_by_rules_on_our_source(clients: Clients) -> None:
    heard = listener(clients)
    documents(clients).announce("Document Read", {"key": "in/t/发票.jpg", "fields": 3})
    (event,) = heard()
    assert (event["source"], event["detail-type"]) == ("custom-ocr", "Document Read")
    assert event["detail"] == {"key": "in/t/发票.jpg", "fields": 3}


def test_what_is_buried_lies_in_the_queue_with_its_reason(clients: Clients, queue: str) -> None:
    message = {"bucket": BUCKET, "key": "in/t/a.jpg", "error": {"code": "template_mismatch"}}
    documents(clients, queue).bury(message)
    assert messages(clients, queue) == [message]


def test_without_a_queue_nothing_is_buried(clients: Clients) -> None:
    weather = Weather()
    documents(lambda service: weather.over(clients(service))).bury({"key": "in/t/a.jpg"})
    assert weather.calls == []


class TestDelivery:
    def test_one_of_two_takes_it_on_and_the_other_is_told_to_come_again(self, clients: Clients) -> None:
        assert documents(clients).claim("in/t/a.jpg 1", 30) is Claim.OURS
        assert documents(clients).claim("in/t/a.jpg 1", 30) is Claim.HELD
        assert documents(clients).claim("in/t/a.jpg 2", 30) is Claim.OURS

    def test_one_whose_invocation_died_is_taken_on_again_when_its_time_is_over(self, clients: Clients) -> None:
        assert documents(clients).claim("in/t/a.jpg 1", 30) is Claim.OURS
        assert documents(clients, later=30.9).claim("in/t/a.jpg 1", 30) is Claim.HELD
        assert documents(clients, later=32).claim("in/t/a.jpg 1", 30) is Claim.OURS

    @pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9])
    def test_a_lease_covers_the_whole_life_of_the_invocation_and_no_second_a_retry_waits(
        self, clients: Clients, part: float
    ) -> None:
        """An invocation of 55 s that dies at once is tried again after a minute, by Lambda's own word."""
        documents(clients, later=part).claim("in/t/a.jpg 1", 55)
        assert documents(clients, later=part + 54.99).claim("in/t/a.jpg 1", 55) is Claim.HELD
        assert documents(clients, later=part + 60).claim("in/t/a.jpg 1", 55) is Claim.OURS

    def test_one_that_is_done_is_found_done_however_late(self, clients: Clients) -> None:
        documents(clients).claim("in/t/a.jpg 1", 30)
        documents(clients).finish("in/t/a.jpg 1")
        assert documents(clients).claim("in/t/a.jpg 1", 30) is Claim.DONE
        assert documents(clients, later=1_000_000).claim("in/t/a.jpg 1", 30) is Claim.DONE

    def test_one_that_failed_is_taken_on_again_at_once(self, clients: Clients) -> None:
        documents(clients).claim("in/t/a.jpg 1", 30)
        documents(clients).release("in/t/a.jpg 1")
        assert documents(clients).claim("in/t/a.jpg 1", 30) is Claim.OURS

    def test_a_claim_whose_answer_was_lost_on_the_way_and_is_asked_again_is_ours(self, clients: Clients) -> None:
        """As botocore does by itself: the second write meets the first."""

        class LosesTheFirstAnswer:
            def put_item(self, **given: Any) -> Any:
                clients("dynamodb").put_item(**given)
                return clients("dynamodb").put_item(**given)

        lossy = Documents(TABLE, "", lambda service: LosesTheFirstAnswer(), clock=lambda: NOW)
        assert lossy.claim("in/t/a.jpg 1", 30) is Claim.OURS

    def test_a_bulk_is_spread_over_partitions(self, clients: Clients) -> None:
        for number in range(100):
            documents(clients).claim(f"in/t/{number}.jpg 1", 30)
        partitions = {kind for kind, _ in items_in(clients("dynamodb"))}
        assert len(partitions) == 16
        assert all(kind.startswith(PARTITION) for kind in partitions)

    def test_a_name_as_long_as_s3_allows_is_no_matter(self, clients: Clients) -> None:
        assert documents(clients).claim(f"{'b' * 63}/{'字' * 341} {'0' * 20}", 30) is Claim.OURS

    def test_it_is_forgotten_by_the_tables_time_to_live(self, clients: Clients) -> None:
        documents(clients).claim("in/t/a.jpg 1", 30)
        documents(clients).finish("in/t/a.jpg 1")
        (item,) = clients("dynamodb").scan(TableName=TABLE)["Items"]
        assert item["expires"] == {"N": str(NOW + REMEMBERED_SECONDS)}
        assert len(items_in(clients("dynamodb"))) == 1


def test_every_call_that_fails_is_refused_by_name(clients: Clients, queue: str) -> None:
    weather = Weather(strikes=lambda number: True, fault=throttled)
    away = documents(lambda service: weather.over(clients(service)), queue)
    calls: tuple[Callable[[], Any], ...] = (
        lambda: away.template_named_by(BUCKET, "in/a.jpg"),
        lambda: away.claim("d", 1),
        lambda: away.finish("d"),
        lambda: away.release("d"),
        lambda: away.write(BUCKET, "out/a.json", b""),
        lambda: away.bury({}),
        lambda: away.announce("Document Read", {}),
    )
    for call in calls:
        with pytest.raises(StoreUnavailable):
            call()


def test_an_event_the_bus_does_not_take_is_refused_by_name(clients: Clients) -> None:
    class BusThatIsFull:
        def put_events(self, **_: Any) -> Any:
            return {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}

    with pytest.raises(StoreUnavailable, match="ThrottlingException"):
        Documents(TABLE, "", lambda service: BusThatIsFull()).announce("Document Read", {})
