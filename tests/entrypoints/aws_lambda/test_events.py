"""Events are told apart by their own marks, and a key comes out as it is in the bucket."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.model import TemplateRef
from lambda_ocr.core.review.documents import Leased
from lambda_ocr.entrypoints.aws_lambda.counting import LoggedCounts
from lambda_ocr.entrypoints.aws_lambda.events import Created, Kind, created_in, kind_of
from lambda_ocr.entrypoints.aws_lambda.http_events import caller_of
from tests.support import lambda_samples as sample
from tests.support.review_contract import document, said


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (sample.rest_api("{}"), Kind.REST_API),
        (sample.http_api("{}"), Kind.HTTP_API),
        (sample.s3_event("in/t/a.jpg"), Kind.BUCKET),
        (sample.s3_test_event(), Kind.BUCKET),
        (sample.bus_event("in/t/a.jpg"), Kind.BUS),
        (sample.queue_event("{}"), Kind.QUEUE),
        (sample.scheduled_event(), Kind.SCHEDULE),
        ({"type": "list"}, Kind.DIRECT),
        ({"template_id": "1", "url": "https://example.com/a.jpg"}, Kind.DIRECT),
        ({"Records": []}, Kind.DIRECT),
        ({"Records": ["no record"]}, Kind.DIRECT),
        ({"detail-type": "EC2 Instance State-change Notification", "source": "aws.ec2"}, Kind.DIRECT),
        ({}, Kind.DIRECT),
        ([], Kind.DIRECT),
        ("text", Kind.DIRECT),
        (None, Kind.DIRECT),
    ],
)
def test_an_event_is_known_by_its_own_marks(event: Any, kind: Kind) -> None:
    assert kind_of(event) is kind


@pytest.mark.parametrize("key", ["in/t/a b+c.jpg", "in/t/发票 #1?.png", "in/t/100%.jpg", "in/t/a%20b.jpg"])
def test_a_key_is_the_same_whoever_tells_of_it(key: str) -> None:
    assert [each.key for each in created_in(sample.s3_event(key))] == [key]
    assert [each.key for each in created_in(sample.bus_event(key))] == [key]


def test_an_event_told_by_both_has_one_identity_and_a_second_upload_another() -> None:
    told_by_s3, told_by_bus = (next(created_in(make("in/t/a.jpg"))) for make in (sample.s3_event, sample.bus_event))
    assert told_by_s3 == told_by_bus
    again = next(created_in(sample.bus_event("in/t/a.jpg", sequencer="0055AED6DCD90281E6")))
    assert again != told_by_bus


def test_a_removal_and_a_test_event_create_nothing() -> None:
    event = sample.s3_event("in/t/a.jpg")
    event["Records"][0]["eventName"] = "ObjectRemoved:Delete"
    assert list(created_in(event)) == []
    assert list(created_in(sample.s3_test_event())) == []


def test_folders_name_the_template_and_the_answers_place() -> None:
    created = Created("bucket", "in/template-1/2026/scan.jpg", "1")
    assert created.is_picture
    assert created.template_id == "template-1"
    assert created.answer_key == "out/template-1/2026/scan.jpg.json"
    assert Created("bucket", "in/scan.jpg", "1").template_id == ""


@pytest.mark.parametrize(
    "key", ["out/template-1/scan.jpg.json", "uploads/a.jpg", "in/template-1/", "templates/1/picture"]
)
def test_what_is_no_incoming_picture_is_left_alone(key: str) -> None:
    assert not Created("bucket", key, "1").is_picture


@pytest.mark.parametrize(
    ("about", "caller"),
    [
        ({"identity": {"userArn": "arn:aws:iam::1:user/ada", "apiKeyId": None}}, "arn:aws:iam::1:user/ada"),
        ({"identity": {"userArn": None, "apiKeyId": "abc"}}, "API key abc"),
        ({"authorizer": {"iam": {"userArn": "arn:aws:iam::1:user/ada"}}}, "arn:aws:iam::1:user/ada"),
        ({"identity": {"userArn": None}, "authorizer": None}, ""),
        ({}, ""),
    ],
)
def test_who_asks_is_who_the_gateway_knows(about: dict[str, Any], caller: str) -> None:
    assert caller_of({"requestContext": about}) == caller


def test_what_became_of_a_document_is_a_metric_of_its_template_and_says_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counts = LoggedCounts()
    with caplog.at_level("INFO", "custom_ocr"):
        counts.document(TemplateRef("t", 2), refused=False, doubtful=True)
        counts.reviewed(said(Leased("", document("secret")), "right"))
    read, reviewed = (record.__dict__["facts"] for record in caplog.records)
    assert {name: read[name] for name in ("TemplateId", "Version", "Refused", "Doubtful", "Unsure")} == {
        "TemplateId": "t",
        "Version": 2,
        "Refused": 0,
        "Doubtful": 1,
        "Unsure": 1,
    }
    (declared,) = read["_aws"]["CloudWatchMetrics"]
    assert (declared["Dimensions"], {each["Name"] for each in declared["Metrics"]} <= set(read)) == (
        [["TemplateId"]],
        True,
    )
    assert (reviewed["Reviewed"], reviewed["Corrected"]) == (1, 1.0)
    assert "secret" not in str(reviewed)
    with pytest.raises(InvalidRequest, match="dashboard"):
        counts.days("2026-11-26")
