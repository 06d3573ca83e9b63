"""Decodes files one after the other, in an address space that is bounded. Run by `attacked_pictures.py` and tests.

usage: python -m bench.support.workers.decoding HEADROOM_MB [--bare] < FILES

FILES: 4 bytes of length each, big-endian, and so many bytes.

A line for each: what became of it, and by how many megabytes the process has grown since it was warm, at its peak.
`--bare`: straight into OpenCV, without anything of ours before it but the limits we gave it.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from lambda_ocr.core.errors import OcrError
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits

MEGABYTE = 1 << 20


def main(headroom_mb: int, bare: bool) -> None:
    """Warm up, shut the door, answer."""
    attempt = _bare if bare else _outcome
    for warm in _warm_files():
        attempt(warm)
    grown = _peak_mb()
    limit = _address_space() + headroom_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    _answer(attempt, grown)


def _answer(attempt: Callable[[bytes], str], before_mb: int) -> None:
    for data in packed_files(sys.stdin.buffer):
        print(json.dumps({"outcome": attempt(data), "grown_mb": _peak_mb() - before_mb}), flush=True)


def packed(data: bytes) -> bytes:
    """A file as it stands in the stream."""
    return struct.pack(">I", len(data)) + data


def packed_files(stream: BinaryIO) -> Iterator[bytes]:
    """The files of a stream."""
    while head := stream.read(4):
        yield stream.read(struct.unpack(">I", head)[0])


def _outcome(data: bytes) -> str:
    """`WxH`, or a refusal's code; what else is raised ends the process."""
    try:
        height, width = load_document(data, PictureLimits()).first.pixels.shape[:2]
    except OcrError as refusal:
        return str(refusal.code)
    return f"{width}x{height}"


def _bare(data: bytes) -> str:
    import cv2  # noqa: PLC0415 - after our package, which sets its limits
    import numpy as np  # noqa: PLC0415

    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return "refused"
    return "refused" if pixels is None else f"{pixels.shape[1]}x{pixels.shape[0]}"


def _warm_files() -> Iterator[bytes]:
    from PIL import Image  # noqa: PLC0415

    for kind, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("BMP", "RGB")):
        out = io.BytesIO()
        Image.new(mode, (64, 64)).save(out, kind)
        yield out.getvalue()


def _peak_mb() -> int:
    """Resident at its peak, by this very program: `ru_maxrss` would count whoever started it along."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def _address_space() -> int:
    """Bytes mapped now (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main(int(sys.argv[1]), "--bare" in sys.argv)
