"""The table of actions: what answers a request of each type.

Rule: a new action is one new module and one line here (and its message, with what it says of itself, on the wire).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_ocr.app import file_pages
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.steps import Lane
from lambda_ocr.app.use_cases import (
    add,
    batch,
    classify,
    delete,
    detect,
    drift,
    get,
    interpret,
    listing,
    query,
    read,
    review,
    upload,
)
from lambda_ocr.app.use_cases.life import evaluate, exporting, importing, preview, rollback, teach, update, versions
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.messages.life import (
    EvaluateRequest,
    ExportRequest,
    ImportRequest,
    PreviewRequest,
    RollbackRequest,
    TeachRequest,
    UpdateRequest,
    VersionsRequest,
)
from lambda_ocr.wire.messages.operations import BatchRequest, DriftRequest, ReviewRequest
from lambda_ocr.wire.messages.reading import ClassifyRequest, DetectRequest, InterpretRequest, QueryRequest, ReadRequest
from lambda_ocr.wire.messages.templates import AddRequest, DeleteRequest, GetRequest, ListRequest, UploadRequest


@dataclass(frozen=True)
class Action:
    """One line of the table."""

    request: type[Message]
    answer: Callable[[Resources, Any, Call], Any]
    """From a request of that kind to a JSON value; raises an `OcrError` to refuse."""
    lane: Lane
    """What answering keeps busy."""
    check: Callable[[Resources, Any], None] | None = None
    """Raises what can be refused before a picture is fetched from its url."""


ACTIONS: Mapping[str, Action] = {
    "add": Action(AddRequest, add.answer, Lane.READ),
    "query": Action(QueryRequest, query.answer, Lane.READ, query.check),
    "del": Action(DeleteRequest, delete.answer, Lane.QUICK),
    "list": Action(ListRequest, listing.answer, Lane.QUICK),
    "get": Action(GetRequest, get.answer, Lane.QUICK),
    "detect": Action(DetectRequest, detect.answer, Lane.READ),
    "upload": Action(UploadRequest, upload.answer, Lane.QUICK),
    "update": Action(UpdateRequest, update.answer, Lane.READ, update.check),
    "versions": Action(VersionsRequest, versions.answer, Lane.QUICK),
    "rollback": Action(RollbackRequest, rollback.answer, Lane.READ),
    "preview": Action(PreviewRequest, preview.answer, Lane.READ, update.check),
    "teach": Action(TeachRequest, teach.answer, Lane.READ, teach.check),
    "evaluate": Action(EvaluateRequest, evaluate.answer, Lane.READ, evaluate.check),
    "export": Action(ExportRequest, exporting.answer, Lane.QUICK),
    "import": Action(ImportRequest, importing.answer, Lane.READ),
    "review": Action(ReviewRequest, review.answer, Lane.QUICK),
    "drift": Action(DriftRequest, drift.answer, Lane.QUICK),
    "interpret": Action(InterpretRequest, interpret.answer, Lane.READ),
    "batch": Action(BatchRequest, batch.answer, Lane.QUICK),
    "read": Action(ReadRequest, read.answer, Lane.READ, file_pages.check),
    "classify": Action(ClassifyRequest, classify.answer, Lane.READ, file_pages.check),
}
