"""A real server on a real socket, in a thread, for as long as a `with` block lasts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from lambda_ocr.entrypoints.http.connections import ConnectionLimits
from lambda_ocr.entrypoints.http.serving import OrderlyServer, configured


class _Announced(uvicorn.Server):
    """Tells when it listens, or that it never will."""

    def __init__(self, config: uvicorn.Config, *given: object) -> None:
        super().__init__(config, *given)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.settled.set()


class Ours(_Announced, OrderlyServer):
    """As `custom-ocr serve` runs it."""


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """The address of any app, served; stopped in good order at the end."""
    config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=10, timeout_keep_alive=300)
    with _served(_Announced(config)) as address:
        yield address


@contextmanager
def serving(app: Starlette, limits: ConnectionLimits | None = None, answer_seconds: float = 8.0) -> Iterator[Served]:
    """Our app under our own server and protocol, and what one may want of them."""
    server = Ours(configured(app, limits or ConnectionLimits(), "critical"), "", answer_seconds)
    with _served(server) as address:
        yield Served(address, server)


@dataclass(frozen=True)
class Served:
    """Where it is, and the server itself."""

    address: str
    server: uvicorn.Server

    @property
    def port(self) -> int:
        """Of the address."""
        return int(self.address.rpartition(":")[2])


@contextmanager
def _served(server: _Announced) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert server.settled.wait(300)
            assert server.started
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(300)
    assert not thread.is_alive()
