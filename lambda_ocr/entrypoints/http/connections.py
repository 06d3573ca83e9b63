"""Connections that end: uvicorn's HTTP protocol with a limit to how many there are and to how long each may be silent.

Rule: every wait for a peer has an end. For a request's head `head_seconds` from its first byte (or the connection's);
for its body those of `request_body`; for an answer to be taken `send_seconds`; between two requests uvicorn's own
keep-alive time. What is refused here is refused in the form all refusals have.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from lambda_ocr.core.errors import InvalidRequest, OcrError
from lambda_ocr.entrypoints.http.admission import too_many
from lambda_ocr.entrypoints.http.plain_answers import refused

LINGER_SECONDS = 1.0
"""How long a refused peer may take to see why, before its connection is cut."""
RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True)
class ConnectionLimits:
    """How many connections there may be, and how long a peer may take."""

    in_all: int = 512
    from_one_address: int = 128
    head_seconds: float = 10.0
    send_seconds: float = 60.0


def bounded_protocol(limits: ConnectionLimits) -> type[BoundedProtocol]:
    """The protocol with these limits, as uvicorn takes it: a class."""
    return type("BoundedProtocol", (BoundedProtocol,), {"limits": limits})


class BoundedProtocol(H11Protocol):
    """One connection."""

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head_timer: asyncio.TimerHandle | None = None
        self._send_timer: asyncio.TimerHandle | None = None
        self._refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or refuse one connection too many."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self.limits.head_seconds, self._head_is_late)
        if len(self.connections) > 2 * self.limits.in_all:
            self._refused = True
            self.transport.abort()  # too many even to be told
        elif len(self.connections) > self.limits.in_all or self._from_same_address() > self.limits.from_one_address:
            self._refuse(too_many("at its limit of connections", RETRY_AFTER_SECONDS))

    def _from_same_address(self) -> int:
        hosts = [other.client[0] for other in self.connections if isinstance(other, BoundedProtocol) and other.client]
        return hosts.count(self.client[0]) if self.client else 0

    def data_received(self, data: bytes) -> None:
        """Take what arrives; what a refused peer sends is not looked at."""
        if self._refused:
            return
        super().data_received(data)
        self._watch_head()

    def on_response_complete(self) -> None:
        """The next request may have begun already; the answer must be taken in time."""
        super().on_response_complete()
        self._watch_head()
        self._watch_sending()

    def pause_writing(self) -> None:
        """The peer does not take its answer as fast as it is given."""
        super().pause_writing()
        self._watch_sending()

    def resume_writing(self) -> None:
        """It does again."""
        super().resume_writing()
        _cancel(self._send_timer)
        self._send_timer = None

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        _cancel(self._head_timer)
        _cancel(self._send_timer)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops; a refused peer is being seen out already."""
        if not self._refused:
            super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn says of bytes that are no HTTP; where an answer has begun, the connection just ends."""
        self._refuse(InvalidRequest(f"{msg} Send HTTP/1.1 with a head of at most 16 kB."))

    def _watch_head(self) -> None:
        """Time the head that is arriving, from its first byte."""
        if self.conn.their_state is not h11.IDLE:
            _cancel(self._head_timer)
            self._head_timer = None
        elif self._head_timer is None and self.conn.trailing_data[0]:
            self._head_timer = self.loop.call_later(self.limits.head_seconds, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self.conn.trailing_data[0]:
            self._refuse(
                InvalidRequest(f"The request's head did not arrive within {self.limits.head_seconds:g} seconds.")
            )
        else:
            self.transport.abort()

    def _watch_sending(self) -> None:
        """Time what is not taken yet."""
        if self._send_timer is None and self.transport.get_write_buffer_size():
            self._send_timer = self.loop.call_later(self.limits.send_seconds, self._answer_is_late)

    def _answer_is_late(self) -> None:
        self._send_timer = None
        if self.transport.get_write_buffer_size():
            self.transport.abort()

    def _refuse(self, error: OcrError) -> None:
        """Answer without a request, or in place of the application; then end the connection."""
        if self._refused:
            return
        self._refused = True
        cycle = self.cycle
        under_way = cycle is not None and not cycle.response_complete
        if under_way:
            cycle.disconnected = True
            cycle.message_event.set()
        if not (under_way and cycle.response_started):
            self.transport.write(_raw(error))
        self._end_softly()

    def _end_softly(self) -> None:
        """Say that no more comes, and let the peer read it: a connection closed on unread bytes is reset."""
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()


def _raw(error: OcrError) -> bytes:
    """A refusal as it stands on the wire."""
    response = refused(error)
    head = b"".join(b"%b: %b\r\n" % header for header in response.raw_headers)
    return b"HTTP/1.1 %d \r\n%bconnection: close\r\n\r\n%b" % (response.status_code, head, bytes(response.body))
