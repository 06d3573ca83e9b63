"""A client that says exactly the bytes a test wants, and hears exactly what comes back."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Heard:
    """An answer as it stood on the wire."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def code(self) -> str:
        """Of the error."""
        error: dict[str, Any] = json.loads(self.content)["error"]
        assert sorted(error) == ["code", "details", "message"]
        return str(error["code"])


class RawClient:
    """One connection; a context manager."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=120)

    def __enter__(self) -> RawClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sock.close()

    def say(self, *parts: bytes) -> RawClient:
        """Send bytes as they are."""
        self.sock.sendall(b"".join(parts))
        return self

    def post(self, body: bytes, *headers: bytes, length: int | None = None) -> RawClient:
        """A request; `length` announced where it is not the body's."""
        head = [b"POST /custom_ocr HTTP/1.1", b"Host: localhost", b"Content-Length: %d" % (length or len(body))]
        return self.say(b"\r\n".join([*head, *headers, b"", b""]), body)

    def hear(self) -> Heard:
        """One answer."""
        stream = self.sock.makefile("rb")
        status = int(stream.readline().split()[1])
        headers = {}
        while line := stream.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = headers.get("content-length")
        return Heard(status, headers, stream.read(int(length)) if length else stream.read())

    def hear_end(self) -> bytes:
        """All that comes until the other side ends the connection."""
        heard = b""
        try:
            while piece := self.sock.recv(65536):
                heard += piece
        except ConnectionResetError:
            pass
        return heard
