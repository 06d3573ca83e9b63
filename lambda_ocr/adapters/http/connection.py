"""One HTTP connection to one checked address, every wait of it bounded by one deadline.

Rule: nothing here resolves a name. The address connected to is the address that was judged; the name is kept for the
Host header and the certificate. No proxy is ever asked.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Numeric addresses of a host, best first; raises OSError. Takes host and port."""


@dataclass(frozen=True)
class Deadline:
    """A moment by which all must be done."""

    at: float

    @staticmethod
    def after(seconds: float) -> Deadline:
        """The deadline so many seconds from now."""
        return Deadline(time.monotonic() + seconds)

    def remaining(self) -> float:
        """Seconds left; raises TimeoutError when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system. It understands every spelling of an address, so what comes back is what would be connected to."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolved(resolve: Resolve, host: str, port: int, deadline: Deadline) -> Sequence[str]:
    """`resolve`, given up at the deadline: a name server's silence cannot be interrupted, so a thread waits for it."""
    answers: queue.SimpleQueue[Sequence[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.remaining())
    except queue.Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def connected(addresses: Sequence[str], port: int, deadline: Deadline) -> socket.socket:
    """A socket to the first address that answers; the time left is shared among those not tried yet."""
    failure: OSError = OSError("the name has no address")
    for tried, address in enumerate(addresses):
        share = deadline.remaining() / (len(addresses) - tried)
        try:
            return socket.create_connection((address, port), timeout=share)
        except OSError as error:
            failure = error
    raise failure


def secured(sock: socket.socket, host: str, deadline: Deadline, tls: ssl.SSLContext | None) -> socket.socket:
    """The socket after the TLS handshake with `host`; the same socket where there is no TLS."""
    sock.settimeout(deadline.remaining())
    return tls.wrap_socket(sock, server_hostname=host.rstrip(".")) if tls else sock


class CheckedConnection(http.client.HTTPConnection):
    """HTTP over a socket that is connected already and closed by whoever opened it.

    Every wait ends at the deadline, and `max_bytes` counts what really arrives, headers and framing included: the
    framing is the server's to lie about (a chunk of size -1 makes http.client read without end).
    """

    def __init__(self, host: str, port: int, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        super().__init__(host, port)
        self.default_port = 443 if isinstance(sock, ssl.SSLSocket) else 80
        self.sock: Any = _BoundedSocket(sock, deadline, max_bytes)

    def connect(self) -> None:
        """Never needed: a lost connection is not replaced."""
        raise OSError("the connection is gone")


class StreamTooLong(Exception):
    """More bytes arrived than were allowed."""


class _BoundedSocket:
    """The part of a socket http.client uses."""

    def __init__(self, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._max_bytes = max_bytes

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self._deadline.remaining())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_BoundedReader(self._sock, self._deadline, self._max_bytes))

    def close(self) -> None:
        """http.client closes its socket once the headers are there, and reads on from the file: so nothing."""


class _BoundedReader(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._sock = sock
        self._deadline = deadline
        self._left = max_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.remaining())
        count = self._sock.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise StreamTooLong
        return count
