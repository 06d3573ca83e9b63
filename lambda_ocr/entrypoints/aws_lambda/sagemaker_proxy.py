"""The small function in front of a SageMaker endpoint: the Lambda's doors, with the endpoint behind them.

Rule: it is deployed as a few files, without the product's packages: nothing imported here may need more than the
standard library and the boto3 of Lambda's runtime (`infra/front_code.py` lists the files, a test runs them alone).
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambda_ocr.core.errors import OcrError
from lambda_ocr.wire.response import Response, refusal

if TYPE_CHECKING:
    from lambda_ocr.aws.sagemaker_endpoint import SageMakerEndpoint
    from lambda_ocr.core.budget import Budget
    from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
    from lambda_ocr.wire.json_text import Body

DESCRIPTION = Path(__file__).parents[3] / "docs" / "openapi.json"
"""The contract as the repository holds it: the models it is generated from are not here."""


class EndpointService:
    """The service as the doors see it, answered by an endpoint."""

    def __init__(self, endpoint: SageMakerEndpoint) -> None:
        self._endpoint = endpoint

    def handle(self, payload: object, budget: Budget) -> Response:
        """Hand a JSON value on; never raises for anything the endpoint does."""
        return self.handle_bytes(json.dumps(payload).encode(), budget)

    def handle_bytes(self, body: Body, budget: Budget) -> Response:
        """Hand a body on as it is; never raises for anything the endpoint does."""
        try:
            return Response(*self._endpoint.ask(bytes(body)))
        except OcrError as error:
            return refusal(error)


def handler(event: Any, context: Any) -> Any:
    """What the runtime calls; `EventDispatcher` says what it answers."""
    return _dispatcher().answer(event, context)


@cache
def _dispatcher() -> EventDispatcher:
    from lambda_ocr.aws.idempotency import Documents
    from lambda_ocr.aws.sagemaker_endpoint import SageMakerEndpoint
    from lambda_ocr.entrypoints.aws_lambda import log
    from lambda_ocr.entrypoints.aws_lambda.event_dispatcher import EventDispatcher
    from lambda_ocr.settings import Settings

    log.install()
    settings = Settings.from_environment(os.environ)
    service = EndpointService(SageMakerEndpoint(settings.sagemaker_endpoint))
    outside = Documents(settings.table, settings.failed_queue)
    return EventDispatcher(
        service,
        outside,
        settings.bucket,
        settings.cors_origins,
        region=os.environ.get("AWS_REGION", ""),
        described=described,
    )


@cache
def described() -> str:
    """The contract, as it is deployed."""
    return DESCRIPTION.read_text(encoding="utf-8")
