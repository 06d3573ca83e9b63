"""Fetching a caller's http or https url without becoming the caller's hand inside our network.

Rule: per hop the name is resolved once, every address it has is judged, and the connection goes to a judged address.
Redirects are followed by hand, each judged anew. Bytes and seconds are counted on the way, not afterwards. Any port is
allowed (documents are kept on odd ones); credentials, proxies, cookies and compression are not.
"""

from __future__ import annotations

import http.client
import re
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urljoin, urlsplit

from lambda_ocr.adapters.http.addresses import forbidden_kind
from lambda_ocr.adapters.http.connection import (
    CheckedConnection,
    Deadline,
    Resolve,
    StreamTooLong,
    connected,
    resolved,
    secured,
    system_resolve,
)
from lambda_ocr.core.errors import InvalidRequest, PictureTooLarge, UrlForbidden, UrlTimeout, UrlUnreachable
from lambda_ocr.core.quoting import echo

MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024
_HEADERS = {"User-Agent": "custom-ocr", "Accept": "image/*, */*;q=0.5", "Connection": "close"}
_KEPT_IN_TARGET = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True)
class Target:
    """Where one hop goes."""

    url: str
    secure: bool
    host: str
    """ASCII; what the Host header and the certificate are about."""
    port: int
    path: str
    """Path and query as they go on the request line."""


