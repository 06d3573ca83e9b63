"""The url fetcher against real sockets on this machine: where it goes, where it refuses to, and when it gives up."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.adapters.http.fetch import HttpFetcher, parsed_target
from lambda_ocr.core.errors import InvalidRequest, OcrError, PictureTooLarge, UrlForbidden, UrlTimeout, UrlUnreachable
from tests.support.servers import Exchange, ScriptedServer, self_signed

BODY = os.urandom(200_000)
PUBLIC = "93.184.216.34"


def local(**options: Any) -> HttpFetcher:
    """A fetcher that may reach this machine."""
    return HttpFetcher(**{"allow_loopback": True, "seconds": 60.0, **options})


class NamesAndNumbers:
    """A name server with this table, that counts what it is asked; each name's answers are given in turn."""

    def __init__(self, table: dict[str, list[Sequence[str]]]) -> None:
        self.table = table
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        answers = self.table[host]
        self.asked.append(host)
        return answers[min(self.asked.count(host), len(answers)) - 1]


def honest(exchange: Exchange) -> None:
    exchange.reply(BODY)


# What arrives


def test_the_content_is_fetched_with_an_honest_request(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with ScriptedServer(honest) as server:
        assert local().fetch(server.url("/a b/票.png?x=1&y=%20#part")) == BODY
    request, *headers = server.heads[0].strip().split("\r\n")
    assert request == "GET /a%20b/%E7%A5%A8.png?x=1&y=%20 HTTP/1.1"
    assert f"Host: 127.0.0.1:{server.port}" in headers
    assert "Accept-Encoding: identity" in headers
    assert not any(header.lower().startswith(("cookie", "authorization", "proxy", "referer")) for header in headers)


def test_a_body_in_chunks_or_without_length_is_fetched() -> None:
    def chunked(exchange: Exchange) -> None:
        exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for at in range(0, len(BODY), 30_000):
            piece = BODY[at : at + 30_000]
            exchange.send(f"{len(piece):x}\r\n", piece, "\r\n")
        exchange.send("0\r\n\r\n")

    for answer in (chunked, unannounced):
        with ScriptedServer(answer) as server:
            assert local().fetch(server.url()) == BODY


@pytest.mark.parametrize("status", ["204 No Content", "206 Partial", "304 Not Modified", "404 Not Found", "500 Oops"])
def test_another_status_than_200_is_no_picture(status: str) -> None:
    with (
        ScriptedServer(lambda exchange: exchange.reply(b"", status)) as server,
        pytest.raises(UrlUnreachable, match=f"status {status[:3]}") as refused,
    ):
        local().fetch(server.url())
    assert refused.value.details == {"status": int(status[:3])}


def test_a_compressed_body_is_refused() -> None:
    with (
        ScriptedServer(lambda exchange: exchange.reply(b"bomb", "200 OK", "Content-Encoding: gzip")) as server,
        pytest.raises(UrlUnreachable, match=r'compresses.*"gzip"'),
    ):
        local().fetch(server.url())


# Redirects


def redirecting(times: int, status: int = 302) -> Callable[[Exchange], None]:
    """/0 leads to /1 and so on, `times` times; then comes the body."""

    def answer(exchange: Exchange) -> None:
        step = int(exchange.path.strip("/"))
        if step < times:
            exchange.reply(b"elsewhere", f"{status} Elsewhere", f"Location: {step + 1}")
        else:
            exchange.reply(BODY)

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_three_redirects_are_followed(status: int) -> None:
    with ScriptedServer(redirecting(3, status)) as server:
        assert local().fetch(server.url("/0")) == BODY
    assert server.connections == 4


def test_a_fourth_redirect_is_refused() -> None:
    with ScriptedServer(redirecting(4)) as server, pytest.raises(UrlUnreachable, match="more than 3 times"):
        local().fetch(server.url("/0"))
    assert server.connections == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "//[fd00:ec2::254]/",
        "http://2852039166/",
        "http://inside.test/",
        "file:///etc/passwd",
        "s3://bucket/key",
        "http://user:word@127.0.0.1/",
    ],
)
def test_a_redirect_is_judged_like_the_url_itself(location: str) -> None:
    names = NamesAndNumbers({"outside.test": [["127.0.0.1"]], "inside.test": [["10.0.0.1"]]})

    def resolve(host: str, port: int) -> Sequence[str]:
        if host in names.table:
            return names(host, port)
        return tuple(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST))

    with (
        ScriptedServer(lambda exchange: exchange.reply(b"", "302 Found", f"Location: {location}")) as server,
        pytest.raises(UrlForbidden),
    ):
        local(resolve=resolve).fetch(server.url(host="outside.test"))
    assert server.connections == 1


