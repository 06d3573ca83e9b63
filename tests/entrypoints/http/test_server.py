"""The server over a real socket: its routes, its limits, and that whatever is refused is refused in one form."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.app.steps import Lane, Step
from lambda_ocr.core.budget import Budget
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.dispatcher import Limits
from lambda_ocr.entrypoints.http.server import HEALTH_PATHS, OCR_PATHS, make_app
from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from lambda_ocr.wire.response import Response
from tests.support.fakes import ReaderThatSeesEverything
from tests.support.pictures import GREEN, RED, as_base64, card
from tests.support.running_server import running


class ServiceBehindAGate:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def handle_bytes(self, body: bytes | bytearray, budget: Budget) -> Response:
        assert self.open.wait(300)
        return Response(200, {"bytes": len(body)})


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("home")
    service = OcrService(SqliteTemplateStore(home), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    with running(make_app(service.begin)) as address:
        yield address


def post(address: str, payload: Any, path: str = "/custom_ocr") -> httpx.Response:
    return httpx.post(address + path, json=payload, timeout=300)


def add(address: str) -> str:
    answer = post(address, {"type": "add", "img": as_base64(card()), "template": [RED, GREEN]})
    assert answer.status_code == 200
    return str(answer.json()["template_id"])


def assert_refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert isinstance(error["details"], dict)
    return error


def test_the_four_documented_requests_work_one_after_the_other(address: str) -> None:
    template_id = add(address)
    assert template_id in post(address, {"type": "list"}).json()["template_id_list"]
    read = post(address, {"type": "query", "template_id": template_id, "img": as_base64(card())})
    assert read.json() == [
        {"key": "名称", "value": "#ff0000", "score": 97.98},
        {"key": "识别号", "value": "#008000", "score": 97.98},
    ]
    assert post(address, {"type": "del", "template_id": template_id}).json() == {"template_id": template_id}
    assert_refused(post(address, {"template_id": template_id, "img": as_base64(card())}), 404, "template_not_found")


def test_a_route_of_one_type_answers_no_other(address: str) -> None:
    assert post(address, {}, "/custom_ocr/list").status_code == 200
    assert_refused(post(address, {"type": "del", "template_id": "a"}, "/custom_ocr/query"), 400, "invalid_request")
    assert_refused(post(address, {"type": "list"}, "/custom_ocr/drop"), 404, "not_found")


def test_answers_are_utf8_without_escapes(address: str) -> None:
    read = post(address, {"template_id": add(address), "img": as_base64(card())})
    assert read.headers["content-type"] == "application/json"
    assert "名称".encode() in read.content


@pytest.mark.parametrize("path", OCR_PATHS)
def test_every_spelling_of_the_route_answers_alike_without_a_redirect(address: str, path: str) -> None:
    assert post(address, {"type": "list"}, path).json() == post(address, {"type": "list"}).json()


@pytest.mark.parametrize("path", HEALTH_PATHS)
def test_health_is_answered(address: str, path: str) -> None:
    assert httpx.get(address + path, timeout=300).json() == {"status": "ok"}


def test_the_description_is_served(address: str) -> None:
    described = httpx.get(address + "/openapi.json", timeout=300).json()
    assert described["openapi"].startswith("3.1")
    assert "/custom_ocr" in described["paths"]


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/docs/",
        "/console/",
        "/console/x/../main.js",
        "/custom_ocr/more",
        "//",
        "/%F0%9F%98%80",
        "/openapi.json/",
    ],
)
def test_an_unknown_route_is_refused_by_name(address: str, path: str) -> None:
    assert "/custom_ocr" in assert_refused(httpx.get(address + path, timeout=300), 404, "not_found")["details"]["paths"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method_is_refused_by_name(address: str, method: str) -> None:
    answer = httpx.request(method, address + "/custom-ocr/", timeout=300)
    assert assert_refused(answer, 405, "method_not_allowed")["details"]["allowed"] == ["POST"]
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"type": "\\ud800"}'])
def test_a_body_that_is_no_request_is_refused_by_name(address: str, body: bytes) -> None:
    answer = httpx.post(address + "/custom_ocr", content=body, timeout=300)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in ("invalid_json", "invalid_request")


def length(body: bytes | bytearray, budget: Budget) -> Response:
    """Answers how long the body is."""
    return Response(200, len(body))


@pytest.fixture
def small_limit() -> Iterator[str]:
    """A server that takes 1000 bytes, and throws away 4000."""
    with running(make_app(length, Limits(max_body_bytes=1000))) as address:
        yield address


def test_a_body_up_to_the_limit_is_taken(small_limit: str) -> None:
    assert httpx.post(small_limit + "/custom_ocr", content=b"x" * 1000, timeout=300).json() == 1000


@pytest.mark.parametrize("size", [1001, 3999])
def test_a_body_over_the_limit_is_refused_and_the_connection_lives_on(small_limit: str, size: int) -> None:
    with httpx.Client(base_url=small_limit, timeout=300) as client:
        error = assert_refused(client.post("/custom_ocr", content=b"x" * size), 413, "body_too_large")
        assert error["details"] == {"bytes": size, "max_bytes": 1000}
        assert client.post("/custom_ocr", content=b"x").json() == 1


def test_a_body_that_announces_far_too_much_is_refused_before_it_is_sent(small_limit: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(small_limit).netloc)
    connection.putrequest("POST", "/custom_ocr")
    connection.putheader("Content-Length", "999999999")
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["error"]["code"]) == (413, "body_too_large")
    connection.close()


@pytest.mark.parametrize("chunks", [3, 30])
def test_a_body_that_does_not_say_how_long_it_is_is_counted(small_limit: str, chunks: int) -> None:
    connection = http.client.HTTPConnection(urlsplit(small_limit).netloc)
    connection.request("POST", "/custom_ocr", body=(b"x" * 400 for _ in range(chunks)), encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["error"]["code"]) == (413, "body_too_large")
    connection.close()


@pytest.mark.parametrize("limits", [Limits(body_seconds=0.05), Limits(silent_seconds=0.05)])
def test_a_body_that_never_arrives_is_given_up(limits: Limits) -> None:
    with running(make_app(length, limits)) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        connection.putrequest("POST", "/custom_ocr")
        connection.putheader("Content-Length", "10")
        connection.endheaders(b"only")
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["error"]["code"]) == (400, "invalid_request")
        connection.close()


def test_beyond_threads_and_queue_a_request_is_told_to_come_again() -> None:
    gate, limits = ServiceBehindAGate(), Limits(threads=1, waiting=2)

    def reading(body: bytes | bytearray, budget: Budget) -> Step:
        return Step(Lane.READ, lambda: gate.handle_bytes(body, budget))

    with running(make_app(reading, limits)) as address, ThreadPoolExecutor(8) as clients:
        asked = [clients.submit(httpx.post, address + "/custom_ocr", content=b"x", timeout=300) for _ in range(8)]
        refused = [request.result() for request in islice(as_completed(asked), 5)]
        for answer in refused:  # the other three are held: one by the gate, two in the queue
            assert assert_refused(answer, 429, "too_many_requests")["details"]["limit"] == 3
        waits = sorted(int(answer.headers["retry-after"]) for answer in refused)
        assert waits == [1, 2, 3, 4, 5], "each is told a moment of its own, after those told before"
        assert httpx.get(address + "/healthz", timeout=300).status_code == 200  # busy is not ill
        gate.open.set()
        assert sorted(request.result().status_code for request in asked) == [200] * 3 + [429] * 5
        assert httpx.post(address + "/custom_ocr", content=b"x", timeout=300).status_code == 200


def test_a_fault_of_ours_is_answered_in_the_same_form_and_without_its_text() -> None:
    def handle(_: bytes | bytearray, budget: Budget) -> Response:
        raise RuntimeError("a secret")

    with running(make_app(handle)) as address:
        answer = httpx.post(address + "/custom_ocr", content=b"{}", timeout=300)
    assert_refused(answer, 500, "internal_error")
    assert b"secret" not in answer.content
