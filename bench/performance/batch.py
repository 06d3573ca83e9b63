"""`custom-ocr batch` killed at random: is each file's result there once; and what a processor reads in an hour.

The kills are spread over all of it: each comes when so many results are there, and a random part of three seconds
later, so that some meet a batch that has just begun again. Files are copies of the examples' pictures, their templates
among those asked (or all of them, with --unnamed). The same pictures go to the server over HTTP afterwards, from as
many clients as there are processors, in the same run. With --drawn each file is a small card of its own, one number on
it, and it is counted how many were read to the letter.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.accuracy.collection import examples, sendable
from bench.support.machine import this_machine
from bench.support.numbers import median
from bench.support.report import ROOT, write_json
from bench.support.running import CannotMeasure, parser, status_of
from bench.support.server import encoded, running_server

CLI = (sys.executable, "-m", "lambda_ocr")
Fields = list[list[Any]]


@dataclass
class Measured:
    """Of one batch."""

    files: int
    kills: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    results: int = 0
    right: int = 0
    """Drawn cards whose number was read to the letter."""
    doubled: int = 0
    lost: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)
    """(seconds, resident megabytes of all its processes)"""
    served: float = 0.0
    """Pictures a second over HTTP, and the processor seconds of one."""
    served_cpu: float = 0.0

    def megabytes(self, first: float, last: float) -> float:
        """The median of the memory between two shares of the seconds."""
        return median([mb for at, mb in self.memory if first <= at / self.seconds < last])


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("batch", __doc__ or "")
    made.add_argument("--files", type=int, default=200, metavar="N", help="files in the folder (%(default)s)")
    made.add_argument("--kills", type=int, default=0, metavar="N", help="times it is killed and begun again (none)")
    made.add_argument("--example", default="form", metavar="CASE", help="whose pictures are read (%(default)s)")
    made.add_argument("--scale", type=float, default=1.0, help="of the pictures' sides (%(default)s)")
    made.add_argument("--drawn", action="store_true", help="small cards drawn here, a number of its own on each")
    made.add_argument("--workers", type=int, default=0, metavar="N", help="processes of the batch (all processors)")
    made.add_argument("--served", type=int, default=60, metavar="N", help="pictures sent over HTTP (%(default)s)")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Fill a folder, read it, count."""
    machine = this_machine()
    print(machine, file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="custom-ocr-batch-") as place:
        measured = _batch(options, Path(place))
    if options.served and not options.drawn:
        _serve(options, measured)
    rate = measured.files / measured.seconds
    print(
        f"{measured.files} files, {measured.kills} kills: {measured.results} results, {measured.doubled} twice, "
        f"{measured.lost} lost; {rate:.2f} files a second"
    )
    if not measured.kills:  # what the killed ones spent is told by nobody
        print(f"{measured.cpu / measured.files:.3f} processor s a file")
    if options.drawn:
        print(f"{measured.right} cards read to the letter")
    if measured.memory:
        early, late = (measured.megabytes(first, last) for first, last in ((0.0, 1 / 3), (2 / 3, 1.0)))
        print(f"memory of all processes: {early:.0f} MB in the first third, {late:.0f} in the last")
    if measured.served:
        print(
            f"over HTTP: {measured.served:.2f} a second, {measured.served_cpu:.3f} processor s a picture; "
            f"batch against that {rate / measured.served:.2f} times"
        )
    if options.json:
        write_json(options.json, vars(measured))
    return 1 if measured.doubled or measured.lost else 0


def _batch(options: argparse.Namespace, place: Path) -> Measured:
    environment = {**os.environ, "CUSTOM_OCR_HOME": str(place / "home")}
    folder, out = place / "post", place / "results.jsonl"
    folder.mkdir()
    template, fields = drawn_cards(folder, options.files) if options.drawn else _copied(folder, options)
    (place / "template.png").write_bytes(template)
    (place / "fields.json").write_text(json.dumps(fields), encoding="utf-8")
    added = subprocess.run(
        [*CLI, "add", str(place / "template.png"), str(place / "fields.json")],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if added.returncode:
        raise CannotMeasure(added.stderr)
    command = [*CLI, "batch", str(folder), "--out", str(out), "--template", added.stdout.strip()]
    command += ["--workers", str(options.workers)] if options.workers else []
    measured = Measured(options.files)
    for results, seconds in _moments(options):
        measured.kills += _run_until(command, environment, _Reached(out, results), seconds, measured)
    _count(out, measured)
    return measured


def _count(out: Path, measured: Measured) -> None:
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    names = Counter(line["source"] for line in told)
    measured.results = names.total()
    measured.doubled = sum(count > 1 for count in names.values())
    measured.lost = measured.files - len(names)
    measured.right = sum(
        [field["value"] for field in line.get("fields", ())] == [Path(line["source"]).stem] for line in told
    )


def _copied(folder: Path, options: argparse.Namespace) -> tuple[bytes, Fields]:
    """The folder filled with an example's pictures; the example's template and fields."""
    (group,) = examples([options.example])
    _fill(folder, list(group.queries), options)
    fields = [[[[float(x), float(y)] for x, y in corners], name] for corners, name in group.fields]
    return sendable(group.template).data, fields


def drawn_cards(folder: Path, files: int) -> tuple[bytes, Fields]:
    """The folder filled with cards, each named by its number; a template of them."""
    for number in range(files):
        text = f"{(number * 7919 + 13) % 100_000_000:08}"
        (folder / f"{text}.png").write_bytes(_card(text))
    return _card("12345678"), [[[[130, 108], [290, 108], [290, 142], [130, 142]], "Number"]]


def _card(number: str) -> bytes:
    """A library's card of 480 x 300 pixels as PNG."""
    picture = np.full((300, 480, 3), 255, np.uint8)
    cv2.rectangle(picture, (6, 6), (473, 293), (60, 60, 60), 2)
    for text, place, scale in (*_CARD, (number, (140, 130), 0.7)):
        cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (20, 20, 20), 1, cv2.LINE_AA)
    return cv2.imencode(".png", picture)[1].tobytes()


