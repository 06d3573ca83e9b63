"""What each process of a batch does with one file: read all its pages, as `read` answers them, a line a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.entrypoints.cli.batch.ledger import READ, Done
from lambda_ocr.entrypoints.cli.calling import Answer, Ask, Payload, refused
from lambda_ocr.entrypoints.cli.reading import FileReading
from lambda_ocr.entrypoints.cli.result_files import Result
from lambda_ocr.settings import Settings

DIED = "reader_died"
NOT_THE_FILE_S = frozenset({ErrorCode.STORE_UNAVAILABLE, ErrorCode.TEMPLATE_NOT_FOUND})
"""Refusals that say nothing of a file: the batch stops and the file is left, to be read when the fault is mended."""


class BatchStopped(Exception):
    """Nothing more can be read until the fault that the message names is mended."""


def prepared(settings: Settings, members: Payload) -> Callable[[str], Done]:
    """What reads a file, with the models loaded; raises ValueError where they cannot be."""
    import cv2

    from lambda_ocr.entrypoints.wiring import build_service

    cv2.setNumThreads(1)  # every processor has a process of its own
    service = build_service(replace(settings, threads=1))

    def ask(payload: Payload) -> Answer:
        response = service.handle(payload)
        return Answer(response.status, response.body)

    return partial(read_file, ask, members, settings.max_picture_bytes)


def read_file(ask: Ask, members: Payload, max_bytes: int, source: str) -> Done:
    """All pages of a file; raises `BatchStopped`."""
    results = [result for result, _ in FileReading(ask, members, max_bytes).results(source)]
    for result in results:
        if result.entry.get("reason") in NOT_THE_FILE_S:
            raise BatchStopped(f"{source}: {result.entry['reason']}: {result.entry['message']}")
    return done_with(source, results)


def done_with(source: str, results: Sequence[Result]) -> Done:
    """The lines of a file, and as its outcome that of its first page that is no document."""
    lines = tuple(json.dumps({"source": source, **result.entry}, ensure_ascii=False) for result in results)
    bad = next((result.entry for result in results if not result.is_read), None)
    if bad is None:
        return Done(source, lines, READ)
    return Done(source, lines, str(bad["reason"]), str(bad.get("message", "")))


def died(source: str) -> Done:
    """Of a file on which the process that read it died twice."""
    answer = refused(DIED, "The process that read it died, twice: it is damaged, or needs more memory than is.")
    return done_with(source, [Result.refused(source, answer)])
