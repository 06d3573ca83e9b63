"""The small function in front of a SageMaker endpoint: hands the request on, and restores the endpoint's status code.

SageMaker answers anything but a 2xx of the container with a 424 of its own, the container's status and body inside
(`OriginalStatusCode`, `OriginalMessage`). Here they come out again, so that both computes give the same answers.

Rule: standard library and the boto3 of the Lambda runtime alone; this file is deployed without the rest.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

MAX_ANSWER_BYTES = 6 * 1024 * 1024 - 64 * 1024
"""Lambda hands back 6 MB and breaks off what is longer; the rest is room for status and headers."""
CONNECT_SECONDS = 2.0
READ_SECONDS = 62.0
"""SageMaker itself gives up after 60."""


@dataclass(frozen=True)
class Answer:
    """HTTP status and JSON text."""

    status: int
    text: str

    @staticmethod
    def refusing(status: int, code: str, message: str) -> Answer:
        """A refusal of ours, worded like all others."""
        return Answer(status, json.dumps({"error": {"code": code, "message": message, "details": {}}}))


def handle(event: Any, context: Any) -> Any:
    """What the runtime calls: a REST API's event, or the bare request of a direct invoke, each answered in kind."""
    if isinstance(event, Mapping) and isinstance(event.get("requestContext"), Mapping):
        return _as_http(event, _answer_http(event))
    return json.loads(_invoke(json.dumps(event).encode()).text)


def _answer_http(event: Mapping[str, Any]) -> Answer:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return _invoke(body.encode("utf-8", "surrogatepass"))
    try:
        return _invoke(base64.b64decode(body, validate=True))
    except (binascii.Error, ValueError):
        return Answer.refusing(400, "invalid_request", "The body is not the Base64 it is said to be. Send it again.")


def _invoke(body: bytes) -> Answer:
    """The endpoint's answer, or what kept it from answering; never raises for anything the endpoint does."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        given = _runtime().invoke_endpoint(
            EndpointName=os.environ["CUSTOM_OCR_ENDPOINT"], ContentType="application/json", Body=body
        )
        return _bounded(Answer(200, given["Body"].read().decode()))
    except ClientError as refusal:
        return _bounded(_restored(refusal.response))
    except BotoCoreError as fault:
        return _silent(type(fault).__name__)


def _restored(response: Mapping[str, Any]) -> Answer:
    code = str(response["Error"]["Code"])
    if code == "ModelError" and _is_ours(response.get("OriginalMessage")):
        return Answer(int(response["OriginalStatusCode"]), str(response["OriginalMessage"]))
    if code in ("ThrottlingException", "TooManyRequestsException"):
        return Answer.refusing(429, "too_many_requests", "The endpoint is busy: wait a second and send it again.")
    return _silent(code)


def _is_ours(message: Any) -> bool:
    """Whether the container's words are an error of ours, not a proxy's page or a cut text."""
    try:
        return "code" in json.loads(message)["error"]
    except (TypeError, ValueError, KeyError):
        return False


def _silent(reason: str) -> Answer:
    message = (
        f"The endpoint does not answer ({reason}): send it again; if it stays, look into the endpoint's log group."
    )
    return Answer.refusing(500, "internal_error", message)


def _bounded(answer: Answer) -> Answer:
    if len(answer.text.encode()) <= MAX_ANSWER_BYTES:
        return answer
    return Answer.refusing(500, "internal_error", "The answer is over 6 MB: ask without detail, or for fewer at once.")


def _as_http(event: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    headers = {"content-type": "application/json", **_cors(event)}
    return {"statusCode": answer.status, "headers": headers, "body": answer.text, "isBase64Encoded": False}


def _cors(event: Mapping[str, Any]) -> dict[str, str]:
    allowed = {name for name in os.environ.get("CUSTOM_OCR_CORS_ORIGINS", "").split(",") if name}
    if "*" in allowed:
        return {"access-control-allow-origin": "*"}
    headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
    origin = headers.get("origin", "")
    granted = {"access-control-allow-origin": origin} if origin in allowed else {}
    return {"vary": "origin", **granted} if allowed else {}


@cache
def _runtime() -> Any:
    """One client a process; one try, for a second `add` would make a second template."""
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"total_max_attempts": 1})
    return boto3.client("sagemaker-runtime", config=config)
