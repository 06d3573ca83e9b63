"""Who may come in from a browser: no page of another site, and no name that was bent to lead here.

Rule: a server on one machine has no password, so a web page must not be able to use its visitor's place in the network.
A page of another site shows by its Origin or Sec-Fetch-Site header, and can send no JSON unasked; one that had its
name lead here (DNS rebinding) shows by its Host. Addresses written as numbers cannot be bent, and are always known.
Programs send none of these headers and notice nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lambda_ocr.core.errors import InvalidRequest, OcrError, OriginForbidden
from lambda_ocr.core.quoting import echo
from lambda_ocr.entrypoints.http.plain_answers import respond

ANY_DOOR = "*"
JSON = "application/json"
_OF_THIS_SITE = ("same-origin", "none")


class BrowserGuard:
    """Hands on what may come in, refuses the rest. `hosts`: further names this server goes by; `*`: any."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], unchecked_paths: Iterable[str] = ()) -> None:
        self._app, self._hosts, self._unchecked = app, frozenset(hosts), frozenset(unchecked_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and scope["path"] not in self._unchecked:
            try:
                self._check(scope["method"], Headers(scope=scope))
            except OcrError as error:
                await respond(error, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, method: str, headers: Headers) -> None:
        """Raise the refusal."""
        host = headers.get("host", "")
        if not self._knows(host):
            raise OriginForbidden(
                f'This server does not go by the name "{echo(host)}". Use its address or localhost, or have the name '
                "added to CUSTOM_OCR_ALLOWED_HOSTS.",
                host=echo(host),
            )
        if method in ("GET", "HEAD"):
            return
        origin = headers.get("origin")
        if origin is not None and (not host or urlsplit(origin).netloc.lower() != host.lower()):
            raise OriginForbidden(
                f'Pages of "{echo(origin)}" may not use this server. Use the console at its own address.',
                origin=echo(origin),
            )
        site = headers.get("sec-fetch-site")
        if site is not None and site not in _OF_THIS_SITE:
            raise OriginForbidden(
                "Pages of another site may not use this server. Use its own console.", site=echo(site)
            )
        if (origin is not None or site is not None) and method == "POST":
            _check_json(headers.get("content-type", ""))

    def _knows(self, host: str) -> bool:
        if not host or ANY_DOOR in self._hosts:
            return True  # HTTP/1.0 without a Host: no browser
        name = _name(host)
        return name == "localhost" or name.endswith(".localhost") or name in self._hosts or _is_address(name)


def allowed_hosts(setting: str) -> frozenset[str]:
    """The names in `Settings.allowed_hosts`."""
    return frozenset(name.strip().lower().rstrip(".") for name in setting.split(",") if name.strip())


def _check_json(kind: str) -> None:
    if kind.partition(";")[0].strip().lower() != JSON:
        raise InvalidRequest(
            f"A page must say that it sends JSON. Send the header Content-Type: {JSON}.", expected=JSON
        )


def _name(host: str) -> str:
    """The host without its port, in lower case; empty where it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
