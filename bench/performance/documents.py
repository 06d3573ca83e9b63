"""What the largest admissible file of each format costs: `python -m bench documents`.

Files are drawn here, a page of print with a camera's noise. Each is decoded in a process of its own: seconds until its
first page is here, processor seconds of the decoder, and its memory at the peak. The small file of each format shows
what the decoder's process itself costs.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bench.performance import pages
from bench.support.machine import this_machine
from bench.support.report import write_json
from bench.support.running import parser, progress, status_of
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits

SIDE = 4096
SMALL = 1000


@dataclass(frozen=True)
class Cost:
    """Of one file."""

    name: str
    megabytes: float
    seconds: float
    decoder_seconds: float
    decoder_mb: int
    """Of the decoder's process at its peak; 0 where the format needs none."""


def _print(side: int) -> Image.Image:
    """A page of print, and noise like a photograph's: a sixth of the bytes of noise alone."""
    with Image.open(io.BytesIO(pages.page(100).template)) as page:
        sheet = np.asarray(page.convert("RGB").resize((side, side)), np.int16)
    grain = np.random.default_rng(0).normal(0, 3, sheet.shape[:2]).astype(np.int16)
    return Image.fromarray(np.clip(sheet + grain[..., None], 0, 255).astype(np.uint8))


def _saved(kind: str, side: int, mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    page = _print(side).convert(mode)
    if mode == "1":
        page = _print(side).convert("L").point(lambda shade: 255 if shade > 128 else 0).convert("1")
    page.save(out, kind, **options)
    return out.getvalue()


FILES: dict[str, Callable[[int], bytes]] = {
    "jpg": partial(_saved, "JPEG", quality=85),
    "webp": partial(_saved, "WEBP", quality=80),
    "gif": partial(_saved, "GIF"),
    "avif": partial(_saved, "AVIF", quality=60, speed=9),
    "tiff, Group 4": partial(_saved, "TIFF", mode="1", compression="group4"),
    "tiff, JPEG": partial(_saved, "TIFF", compression="jpeg", quality=85),
    "tiff, CMYK": partial(_saved, "TIFF", mode="CMYK", compression="jpeg", quality=75),
    "pdf, scan": partial(_saved, "PDF", quality=85),
}
"""By name: a file of one page with sides of so many pixels."""


def cost_of(name: str, data: bytes) -> Cost:
    """Decode it in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, "--decode"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return Cost(name, round(len(data) / 1e6, 1), **json.loads(done.stdout))


def decode() -> None:
    """Measure the file that comes in."""
    data, began = sys.stdin.buffer.read(), time.perf_counter()
    limits = PictureLimits(max_bytes=2**30, reducible_px=50_000_000, seconds=600)
    with load_document(data, limits) as document:
        assert document.first.pixels.size
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"seconds": round(seconds, 2), "decoder_seconds": round(used.ru_utime + used.ru_stime, 2)}
    print(json.dumps({**told, "decoder_mb": used.ru_maxrss // 1024 if used.ru_utime else 0}))


def main(arguments: list[str]) -> int:
    """Measure all, or those named; further FILES are measured as they are."""
    if arguments == ["--decode"]:
        decode()
        return 0
    made = parser("documents", __doc__ or "")
    made.add_argument("files", metavar="FILE", nargs="*", type=Path, help="measured beside those drawn here")
    options = made.parse_args(arguments)
    return status_of(lambda: _run(options.files, options.json))


def _run(given: list[Path], keep: Path | None) -> int:
    wanted: list[tuple[str, Callable[[], bytes]]] = [(path.name, path.read_bytes) for path in given]
    for name, draw in FILES.items():
        wanted += [(f"{name}, {side} x {side}", partial(draw, side)) for side in (SMALL, SIDE)]
    costs = [cost_of(name, make()) for name, make in progress(wanted, len(wanted), "file")]
    print(f"{'file':30} {'MB':>6} {'s':>6} {'decoder s':>10} {'decoder MB':>11}")
    for cost in costs:
        numbers = f"{cost.megabytes:6.1f} {cost.seconds:6.2f} {cost.decoder_seconds:10.2f} {cost.decoder_mb:11}"
        print(f"{cost.name:30} {numbers}")
    write_json(keep, {"machine": asdict(this_machine()), "files": [asdict(cost) for cost in costs]})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
