"""From process start to the first answer, by part, and the most memory: a plain process, and Lambda's own client.

Each start is a new process that loads everything; the template is already in the store. The last part repeats it
through the real Lambda runtime client (awslambdaric) under the Runtime API of tests/support, where it is installed.
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.performance.pages import page, photograph
from bench.support.machine import Machine, load, this_machine
from bench.support.numbers import markdown, median, table
from bench.support.report import ROOT, write_json, write_section
from bench.support.running import CannotMeasure, parser, progress, status_of
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

PICTURES: Mapping[str, float] = {"1080p (2 MP)": 2.0, "4096 px (16 MP)": 16.0}
FIELDS = 10
HANDLER = "lambda_ocr.entrypoints.aws_lambda.handler.handler"


@dataclass
class Starts:
    """Starts with one picture: seconds of each part, and megabytes at the peak."""

    parts: dict[str, list[float]] = field(default_factory=dict)
    peak_mb: list[float] = field(default_factory=list)

    def keep(self, started: float, told: Mapping[str, Any]) -> None:
        """One start, from the parent's clock to the last lap."""
        before = started
        for part, at in told["laps"].items():
            self.parts.setdefault(part, []).append(at - before)
            before = at
        first = told["laps"]["first answer"] - started
        self.parts.setdefault("start to first answer", []).append(first)
        self.peak_mb.append(told["peak_mb"])


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("cold", __doc__ or "")
    made.add_argument("--repeat", type=int, default=5, metavar="N", help="starts of each kind (%(default)s)")
    made.add_argument("--docs", action="store_true", help="write the table into docs/benchmark.md")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Start again and again, then tell."""
    machine, done, sandboxes = this_machine(), dict[str, Starts](), Starts()
    with tempfile.TemporaryDirectory() as home:
        template_id = _add(home)
        total = options.repeat * (len(PICTURES) + 1)
        for _ in progress(_starts(options.repeat, home, template_id, done, sandboxes), total, "start"):
            pass
    _tell(options, machine, done, sandboxes)
    return 0


def _add(home: str) -> str:
    """Put the page into the store, its derived data with it."""
    service = build_service(replace(Settings(), home=home))
    drawn = page(FIELDS)
    payload = {"type": "add", "template": drawn.fields, "img": base64.b64encode(drawn.template).decode()}
    return str(service.handle(payload).body["template_id"])


def _starts(repeat: int, home: str, template_id: str, done: dict[str, Starts], sandboxes: Starts) -> Iterator[None]:
    for name, megapixels in PICTURES.items():
        picture = Path(home) / "picture.jpg"
        picture.write_bytes(photograph(FIELDS, megapixels))
        for _ in range(repeat):
            started = time.time()
            done.setdefault(name, Starts()).keep(started, _start(home, template_id, picture))
            yield
    if importlib.util.find_spec("awslambdaric") is None:
        print("awslambdaric is not installed (Linux alone has it): nothing is measured under it", file=sys.stderr)
        return
    for _ in range(repeat):
        _start_sandbox(home, template_id, sandboxes)
        yield


def _start(home: str, template_id: str, picture: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.support.workers.cold_start", template_id, str(picture)]
    environment = {**os.environ, "CUSTOM_OCR_HOME": home, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"the process failed:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if told["status"] != 200:
        raise CannotMeasure(f"the page was not read: status {told['status']}")
    return told


def _start_sandbox(home: str, template_id: str, sandboxes: Starts) -> None:
    """A new sandbox: start and first invocation together, as a caller waits; then a warm one."""
    from tests.support.runtime_api import lambda_service  # noqa: PLC0415 - wants awslambdaric

    event = {"template_id": template_id, "img": base64.b64encode(photograph(FIELDS, 2.0)).decode()}
    with lambda_service(HANDLER, {"CUSTOM_OCR_HOME": home}) as function:
        cold, warm = function.invoke(event), function.invoke(event)
        if cold.error_type or not isinstance(cold.payload, list):
            raise CannotMeasure(f"the function failed: {cold.error_type} {cold.payload}")
        sandboxes.parts.setdefault("start to first answer", []).append(cold.seconds)
        sandboxes.parts.setdefault("second answer", []).append(warm.seconds)
        sandboxes.peak_mb.append(function.resident_megabytes())


def _tell(options: argparse.Namespace, machine: Machine, done: Mapping[str, Starts], sandboxes: Starts) -> None:
    parts = list(dict.fromkeys(part for starts in done.values() for part in starts.parts))
    everything = {**done, **({"under awslambdaric, 2 MP": sandboxes} if sandboxes.peak_mb else {})}
    head = ["seconds, median", *everything]
    rows = [[part, *(_median_of(starts, part) for starts in everything.values())] for part in parts]
    rows.append(
        ["memory, peak MB (resident under awslambdaric)", *(f"{max(s.peak_mb):.0f}" for s in everything.values())]
    )
    measured = f"Measured on {machine}, {load():.1f} at its end; medians of {options.repeat} starts, {FIELDS} fields."
    print(f"{measured}\n\n{table(head, rows)}")
    if options.docs:
        write_section("cold", f"{measured}\n\n{markdown(head, rows)}")
    write_json(options.json, {"machine": machine.as_json(), **{name: vars(s) for name, s in everything.items()}})


def _median_of(starts: Starts, part: str) -> str:
    return f"{median(starts.parts[part]):.2f}" if part in starts.parts else "–"


if __name__ == "__main__":
    sys.exit(main())