@pytest.mark.parametrize("headers", [(), ("Location: http://",), ("Location: http://[half",)])
def test_a_redirect_to_nowhere_is_refused(headers: tuple[str, ...]) -> None:
    with (
        ScriptedServer(lambda exchange: exchange.reply(b"", "302 Found", *headers)) as server,
        pytest.raises(UrlUnreachable, match="redirects"),
    ):
        local().fetch(server.url())


# Addresses

LOOPBACK_SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "localhost",
    "LOCALHOST",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "127.0.0.1",
    "127。0。0。1",
]
OTHER_SPELLINGS = [
    "0",
    "0.0.0.0",
    "[::]",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "10.1",
    "192.168.1.1",
    "100.64.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "[ff02::1]",
]


@pytest.mark.parametrize("host", LOOPBACK_SPELLINGS)
def test_this_machine_is_forbidden_in_every_spelling(host: str) -> None:
    with ScriptedServer(honest) as server, pytest.raises(UrlForbidden, match="loopback"):
        HttpFetcher().fetch(server.url(host=host))
    assert server.connections == 0


@pytest.mark.parametrize("host", ["localhost.", "127.0.0.1.", "127.0.0.1.nip.test"])
def test_a_spelling_the_system_may_not_know_reaches_nothing_either(host: str) -> None:
    with ScriptedServer(honest) as server, pytest.raises((UrlForbidden, UrlUnreachable, UrlTimeout)):
        HttpFetcher().fetch(server.url(host=host))
    assert server.connections == 0


@pytest.mark.parametrize("host", OTHER_SPELLINGS)
def test_what_is_not_public_is_forbidden_even_where_loopback_is_allowed(host: str) -> None:
    with pytest.raises(UrlForbidden, match="only public ones"):
        local().fetch(f"http://{host}:9/")


def test_a_name_is_resolved_once_so_that_it_cannot_change_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    names = NamesAndNumbers({"rebinding.test": [[PUBLIC], ["127.0.0.1"]]})
    tried: list[Any] = []

    def unreachable(address: Any, timeout: float | None = None) -> socket.socket:
        tried.append(address)
        raise OSError("no route")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    with pytest.raises(UrlUnreachable):
        HttpFetcher(resolve=names).fetch("http://rebinding.test/a.png")
    assert names.asked == ["rebinding.test"]
    assert tried == [(PUBLIC, 80)]


def test_the_address_really_connected_to_is_judged_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(honest) as server:
        connect = socket.create_connection
        monkeypatch.setattr(
            socket, "create_connection", lambda address, timeout=None: connect(("127.0.0.1", server.port), timeout)
        )
        with pytest.raises(UrlForbidden, match="loopback"):
            HttpFetcher(resolve=lambda host, port: [PUBLIC]).fetch("http://example.com/a.png")
    assert server.heads == []


