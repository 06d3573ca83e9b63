"""Reading a request's body, bounded in bytes and in seconds."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from lambda_ocr.core.errors import BodyTooLarge, InvalidRequest

MAX_BODY_BYTES = 16 * 1024 * 1024
"""A picture of 10 MiB is 13.4 MiB in Base64; the rest is room for 500 fields."""

BODY_SECONDS = 60.0

_DRAINED_BYTES = 4 * MAX_BODY_BYTES
"""A client that is still sending does not listen: this much is thrown away so that it hears the refusal."""


async def read_body(request: Request, max_bytes: int = MAX_BODY_BYTES, seconds: float = BODY_SECONDS) -> bytes:
    """The whole body; raises `BodyTooLarge`, or `InvalidRequest` when it does not arrive."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, max_bytes)
    except TimeoutError:
        raise InvalidRequest(f"The body did not arrive within {seconds:.0f} seconds. Send it faster.") from None
    except ClientDisconnect:
        raise InvalidRequest("The connection ended before the body did.") from None


async def _read(request: Request, max_bytes: int) -> bytes:
    announced = _announced(request)
    if announced > _DRAINED_BYTES:
        raise _too_large(announced, max_bytes)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= max_bytes:
            chunks.append(chunk)
        elif size > _DRAINED_BYTES:
            break
        else:
            chunks.clear()
    if size > max_bytes:
        raise _too_large(max(size, announced), max_bytes)
    return b"".join(chunks)


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