_CARD = (
    ("HARBOUR LIBRARY", (120, 40), 0.8),
    ("Member card", (170, 70), 0.6),
    ("Number", (30, 130), 0.6),
    ("Valid in all branches", (30, 220), 0.5),
    ("Please return if found", (30, 250), 0.5),
    ("Desk open 9 to 17", (300, 220), 0.5),
    ("Keep dry", (360, 280), 0.5),
)


def _fill(folder: Path, pictures: list[Path], options: argparse.Namespace) -> None:
    small = [_scaled(path, options.scale, folder.parent) for path in pictures]
    for number in range(options.files):
        source = small[number % len(small)]
        os.link(source, folder / f"{number:06}{source.suffix}")


def _scaled(path: Path, scale: float, place: Path) -> Path:
    copy = place / path.name
    if scale == 1.0:
        shutil.copy(path, copy)
        return copy
    copy = copy.with_suffix(".jpg")
    picture = cv2.imread(str(path))
    if picture is None:
        raise CannotMeasure(f"{path} is no picture")
    cv2.imwrite(str(copy), cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return copy


def _moments(options: argparse.Namespace) -> Iterator[tuple[int, float]]:
    """How many results there are when it is killed, and seconds after that; the last time it is left alone."""
    chance = random.Random(20)
    yield from sorted(
        (chance.randrange(options.files * 49 // 50), chance.uniform(0.0, 3.0)) for _ in range(options.kills)
    )
    yield options.files + 1, float("inf")


@dataclass
class _Reached:
    """Whether a file has so many lines; it only grows, but for what a batch cuts off as it begins again."""

    out: Path
    lines: int
    _seen: int = 0
    _at: int = 0

    def __call__(self) -> bool:
        if self._seen < self.lines and self.out.exists():
            with self.out.open("rb") as file:
                file.seek(self._at)
                new = file.read()
            self._seen, self._at = self._seen + new.count(b"\n"), self._at + len(new)
        return self._seen >= self.lines


def _run_until(
    command: list[str], environment: dict[str, str], reached: _Reached, seconds: float, measured: Measured
) -> int:
    """Run it until it ends, or is killed some seconds after it has come so far: then 1."""
    began, cpu = time.monotonic(), os.times()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    due = float("inf")
    while process.poll() is None:
        due = min(due, time.monotonic() + seconds) if reached() else due
        if time.monotonic() > due:
            process.send_signal(signal.SIGKILL)
            process.wait()
            measured.seconds += time.monotonic() - began
            return 1
        measured.memory.append((measured.seconds + time.monotonic() - began, _resident_megabytes(process.pid)))
        time.sleep(0.25)
    now = os.times()
    measured.seconds += time.monotonic() - began
    measured.cpu += now.children_user + now.children_system - cpu.children_user - cpu.children_system
    return 0


def _resident_megabytes(parent: int) -> float:
    """Of a process and its children."""
    pages = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat = (place / "stat").read_text().rpartition(")")[2].split()
            if parent in (int(place.name), int(stat[1])):
                pages += int((place / "statm").read_text().split()[1])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _serve(options: argparse.Namespace, measured: Measured) -> None:
    (group,) = examples([options.example])
    with running_server() as server:
        template_id = server.add(group)
        bodies = [
            json.dumps({"type": "read", "template_id": template_id, "img": encoded(sendable(each).data)}).encode()
            for each in group.queries
        ]
        for body in bodies:
            server.post(body)
        began, cpu = time.monotonic(), server.cpu_seconds()
        with ThreadPoolExecutor(os.cpu_count()) as clients:
            answers = list(clients.map(lambda n: server.post(bodies[n % len(bodies)]), range(options.served)))
        if any(answer.status != 200 for answer in answers):
            raise CannotMeasure("the server refused a picture")
        measured.served = options.served / (time.monotonic() - began)
        measured.served_cpu = (server.cpu_seconds() - cpu) / options.served


if __name__ == "__main__":
    sys.exit(main())
