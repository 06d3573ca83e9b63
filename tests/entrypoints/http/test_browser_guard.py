"""What a web page can make of a server on its visitor's machine: nothing; and programs notice nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.browser_guard import allowed_hosts
from lambda_ocr.entrypoints.http.content_coding import takes_gzip
from lambda_ocr.entrypoints.http.plain_answers import SAFE_HEADERS
from lambda_ocr.entrypoints.http.server import HEALTH_PATHS, make_app
from lambda_ocr.entrypoints.wiring import build_pictures
from lambda_ocr.settings import Settings
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import RED, as_base64, card
from tests.support.running_server import serving

STORE = StoreInMemory()
DELETE = b'{"type": "del", "template_id": "%s"}'


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    service = OcrService(STORE, ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    with serving(make_app(service.begin, hosts=allowed_hosts("OCR.example.com., scanner"))) as server:
        yield server.address


@pytest.fixture
def delete(address: str) -> bytes:
    """A request that would delete a template that is there."""
    add = {"type": "add", "img": as_base64(card()), "template": [RED]}
    template_id: str = httpx.post(address + "/custom_ocr", json=add, timeout=60).json()["template_id"]
    return DELETE % template_id.encode()


def sent(address: str, body: bytes, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(address + "/custom_ocr", content=body, headers=named, timeout=60)


def assert_refused(answer: httpx.Response, code: str = "origin_forbidden") -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (403 if code == "origin_forbidden" else 400, code)
    assert dict(answer.headers).items() >= SAFE_HEADERS.items()


FORMS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize(
    "marks",
    [
        {"origin": "http://attacker.example"},
        {"origin": "null"},
        {"origin": "http://localhost:3000", "sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site"},
    ],
)
def test_a_page_of_another_site_deletes_nothing(address: str, delete: bytes, kind: str, marks: dict[str, str]) -> None:
    before = STORE.list_ids()
    assert_refused(sent(address, delete, content_type=kind, **marks))
    assert_refused(sent(address, delete, content_type="application/json", **marks))
    assert STORE.list_ids() == before


@pytest.mark.parametrize("kind", FORMS)
def test_even_our_own_page_must_say_that_it_sends_json(address: str, delete: bytes, kind: str) -> None:
    assert_refused(sent(address, delete, content_type=kind, origin=address), "invalid_request")
    assert_refused(sent(address, delete, content_type=kind, sec_fetch_site="same-origin"), "invalid_request")
    kinds = ("application/json", "Application/JSON; charset=utf-8")
    assert [sent(address, b'{"type": "list"}', content_type=json_, origin=address).status_code for json_ in kinds] == [
        200,
        200,
    ]


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:8080", "127.0.0.1.attacker.example", "localhost.attacker.example",
             "127.0.0.1@attacker.example", "ocr.example.com.attacker.example", "[::1", "a b"],
)  # fmt: skip
def test_a_name_that_was_bent_to_lead_here_shows_nothing(address: str, delete: bytes, host: str) -> None:
    origin = f"http://{host}"
    for answer in (
        sent(address, delete, host=host, origin=origin, content_type="application/json"),
        sent(address, delete, host=host),
        httpx.get(address + "/", headers={"host": host}, timeout=60),
        httpx.get(address + "/openapi.json", headers={"host": host}, timeout=60),
    ):
        assert_refused(answer)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "localhost.", "ocr.localhost", "127.0.0.1:1", "[::1]:8080", "192.168.1.7",
             "ocr.example.com", "Scanner:8080"],
)  # fmt: skip
def test_its_addresses_and_the_names_it_was_given_are_known(address: str, host: str) -> None:
    assert sent(address, b'{"type": "list"}', host=host).status_code == 200
    assert sent(
        address, b'{"type": "list"}', host=host, origin=f"https://{host}", content_type="application/json"
    ).status_code == 200  # fmt: skip


@pytest.mark.parametrize("path", HEALTH_PATHS)
def test_a_balancer_may_ask_how_it_is_under_any_name(address: str, path: str) -> None:
    assert httpx.get(address + path, headers={"host": "target-1"}, timeout=60).status_code == 200


def test_programs_need_no_headers(address: str) -> None:
    for kind in FORMS:
        assert sent(address, b'{"type": "list"}', content_type=kind).status_code == 200


def test_any_name_is_known_where_that_is_said() -> None:
    service = OcrService(STORE, ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    with serving(make_app(service.begin, hosts=allowed_hosts("*"))) as server:
        assert sent(server.address, b'{"type": "list"}', host="model.internal").status_code == 200
        assert_refused(sent(server.address, b'{"type": "list"}', host="model.internal", origin="http://a.example"))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PUT", "/custom_ocr", 405), ("POST", "/custom_ocr", 400), ("GET", "/healthz", 200)],
)
def test_every_answer_is_safe_in_a_browser(address: str, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, address + path, timeout=60)
    assert answer.status_code == status
    assert dict(answer.headers).items() >= SAFE_HEADERS.items()


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_keep_a_policy_of_their_own_and_are_not_framed(address: str, path: str) -> None:
    headers = httpx.get(address + path, timeout=60).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script-src 'self'" in headers["content-security-policy"]
    assert (headers["x-frame-options"], headers["referrer-policy"]) == ("DENY", "no-referrer")


def test_a_fault_of_ours_is_as_safe() -> None:
    def broken(*_: object) -> object:
        raise RuntimeError

    with serving(make_app(broken)) as server:  # type: ignore[arg-type]
        answer = sent(server.address, b"{}")
    assert answer.status_code == 500
    assert dict(answer.headers).items() >= SAFE_HEADERS.items()


@pytest.mark.parametrize(
    ("header", "taken"),
    [("gzip", True), ("", False), ("br", False), ("gzip;q=0", False), ("GZIP ; Q=0.5", True), ("br, gzip;q=0.0", False),
     ("*", True), ("*;q=0", False), ("gzip;q=0, *", False), ("x-gzip", True), ("notgzip", False),
     ("gzip;q=many", False),     ("identity;q=1, *;q=0", False), ("deflate, gzip;q=1.0, *;q=0.5", True)],
)  # fmt: skip
def test_gzip_is_sent_to_those_who_take_it(address: str, header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken
    answer = httpx.get(address + "/", headers={"accept-encoding": header}, timeout=60)
    assert (answer.headers.get("content-encoding") == "gzip") is taken
    assert answer.headers["vary"] == "accept-encoding"


def test_a_bucket_is_read_only_where_it_is_named() -> None:
    request = {"type": "detect", "url": "s3://somebodys/card.png"}
    for settings in (Settings(), Settings(readable_buckets="another")):
        service = OcrService(STORE, ReaderThatSeesEverything(), build_pictures(settings))
        assert service.handle(request).body["error"]["code"] == "url_forbidden"
        assert service.handle(json.loads(json.dumps(request))).status == 403
