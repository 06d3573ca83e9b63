"""The Lambda's handler, and the composition of what answers behind it.

Rule: under Lambda everything is built while the function starts, where the platform lends full processors; elsewhere
the import costs nothing and the first event builds.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher


_WHY_STARTED = "AWS_LAMBDA_INITIALIZATION_TYPE"
"""Set by the platform; started to wait for requests, a process has the time to read a page first."""


def handler(event: Any, context: Any) -> Any:
    """What the runtime client calls; `EventDispatcher` says what it answers."""
    return _dispatcher().answer(event, context)


@cache
def _dispatcher() -> EventDispatcher:
    """Models are loaded while boto3 is imported: one mostly waits for files, the other mostly computes."""
    from concurrent.futures import ThreadPoolExecutor

    from lambda_ocr.aws.idempotency import Documents
    from lambda_ocr.entrypoints.aws_lambda import log
    from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
    from lambda_ocr.entrypoints.wiring import build_service, build_warm_service
    from lambda_ocr.settings import Settings

    log.install()
    settings = Settings.from_environment(os.environ)
    build = build_warm_service if os.environ.get(_WHY_STARTED) == "provisioned-concurrency" else build_service
    with ThreadPoolExecutor(1) as beside:
        if settings.store == "aws":
            beside.submit(_make_clients)
        service = build(settings)
    outside = Documents(settings.table, settings.failed_queue)
    return EventDispatcher(
        service, outside, settings.bucket, settings.cors_origins, region=os.environ.get("AWS_REGION", "")
    )


def _make_clients() -> None:
    """What the store will ask for; a failure here is met again, and named, by whoever needs the client."""
    from lambda_ocr.aws.clients import client

    for service in ("dynamodb", "s3"):
        client(service)


if os.environ.get("AWS_LAMBDA_RUNTIME_API"):
    _dispatcher()
