"""The Python client against a scripted door: what is repeated, what is thrown, how pictures travel, pages, batches."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from botocore.credentials import Credentials

from examples.clients.python.custom_ocr_client import (
    ApiKey,
    AsyncClient,
    Client,
    NoAuth,
    Refused,
    Retries,
    SigV4,
    Unreachable,
    member_of,
)

URL = "https://abc.execute-api.eu-central-1.amazonaws.com/v1"
BUSY = httpx.Response(429, json={"error": {"code": "too_many_requests", "message": "Later.", "details": {}}})
FINE = httpx.Response(200, json={"template_id_list": [], "next_cursor": None})
T = TypeVar("T")
SOON = Retries(longest_seconds=0)


class Door:
    """Gives the answers in turn, the last one ever after; remembers what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers, self.requests = list(answers), list[httpx.Request]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Bodies of what was posted as JSON."""
        posts = [each for each in self.requests if each.headers.get("content-type") == "application/json"]
        return [json.loads(each.content) for each in posts]


def both(
    door: Callable[[], Door],
    waiting: Callable[[Client], T],
    awaited: Callable[[AsyncClient], Coroutine[Any, Any, T]],
    access: httpx.Auth | None = None,
) -> tuple[T, Door]:
    """The same asked of two doors that are alike, by both clients; what both got, and what was seen."""
    one, other = door(), door()
    auth = access or ApiKey("k")
    with Client(URL, access=auth, retries=SOON, http=httpx.Client(transport=httpx.MockTransport(one))) as client:
        told = waiting(client)

    async def ask() -> T:
        http = httpx.AsyncClient(transport=httpx.MockTransport(other))
        async with AsyncClient(URL, access=auth, retries=SOON, http=http) as client:
            return await awaited(client)

    assert asyncio.run(ask()) == told
    assert one.asked == other.asked
    return told, one


def test_what_was_not_done_is_asked_again_with_its_key() -> None:
    _, door = both(lambda: Door(BUSY, BUSY, FINE), lambda c: c.list_page(), lambda c: c.list_page())
    assert door.asked == [{"type": "list", "limit": 1000}] * 3
    assert {each.headers["x-api-key"] for each in door.requests} == {"k"}
    assert {str(each.url) for each in door.requests} == {f"{URL}/custom_ocr"}


@pytest.mark.parametrize(
    ("members", "times"), [({}, 1), ({"idempotency_key": "once"}, 4)], ids=["may be done twice", "once by its key"]
)
def test_what_may_have_been_done_is_asked_again_only_where_twice_is_as_once(members: Any, times: int) -> None:
    def waiting(client: Client) -> str:
        with pytest.raises(Refused) as no:
            client.add("s3://b/k.png", template=[], **members)
        return f"{no.value.code} {no.value.status}"

    async def awaited(client: AsyncClient) -> str:
        with pytest.raises(Refused) as no:
            await client.add("s3://b/k.png", template=[], **members)
        return f"{no.value.code} {no.value.status}"

    late = httpx.Response(504, json={"error": {"code": "timeout", "message": "Late.", "details": {}}})
    told, door = both(lambda: Door(late), waiting, awaited)
    assert (told, len(door.asked)) == ("timeout 504", times)
    assert door.asked[0] == {"type": "add", "url": "s3://b/k.png", "template": [], **members}


def test_silence_is_told_as_such_and_an_answer_that_is_no_json_too() -> None:
    client = Client(URL, access=ApiKey("k"), retries=SOON, http=_http(Door(httpx.ConnectError("refused"))))
    with pytest.raises(Unreachable, match="does not answer: refused"):
        client.versions(template_id="t")
    for status in (418, 200):
        client = Client(URL, access=ApiKey("k"), http=_http(Door(httpx.Response(status, text="a teapot"))))
        with pytest.raises(Refused, match=f"http_{status}: a teapot"):
            client.versions(template_id="t")


def _http(door: Door) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(door))


def test_a_request_is_signed_over_its_body_for_the_region_of_its_host() -> None:
    access = SigV4(credentials=Credentials("AKIDEXAMPLE", "secret", "session"))
    _, door = both(lambda: Door(FINE), lambda c: c.list_page(), lambda c: c.list_page(), access)
    [request] = door.requests
    signed = request.headers["authorization"]
    assert "/eu-central-1/execute-api/aws4_request" in signed
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token" in signed
    with pytest.raises(ValueError, match="region="):
        Client("https://ocr.example.com", access=access, http=_http(Door(FINE))).list_page()


def test_where_nobody_is_asked_who_he_is_nothing_is_sent_along() -> None:
    _, door = both(lambda: Door(FINE), lambda c: c.list_page(), lambda c: c.list_page(), NoAuth())
    [request] = door.requests
    assert {"authorization", "x-api-key", "x-amz-date"}.isdisjoint(request.headers)


def test_a_picture_is_bytes_a_path_or_a_url(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(b"\x89PNG of a file")
    encoded = {"img": base64.b64encode(b"\x89PNG of a file").decode()}
    assert member_of(file) == member_of(str(file)) == member_of(b"\x89PNG of a file") == encoded
    assert member_of("S3://b/k") == {"url": "S3://b/k"}
    assert member_of("data:image/png;base64,AA==") == {"img": "data:image/png;base64,AA=="}


def test_a_large_picture_goes_through_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("examples.clients.python.custom_ocr_client.client.LARGE_BYTES", 10)
    form = {"url": "https://bucket.test/", "fields": {"key": "uploads/1"}, "s3_url": "s3://bucket/uploads/1"}
    answers = (httpx.Response(200, json=form), httpx.Response(204), httpx.Response(200, json=[]))
    data = b"%PDF-1.7 of some length"
    _, door = both(
        lambda: Door(*answers), lambda c: c.query(data, template_id="t"), lambda c: c.query(data, template_id="t")
    )
    assert door.asked == [
        {"type": "upload", "content_type": "application/pdf"},
        {"type": "query", "url": "s3://bucket/uploads/1", "template_id": "t"},
    ]
    posted = door.requests[1]
    assert str(posted.url) == "https://bucket.test/" and b"uploads/1" in posted.content and data in posted.content
    assert "x-api-key" not in posted.headers


def test_all_pages_of_ids_are_gone_through() -> None:
    pages = [{"template_id_list": ["a", "b"], "next_cursor": "b"}, {"template_id_list": ["c"], "next_cursor": None}]

    async def awaited(client: AsyncClient) -> list[str]:
        return [each async for each in client.templates()]

    answers = [httpx.Response(200, json=page) for page in pages]
    told, door = both(lambda: Door(*answers), lambda c: list(c.templates()), awaited)
    assert told == ["a", "b", "c"]
    assert [each.get("cursor") for each in door.asked] == [None, "b"]


def test_a_batch_is_waited_for_and_its_lines_are_got() -> None:
    def standing(status: str, **more: Any) -> httpx.Response:
        return httpx.Response(200, json={"batch_id": "r", "status": status, "total": 2, "done": 1, **more})

    parts = [{"url": "https://bucket.test/part", "bytes": 9}]
    answers = (
        standing("running"),
        standing("succeeded"),
        standing("succeeded", parts=parts, next_cursor="x"),
        httpx.Response(200, text='{"source": "a\\u2028b"}\n{"source": "c"}\n'),
        standing("succeeded", parts=[], next_cursor=None),
    )

    def waiting(client: Client) -> list[Any]:
        return [client.wait_for_batch("r", every=0)["status"], *client.batch_lines("r")]

    async def awaited(client: AsyncClient) -> list[Any]:
        over = await client.wait_for_batch("r", every=0)
        return [over["status"], *[line async for line in client.batch_lines("r")]]

    told, door = both(lambda: Door(*answers), waiting, awaited)
    assert told == ["succeeded", {"source": "a\u2028b"}, {"source": "c"}]
    assert [(each["do"], each.get("cursor")) for each in door.asked] == [
        ("status", None),
        ("status", None),
        ("results", None),
        ("results", "x"),
    ]
    with pytest.raises(TimeoutError, match="1 of 2"):
        Client(URL, access=ApiKey("k"), http=_http(Door(standing("running")))).wait_for_batch("r", every=1, at_most=0)


class Lender(Door):
    """Lends the parts a, b and c of a batch, and from the second time on a part that came before them; what it lends
    is good for one look, so that each part is got by another lending."""

    def __init__(self, *bucket: httpx.Response | Exception) -> None:
        super().__init__(*bucket)
        self._lent, self._is_good = 0, False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != "bucket.test":
            return self._lend(request)
        answer = super().__call__(request)
        if answer.status_code != 200:
            return answer
        is_good, self._is_good = self._is_good and request.url.params["X-Amz-Signature"] == f"s{self._lent}", False
        line = json.dumps({"source": request.url.path[1:]})
        return httpx.Response(200, text=line) if is_good else httpx.Response(403, text="Request has expired")

    def _lend(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self._lent, self._is_good = self._lent + 1, True
        names = "abc" if self._lent == 1 else "zabc"
        parts = [{"url": f"https://bucket.test/{name}?X-Amz-Signature=s{self._lent}", "bytes": 9} for name in names]
        return httpx.Response(200, json={"batch_id": "r", "status": "running", "parts": parts, "next_cursor": None})


def _sources(client: Client) -> list[str]:
    return [line["source"] for line in client.batch_lines("r")]


async def _sources_awaited(client: AsyncClient) -> list[str]:
    return [line["source"] async for line in client.batch_lines("r")]


def test_a_part_whose_url_is_over_is_lent_anew_and_no_line_comes_twice() -> None:
    busy, cut = httpx.Response(503, text="SlowDown"), httpx.ReadError("cut off")
    told, door = both(lambda: Lender(busy, cut, httpx.Response(200)), _sources, _sources_awaited)
    assert told == ["a", "z", "b", "c"]
    assert [each["do"] for each in door.asked] == ["results"] * 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(403, text="?X-Amz-Signature=s1"), "http_403: bucket.test answers 403"),
        (httpx.Response(500, text="?X-Amz-Signature=s1"), "http_500: bucket.test answers 500"),
        (httpx.ReadTimeout("late"), "endpoint_unreachable: bucket.test does not answer: late"),
    ],
)
def test_what_the_bucket_refuses_is_told_without_the_right_that_a_lent_url_is(
    answer: httpx.Response | Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("examples.clients.python.custom_ocr_client.client.LARGE_BYTES", 10)
    form = {"url": "https://bucket.test/?X-Amz-Signature=s1", "fields": {}, "s3_url": "s3://bucket/uploads/1"}

    def waiting(client: Client) -> str:
        with pytest.raises(Refused) as no:
            client.query(b"%PDF-1.7 of some length", template_id="t")
        return str(no.value)

    async def awaited(client: AsyncClient) -> str:
        with pytest.raises(Refused) as no:
            await client.query(b"%PDF-1.7 of some length", template_id="t")
        return str(no.value)

    told, _ = both(lambda: Door(httpx.Response(200, json=form), answer), waiting, awaited)
    assert told == said
    with pytest.raises(Refused) as no:
        _sources(Client(URL, access=ApiKey("k"), retries=SOON, http=_http(Lender(answer))))
    assert str(no.value) == said
