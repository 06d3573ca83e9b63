"""Runs image functions for the emulator: the real handler with the real networks, one process a function.

Each process has the environment of its function and the credentials of its role, nothing of this one's but the paths
of programs, so that a missing grant or setting shows.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parents[2]
WORKER = Path(__file__).with_name("lambda_worker.py")
REFUSING = ":refusing"
"""Ends the name of an image that refuses whatever it is asked."""
_KEPT = ("PATH", "LANG", "NO_PROXY", "no_proxy")


class FunctionFailed(Exception):
    """The handler raised, or its process ended: what it said, and the name of what it raised."""

    def __init__(self, said: str, kind: str = "Runtime.ExitError") -> None:
        super().__init__(said)
        self.kind = kind


class LambdaRuntime:
    """One worker process for each environment that functions are invoked with."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("wb")
        self._workers: dict[str, Worker] = {}
        self._lock = threading.Lock()
        self.outside: dict[str, str] = {}
        """How AWS is reached from here, set when the emulator runs."""

    def invoke(self, told: str, event: bytes, headers: Mapping[str, str]) -> bytes:
        """The handler's answer as JSON; raises FunctionFailed."""
        if json.loads(base64.urlsafe_b64decode(told))["E2E_IMAGE"].endswith(REFUSING):
            return b'{"statusCode": 400, "headers": {}, "body": "{\\"error\\": {\\"code\\": \\"broken\\"}}"}'
        with self._lock:
            worker = self._workers.get(told)
            if worker is None or not worker.alive:
                worker = self._workers[told] = Worker(self._environment(told), self._log)
        return worker.invoke(event, headers)

    def credentials(self) -> dict[str, str]:
        """Those of the function invoked first, as boto3 takes them."""
        told = json.loads(base64.urlsafe_b64decode(next(iter(self._workers))))
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        return {name.lower(): told[name] for name in names}

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers.values():
            worker.stop()
        self._log.close()

    def _environment(self, told: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        function = json.loads(base64.urlsafe_b64decode(told))
        return {**kept, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **self.outside, **function}


class Worker:
    """A process that answers one event a line, one after the other, as Lambda does."""

    def __init__(self, environment: Mapping[str, str], log: Any) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(WORKER)],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
        self._lock = threading.Lock()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def invoke(self, event: bytes, headers: Mapping[str, str]) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"event": json.loads(event), "request_id": headers.get("X-Amzn-Lambda-Request-Id", "")}
        line = b""
        with self._lock, suppress(BrokenPipeError):  # it may have ended while this one waited for its turn
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        answer = json.loads(line or b'{"fault": "the process ended"}')
        if "fault" in answer:
            raise FunctionFailed(answer["fault"], answer.get("type", "Runtime.ExitError"))
        return json.dumps(answer["answer"]).encode()

    def stop(self) -> None:
        with suppress(BrokenPipeError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running_runtime(log: Path) -> Iterator[tuple[LambdaRuntime, str]]:
    """The runtime and the URL that the emulator invokes functions at."""
    runtime = LambdaRuntime(log)

    class Invocations(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = parse_qs(urlsplit(self.path).query)["environment"][0]
            event = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                status, body = 200, runtime.invoke(told, event, dict(self.headers))
            except FunctionFailed as fault:
                status, body = 500, json.dumps({"errorMessage": str(fault)[:60], "errorType": fault.kind}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    class Platform(ThreadingHTTPServer):
        request_queue_size = 256  # five by default, beyond which a batch's invocations were refused

    server = Platform(("127.0.0.1", 0), Invocations)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield runtime, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        runtime.close()
