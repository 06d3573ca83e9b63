"""The decoder's process: one file, its pages as they are asked for, then the end.

Run by `supervisor.py`. It has no credentials and no environment to speak of, may write no file, and its memory and
processor time are bounded, so that the most a file can do is to end it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import BinaryIO, Protocol, TypeAlias

from lambda_ocr.core.errors import InvalidPicture, OcrError
from lambda_ocr.documents.isolated.messages import Decoded, Opened, Opening, Refused, Wanted, read, write

MAX_ADDRESS_SPACE = 1024 * 1024 * 1024
"""Bytes. The dearest page of 4096 x 4096 pixels took 300 MB (docs/documents.md)."""
MAX_PROCESSOR_SECONDS = 300
"""Of all pages of a file, should whoever waits for them be gone; while it is there it watches the clock itself."""

DECODERS = {
    **dict.fromkeys(
        ("jpg", "png", "bmp", "webp", "gif", "avif", "tiff"), "lambda_ocr.documents.isolated.pillow_decoder"
    ),
    "heif": "lambda_ocr.documents.isolated.heif_decoder",
    "pdf": "lambda_ocr.documents.isolated.pdf_decoder",
}
"""The module that opens files of a format, by `open_file`."""


Buffer: TypeAlias = bytes | memoryview


class OpenFile(Protocol):
    """A file, opened."""

    @property
    def pages(self) -> int:
        """How many it has."""
        ...

    def decode(self, page: int) -> tuple[Decoded, Iterable[Buffer]]:
        """A page and its pixels, by rows; raises an OcrError, or what the library raises."""
        ...


def main() -> None:
    """Answer until nobody asks any more."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    opening = read(asked)
    assert isinstance(opening, Opening)
    data = asked.read(opening.length)
    module = import_module(DECODERS[opening.kind])
    _bound()
    try:
        file: OpenFile = module.open_file(data, opening)
        write(answers, Opened(file.pages))
    except Exception as fault:  # noqa: BLE001 - the edge: whatever a library raises of a file
        write(answers, _refused(fault, opening.kind))
        return
    answers.flush()
    _serve(file, opening.kind, asked, answers)


def _serve(file: OpenFile, kind: str, asked: BinaryIO, answers: BinaryIO) -> None:
    while True:
        try:
            wanted = read(asked)
        except EOFError:
            return
        assert isinstance(wanted, Wanted)
        try:
            decoded, rows = file.decode(wanted.page)
        except Exception as fault:  # noqa: BLE001 - as above
            write(answers, _refused(fault, kind))
        else:
            write(answers, decoded)
            answers.writelines(rows)  # what fails from here on ends the process: there is no way back to a refusal
        answers.flush()


def _refused(fault: Exception, kind: str) -> Refused:
    """The fault as the other side raises it."""
    if not isinstance(fault, OcrError):
        fault = InvalidPicture(f"The {kind} file cannot be decoded. Open it in a viewer and save it again.")
    return Refused(fault.code.value, fault.message, fault.details)


def _bound() -> None:
    """What is set here cannot be undone by whatever takes this process over."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CPU: MAX_PROCESSOR_SECONDS}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = MAX_ADDRESS_SPACE
    for what, most in limits.items():
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    main()