class HttpFetcher:
    """Fetches http and https urls. `seconds` bounds the whole of one fetch: names, redirects, headers and body."""

    def __init__(
        self,
        max_bytes: int = 10 * 1024 * 1024,
        seconds: float = 10.0,
        *,
        allow_loopback: bool = False,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._allow_loopback = allow_loopback
        self._resolve = resolve
        self._given_tls = tls

    def fetch(self, url: str) -> bytes:
        """The content; raises InvalidRequest, UrlForbidden, UrlUnreachable, UrlTimeout or PictureTooLarge."""
        deadline = Deadline.after(self._seconds)
        target = parsed_target(url)
        for _ in range(MAX_REDIRECTS + 1):
            with _translated(target, self._seconds):
                answer = self._one_hop(target, deadline)
            if isinstance(answer, bytes):
                return answer
            target = answer
        raise UrlUnreachable(
            f"The url redirects more than {MAX_REDIRECTS} times. Send the address it leads to in the end."
        )

    def _one_hop(self, target: Target, deadline: Deadline) -> bytes | Target:
        """The content, or where a redirect leads."""
        addresses = resolved(self._resolve, target.host, target.port, deadline)
        for address in addresses:
            self._judge(target, address)
        with closing(connected(addresses, target.port, deadline)) as plain:
            self._judge(target, str(plain.getpeername()[0]))
            with closing(secured(plain, target.host, deadline, self._tls(target))) as sock:
                connection = CheckedConnection(target.host, target.port, sock, deadline, self._max_stream)
                connection.request("GET", target.path, headers=_HEADERS)
                return self._answer(target, connection.getresponse())

    def _answer(self, target: Target, response: http.client.HTTPResponse) -> bytes | Target:
        if response.status in _REDIRECTS:
            return _redirected(target, response)
        try:
            return self._content(response)
        except StreamTooLong:
            raise self._too_large() from None

    def _judge(self, target: Target, address: str) -> None:
        kind = forbidden_kind(address, allow_loopback=self._allow_loopback)
        if kind:
            raise UrlForbidden(
                f'The host "{echo(target.host)}" leads to a {kind} address, and only public ones are fetched. '
                "Send the picture as img, or put it in S3 and send its s3 url.",
                host=echo(target.host),
            )

    def _tls(self, target: Target) -> ssl.SSLContext | None:
        return self._context if target.secure else None

    @property
    def _max_stream(self) -> int:
        """Of all that arrives: room for headers, and for the framing of a body sent in small chunks."""
        return 2 * self._max_bytes + 1024 * 1024

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._given_tls or ssl.create_default_context()

    def _content(self, response: http.client.HTTPResponse) -> bytes:
        if response.status != 200:
            raise UrlUnreachable(
                f"The url's server answers with status {response.status} instead of the picture. "
                "Open the url without being logged in: it must show the picture.",
                status=response.status,
            )
        encoding = response.getheader("Content-Encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise UrlUnreachable(
                f'The url\'s server compresses the picture ("{echo(encoding)}") though it was asked not to. '
                "Send the picture as img."
            )
        return self._body(response)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        announced = response.length
        if announced is not None and announced > self._max_bytes:
            raise self._too_large()
        body = bytearray()
        while chunk := response.read(_CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise self._too_large()
        if announced is not None and len(body) < announced:
            raise http.client.IncompleteRead(bytes(body), announced - len(body))
        return bytes(body)

    def _too_large(self) -> PictureTooLarge:
        return PictureTooLarge(
            f"The url's content has more than {self._max_bytes} bytes. "
            "Send a smaller or more strongly compressed picture.",
            max_bytes=self._max_bytes,
        )


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def parsed_target(url: str) -> Target:
    """Where a url leads; raises InvalidRequest for no url, UrlForbidden for one that is never fetched."""
    try:
        parts = urlsplit(url.strip(" "))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_url(url) from None
    if parts.scheme not in ("http", "https"):
        raise UrlForbidden(f'"{echo(url)}" is neither an http nor an https url. Send one of these.')
    if "@" in parts.netloc:
        raise UrlForbidden("The url holds a user name or password, which are not sent on. Send a url without them.")
    if _CONTROL.search(url) or "\\" in parts.netloc or "%" in host or port == 0:
        raise _no_url(url)
    secure = parts.scheme == "https"
    query = f"?{parts.query}" if parts.query else ""
    path = quote((parts.path or "/") + query, safe=_KEPT_IN_TARGET)
    return Target(url, secure, _ascii_host(host, url), port or (443 if secure else 80), path)


def _ascii_host(host: str, url: str) -> str:
    """The host as name servers know it; full-width digits become digits here."""
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _no_url(url) from None
    if not name.strip(".") or not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", name):
        raise _no_url(url)
    return name


def _no_url(url: str) -> InvalidRequest:
    return InvalidRequest(
        f'The member "url" ("{echo(url)}") is no url that can be fetched. Send http://host/path, https://host/path '
        "or s3://bucket/key.",
        member="url",
    )


def _redirected(target: Target, response: http.client.HTTPResponse) -> Target:
    location = response.getheader("Location")
    if not location:
        raise UrlUnreachable("The url's server redirects, but does not say where to. Send another url.")
    try:
        # http.client decodes headers as Latin-1; servers send UTF-8.
        return parsed_target(urljoin(target.url, location.encode("latin-1").decode("utf-8", "replace")))
    except (InvalidRequest, ValueError):
        raise UrlUnreachable("The url's server redirects to something that is no url. Send another url.") from None


@contextmanager
def _translated(target: Target, seconds: float) -> Iterator[None]:
    """Foreign exceptions end here: what went wrong between us and the url's server, by name."""
    host = echo(target.host)
    try:
        yield
    except TimeoutError:
        raise UrlTimeout(
            f'The picture did not arrive from "{host}" within {seconds:g} seconds. '
            "Try again, or send the picture as img.",
            host=host,
            seconds=seconds,
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise UrlUnreachable(
            f'The certificate of "{host}" cannot be trusted ({error.verify_message}). '
            "Have its server repaired, or send the picture as img.",
            host=host,
        ) from None
    except http.client.IncompleteRead:
        raise UrlUnreachable(
            f'"{host}" ended the connection before the picture was complete. Try again, or send the picture as img.',
            host=host,
        ) from None
    except (OSError, http.client.HTTPException, StreamTooLong, ValueError):
        raise UrlUnreachable(
            f'"{host}" cannot be reached or does not speak HTTP. Check the url; it must be reachable from here.',
            host=host,
        ) from None
