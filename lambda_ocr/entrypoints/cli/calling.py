"""One way for the command line to ask, whoever answers: the service in this process, or an endpoint over HTTP."""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lambda_ocr.wire.routes import type_of_route

Payload = dict[str, Any]
Ask = Callable[[Payload], "Answer"]

AUTHS = ("auto", "iam", "api_key", "none")
ATTEMPTS = 4
MAX_WAIT_SECONDS = 10.0

NOT_DONE = frozenset({429, 503})
"""Refusals after which nothing was done."""

UNCLEAR = frozenset({0, 500, 502, 504})
"""Nobody answered, or a gateway did in place of the service, which may have done its work: API Gateway answers 500
when Lambda has no invocation free, and 504 while the function goes on."""

MORE_BY_TWO = frozenset({"add", "update", "rollback", "teach", "import", "batch"})
"""Types of which a second request does more than the first, but for an `idempotency_key`."""

LOOKS = ("status", "results", "cancel")
"""What a `batch` may `do` twice."""

WAIT_SECONDS = 60.0
"""Twice what an API Gateway waits for its own backend."""


class UsageProblem(Exception):
    """The command cannot be carried out as given; the message says what to do. Exit status 2."""


@dataclass(frozen=True)
class Answer:
    """An HTTP status (0 where nobody answered) and a JSON value."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        """Whether this is what was asked for, not a refusal."""
        return self.status == 200

    @property
    def code(self) -> str:
        """The refusal's code."""
        return str(self._error().get("code", f"http_{self.status}"))

    @property
    def message(self) -> str:
        """The refusal's sentence."""
        return str(self._error().get("message", self.body))

    def _error(self) -> dict[str, Any]:
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return error if isinstance(error, dict) else {}


def refused(code: str, message: str) -> Answer:
    """A refusal made on this side of the wire."""
    return Answer(0, {"error": {"code": code, "message": message, "details": {}}})


def is_idempotent(payload: Payload) -> bool:
    """Whether asking twice does no more than asking once: a second `add` is a second template, but for its key, and a
    second change a second version.
    """
    if payload.get("idempotency_key") or payload.get("type") not in MORE_BY_TWO:
        return True
    return payload.get("type") == "batch" and payload.get("do") in LOOKS


@dataclass(frozen=True)
class Endpoint:
    """A deployed API: where it is and how it knows us."""

    url: str
    auth: str = "auto"
    api_key: str = ""

    def __call__(self, payload: Payload) -> Answer:
        """POST the payload; an endpoint that is busy, or gone for a moment, is asked again.

        So is one whose failure leaves open what it did, unless that would do something twice.
        """
        body = json.dumps(payload).encode()
        passing = NOT_DONE | (UNCLEAR if is_idempotent(payload) else frozenset())
        for attempt in range(ATTEMPTS):
            answer, wait = self._post(body)
            if answer.status not in passing or attempt == ATTEMPTS - 1:
                break
            time.sleep(min(max(wait, random.uniform(0.5, 1.0) * 2.0**attempt), MAX_WAIT_SECONDS))
        return answer

    def _post(self, body: bytes) -> tuple[Answer, float]:
        """The answer, and the seconds it asks us to wait."""
        request = urllib.request.Request(self.url, body, self._headers(body))
        try:
            with _OPENER.open(request, timeout=WAIT_SECONDS) as response:
                return Answer(response.status, _json(response.read())), 0.0
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _json(error.read())), _seconds(error.headers.get("Retry-After"))
        except OSError as error:
            reason = getattr(error, "reason", error)
            return refused("endpoint_unreachable", f"{self.url} does not answer: {reason}. Check the address."), 0.0

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.api_key:
            headers["x-api-key"] = self.api_key
        return self._signed(headers, body) if self._signs() else headers

    def _signs(self) -> bool:
        from lambda_ocr.aws.signing import is_api_gateway

        return self.auth == "iam" or (self.auth == "auto" and not self.api_key and is_api_gateway(self.url))

    def _signed(self, headers: dict[str, str], body: bytes) -> dict[str, str]:
        from lambda_ocr.aws.signing import CannotSign, signed_headers

        try:
            return signed_headers(self.url, body, headers)
        except CannotSign as error:
            raise UsageProblem(f"{error}; or choose another way with --auth") from None


def endpoint(address: str, auth: str, api_key: str) -> Endpoint:
    """The endpoint of a base address or of the route itself; raises `UsageProblem`."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageProblem(f"--endpoint {address!r} is no http or https address")
    if auth == "api_key" and not api_key:
        raise UsageProblem("--auth api_key needs the key: --api-key, or CUSTOM_OCR_API_KEY")
    base = address.rstrip("/")
    is_route = base.endswith("/invocations") or type_of_route(urlsplit(base).path) is not None
    return Endpoint(base if is_route else base + "/custom_ocr", auth, api_key)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST would lose its body and could carry our key to another host."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none: the answer is the redirect itself."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")[:500]


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdigit() else 0.0