def test_one_forbidden_address_among_several_forbids_the_name() -> None:
    with ScriptedServer(honest) as server, pytest.raises(UrlForbidden, match="private"):
        local(resolve=lambda host, port: ["127.0.0.1", "10.0.0.1"]).fetch(server.url(host="mixed.test"))
    assert server.connections == 0


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with ScriptedServer(honest) as server:
        fetcher = local(resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
        assert fetcher.fetch(server.url(host="two.test")) == BODY
    assert f"Host: two.test:{server.port}\r\n" in server.heads[0]


def test_a_name_nobody_knows_is_unreachable() -> None:
    def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for resolve in (unknown, lambda host, port: ()):
        with pytest.raises(UrlUnreachable, match=r'"nobody\.test" cannot be reached'):
            local(resolve=resolve).fetch("http://nobody.test/")


NO_URLS = [
    "http://",
    "http:///a",
    "http://.",
    "http://[half",
    "http://h:port/",
    "http://h:0/",
    "http://h:99999/",
    "http://a b/",
    "http://a<b/",
    "http://h\\i/",
    "http://%31/",
    "http://[fe80::1%25eth0]/",
    "http://h/\r\nX: y",
    "http://h/\x00",
    "http://h\n/",
    "http://" + "票" * 100 + "/",
    "http://" + "a" * 300 + "/",
]


@pytest.mark.parametrize("url", NO_URLS)
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(InvalidRequest, match="no url"):
        local().fetch(url)


@pytest.mark.parametrize("url", ["http://user@127.0.0.1/", "https://user:word@h/", "http://@h/"])
def test_credentials_in_a_url_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UrlForbidden, match="user name or password") as refused:
        local().fetch(url)
    assert "word@" not in refused.value.message


def test_names_of_any_script_are_asked_for_as_name_servers_know_them() -> None:
    assert parsed_target("http://票据.example/").host == "xn--vxu120c.example"
    assert parsed_target("https://EXAMPLE.com").port == 443
    assert parsed_target("http://example.com:8080?a=b").path == "/?a=b"


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_no_text_after_the_scheme_reaches_an_inner_address(rest: str) -> None:
    fetcher = HttpFetcher(resolve=lambda host, port: ["10.0.0.1"])
    with pytest.raises(OcrError) as refused:
        fetcher.fetch("http://" + rest)
    assert isinstance(refused.value, (UrlForbidden, InvalidRequest))


# Bounds


