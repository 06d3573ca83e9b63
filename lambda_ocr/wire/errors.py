"""The one table from an error's code to its HTTP status, and the body every error has on the wire.

Rule: what a client can provoke is a 4xx. A 5xx means that we, or our store, are at fault, or stop.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_ocr.core.errors import ErrorCode, OcrError

STATUS: Mapping[ErrorCode, int] = {
    ErrorCode.INVALID_JSON: 400,
    ErrorCode.INVALID_REQUEST: 400,
    ErrorCode.INVALID_TEMPLATE: 400,
    ErrorCode.INVALID_PICTURE: 422,
    ErrorCode.UNSUPPORTED_PICTURE: 415,
    ErrorCode.PICTURE_TOO_LARGE: 413,
    ErrorCode.TOO_MANY_PAGES: 422,
    ErrorCode.PASSWORD_NEEDED: 422,
    ErrorCode.BODY_TOO_LARGE: 413,
    ErrorCode.URL_FORBIDDEN: 403,
    ErrorCode.URL_UNREACHABLE: 422,
    # Not 408 or 504: clients and gateways repeat those by themselves, and the url's server is slow, not we.
    ErrorCode.URL_TIMEOUT: 422,
    ErrorCode.ORIGIN_FORBIDDEN: 403,
    ErrorCode.S3_UNAVAILABLE: 422,
    ErrorCode.TEMPLATE_NOT_FOUND: 404,
    ErrorCode.VERSION_CONFLICT: 409,
    ErrorCode.LEASE_LOST: 409,
    ErrorCode.TEMPLATE_MISMATCH: 422,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.TOO_MANY_REQUESTS: 429,
    ErrorCode.ANSWER_TOO_LARGE: 422,
    ErrorCode.OVER_BUDGET: 422,
    ErrorCode.SHUTTING_DOWN: 503,
    ErrorCode.STORE_UNAVAILABLE: 503,
    ErrorCode.INTERNAL_ERROR: 500,
}


def error_status(error: OcrError) -> int:
    """The HTTP status of an error."""
    return STATUS[error.code]


def error_body(error: OcrError) -> dict[str, Any]:
    """`{"error": {"code", "message", "details"}}`, safe to encode as UTF-8 whatever the error quotes."""
    return {
        "error": {"code": error.code.value, "message": encodable(error.message), "details": encodable(error.details)}
    }


def encodable(value: Any) -> Any:
    """The same JSON value with lone surrogates written as escapes; what is no JSON value becomes its text."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, Mapping):
        return {encodable(str(key)): encodable(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [encodable(member) for member in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and abs(value) < float("inf"):
        return float(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    """numpy's scalars and arrays as numbers and lists, anything else (infinity among it) as text."""
    tolist = getattr(value, "tolist", None)
    return encodable(tolist()) if callable(tolist) else encodable(str(value))
