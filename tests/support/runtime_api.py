"""The Lambda service around a function, on this machine: the Runtime API of 2018-06-01 over the standard library, and
the real runtime client (`awslambdaric`) as its child process.

As Lambda does it: one invocation at a time; requests and answers of at most 6 MB, to the byte; a function that takes
too long is killed, and one whose process ended is started anew for the next invocation. Loopback only.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

MAX_BYTES = 6 * 1024 * 1024 + 100
VERSION = "/2018-06-01/runtime"
ROOT = Path(__file__).parents[2]
FUNCTION = "custom-ocr-under-test"
ARN = f"arn:aws:lambda:eu-central-1:123456789012:function:{FUNCTION}"
INIT_SECONDS = 600
"""Lambda allows ten; a machine that does other things besides must not fail a test."""


@dataclass(frozen=True)
class Outcome:
    """What the caller of a function sees."""

    payload: Any
    error_type: str = ""
    """`Unhandled` errors' class, `Sandbox.Timedout`, or what else the platform calls it; empty: no function error."""
    seconds: float = 0.0
    request_id: str = ""


@dataclass
class _Invocation:
    event: bytes
    deadline: float = field(default_factory=lambda: time.time() + INIT_SECONDS)
    """Moved when the sandbox takes the invocation: starting up is not counted."""
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    ended: queue.Queue[Outcome] = field(default_factory=queue.Queue)