def endless(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\n\r\n")
    while not exchange.server.over.is_set():
        exchange.send(BODY)


def endless_in_chunks(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not exchange.server.over.is_set():
        exchange.send(f"{len(BODY):x}\r\n", BODY, "\r\n")


def endless_in_one_negative_chunk(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n")
    while not exchange.server.over.is_set():
        exchange.send(BODY)


def announced_and_never_sent(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n")
    exchange.wait()


@pytest.mark.parametrize(
    "answer", [endless, endless_in_chunks, endless_in_one_negative_chunk, announced_and_never_sent]
)
def test_a_body_over_the_limit_is_cut_off(answer: Callable[[Exchange], None]) -> None:
    with (
        ScriptedServer(answer) as server,
        pytest.raises(PictureTooLarge, match="more than 1000000 bytes"),
    ):
        local(max_bytes=1_000_000, seconds=60).fetch(server.url())


def unannounced(exchange: Exchange) -> None:
    exchange.send("HTTP/1.0 200 OK\r\n\r\n", BODY)


@pytest.mark.parametrize("answer", [honest, unannounced])
def test_a_body_of_just_the_limit_is_fetched(answer: Callable[[Exchange], None]) -> None:
    with ScriptedServer(answer) as server:
        assert local(max_bytes=len(BODY)).fetch(server.url()) == BODY
        with pytest.raises(PictureTooLarge):
            local(max_bytes=len(BODY) - 1).fetch(server.url())


def endless_headers(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 100 Continue\r\n\r\n")
    while not exchange.server.over.is_set():
        exchange.send("HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def garbage(exchange: Exchange) -> None:
    exchange.send(b"SSH-2.0-OpenSSH_9.6\r\n")


def half_a_body(exchange: Exchange) -> None:
    exchange.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(BODY)}\r\n\r\n", BODY[:1000])


def half_a_chunk(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n", BODY[:1000])


def a_chunk_of_no_size(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n", BODY)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (endless_headers, "does not speak HTTP"),
        (garbage, "does not speak HTTP"),
        (lambda exchange: None, "does not speak HTTP"),
        (half_a_body, "before the picture was complete"),
        (half_a_chunk, "before the picture was complete"),
        (a_chunk_of_no_size, "does not speak HTTP"),
    ],
)
def test_a_server_that_breaks_off_or_babbles_is_unreachable(answer: Callable[[Exchange], None], why: str) -> None:
    with ScriptedServer(answer) as server, pytest.raises(UrlUnreachable, match=why):
        local(max_bytes=1_000_000, seconds=60).fetch(server.url())


def test_a_closed_port_is_unreachable() -> None:
    with socket.socket() as held:  # bound, so that nobody else gets the port, and never listening
        held.bind(("127.0.0.1", 0))
        with pytest.raises(UrlUnreachable, match="cannot be reached"):
            local().fetch(f"http://127.0.0.1:{held.getsockname()[1]}/")


def slow_body(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    exchange.drip(b"x")


def slow_headers(exchange: Exchange) -> None:
    exchange.send("HTTP/1.1 200 OK\r\nX: ")
    exchange.drip(b"x")


def slow_redirects(exchange: Exchange) -> None:
    exchange.server.over.wait(0.2)
    exchange.reply(b"", "302 Found", "Location: /again")


@pytest.mark.parametrize("answer", [slow_body, slow_headers, slow_redirects, Exchange.wait])
def test_a_slow_server_is_given_up_at_the_deadline(answer: Callable[[Exchange], None]) -> None:
    with ScriptedServer(answer) as server, pytest.raises(UrlTimeout, match=r"within 0\.5 seconds") as refused:
        local(seconds=0.5).fetch(server.url())
    assert refused.value.details == {"host": "127.0.0.1", "seconds": 0.5}


def test_a_silent_name_server_is_given_up_at_the_deadline() -> None:
    asked_to_answer, answered = threading.Event(), threading.Event()

    def silent(host: str, port: int) -> Sequence[str]:
        asked_to_answer.wait(300)
        answered.set()
        return ["127.0.0.1"]

    with pytest.raises(UrlTimeout):
        local(seconds=0.2, resolve=silent).fetch("http://slow.test/")
    assert not answered.is_set()
    asked_to_answer.set()


# TLS


def to_this_machine(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_https_is_fetched_from_a_server_whose_certificate_bears_the_name(tmp_path: Path) -> None:
    server_tls, client_tls = self_signed(tmp_path, "pictures.test")
    with ScriptedServer(honest, server_tls) as server:
        fetcher = local(resolve=to_this_machine, tls=client_tls)
        assert fetcher.fetch(server.url("/a.png", "pictures.test")) == BODY
        assert fetcher.fetch(server.url("/a.png", "pictures.test.")) == BODY
        with pytest.raises(UrlUnreachable, match=r"certificate.*not valid for"):
            fetcher.fetch(server.url("/a.png", "other.test"))
    assert f"Host: pictures.test:{server.port}\r\n" in server.heads[0]


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server_tls, _ = self_signed(tmp_path, "pictures.test")
    with (
        ScriptedServer(honest, server_tls) as server,
        pytest.raises(UrlUnreachable, match=r"certificate.*self-signed"),
    ):
        local(resolve=to_this_machine).fetch(server.url("/a.png", "pictures.test"))
    assert server.heads == []


def test_a_server_that_speaks_no_tls_is_unreachable() -> None:
    def babble(exchange: Exchange) -> None:
        exchange.reply(b"")

    with ScriptedServer(babble) as server, pytest.raises((UrlUnreachable, UrlTimeout)):
        local(seconds=1).fetch(server.url().replace("http:", "https:"))


def test_the_default_context_verifies_names_and_chains() -> None:
    context = ssl.create_default_context()
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
