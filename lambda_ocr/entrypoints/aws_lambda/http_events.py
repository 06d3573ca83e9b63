"""HTTP as API Gateway and function URLs hand it to a Lambda: REST proxy (v1) and HTTP API (v2).

Rule: the service answers the body; here are the route, the method, Base64, headers and CORS (off unless configured).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_ocr.core.errors import InvalidRequest, MethodNotAllowed, NotFound, OcrError
from lambda_ocr.core.quoting import echo
from lambda_ocr.wire.json_text import Body
from lambda_ocr.wire.response import Response, refusal
from lambda_ocr.wire.routes import narrowed, type_of_route

_ALLOWED_HEADERS = "content-type,authorization,x-amz-date,x-amz-security-token,x-amz-content-sha256,x-api-key"
PREFLIGHT_SECONDS = 600
RETRY_SECONDS = 2


@dataclass(frozen=True)
class HttpRequest:
    """What both forms say."""

    method: str
    path: str
    origin: str
    body: str
    is_base64: bool

    @staticmethod
    def of_event(event: Mapping[str, Any]) -> HttpRequest:
        """From either form; header names are lower case in v2 and as sent in v1."""
        about = event["requestContext"].get("http", {})
        headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        return HttpRequest(
            method=str(event.get("httpMethod") or about.get("method") or "").upper(),
            path=str(event.get("path") or event.get("rawPath") or "/"),
            origin=headers.get("origin", ""),
            body=event.get("body") or "",
            is_base64=bool(event.get("isBase64Encoded")),
        )

    def content(self) -> bytes:
        """The body's bytes; raises InvalidRequest."""
        if not self.is_base64:
            return self.body.encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(self.body, validate=True)
        except (binascii.Error, ValueError):
            raise InvalidRequest("The body is not the Base64 it is said to be. Send it again.") from None


def caller_of(event: Mapping[str, Any]) -> str:
    """Who the gateway knows to be asking: an ARN, or the id of an API key; "" where it asked nobody."""
    about = event["requestContext"]
    identity, granted = about.get("identity") or {}, (about.get("authorizer") or {}).get("iam") or {}
    key = identity.get("apiKeyId")
    return str(identity.get("userArn") or granted.get("userArn") or (f"API key {key}" if key else ""))


def answer_http(request: HttpRequest, handle: Callable[[Body], Response], allowed: frozenset[str]) -> Response | None:
    """The service's answer, or the refusal of a wrong route or method; None for a preflight that is granted."""
    try:
        only = _type_of_route(request)
        if request.method == "OPTIONS" and allowed:
            return None
        _check_method(request)
        return handle(narrowed(request.content(), only))
    except OcrError as error:
        return refusal(error)


def proxied(response: Response | None, request: HttpRequest, allowed: frozenset[str]) -> dict[str, Any]:
    """The answer in the form both kinds of gateway understand."""
    headers = _cors(request, allowed)
    if response is None:
        return {"statusCode": 204, "headers": {**headers, **_preflight()}, "body": "", "isBase64Encoded": False}
    headers["content-type"] = "application/json"
    if response.status in (429, 503):
        headers["retry-after"] = str(RETRY_SECONDS)
    if response.status == 405:
        headers["allow"] = "POST"
    body = json.dumps(response.body, ensure_ascii=False)
    return {"statusCode": response.status, "headers": headers, "body": body, "isBase64Encoded": False}


def origins(setting: str) -> frozenset[str]:
    """The web origins of `Settings.cors_origins`."""
    return frozenset(name.strip().rstrip("/") for name in setting.split(",") if name.strip())


def _type_of_route(request: HttpRequest) -> str:
    """The type that the route answers alone, empty for all; a function URL has its route at the root."""
    only = type_of_route(request.path) if request.path.strip("/") else ""
    if only is None:
        raise NotFound(f"There is no {echo(request.path)} here. POST to /custom_ocr.", paths=["/custom_ocr"])
    return only


def _check_method(request: HttpRequest) -> None:
    if request.method != "POST":
        raise MethodNotAllowed(
            f"The route does not know the method {echo(request.method)}. Use POST.", allowed=["POST"]
        )


def _cors(request: HttpRequest, allowed: frozenset[str]) -> dict[str, str]:
    if not allowed:
        return {}
    if "*" in allowed:
        return {"access-control-allow-origin": "*"}
    granted = {"access-control-allow-origin": request.origin} if request.origin in allowed else {}
    return {"vary": "origin", **granted}


def _preflight() -> dict[str, str]:
    return {
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": _ALLOWED_HEADERS,
        "access-control-max-age": str(PREFLIGHT_SECONDS),
    }
