"""The function in front of the endpoint answers every kind of event as the reading function does."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from lambda_ocr.core.errors import TooManyRequests
from lambda_ocr.entrypoints.aws_lambda.deliveries import NotAnswered
from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
from lambda_ocr.entrypoints.aws_lambda.sagemaker_proxy import EndpointService
from lambda_ocr.wire.messages.actions import REQUESTS
from lambda_ocr.wire.routes import TYPES
from tests.support import lambda_samples as sample
from tests.support.notebook import NotebookOutside

CONTEXT = SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: 30_000)
MISMATCH = {"error": {"code": "template_mismatch", "message": "Another form.", "details": {}}}


class EndpointThatAnswers:
    """A SageMaker endpoint whose container says what it is told to."""

    def __init__(self, status: int = 200, body: Any = None) -> None:
        self.status, self.body = status, body
        self.asked: list[Any] = []

    def ask(self, body: bytes) -> tuple[int, Any]:
        self.asked.append(json.loads(body))
        if self.status == 429:
            raise TooManyRequests("The endpoint is busy: wait a second and send it again.")
        return self.status, self.body


def doors(endpoint: Any, outside: NotebookOutside | None = None) -> EventDispatcher:
    return EventDispatcher(EndpointService(endpoint), outside or NotebookOutside(), bucket="ocr-data")


READ = [{"key": "total", "value": "12.80", "score": 99.1}]


def test_http_and_direct_invokes_are_handed_on_and_answered_in_kind() -> None:
    endpoint = EndpointThatAnswers(body=READ)
    over_http = doors(endpoint).answer(sample.rest_api('{"template_id": "a"}'), CONTEXT)
    assert (over_http["statusCode"], json.loads(over_http["body"])) == (200, READ)
    assert doors(endpoint).answer({"template_id": "a"}, CONTEXT) == READ
    assert endpoint.asked == [{"template_id": "a"}] * 2


def test_the_containers_refusal_keeps_its_status() -> None:
    answer = doors(EndpointThatAnswers(422, MISMATCH)).answer(sample.rest_api("{}"), CONTEXT)
    assert (answer["statusCode"], json.loads(answer["body"])) == (422, MISMATCH)


def test_an_answer_over_lambdas_limit_is_refused_by_name() -> None:
    endpoint = EndpointThatAnswers(body="x" * (6 * 1024 * 1024))
    answer = doors(endpoint).answer(sample.rest_api("{}"), CONTEXT)
    assert json.loads(answer["body"])["error"]["code"] == "answer_too_large"


def test_a_picture_put_into_the_bucket_is_named_to_the_endpoint_and_its_answer_kept() -> None:
    endpoint, outside = EndpointThatAnswers(body=READ), NotebookOutside()
    doors(endpoint, outside).answer(sample.bus_event("in/t-1/a page.png"), CONTEXT)
    url = "s3://ocr-data/in/t-1/a page.png"
    assert endpoint.asked == [{"type": "query", "template_id": "t-1", "url": url}]
    assert outside.written["ocr-data/out/t-1/a page.png.json"] == READ
    assert outside.buried == []


def test_a_poison_picture_is_buried_once_with_its_reason() -> None:
    endpoint, outside = EndpointThatAnswers(422, MISMATCH), NotebookOutside()
    for _ in range(2):
        doors(endpoint, outside).answer(sample.bus_event("in/t-1/page.png"), CONTEXT)
    assert [each["error"]["code"] for each in outside.buried] == ["template_mismatch"]


@pytest.mark.parametrize("status", [429, 500])
def test_a_picture_the_endpoint_has_no_time_for_is_delivered_again(status: int) -> None:
    outside = NotebookOutside()
    endpoint = EndpointThatAnswers(status, {"error": {"code": "internal_error", "message": "", "details": {}}})
    with pytest.raises(NotAnswered):
        doors(endpoint, outside).answer(sample.bus_event("in/t-1/page.png"), CONTEXT)
    assert outside.buried == []
    assert outside.written == {}
    endpoint.status, endpoint.body = 200, READ
    doors(endpoint, outside).answer(sample.bus_event("in/t-1/page.png"), CONTEXT)
    assert len(outside.written) == 1


def test_the_types_with_a_route_of_their_own_are_those_of_the_contract() -> None:
    assert set(REQUESTS) == set(TYPES)
