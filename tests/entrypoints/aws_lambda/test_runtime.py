"""The handler under the real runtime client: what a caller of the function really gets, to the byte.

Fakes stand for networks and AWS; the client, the encoding, the limits and the log are the real ones.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support import lambda_samples as sample
from tests.support.pictures import RED, as_base64, card
from tests.support.runtime_api import MAX_BYTES, LambdaService, lambda_service

pytest.importorskip("awslambdaric", reason="Lambda's runtime client has wheels for Linux alone")

FAKES = "tests.support.lambda_fakes"
CARD = as_base64(card())


@pytest.fixture(scope="module")
def function() -> Iterator[LambdaService]:
    with lambda_service(f"{FAKES}.seeing") as service:
        yield service


@pytest.fixture(scope="module")
def template_id(function: LambdaService) -> str:
    answer = function.invoke({"type": "add", "img": CARD, "template": [RED]}).payload
    return str(answer["template_id"])


def test_a_direct_invoke_gets_the_bare_answer(function: LambdaService, template_id: str) -> None:
    outcome = function.invoke({"template_id": template_id, "img": CARD})
    assert outcome.error_type == ""
    assert outcome.payload == [{"key": "名称", "value": "#ff0000", "score": 97.98}]


def test_a_direct_invoke_gets_an_error_as_a_body_and_never_a_stack_trace(function: LambdaService) -> None:
    outcome = function.invoke({"template_id": "nowhere", "img": CARD})
    assert outcome.error_type == ""
    assert outcome.payload["error"]["code"] == "template_not_found"


def test_a_state_machine_that_asks_for_it_gets_an_error_it_can_catch_by_name(function: LambdaService) -> None:
    outcome = function.invoke({"template_id": "nowhere", "img": CARD, "on_error": "fail"})
    assert outcome.error_type == "template_not_found"


@pytest.mark.parametrize("form", [sample.rest_api, sample.http_api])
def test_a_gateway_gets_status_headers_and_body(function: LambdaService, template_id: str, form: Any) -> None:
    body = json.dumps({"template_id": template_id, "img": CARD})
    answer = function.invoke(form(body, origin="https://app.example.com")).payload
    assert answer["statusCode"] == 200
    assert answer["headers"]["content-type"] == "application/json"
    assert answer["headers"]["access-control-allow-origin"] == "https://app.example.com"
    assert json.loads(answer["body"])[0]["value"] == "#ff0000"
    encoded = form(base64.b64encode(body.encode()).decode()) | {"isBase64Encoded": True}
    assert function.invoke(encoded).payload["body"] == answer["body"]


@pytest.mark.parametrize("form", [sample.s3_event, sample.bus_event])
def test_a_picture_put_into_the_bucket_is_read(function: LambdaService, template_id: str, form: Any) -> None:
    outcome = function.invoke(form(f"in/{template_id}/{form.__name__} card.png"))
    assert (outcome.error_type, outcome.payload) == ("", {"documents": 1})
    record = function.record(outcome)
    assert (record["status"], record["code"]) == (200, "ok")


def test_a_poison_picture_is_no_failure_of_the_function(function: LambdaService, template_id: str) -> None:
    outcome = function.invoke(sample.bus_event(f"in/{template_id}/poison.jpg"))
    assert outcome.error_type == ""
    assert function.record(outcome)["code"] == "unsupported_picture"


def test_a_queue_is_told_which_messages_failed(function: LambdaService, template_id: str) -> None:
    event = sample.queue_event({"template_id": template_id, "img": CARD}, "{")
    outcome = function.invoke(event)
    assert outcome.payload == {"batchItemFailures": []}
    assert function.record(outcome)["code"] == "invalid_json"


def test_a_schedule_is_answered(function: LambdaService) -> None:
    assert function.invoke(sample.scheduled_event()).payload == {"warm": True}


def test_a_payload_that_is_no_json_is_the_platforms_to_refuse(function: LambdaService) -> None:
    assert function.invoke(b"{").error_type == "Runtime.UnmarshalError"
    assert function.invoke({"type": "list"}).error_type == ""


def test_each_request_is_one_line_with_id_code_and_time_and_is_its_own_metric(function: LambdaService) -> None:
    record = function.record(function.invoke({"type": "list"}))
    assert (record["level"], record["Kind"], record["type"], record["code"]) == ("INFO", "direct", "list", "ok")
    assert len(record["request_id"]) == 36
    named = {metric["Name"] for metric in record["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert all(isinstance(record[name], int | float) for name in named)
    dimensions = record["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
    assert all(isinstance(record[name], str) for names in dimensions for name in names)


def test_the_log_has_no_text_of_documents_and_none_of_the_clients() -> None:
    with lambda_service(f"{FAKES}.breaking") as function:
        added = function.invoke({"type": "add", "img": CARD, "template": [RED]}).payload
        outcome = function.invoke({"template_id": added["template_id"], "img": CARD, "type": "query"})
        function.invoke({"type": "a secret type"})
        function.invoke(sample.rest_api('{"type": "a secret type"}', path="/secret"))
        assert outcome.payload["error"]["code"] == "internal_error"
    log = function.log
    assert "RuntimeError" in log
    assert "fakes.py" in log
    for private in ("#ff0000", "名称", "secret", CARD[:40]):
        assert private not in log
    assert all(record["timestamp"] for record in map(json.loads, log.splitlines()))


def test_an_import_reads_and_builds_nothing_outside_lambda() -> None:
    import subprocess
    import sys

    code = (
        "import sys, lambda_ocr.entrypoints.aws_lambda.handler\n"
        "heavy = {'boto3', 'botocore', 'cv2', 'numpy', 'onnxruntime', 'pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


class TestLimits:
    def test_a_request_of_exactly_six_megabytes_is_answered_and_one_byte_more_never_arrives(self) -> None:
        room = MAX_BYTES - len(json.dumps({"padding": ""}))
        with lambda_service(f"{FAKES}.echoing") as function:
            assert function.invoke({"padding": "x" * room}).payload == room
            assert function.invoke({"padding": "x" * (room + 1)}).error_type == "RequestEntityTooLargeException"

    @pytest.mark.parametrize(("character", "size"), [("x", 1), ("字", 6), ('"', 2)])
    def test_an_answer_of_exactly_six_megabytes_arrives_and_a_longer_one_is_refused_by_name(
        self, character: str, size: int
    ) -> None:
        fits = (MAX_BYTES - 2) // size
        with lambda_service(f"{FAKES}.echoing") as function:
            outcome = function.invoke({"character": character, "count": fits})
            assert outcome.payload == character * fits
            outcome = function.invoke({"character": character, "count": fits + 1})
            assert outcome.error_type == ""
            assert outcome.payload["error"]["code"] == "answer_too_large"
            assert function.starts == 1

    def test_a_function_that_takes_too_long_is_killed_and_the_next_invocation_finds_a_new_one(self) -> None:
        with lambda_service(f"{FAKES}.waiting") as function:
            assert function.invoke({"seconds": 0}).payload == "done"
            function.timeout_seconds = 1
            assert function.invoke({"seconds": 600}).error_type == "Sandbox.Timedout"
            function.timeout_seconds = 300
            assert function.invoke({"seconds": 0}).payload == "done"
            assert function.starts == 2


def test_a_wrong_setting_is_named_when_the_function_starts() -> None:
    environment = {"CUSTOM_OCR_THREADS": "many"}
    with lambda_service("lambda_ocr.entrypoints.aws_lambda.handler.handler", environment) as function:
        outcome = function.invoke({"type": "list"})
    assert outcome.error_type == "ValueError"
    assert "CUSTOM_OCR_THREADS" in outcome.payload["errorMessage"]
