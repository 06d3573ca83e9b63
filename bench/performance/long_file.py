"""A pdf of 200 mixed pages read by `custom-ocr read`, killed at random and taken up again: is each page there once, and
how many pages a second that is, beside readers of whole pages on the same pages.

Pages are the examples' pictures in turns, every tenth one of no template, each page turned another way; all templates
come into question. The others read the first pages of the file: OCRmyPDF a pdf of them, PaddleOCR and RapidOCR the
pictures that are on them. Those that are not installed (`make bench-environments`, `apt-get install ocrmypdf
tesseract-ocr-chi-sim`) are left out, and it is said.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PIL import Image
from pypdfium2 import PdfDocument

from bench.accuracy.collection import Group, examples, scaled_fields, sendable
from bench.support.machine import this_machine
from bench.support.readers import PADDLE_PAGE, RAPID_PAGE, Kind, worker
from bench.support.report import ROOT, write_json
from bench.support.running import CannotMeasure, parser, status_of

CLI = (sys.executable, "-m", "lambda_ocr")
LONGEST = 1600
"""Pixels of a page: 40 of them fit into the bytes that a file may have."""
STRANGE = 10
"""One page in so many is of no template."""


@dataclass
class Measured:
    """Of the whole file."""

    pages: int
    megabytes: float = 0.0
    kills: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    told: int = 0
    documents: int = 0
    doubled: int = 0
    lost: int = 0
    peers: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Pages a second, and processor seconds a page."""


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    made = parser("long_file", __doc__ or "")
    made.add_argument("--pages", type=int, default=200, metavar="N", help="of the file (%(default)s)")
    made.add_argument("--kills", type=int, default=3, metavar="N", help="times it is killed (%(default)s)")
    made.add_argument("--apart", type=float, default=60.0, metavar="S", help="seconds between kills, at most")
    made.add_argument("--compared", type=int, default=40, metavar="N", help="pages that others read (%(default)s)")
    options = made.parse_args(arguments)
    return status_of(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    """Make the file, read it, count; then the others."""
    print(this_machine())
    groups = examples()
    with tempfile.TemporaryDirectory(prefix="custom-ocr-long-") as place:
        home = Path(place)
        drawn = [_page(path) for path in _pictures(groups)]
        file = home / "long.pdf"
        file.write_bytes(pdf_of(drawn, options.pages))
        measured = Measured(options.pages, file.stat().st_size / 1e6)
        environment = {**os.environ, "CUSTOM_OCR_HOME": str(home / "home"), "CUSTOM_OCR_MAX_PAGES": "1000"}
        _add(groups, home, environment)
        _read(options, file, environment, measured)
        _peers(options, drawn, home, measured)
    print(
        f"{measured.pages} pages ({measured.megabytes:.1f} MB), killed {measured.kills} times: {measured.told} told, "
        f"{measured.documents} documents, {measured.doubled} twice, {measured.lost} lost; "
        f"{measured.pages / measured.seconds:.2f} pages a second, {measured.cpu / measured.pages:.2f} cpu s a page"
    )
    for title, (rate, cpu) in measured.peers.items():
        print(f"{title}: {rate:.2f} pages a second, {cpu:.2f} cpu s a page")
    write_json(options.json, vars(measured))
    return 1 if measured.doubled or measured.lost else 0


def _pictures(groups: tuple[Group, ...]) -> Iterator[Path]:
    """The examples' copies in turns, and every tenth time one that is of none."""
    copies = [path for group in groups for path in group.queries]
    wrong = [path for group in groups for path in group.wrong]
    for at, path in enumerate(copies, 1):
        yield path
        if at % (STRANGE - 1) == 0:
            yield wrong[at // STRANGE % len(wrong)]


def _page(path: Path) -> bytes:
    with Image.open(path) as picture:
        small = picture.convert("RGB")
    small.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def pdf_of(pictures: list[bytes], pages: int) -> bytes:
    """A file of so many pages: each shows one of these jpgs, one after the other, each held once."""
    objects, kids = dict[int, bytes](), []
    for at, data in enumerate(pictures):
        with Image.open(io.BytesIO(data)) as picture:
            size = picture.size
        head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB" % size
        objects[3 + 2 * at] = _stream(head + b" /BitsPerComponent 8 /Filter /DCTDecode", data)
        objects[4 + 2 * at] = _stream(b"", b"q %d 0 0 %d 0 0 cm /P Do Q" % _points(size))
    for page in range(pages):
        at = page % len(pictures)
        with Image.open(io.BytesIO(pictures[at])) as picture:
            size = _points(picture.size)
        kids.append(3 + 2 * len(pictures) + page)
        shows = b"/Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >>" % (4 + 2 * at, 3 + 2 * at)
        objects[kids[-1]] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d %b >>" % (
            *size,
            page * 90 % 360,
            shows,
        )
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids))
    bodies = (b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in sorted(objects.items()))
    return b"%PDF-1.7\n" + b"".join(bodies) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def _points(size: tuple[int, int]) -> tuple[int, int]:
    """Of a page of 200 dots an inch."""
    return round(size[0] * 72 / 200), round(size[1] * 72 / 200)


