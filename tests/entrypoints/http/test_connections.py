"""Connections that say too little, too much or nothing: each ends, and none shuts others out."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambda_ocr.core.budget import Budget
from lambda_ocr.entrypoints.http.connections import ConnectionLimits
from lambda_ocr.entrypoints.http.dispatcher import Limits
from lambda_ocr.entrypoints.http.plain_answers import SAFE_HEADERS
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.wire.response import Response
from tests.support.raw_client import RawClient
from tests.support.running_server import Served, serving

LARGE = "x" * 40_000_000
"""More than the buffers between two sockets hold."""


def echoed(body: bytes | bytearray, budget: Budget) -> Response:
    return Response(200, LARGE if body == b"large" else len(body))


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """With patience for a twentieth of a second."""
    limits = ConnectionLimits(in_all=40, from_one_address=30, head_seconds=0.3, send_seconds=0.3)
    with serving(make_app(echoed, Limits(body_seconds=60, silent_seconds=0.3)), limits) as served:
        yield served


def is_well(server: Served) -> bool:
    with RawClient(server.port) as client:
        return client.say(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").hear().status == 200


def test_a_connection_that_says_nothing_ends(server: Served) -> None:
    with RawClient(server.port) as silent:
        assert silent.hear_end() == b""


@pytest.mark.parametrize("head", [b"P", b"POST /custom_ocr HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"\r\n"])
def test_a_head_that_does_not_end_is_refused_and_ends(server: Served, head: bytes) -> None:
    with RawClient(server.port) as slow:
        answer = slow.say(head).hear()
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert slow.hear_end() == b""


def test_a_head_that_drips_is_timed_as_a_whole(server: Served) -> None:
    with RawClient(server.port) as slow:
        slow.sock.settimeout(0.05)
        slow.say(b"POST /custom_ocr HTTP/1.1\r\n")
        for number in count():
            try:
                heard = slow.sock.recv(65536)
                break
            except TimeoutError:
                slow.say(b"X-%d: 1\r\n" % number)
        assert heard.startswith(b"HTTP/1.1 400 ")
        assert number < 200


def test_a_second_head_is_timed_like_the_first(server: Served) -> None:
    with RawClient(server.port) as slow:
        assert slow.post(b"four").hear().content == b"4"
        assert slow.say(b"POST /cus").hear().code == "invalid_request"
    with RawClient(server.port) as slow:
        slow.post(b"four", b"X-A: 1").say(b"GET /heal")  # its first bytes come with the body before
        assert slow.hear().content == b"4"
        assert slow.hear().code == "invalid_request"


def test_a_body_that_stops_is_refused_and_ends(server: Served) -> None:
    with RawClient(server.port) as slow:
        answer = slow.post(b"{", length=100).hear()
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert slow.hear_end() == b""


def test_an_answer_that_is_not_taken_is_not_kept(server: Served) -> None:
    with RawClient(server.port) as deaf:
        deaf.post(b"large")
        while server.server.server_state.connections:  # uvicorn forgets it when it is cut
            time.sleep(0.05)
        assert len(deaf.hear_end()) < len(LARGE)


def test_twenty_half_sent_bodies_keep_nobody_waiting(server: Served) -> None:
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(RawClient(server.port)).post(b"{", length=100)
        with RawClient(server.port) as other:
            assert other.post(b"four").hear().content == b"4"


def test_one_address_has_no_more_connections_than_its_share_and_is_told(server: Served) -> None:
    with ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(RawClient(server.port)).post(b"", length=100)
        with RawClient(server.port) as more:
            answer = more.hear()
            assert (answer.status, answer.code) == (429, "too_many_requests")
            assert int(answer.headers["retry-after"]) > 0
            assert more.hear_end() == b""
    while not is_well(server):
        pass


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000,
        b"POST /custom_ocr HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
        b"POST /custom_ocr HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_refused_in_the_form_of_all_refusals(server: Served, nonsense: bytes) -> None:
    with RawClient(server.port) as client:
        answer = client.say(nonsense).hear()
        assert (answer.status, answer.code) == (400, "invalid_request")
        assert answer.headers["content-type"] == "application/json"
        assert {name: answer.headers.get(name) for name in SAFE_HEADERS} == SAFE_HEADERS


def test_a_websocket_is_answered_as_any_request(server: Served) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    with RawClient(server.port) as client:
        assert client.say(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", upgrade, b"\r\n").hear().status == 200


PIECES = [
    b"POST /custom_ocr HTTP/1.1\r\n",
    b"GET /healthz HTTP/1.1\r\n",
    b"Host: localhost\r\n",
    b"Content-Length: 5\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Expect: 100-continue\r\n",
    b"Connection: close\r\n",
    b"\r\n",
    b"hello",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"\x00\xff",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=8))
def test_whatever_bytes_come_the_connection_ends_without_a_server_error(server: Served, pieces: list[bytes]) -> None:
    with RawClient(server.port) as client:
        try:
            client.say(*pieces)
            client.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        assert b"HTTP/1.1 5" not in client.hear_end()
    assert is_well(server)
