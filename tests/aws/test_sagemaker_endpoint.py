"""Asking the endpoint: bytes go as they are, and what the container said comes out again."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambda_ocr.aws.sagemaker_endpoint import SageMakerEndpoint
from lambda_ocr.core.errors import InternalError, OcrError, TooManyRequests


class Runtime:
    """SageMaker's runtime client; the container answers as told, and what it was asked is remembered."""

    def __init__(self, answer: Any = b'{"template_id_list": []}') -> None:
        self.asked: list[bytes] = []
        self.answer = answer

    def invoke_endpoint(self, *, EndpointName: str, ContentType: str, Body: bytes) -> dict[str, Any]:
        self.asked.append(Body)
        assert (EndpointName, ContentType) == ("ours", "application/json")
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"Body": io.BytesIO(self.answer)}


def endpoint(runtime: Runtime) -> SageMakerEndpoint:
    return SageMakerEndpoint("ours", lambda: runtime)


def model_error(status: int, message: str) -> ClientError:
    about = {"Code": "ModelError", "Message": "Received client error"}
    return ClientError({"Error": about, "OriginalStatusCode": status, "OriginalMessage": message}, "InvokeEndpoint")


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "InvokeEndpoint")


def test_a_body_reaches_the_container_byte_for_byte() -> None:
    runtime, body = Runtime(), '{"type": "list", "ünï": "漢"}'.encode()
    assert endpoint(runtime).ask(body) == (200, {"template_id_list": []})
    assert runtime.asked == [body]


def test_the_containers_refusal_comes_out_as_it_went_in() -> None:
    refusal = {"error": {"code": "template_mismatch", "message": "Another form.", "details": {"inliers": 3}}}
    assert endpoint(Runtime(model_error(422, json.dumps(refusal)))).ask(b"{}") == (422, refusal)


@pytest.mark.parametrize(
    ("failure", "named"),
    [
        (model_error(502, "<html>bad gateway</html>"), InternalError),
        (model_error(500, '{"error": {"cod'), InternalError),
        (model_error(500, "[1]"), InternalError),
        (b"<html>no JSON</html>", InternalError),
        (client_error("ModelNotReadyException"), InternalError),
        (ReadTimeoutError(endpoint_url="https://runtime"), InternalError),
        (client_error("ThrottlingException"), TooManyRequests),
        (client_error("TooManyRequestsException"), TooManyRequests),
    ],
)
def test_what_the_endpoint_does_not_answer_is_refused_by_name(failure: Any, named: type[OcrError]) -> None:
    with pytest.raises(named) as refused:
        endpoint(Runtime(failure)).ask(b"{}")
    assert "send it again" in refused.value.message


def test_a_question_is_asked_once_for_a_second_add_would_make_a_second_template(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from lambda_ocr.aws import sagemaker_endpoint

    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    made = sagemaker_endpoint._runtime.__wrapped__()
    assert made.meta.config.retries["total_max_attempts"] == 1
    assert made.meta.config.read_timeout == sagemaker_endpoint.READ_SECONDS
