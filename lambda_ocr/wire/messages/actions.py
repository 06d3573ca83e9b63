"""All requests, by their action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

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

Request: TypeAlias = (
    AddRequest
    | QueryRequest
    | DeleteRequest
    | ListRequest
    | GetRequest
    | DetectRequest
    | UploadRequest
    | UpdateRequest
    | VersionsRequest
    | RollbackRequest
    | PreviewRequest
    | TeachRequest
    | EvaluateRequest
    | ExportRequest
    | ImportRequest
    | ReviewRequest
    | DriftRequest
    | InterpretRequest
    | BatchRequest
    | ReadRequest
    | ClassifyRequest
)
REQUESTS: Mapping[str, type[Request]] = {
    "add": AddRequest,
    "query": QueryRequest,
    "del": DeleteRequest,
    "list": ListRequest,
    "get": GetRequest,
    "detect": DetectRequest,
    "upload": UploadRequest,
    "update": UpdateRequest,
    "versions": VersionsRequest,
    "rollback": RollbackRequest,
    "preview": PreviewRequest,
    "teach": TeachRequest,
    "evaluate": EvaluateRequest,
    "export": ExportRequest,
    "import": ImportRequest,
    "review": ReviewRequest,
    "drift": DriftRequest,
    "interpret": InterpretRequest,
    "batch": BatchRequest,
    "read": ReadRequest,
    "classify": ClassifyRequest,
}