def _stream(head: bytes, body: bytes) -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (head, len(body), body)


def _add(groups: tuple[Group, ...], home: Path, environment: dict[str, str]) -> None:
    for group in groups:
        sent = sendable(group.template)
        (home / "template").write_bytes(sent.data)
        (home / "fields.json").write_text(json.dumps(scaled_fields(group.fields, sent.factor)), encoding="utf-8")
        added = subprocess.run(
            [*CLI, "add", str(home / "template"), str(home / "fields.json")],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if added.returncode:
            raise CannotMeasure(added.stderr)


def _read(options: argparse.Namespace, file: Path, environment: dict[str, str], measured: Measured) -> None:
    out = file.with_suffix(".jsonl")
    command = [*CLI, "read", str(file), "--out", str(out), "--resume"]
    chance = random.Random(20)
    for seconds in [chance.uniform(0.3, 1.0) * options.apart for _ in range(options.kills)] + [float("inf")]:
        killed, left = _run_until(command, environment, seconds, measured), _told(out)
        print(f"{'killed' if killed else 'ended'} with {len(left)} pages told", flush=True)
        measured.kills += killed
        if not killed:
            break
    counted = Counter(_told(out))
    measured.told = counted.total()
    measured.documents = sum('"fields"' in line for line in out.read_text(encoding="utf-8").splitlines())
    measured.doubled = sum(count > 1 for count in counted.values())
    measured.lost = options.pages - len(counted)


def _told(out: Path) -> list[int]:
    """Pages whose lines are whole."""
    if not out.exists():
        return []
    *whole, _ = out.read_text(encoding="utf-8").split("\n")
    return [json.loads(line)["page"] for line in whole]


def _run_until(command: list[str], environment: dict[str, str], seconds: float, measured: Measured) -> bool:
    """Run it until it ends, or is killed after some seconds."""
    began, cpu = time.monotonic(), os.times()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(None if seconds == float("inf") else seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    now = os.times()
    measured.seconds += time.monotonic() - began
    measured.cpu += now.children_user + now.children_system - cpu.children_user - cpu.children_system
    return process.returncode == -signal.SIGKILL


def _peers(options: argparse.Namespace, drawn: list[bytes], home: Path, measured: Measured) -> None:
    if not options.compared:
        return
    paths = []
    for at in range(options.compared):
        paths.append(home / f"{at}.jpg")
        paths[-1].write_bytes(drawn[at % len(drawn)])
    if shutil.which("ocrmypdf"):
        _tried(measured, "OCRmyPDF", lambda: _ocrmypdf(drawn, options.compared, home))
    else:
        print("OCRmyPDF is not installed: apt-get install ocrmypdf tesseract-ocr-chi-sim")
    for kind in (PADDLE_PAGE, RAPID_PAGE):
        _tried(measured, kind.title, partial(_rate, kind, paths))


def _tried(measured: Measured, title: str, run: Callable[[], tuple[float, float]]) -> None:
    """One that fails is said, and what was measured before is not lost for it."""
    try:
        measured.peers[title] = run()
    except CannotMeasure as fault:
        print(fault)


def _ocrmypdf(drawn: list[bytes], pages: int, home: Path) -> tuple[float, float]:
    """Pages turned upright and read in the two languages they are in, as it does by itself."""
    with PdfDocument(pdf_of(drawn, pages)) as whole:
        whole.save(home / "some.pdf")  # with a table of its objects, which OCRmyPDF asks for
    began, cpu = time.monotonic(), _children()
    command = ["ocrmypdf", "-q", "--rotate-pages", "-l", "eng+chi_sim", "--output-type", "pdf"]
    command += ["--tesseract-timeout", "3600"]  # on a busy machine it would leave out pages, and count as faster
    done = subprocess.run([*command, str(home / "some.pdf"), str(home / "read.pdf")], check=False)
    if done.returncode:
        raise CannotMeasure(f"OCRmyPDF ended with {done.returncode}")
    return pages / (time.monotonic() - began), (_children() - cpu) / pages


def _children() -> float:
    """Processor seconds of what was started and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rate(kind: Kind, paths: list[Path]) -> tuple[float, float]:
    with worker(kind) as reader:
        reader.ask(picture=str(paths[0]))
        began, cpu = time.monotonic(), reader.processor_seconds
        for path in paths:
            reader.ask(picture=str(path))
        return len(paths) / (time.monotonic() - began), (reader.processor_seconds - cpu) / len(paths)


if __name__ == "__main__":
    sys.exit(main())
