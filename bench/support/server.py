"""Our own HTTP server as a process on loopback, with a store that is gone afterwards, and a client for it."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy.collection import Group, examples, scaled_fields, sendable
from bench.support.report import ROOT
from bench.support.running import CannotMeasure

HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    """Status, JSON value and the seconds a client waited."""

    status: int
    body: Any
    seconds: float

    @property
    def code(self) -> str:
        """The refusal's code; empty where there is none."""
        return str(self.body["error"]["code"]) if self.status != 200 else ""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int

    def ask(self, payload: Mapping[str, Any]) -> Answer:
        """POST one payload on a connection of its own."""
        return self.post(json.dumps(payload).encode())

    def post(self, body: bytes, connection: http.client.HTTPConnection | None = None) -> Answer:
        """POST encoded JSON, on a connection that is kept when one is given."""
        used = connection or self.connection()
        started = time.perf_counter()
        used.request("POST", "/custom_ocr", body, HEADERS)
        response = used.getresponse()
        answered = response.read()
        seconds = time.perf_counter() - started
        if connection is None:
            used.close()
        return Answer(response.status, json.loads(answered), seconds)

    def connection(self) -> http.client.HTTPConnection:
        """A connection to keep for many requests."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)

    def add(self, group: Group) -> str:
        """Register a group's template, scaled by the client where it must be; its id."""
        picture = sendable(group.template)
        fields = scaled_fields(group.fields, picture.factor)
        answer = self.ask({"type": "add", "template": fields, "img": encoded(picture.data)})
        if answer.status != 200:
            raise CannotMeasure(f"{group.name}: the template was refused: {answer.body}")
        return str(answer.body["template_id"])

    def query(self, template_id: str, picture: Path) -> Answer:
        """Ask for everything known of a picture."""
        payload = {"type": "query", "template_id": template_id, "detail": True, "img": encoded(sendable(picture).data)}
        return self.ask(payload)

    def cpu_seconds(self) -> float:
        """Processor time the server has used until now, to a hundredth of a second."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def thread_seconds(self) -> float:
        """The same of the threads it has now, to the nanosecond."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9

    def resident_megabytes(self) -> float:
        """Its memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def encoded(data: bytes) -> str:
    """Base64 for the wire."""
    return base64.b64encode(data).decode("ascii")


def bodies_of(server: Server, example: str) -> list[bytes]:
    """Bodies of queries: the copies of an example's document, whose template the server is given."""
    (group,) = examples([example])
    template_id = server.add(group)
    return [
        json.dumps({"template_id": template_id, "img": encoded(sendable(picture).data)}).encode()
        for picture in group.queries
    ]


@contextmanager
def running_server(settings: Mapping[str, str] | None = None, root: Path = ROOT) -> Iterator[Server]:
    """A server of the work tree `root` ready to answer, told `settings` too; its process and its store are gone
    afterwards.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, **(settings or {}), "CUSTOM_OCR_HOME": home, "PYTHONPATH": str(root)}
        command = [sys.executable, "-m", "lambda_ocr", "serve", "--host", "127.0.0.1", "--port", "0"]
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            yield Server(_port(process), process.pid)
        finally:
            process.terminate()
            process.wait(60)


def _port(process: subprocess.Popen[str]) -> int:
    """The port, from the line by which the server says that it is ready."""
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"ready at http://127\.0\.0\.1:(\d+)", line)
        if found:
            return int(found[1])
    raise CannotMeasure(f"the server did not start (exit status {process.wait()}); its message stands above")
