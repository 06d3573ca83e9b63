"""What every answer of the server carries for a browser's sake, and refusals made before the application is asked."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.responses import Response as HttpResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lambda_ocr.core.errors import OcrError, ShuttingDown, TooManyRequests
from lambda_ocr.wire.response import refusal

SAFE_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
"""No answer is guessed at, kept, framed, told to others or loaded by another site's page."""
SHUTTING_DOWN_SECONDS = 2


class SafeHeaders:
    """Adds `SAFE_HEADERS` to every answer; what an answer says itself stays (the console's pages have a policy)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sent)


def refused(error: OcrError) -> HttpResponse:
    """A refusal as it is sent."""
    response = refusal(error)
    return HttpResponse(
        response.encoded(), response.status, {**SAFE_HEADERS, **retry_headers(error)}, "application/json"
    )


def retry_headers(error: OcrError) -> dict[str, str]:
    """When to come again, where that is known."""
    if isinstance(error, TooManyRequests):
        return {"retry-after": str(error.details["retry_after_seconds"])}
    return {"retry-after": str(SHUTTING_DOWN_SECONDS)} if isinstance(error, ShuttingDown) else {}


async def respond(error: OcrError, scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse in place of the application."""
    await refused(error)(scope, receive, send)
