"""Reading a request's body, bounded in bytes, in seconds and in silence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request

from lambda_ocr.core.errors import BodyTooLarge, InvalidRequest
from lambda_ocr.entrypoints.http.arrivals import Arrival

MAX_BODY_BYTES = 16 * 1024 * 1024
"""A picture of 10 MiB is 13.4 MiB in Base64; the rest is room for 500 fields."""
BODY_SECONDS = 60.0
SILENT_SECONDS = 10.0
"""How long a body may pause."""
_DRAINED = 4
"""A client that is still sending does not listen: so many times `max_bytes` are thrown away until it does."""


async def read_body(
    request: Request,
    arrival: Arrival,
    max_bytes: int = MAX_BODY_BYTES,
    seconds: float = BODY_SECONDS,
    silent_seconds: float = SILENT_SECONDS,
) -> bytearray:
    """The whole body; raises `BodyTooLarge`, `InvalidRequest` when it does not arrive, or what `arrival` is refused."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    try:
        async with asyncio.timeout_at(min(end, loop.time() + silent_seconds)) as limit:
            arrival.awaited(limit)
            return await _read(
                request, arrival, max_bytes, lambda: limit.reschedule(min(end, loop.time() + silent_seconds))
            )
    except TimeoutError:
        raise arrival.refusal or InvalidRequest(
            f"The body did not arrive within {seconds:.0f} seconds, or paused for {silent_seconds:.0f}. Send it faster."
        ) from None
    except ClientDisconnect:
        raise InvalidRequest("The connection ended before the body did.") from None
    finally:
        arrival.awaited(None)


async def _read(request: Request, arrival: Arrival, max_bytes: int, heard: Callable[[], None]) -> bytearray:
    announced = _announced(request)
    if announced > _DRAINED * max_bytes:
        raise _too_large(announced, max_bytes)
    body, size = bytearray(), 0
    async for chunk in request.stream():
        heard()
        size += len(chunk)
        if size > _DRAINED * max_bytes:
            break
        if size <= max_bytes:
            body += chunk
        else:
            body.clear()
        arrival.hold(len(body))
    if size > max_bytes:
        raise _too_large(max(size, announced), max_bytes)
    return body


def _announced(request: Request) -> int:
    """`Content-Length`, which the HTTP parser has made sure is a number; 0 when there is none."""
    return int(request.headers.get("content-length", 0))


def _too_large(size: int, max_bytes: int) -> BodyTooLarge:
    return BodyTooLarge(
        f"The body has {size} bytes or more; at most {max_bytes} are accepted."
        " Send a smaller picture, or where it lies as url.",
        bytes=size,
        max_bytes=max_bytes,
    )