class LambdaService:
    """One function with at most one sandbox. `log` is everything its processes have printed."""

    def __init__(self, handler: str, environment: Mapping[str, str], timeout_seconds: float) -> None:
        self._handler = handler
        self._environment = environment
        self.timeout_seconds = timeout_seconds
        """An invocation's, from when the sandbox has taken it."""
        self._waiting: queue.Queue[_Invocation] = queue.Queue()
        self._open: dict[str, _Invocation] = {}
        self._init_errors: queue.Queue[Outcome] = queue.Queue()
        self._server = _serve(self)
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[Thread] = []
        self._lines: list[str] = []
        self.starts = 0

    @property
    def log(self) -> str:
        """Everything printed so far."""
        return "".join(self._lines)

    def record(self, outcome: Outcome) -> dict[str, Any]:
        """What the function's log says of an invocation; waits, for a pipe may be slower than an answer."""
        patience = time.monotonic() + 120
        while time.monotonic() < patience:
            for line in list(self._lines):
                if outcome.request_id in line and '"answered"' in line:
                    found: dict[str, Any] = json.loads(line)
                    return found
            time.sleep(0.01)
        raise AssertionError(f"the log does not speak of {outcome.request_id}: {self.log}")

    def invoke(self, event: Any) -> Outcome:
        """Invoke and wait, starting a sandbox when there is none. Bytes are sent as they are."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        if len(body) > MAX_BYTES:
            return Outcome(None, "RequestEntityTooLargeException")
        started = time.perf_counter()
        self.ready()
        invocation = _Invocation(body)
        self._waiting.put(invocation)
        outcome = self._outcome(invocation)
        seconds = time.perf_counter() - started
        return Outcome(outcome.payload, outcome.error_type, seconds, invocation.request_id)

    def ready(self) -> None:
        """Start a sandbox when there is none."""
        if self._process is None or self._process.poll() is not None:
            self._start()

    def resident_megabytes(self) -> float:
        """Memory of the sandbox's process now."""
        return self._megabytes("VmRSS")

    def own_megabytes(self) -> float:
        """Memory that is its own now, in RAM or swapped out; not the pages of files, which come and go."""
        return self._megabytes("RssAnon", "VmSwap")

    def _megabytes(self, *kinds: str) -> float:
        assert self._process is not None
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith(kinds)) / 1024

    def close(self) -> None:
        """End the sandbox and the API."""
        self._kill()
        self._server.shutdown()
        self._server.server_close()

    def next_invocation(self) -> _Invocation:
        """For the API: what the sandbox does next; waits."""
        invocation = self._waiting.get()
        invocation.deadline = time.time() + self.timeout_seconds
        self._open[invocation.request_id] = invocation
        return invocation

    def end(self, request_id: str, outcome: Outcome) -> None:
        """For the API: the sandbox has answered."""
        self._open.pop(request_id).ended.put(outcome)

    def fail_init(self, outcome: Outcome) -> None:
        """For the API: the sandbox could not start."""
        self._init_errors.put(outcome)

    def _outcome(self, invocation: _Invocation) -> Outcome:
        """Wait for the answer, for the deadline, or for the process's end, whichever comes first."""
        while True:
            try:
                return invocation.ended.get(timeout=0.02)
            except queue.Empty:
                early = self._early_end(invocation)
                if early is not None:
                    self._forget(invocation)
                    return early

    def _early_end(self, invocation: _Invocation) -> Outcome | None:
        assert self._process is not None
        if not self._init_errors.empty():
            return self._init_errors.get()
        if time.time() > invocation.deadline:
            self._kill()
            return Outcome(None, "Sandbox.Timedout")
        if self._process.poll() is not None and invocation.ended.empty() and self._init_errors.empty():
            return Outcome(None, "Runtime.ExitError")
        return None

    def _forget(self, invocation: _Invocation) -> None:
        self._open.pop(invocation.request_id, None)

    def _start(self) -> None:
        self.starts += 1
        self._waiting = queue.Queue()  # whoever waits at the old one belongs to a process that is no more
        self._process = subprocess.Popen(
            [sys.executable, "-m", "awslambdaric", self._handler],
            cwd=ROOT,
            env={**_bare_environment(), **self._lambda_environment(), **self._environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        reader = Thread(target=self._read, args=(self._process,), daemon=True)
        reader.start()
        self._readers.append(reader)

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.append(line)

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._readers[-1].join()

    def _lambda_environment(self) -> dict[str, str]:
        return {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self._server.server_address[1]}",
            "AWS_LAMBDA_FUNCTION_NAME": FUNCTION,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "3008",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        }


@contextmanager
def lambda_service(
    handler: str, environment: Mapping[str, str] | None = None, timeout_seconds: float = 300
) -> Iterator[LambdaService]:
    """A function that is gone afterwards, its process with it."""
    service = LambdaService(handler, environment or {}, timeout_seconds)
    try:
        yield service
    finally:
        service.close()


def _bare_environment() -> dict[str, str]:
    """As in Lambda, nothing of the caller's environment but where programs are."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


class _QuietServer(ThreadingHTTPServer):
    """A sandbox that is killed breaks its connection; that is no news."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


def _serve(service: LambdaService) -> ThreadingHTTPServer:
    server = _QuietServer(("127.0.0.1", 0), _handler_for(service))
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def _handler_for(service: LambdaService) -> type[BaseHTTPRequestHandler]:
    class RuntimeApi(BaseHTTPRequestHandler):
        """The four calls a runtime makes."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # it would add 40 ms to every invocation

        def do_GET(self) -> None:
            """`next`: waits for an invocation."""
            if self.path != f"{VERSION}/invocation/next":
                return self._answer(404)
            invocation = service.next_invocation()
            return self._answer(
                200,
                invocation.event,
                {
                    "Content-Type": "application/json",
                    "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
                    "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": ARN,
                    "Lambda-Runtime-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
                },
            )

        def do_POST(self) -> None:
            """`response`, `error`, `init/error`."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            *_, request_id, what = self.path.split("/")
            if self.path == f"{VERSION}/init/error":
                service.fail_init(_failed(body))
            elif what == "response" and len(body) > MAX_BYTES:
                service.end(request_id, Outcome(None, "Function.ResponseSizeTooLarge"))
                return self._answer(413, b'{"errorType": "RequestEntityTooLarge"}')
            else:
                service.end(request_id, Outcome(json.loads(body)) if what == "response" else _failed(body))
            return self._answer(202, b'{"status": "OK"}')

        def _answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet: the tests' output is the tests'."""

    return RuntimeApi


def _failed(body: bytes) -> Outcome:
    error = json.loads(body)
    return Outcome(error, str(error["errorType"]))
