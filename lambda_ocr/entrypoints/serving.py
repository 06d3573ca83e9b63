"""Running the server as a process: its address taken first, its models warm before it listens, an orderly end."""

from __future__ import annotations

import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from lambda_ocr.entrypoints.server import Handler, make_app

STOP_SECONDS = 30
"""How long requests under way may take after a signal to stop."""


class AddressTaken(Exception):
    """The host and port cannot be listened on; the message says what to do."""


def serve(build: Callable[[], Handler], host: str, port: int, threads: int = 0, log_level: str = "warning") -> None:
    """Serve until SIGTERM or SIGINT. Raises `AddressTaken` at once, before `build` loads anything."""
    with _bound(host, port) as listener, _or_address_taken(host, port):
        app = make_app(build(), threads)
        config = uvicorn.Config(
            app,
            log_level=log_level,
            access_log=log_level in ("info", "debug"),
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            lifespan="on",
        )
        _Server(config, _address(listener)).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn that says when it is ready, and whose end by a signal is an end like any other."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(_welcome(self._address), flush=True)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            print("stopping: requests under way are answered first", file=sys.stderr, flush=True)
        self.handle_exit(number, frame)


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """The address, ours but not yet listening: a client is refused until the server is ready, not left hanging."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError, OverflowError) as error:
        raise AddressTaken(f"cannot listen on {host}: {error}; name another with --host") from None
    with listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with _or_address_taken(host, port):
            listener.bind(address)
        yield listener


@contextmanager
def _or_address_taken(host: str, port: int) -> Iterator[None]:
    """Two that start at the same moment may both bind; the slower one fails when it listens."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise AddressTaken(
            f"cannot listen on {host} port {port}: {os.strerror(error.errno)};"
            " stop what uses it, or name another with --port"
        ) from None


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _welcome(address: str) -> str:
    return f"""\
custom-ocr is ready at {address}  (the console is there, the API's explorer at /docs)
  curl {address}/custom_ocr -d '{{"type": "list"}}'
  described at {address}/openapi.json; Ctrl-C stops it"""
