"""`batch`: any number of files, read by the deployment's own engine for such; begun, looked at, ended, fetched."""

from __future__ import annotations

import json
from typing import Any, get_args

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.core.batches import Batches, BatchParts, BatchStanding, named, standing_of_begun, under
from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.wire.life.batch import BatchAnswer, BatchPartDetail, BatchStatus
from lambda_ocr.wire.messages.operations import BatchRequest

MAX_INPUT_BYTES = 250_000
"""Step Functions takes 256 KiB."""
_ENDED = {"ABORTED": "cancelled"}
_STATUSES = get_args(BatchStatus)
_NO_PARTS = BatchParts((), None)
_OF_START = ("prefix", "manifest", "sources", "template_id", "many", "idempotency_key")


def answer(resources: Resources, request: BatchRequest, call: Call) -> dict[str, Any]:
    """Do it, and say how the batch stands then; raises InvalidRequest, NotFound, StoreUnavailable."""
    batches = resources.batches
    if batches is None:
        raise InvalidRequest(
            "This server has no batches. Deploy to AWS with -c batch=true; on one machine `custom-ocr batch FOLDER` "
            "reads any number of files.",
            member="type",
        )
    if request.do == "start":
        batch_id = _started(batches, request)
        return _told(batch_id, standing_of_begun(batches, batch_id))
    return _of_one(batches, request, _id_of(request))


def _of_one(batches: Batches, request: BatchRequest, batch_id: str) -> dict[str, Any]:
    if request.do == "cancel":
        batches.cancel(batch_id)
    if request.do == "redrive":
        batches.redrive(batch_id)
    parts = batches.parts(batch_id, request.cursor) if request.do == "results" else _NO_PARTS
    return _told(batch_id, batches.standing(batch_id), parts)


def _id_of(request: BatchRequest) -> str:
    if not request.batch_id:
        raise InvalidRequest(
            f'"batch_id" is missing: `{request.do}` is about one that `start` began.', member="batch_id"
        )
    for member in _OF_START:
        if getattr(request, member):
            raise InvalidRequest(f'"{member}" belongs to `start`; leave it out.', member=member)
    return request.batch_id


def _started(batches: Batches, request: BatchRequest) -> str:
    for member in ("batch_id", "cursor"):
        if getattr(request, member):
            raise InvalidRequest(f'"{member}" is about a batch there is already; leave it out.', member=member)
    asked: dict[str, Any] = {}
    if request.template_id:
        asked["template_id"] = [request.template_id] if isinstance(request.template_id, str) else request.template_id
    if request.many:
        asked["many"] = True
    wanted = {**_place(request), "asked": asked}
    if len(json.dumps(wanted).encode()) > MAX_INPUT_BYTES:
        raise InvalidRequest('"sources" are too long together; write them into a manifest.', member="sources")
    return batches.start(wanted, request.idempotency_key)


def _place(request: BatchRequest) -> dict[str, Any]:
    given = [member for member in ("prefix", "manifest", "sources") if getattr(request, member)]
    if len(given) != 1:
        raise InvalidRequest("Say exactly one of prefix, manifest and sources.", member=(given or ["prefix"])[-1])
    try:
        if request.prefix:
            return dict(under(request.prefix))
        if request.manifest:
            return dict(named(request.manifest))
    except ValueError as error:
        raise InvalidRequest(f'"{given[0]}" cannot be used: {error}.', member=given[0]) from None
    return {"kind": "list", "items": [{"source": each} for each in request.sources or ()]}


def _told(batch_id: str, standing: BatchStanding, parts: BatchParts = _NO_PARTS) -> dict[str, Any]:
    status = "running" if not standing.is_over else _ENDED.get(standing.status, standing.status.lower())
    return BatchAnswer(
        batch_id=batch_id,
        status=_known(status),
        total=standing.total,
        done=standing.done,
        failed=standing.failed,
        cause=standing.cause,
        parts=[BatchPartDetail(url=part.url, bytes=part.bytes) for part in parts.parts],
        next_cursor=parts.cursor,
    ).model_dump(mode="json")


def _known(status: str) -> BatchStatus:
    found: BatchStatus = next((each for each in _STATUSES if each == status), "failed")
    return found
