"""Running the server as a process: its address taken first, its models warm before it listens, an orderly end."""

from __future__ import annotations

import asyncio
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
from starlette.applications import Starlette

from lambda_ocr.entrypoints.http.connections import ConnectionLimits, bounded_protocol
from lambda_ocr.entrypoints.http.dispatcher import Dispatcher

ANSWER_SECONDS = 8
"""How long requests taken on may take after a signal to stop; what is left of them is then refused."""
STOP_SECONDS = 1
"""How long those refusals may take to be sent. Together below the 10 s that Docker and Kubernetes (30) give."""


class AddressTaken(Exception):
    """The host and port cannot be listened on; the message says what to do."""


def serve(
    build: Callable[[], Starlette], host: str, port: int, limits: ConnectionLimits, log_level: str = "warning"
) -> None:
    """Serve until SIGTERM or SIGINT. Raises `AddressTaken` at once, before `build` loads anything."""
    with _bound(host, port) as listener, _or_address_taken(host, port):
        app = build()
        server = OrderlyServer(configured(app, limits, log_level), _address(listener))
        server.run(sockets=[listener])
    dispatcher: Dispatcher = app.state.dispatcher
    if dispatcher.is_busy:  # a reading whose caller was told already: its thread would keep the process
        sys.stderr.flush()
        os._exit(0)


def configured(app: Starlette, limits: ConnectionLimits, log_level: str = "warning") -> uvicorn.Config:
    """How uvicorn serves the app."""
    return uvicorn.Config(
        app,
        http=bounded_protocol(limits),
        ws="none",
        log_level=log_level,
        access_log=log_level in ("info", "debug"),
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
        lifespan="on",
    )


class OrderlyServer(uvicorn.Server):
    """uvicorn that says when it is ready, answers what it has taken on, and ends by a signal as by anything else."""

    def __init__(self, config: uvicorn.Config, address: str = "", answer_seconds: float = ANSWER_SECONDS) -> None:
        super().__init__(config)
        self._address, self._answer_seconds = address, answer_seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Still listening, so that whoever comes now hears why; then the end of all connections."""
        closing = asyncio.create_task(self._dispatcher.close(self._answer_seconds))
        while not closing.done() and not self.force_exit:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)

    @property
    def _dispatcher(self) -> Dispatcher:
        dispatcher: Dispatcher = self.config.app.state.dispatcher  # type: ignore[union-attr]
        return dispatcher

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self.started and self._address:
            print(_welcome(self._address), flush=True)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours: a signal is heard, said, and not raised again at the end."""
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
