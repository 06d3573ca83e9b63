"""Asking a SageMaker endpoint, and restoring what its container said.

SageMaker answers anything but a 2xx of the container with a 424 of its own, the container's status and body inside
(`OriginalStatusCode`, `OriginalMessage`). Here they come out again, so that both computes give the same answers.

Rule: boto3 is imported with the first question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from lambda_ocr.core.errors import InternalError, OcrError, TooManyRequests

CONNECT_SECONDS = 2.0
READ_SECONDS = 48.0
"""With the wait to connect, within the 55 s that the function in front lives (SageMaker itself gives up after 60)."""
BUSY = ("ThrottlingException", "TooManyRequestsException")


class SageMakerEndpoint:
    """One endpoint by name; safe to share among threads."""

    def __init__(self, name: str, client: Callable[[], Any] | None = None) -> None:
        self._name = name
        self._client = client or _runtime

    def ask(self, body: bytes) -> tuple[int, Any]:
        """The container's status and JSON value; raises TooManyRequests or InternalError when it gives none."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            given = self._client().invoke_endpoint(EndpointName=self._name, ContentType="application/json", Body=body)
            return 200, json.loads(given["Body"].read())
        except ClientError as refusal:
            return _restored(refusal.response)
        except (BotoCoreError, ValueError) as fault:
            raise _silent(type(fault).__name__) from fault


def _restored(response: Mapping[str, Any]) -> tuple[int, Any]:
    code = str(response["Error"]["Code"])
    said = _error_of_ours(response.get("OriginalMessage")) if code == "ModelError" else None
    if said is None:
        raise _unanswered(code)
    return int(response["OriginalStatusCode"]), said


def _error_of_ours(message: Any) -> Any:
    """The container's words when they are an error of ours; None for a proxy's page or a cut text."""
    try:
        said = json.loads(message)
        return said if "code" in said["error"] else None
    except (TypeError, ValueError, KeyError):
        return None


def _unanswered(code: str) -> OcrError:
    if code in BUSY:
        return TooManyRequests("The endpoint is busy: wait a second and send it again.")
    return _silent(code)


def _silent(reason: str) -> InternalError:
    return InternalError(
        f"The endpoint does not answer ({reason}): send it again; if it stays, look into the endpoint's log group.",
        reason=reason,
    )


@cache
def _runtime() -> Any:
    """One client a process; one try, for a second `add` would make a second template."""
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 1})
    return boto3.session.Session().client("sagemaker-runtime", config=config)
