"""Asking an endpoint: its address, how it knows us, and what is asked again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from lambda_ocr.aws.signing import is_api_gateway
from lambda_ocr.entrypoints.cli.calling import ATTEMPTS, Endpoint, UsageProblem, endpoint

GATEWAY = "https://abc123.execute-api.eu-west-1.amazonaws.com/prod"
CHINESE_GATEWAY = "https://abc123.execute-api.cn-north-1.amazonaws.com.cn/prod"


@dataclass
class ScriptedServer:
    """Answers from a list, the last one for ever; keeps what it was sent."""

    answers: list[tuple[int, dict[str, str], bytes]]
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    script = ScriptedServer([(200, {}, b'{"template_id_list": []}')])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            script.headers.append({name.lower(): value for name, value in self.headers.items()})
            script.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, headers, body = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = Thread(target=http.serve_forever)
        thread.start()
        script.address = f"http://127.0.0.1:{http.server_port}"
        yield script
        http.shutdown()
        thread.join()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("AWS_REGION", "us-east-2")


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://host:8080", "http://host:8080/custom_ocr"),
        ("http://host:8080/", "http://host:8080/custom_ocr"),
        (GATEWAY, GATEWAY + "/custom_ocr"),
        (GATEWAY + "/custom-ocr/", GATEWAY + "/custom-ocr"),
        (GATEWAY + "/custom_ocr", GATEWAY + "/custom_ocr"),
        (GATEWAY + "/custom_ocr/query", GATEWAY + "/custom_ocr/query"),
        ("http://host/invocations", "http://host/invocations"),
    ],
)
def test_an_endpoint_may_be_given_with_or_without_its_route(given: str, url: str) -> None:
    assert endpoint(given, "none", "").url == url


@pytest.mark.parametrize("given", ["host:8080", "ftp://host", "https://", "", "file:///etc/passwd"])
def test_what_is_no_http_address_is_refused(given: str) -> None:
    with pytest.raises(UsageProblem, match="no http or https address"):
        endpoint(given, "none", "")


def test_the_payload_arrives_as_json_and_the_answer_comes_back(server: ScriptedServer) -> None:
    answer = endpoint(server.address, "auto", "")({"type": "list", "名": "值"})
    assert (answer.status, answer.body) == (200, {"template_id_list": []})
    assert server.bodies == [{"type": "list", "名": "值"}]
    assert "authorization" not in server.headers[0]
    assert server.headers[0]["content-type"] == "application/json"


def test_the_key_is_sent_as_the_gateway_wants_it(server: ScriptedServer) -> None:
    endpoint(server.address, "api_key", "the-key")({})
    assert server.headers[0]["x-api-key"] == "the-key"


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_busy_endpoint_is_asked_again_after_the_time_it_names(
    server: ScriptedServer, waits: list[float], status: int
) -> None:
    server.answers.insert(0, (status, {"Retry-After": "3"}, b"{}"))
    assert endpoint(server.address, "none", "")({}).ok
    assert waits == [3.0]


def test_an_endpoint_that_stays_busy_is_given_up(server: ScriptedServer, waits: list[float]) -> None:
    server.answers = [(429, {}, b'{"message": "Too Many Requests"}')]
    answer = endpoint(server.address, "none", "")({})
    assert (answer.status, answer.code) == (429, "http_429")
    assert len(server.bodies) == ATTEMPTS
    assert [0.5 <= wait <= 1.0 for wait in (waits[0], waits[1] / 2, waits[2] / 4)] == [True] * 3


@pytest.mark.parametrize("status", [500, 502, 504])
@pytest.mark.parametrize(
    ("payload", "asked"),
    [
        ({"type": "query", "template_id": "t"}, 2),
        ({"template_id": "t"}, 2),
        ({"type": "del", "template_id": "t"}, 2),
        ({"type": "add"}, 1),
        ({"type": "add", "idempotency_key": "k"}, 2),
        ({"type": "batch", "do": "start"}, 1),
        ({"type": "batch", "do": "cancel"}, 2),
        ({"type": "batch", "do": "redrive"}, 1),
    ],
)
def test_a_failure_that_leaves_open_what_was_done_is_asked_again_where_twice_is_as_once(
    server: ScriptedServer, waits: list[float], status: int, payload: dict[str, Any], asked: int
) -> None:
    server.answers.insert(0, (status, {}, b'{"error": {"code": "internal_error", "message": "m", "details": {}}}'))
    endpoint(server.address, "none", "")(payload)
    assert len(server.bodies) == asked


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("status", [429, 503])
def test_what_was_refused_undone_is_asked_again_whatever_it_is(server: ScriptedServer, status: int) -> None:
    server.answers.insert(0, (status, {}, b"{}"))
    assert endpoint(server.address, "none", "")({"type": "add"}).ok


@pytest.mark.parametrize("status", [400, 403, 404, 413, 422])
def test_a_refusal_is_not_asked_again(server: ScriptedServer, status: int) -> None:
    server.answers = [(status, {}, b'{"error": {"code": "c", "message": "m", "details": {}}}')]
    answer = endpoint(server.address, "none", "")({})
    assert (answer.status, answer.code, answer.message) == (status, "c", "m")
    assert len(server.bodies) == 1


def test_a_redirect_is_not_followed_with_our_key(server: ScriptedServer) -> None:
    server.answers = [(307, {"Location": "http://127.0.0.1:1/"}, b"")]
    assert endpoint(server.address, "api_key", "k")({}).status == 307


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    ("url", "auth", "key", "signed"),
    [
        (GATEWAY, "auto", "", True),
        (CHINESE_GATEWAY, "auto", "", True),
        (GATEWAY, "auto", "k", False),
        (GATEWAY, "iam", "k", True),
        (GATEWAY, "none", "", False),
        ("https://ocr.example.com", "auto", "", False),
        ("https://ocr.example.com", "iam", "", True),
        ("https://execute-api.amazonaws.com.evil.example", "auto", "", False),
    ],
)
def test_a_request_is_signed_where_iam_is_asked_for(url: str, auth: str, key: str, signed: bool) -> None:
    headers = {name.lower() for name in Endpoint(url, auth, key)._headers(b"{}")}
    assert ("authorization" in headers) == signed
    assert ("x-api-key" in headers) == bool(key)


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize(
    ("url", "region"),
    [(GATEWAY, "eu-west-1"), (CHINESE_GATEWAY, "cn-north-1"), ("https://ocr.example.com", "us-east-2")],
)
def test_the_signature_is_for_the_region_of_the_host_and_covers_the_token(url: str, region: str) -> None:
    headers = Endpoint(url, "iam")._headers(b"{}")
    assert f"/{region}/execute-api/aws4_request" in headers["Authorization"]
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert headers["X-Amz-Security-Token"] == "token"
    assert "x-amz-security-token" in headers["Authorization"]


def test_without_credentials_the_user_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with pytest.raises(UsageProblem, match="aws configure"):
        Endpoint(GATEWAY)({})


def test_an_api_gateway_is_known_by_its_host_alone() -> None:
    assert is_api_gateway(GATEWAY)
    assert is_api_gateway(CHINESE_GATEWAY)
    assert not is_api_gateway("https://example.com/x.execute-api.eu-west-1.amazonaws.com")
