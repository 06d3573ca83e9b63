"""What may stand for the reading in a batch's processes. `python -m tests.support.batch_readers FOLDER OUT` runs one
whose files are read as what is written in them, so that it can be killed."""

from __future__ import annotations

import os
import signal
import sys
import time
from argparse import Namespace
from functools import partial
from pathlib import Path

from lambda_ocr.entrypoints.cli.batch.command import run
from lambda_ocr.entrypoints.cli.batch.crew import ReadFile
from lambda_ocr.entrypoints.cli.batch.ledger import Done
from lambda_ocr.entrypoints.cli.batch.reading import done_with, read_file
from lambda_ocr.entrypoints.cli.calling import Answer
from lambda_ocr.entrypoints.cli.result_files import Result

POISON = "poison"


def echo(seconds: float = 0.0) -> ReadFile:
    """Reads what is written in a file; of POISON the process dies."""
    return partial(_read, seconds)


def _read(seconds: float, source: str) -> Done:
    text = Path(source).read_text(encoding="utf-8")
    (Path(source).parent / f".{os.getpid()}").touch()
    if text == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(seconds)
    field = {"key": "text", "value": text, "score": 99.0}
    return done_with(source, [Result(source, 1, {"page": 1, "template_id": "t", "fields": [field]})])


def poor() -> ReadFile:
    """Cannot be made."""
    raise ValueError("CUSTOM_OCR_ENGINE='abacus': say onnx, openvino or paddle")


def broken() -> ReadFile:
    """Cannot be made, for a reason that nobody foresaw."""
    raise OSError("no such library")


def dies() -> ReadFile:
    """Dies at once, whatever the file."""
    os._exit(1)


def desk() -> ReadFile:
    """The service, with readers that know templates by the size of a page."""
    from tests.support.desk import Desk

    service = Desk().service

    def ask(payload: dict[str, object]) -> Answer:
        response = service.handle(payload)
        return Answer(response.status, response.body)

    return partial(read_file, ask, {"type": "read"}, 1_000_000)


def without_store() -> ReadFile:
    """Reads one file, then the store is away."""
    asked: list[object] = []

    def ask(payload: object) -> Answer:
        asked.append(payload)
        if len(asked) > 1:
            return Answer(503, {"error": {"code": "store_unavailable", "message": "The disk is gone.", "details": {}}})
        return Answer(200, {"documents": [{"page": 1, "fields": []}], "unmatched": [], "pages": 1})

    return partial(read_file, ask, {"type": "read"}, 1_000_000)


if __name__ == "__main__":
    given = Namespace(files=[sys.argv[1]], out=sys.argv[2], workers=2)
    sys.exit(run(given, partial(echo, 0.01), {"type": "read"}))
