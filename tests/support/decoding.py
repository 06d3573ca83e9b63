"""Files decoded in a process of their own, whose memory is bounded and measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bench.support.workers.decoding import packed
from lambda_ocr.documents.formats import format_of
from lambda_ocr.documents.header import Header

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """`WxH` or a refusal's code; the process's growth until then, at its peak."""

    what: str
    grown_mb: int


def header_of(data: bytes) -> Header:
    """What the file says of itself, as its format's loader reads it."""
    header: Header = import_module(format_of(data).loader).read_header(data)
    return header


def outcomes(files: Iterable[bytes], headroom_mb: int, *options: str, **environment: str) -> list[Outcome]:
    """What becomes of each file; a process that dies of one fails the test with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.support.workers.decoding", str(headroom_mb), *options],
        input=b"".join(map(packed, files)),
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**_without_limits(), **environment},
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return [Outcome(each["outcome"], each["grown_mb"]) for each in records]


def _without_limits() -> dict[str, str]:
    """The environment, less what this very process was told when our package was imported."""
    return {name: value for name, value in os.environ.items() if not name.startswith("OPENCV_IO_MAX_IMAGE_")}
