"""The function in front of the endpoint: hands on, restores the status, never answers over the limit."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambda_ocr.aws import sagemaker_proxy


class Endpoint:
    """A runtime client whose container answers as told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.answer: Any = b'{"template_id_list": []}'

    def invoke_endpoint(self, *, EndpointName: str, ContentType: str, Body: bytes) -> dict[str, Any]:
        self.asked.append(Body)
        assert (EndpointName, ContentType) == ("ours", "application/json")
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"Body": io.BytesIO(self.answer)}


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    made = Endpoint()
    monkeypatch.setenv("CUSTOM_OCR_ENDPOINT", "ours")
    monkeypatch.setattr(sagemaker_proxy, "_runtime", lambda: made)
    yield made


def posted(body: str, **more: Any) -> dict[str, Any]:
    return {"httpMethod": "POST", "path": "/custom_ocr", "requestContext": {}, "headers": {}, "body": body, **more}


def model_error(status: int, message: str) -> ClientError:
    about = {"Code": "ModelError", "Message": "Received client error"}
    return ClientError({"Error": about, "OriginalStatusCode": status, "OriginalMessage": message}, "InvokeEndpoint")


def test_a_request_over_http_reaches_the_endpoint_byte_for_byte(endpoint: Endpoint) -> None:
    answer = sagemaker_proxy.handle(posted('{"type": "list", "ünï": "漢"}'), None)
    assert endpoint.asked == ['{"type": "list", "ünï": "漢"}'.encode()]
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"template_id_list": []})


def test_base64_of_the_gateway_is_undone(endpoint: Endpoint) -> None:
    sagemaker_proxy.handle(posted(base64.b64encode(b'{"type": "list"}').decode(), isBase64Encoded=True), None)
    assert endpoint.asked == [b'{"type": "list"}']


def test_base64_that_is_none_is_refused_without_asking(endpoint: Endpoint) -> None:
    answer = sagemaker_proxy.handle(posted("%%%", isBase64Encoded=True), None)
    assert (answer["statusCode"], endpoint.asked) == (400, [])


def test_a_direct_invoke_gives_the_bare_answer(endpoint: Endpoint) -> None:
    assert sagemaker_proxy.handle({"type": "list"}, None) == {"template_id_list": []}


def test_the_containers_refusal_comes_out_as_it_went_in(endpoint: Endpoint) -> None:
    refusal = {"error": {"code": "template_mismatch", "message": "Another form.", "details": {"inliers": 3}}}
    endpoint.answer = model_error(422, json.dumps(refusal))
    answer = sagemaker_proxy.handle(posted("{}"), None)
    assert (answer["statusCode"], json.loads(answer["body"])) == (422, refusal)
    assert sagemaker_proxy.handle({}, None) == refusal


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (model_error(502, "<html>bad gateway</html>"), 500, "internal_error"),
        (model_error(500, '{"error": {"cod'), 500, "internal_error"),
        (ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "x"), 429, "too_many_requests"),
        (ClientError({"Error": {"Code": "ModelNotReadyException", "Message": ""}}, "x"), 500, "internal_error"),
        (ReadTimeoutError(endpoint_url="https://runtime"), 500, "internal_error"),
    ],
)
def test_what_the_endpoint_does_not_answer_is_refused_by_name(
    endpoint: Endpoint, failure: Exception, status: int, code: str
) -> None:
    endpoint.answer = failure
    answer = sagemaker_proxy.handle(posted("{}"), None)
    assert (answer["statusCode"], json.loads(answer["body"])["error"]["code"]) == (status, code)


def test_an_answer_over_lambdas_limit_is_refused_by_name(endpoint: Endpoint) -> None:
    endpoint.answer = b'"' + b"x" * (6 * 1024 * 1024) + b'"'
    answer = sagemaker_proxy.handle(posted("{}"), None)
    assert len(json.dumps(answer)) < 6 * 1024 * 1024
    assert "over 6 MB" in json.loads(answer["body"])["error"]["message"]


@pytest.mark.parametrize(
    ("allowed", "origin", "granted"),
    [
        ("", "https://a.example.com", None),
        ("https://a.example.com,https://b.example.com", "https://b.example.com", "https://b.example.com"),
        ("https://a.example.com", "https://evil.example.com", None),
        ("*", "https://any.example.com", "*"),
    ],
)
def test_pages_of_the_origins_named_may_read_the_answer(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, allowed: str, origin: str, granted: str | None
) -> None:
    monkeypatch.setenv("CUSTOM_OCR_CORS_ORIGINS", allowed)
    answer = sagemaker_proxy.handle(posted("{}", headers={"Origin": origin}), None)
    assert answer["headers"].get("access-control-allow-origin") == granted


def test_the_file_needs_nothing_but_the_standard_library_until_it_is_asked() -> None:
    source = "import sys; import lambda_ocr.aws.sagemaker_proxy; print([m for m in sys.modules if m in %r])"
    heavy = ("numpy", "cv2", "pydantic", "boto3", "botocore", "onnxruntime")
    done = subprocess.run([sys.executable, "-c", source % (heavy,)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
