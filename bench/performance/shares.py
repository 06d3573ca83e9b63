"""Where a batch's processor seconds go, what one could still save, and who else reads as many pages with them.

Each picture of the examples by one thread: as a process of `custom-ocr batch` reads it, with the networks and the
alignment timed by the process's clock; the same with each line in a width of its own, for what padding costs and
whether anything is then read otherwise; over HTTP; and by RapidOCR's full page where it is installed (`make
bench-environments`). Processor seconds, in turn, so that a busy machine lengthens all alike.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2

from bench.accuracy.collection import examples, scaled_fields, sendable
from bench.support.machine import this_machine
from bench.support.numbers import markdown, median, ratio
from bench.support.readers import RAPID_PAGE, worker
from bench.support.report import write_json, write_section
from bench.support.running import parser, progress, status_of
from bench.support.server import encoded, running_server
from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.engines import recognizer
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.entrypoints.cli.batch.reading import read_file
from lambda_ocr.entrypoints.cli.calling import Answer
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

WANTED = 1.5
"""Of the serving path's pages a processor second, that a batch was to read."""
PARTS: dict[str, tuple[type, str]] = {
    "lines recognised": (recognizer.PaddleLineRecognizer, "recognize"),
    "alignment": (PrintAligner, "align"),
    "lines detected": (PaddleLineDetector, "detect"),
}
Values = list[tuple[str, str]]


@dataclass
class Way:
    """One way to read all pictures: processor seconds of each round, and of its parts."""

    rounds: list[float] = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=dict)
    values: Values = field(default_factory=list)

    def seconds(self, pictures: int) -> float:
        """Of one picture."""
        return median(self.rounds) / pictures

    def part(self, name: str, pictures: int) -> float:
        """Of one picture, in one part."""
        return median(self.parts.get(name, [0.0])) / pictures


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("shares", __doc__ or "")
    made.add_argument("--rounds", type=int, default=3, metavar="N", help="over all pictures, each way (%(default)s)")
    made.add_argument("--docs", action="store_true", help="write docs/benchmark.md")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options.rounds, options.json, docs=options.docs))


def run(rounds: int, kept: Path | None, *, docs: bool) -> int:
    """Measure and tell."""
    machine = this_machine()
    with tempfile.TemporaryDirectory() as home:
        pictures, read = _batch(home)
        ways = {"batch": Way(), "own widths": Way()}
        read()
        for _ in progress(range(rounds), rounds, "round"):
            _round(read, ways["batch"], recognizer._batches)
            _round(read, ways["own widths"], _each_by_itself)
    others = {"over HTTP": _served(rounds), **_rapid(pictures, rounds)}
    text = _told(str(machine), len(pictures), ways, others)
    print(text)
    if docs:
        write_section("shares", text)
    write_json(kept, {"machine": machine.as_json(), "ways": {name: vars(way) for name, way in ways.items()}, **others})
    return 0


def _batch(home: str) -> tuple[list[Path], Callable[[], Values]]:
    """The pictures, and what reads them all as a process of a batch does, each by its template."""
    cv2.setNumThreads(1)
    settings = Settings(home=home, threads=1)
    service = build_service(settings)

    def ask(payload: dict[str, Any]) -> Answer:
        response = service.handle(payload)
        return Answer(response.status, response.body)

    work = []
    for group in examples():
        picture = sendable(group.template)
        asked = {"type": "add", "template": scaled_fields(group.fields, picture.factor), "img": encoded(picture.data)}
        members = {"type": "read", "template_id": [service.handle(asked).body["template_id"]]}
        work += [(query, members) for query in group.queries]

    def read() -> Values:
        done = [read_file(ask, members, settings.max_picture_bytes, str(query)) for query, members in work]
        told = [json.loads(line) for each in done for line in each.lines]
        return [(each["key"], each["value"]) for line in told for each in line.get("fields", ())]

    return [query for query, _ in work], read


def _round(read: Callable[[], Values], way: Way, batches: Callable[..., Iterator[list[int]]]) -> None:
    usual, recognizer._batches = recognizer._batches, batches
    try:
        with _timed() as parts:
            began = time.process_time()
            way.values = read()
            way.rounds.append(time.process_time() - began)
    finally:
        recognizer._batches = usual
    for name, seconds in parts.items():
        way.parts.setdefault(name, []).append(seconds)


def _each_by_itself(widths: Sequence[int], *_: Any, **__: Any) -> Iterator[list[int]]:
    yield from ([index] for index in range(len(widths)))


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Processor seconds spent within each of PARTS."""
    spent = dict.fromkeys(PARTS, 0.0)
    usual = {name: getattr(cls, method) for name, (cls, method) in PARTS.items()}

    def counted(name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return usual[name](*given, **named)
            finally:
                spent[name] += time.process_time() - began

        return call

    for name, (cls, method) in PARTS.items():
        setattr(cls, method, counted(name))
    try:
        yield spent
    finally:
        for name, (cls, method) in PARTS.items():
            setattr(cls, method, usual[name])


def _served(rounds: int) -> float:
    """Processor seconds of the server for one picture."""
    with running_server({"CUSTOM_OCR_THREADS": "1"}) as server:
        bodies = []
        for group in examples():
            template_id = server.add(group)
            for query in group.queries:
                asked = {"type": "read", "template_id": template_id, "img": encoded(sendable(query).data)}
                bodies.append(json.dumps(asked).encode())
        spent = []
        for _ in range(rounds + 1):
            began = server.cpu_seconds()
            for body in bodies:
                server.post(body)
            spent.append(server.cpu_seconds() - began)
    return median(spent[1:]) / len(bodies)


def _rapid(pictures: Sequence[Path], rounds: int) -> dict[str, float]:
    if RAPID_PAGE.missing:
        return {}
    with worker(RAPID_PAGE, 1) as reader:
        reader.ask(picture=str(pictures[0]))
        spent = [sum(reader.ask(picture=str(each))["cpu_seconds"] for each in pictures) for _ in range(rounds)]
    return {RAPID_PAGE.title: median(spent) / len(pictures)}


def _told(machine: str, pictures: int, ways: dict[str, Way], others: dict[str, float]) -> str:
    batch, own = ways["batch"], ways["own widths"]
    whole = batch.seconds(pictures)
    parts = {name: batch.part(name, pictures) for name in PARTS}
    parts["everything else"] = whole - sum(parts.values())
    rows = [[name, f"{seconds:.3f}", f"{seconds / whole:.0%}"] for name, seconds in parts.items()]
    saved = batch.part("lines recognised", pictures) - own.part("lines recognised", pictures)
    otherwise = sum(a != b for a, b in zip(batch.values, own.values, strict=True))
    bound = others["over HTTP"] / (whole - parts["everything else"] - saved)
    rates = {"custom-ocr batch": whole, **others}
    peers = [[name, f"{s:.3f}", f"{1 / s:.2f}", ratio(others["over HTTP"] / s)] for name, s in rates.items()]
    return "\n\n".join(
        [
            f"{pictures} pictures of the examples, {len(batch.values)} fields, one thread, rounds over all of them "
            f"(medians): {len(batch.rounds)}. Measured on {machine}.",
            markdown(["of a batch", "processor s a picture", "share"], rows),
            markdown(["reader", "processor s a picture", "pages a processor second", "against HTTP"], peers),
            f"Each line in a width of its own, so that nothing is padded, saves {saved:.3f} s ({saved / whole:.0%}) "
            f"and reads {otherwise} of these fields otherwise. With that, and everything but networks and alignment "
            f"for nothing, a batch would read {ratio(bound)} of what the server does; {ratio(WANTED)} was wanted.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
