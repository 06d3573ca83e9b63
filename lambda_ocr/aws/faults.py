"""Where botocore's exceptions become ours; none leaves `lambda_ocr.aws`.

Rule: a service that answers with a fault, or not at all, is `StoreUnavailable` with the service's own name for it;
what the caller of a method is told about (a failed condition, a missing object) has a class here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lambda_ocr.core.errors import StoreUnavailable

MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
"""What S3 says of an object that is not there: the first to a read, the others to a question about it."""

CONFLICTS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons of a cancelled transaction that pass by themselves; botocore does not retry a cancelled transaction."""

_ADVICE = {
    "AccessDenied": "the role of this process lacks a permission",
    "AccessDeniedException": "the role of this process lacks a permission",
    "ResourceNotFoundException": "the table does not exist in this region; check CUSTOM_OCR_TABLE",
    "NoSuchBucket": "the bucket does not exist; check CUSTOM_OCR_BUCKET",
    "NoCredentialsError": "there are no AWS credentials",
    "NoRegionError": "there is no AWS region; set AWS_REGION",
}


class ObjectMissing(Exception):
    """S3 has no object of this key."""


class ConditionFailed(Exception):
    """A conditional write found another state; `failed` are the places of the actions whose condition failed."""

    def __init__(self, failed: tuple[int, ...] = (0,)) -> None:
        super().__init__(f"conditions {failed} failed")
        self.failed = failed


class Conflicting(Exception):
    """A transaction met another one; the same call may succeed a moment later."""


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Run calls of boto3; raises `StoreUnavailable` (saying `what` was tried) or one of the classes above."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as fault:
        raise _of_answer(what, fault) from fault
    except BotoCoreError as fault:
        raise _unavailable(what, type(fault).__name__) from fault


def _of_answer(what: str, fault: Any) -> Exception:
    code = str(fault.response.get("Error", {}).get("Code", "unknown"))
    if code in MISSING:
        return ObjectMissing(what)
    if code == "ConditionalCheckFailedException":
        return ConditionFailed()
    if code == "TransactionCanceledException":
        return _of_cancelled(what, fault.response.get("CancellationReasons", []))
    return _unavailable(what, code)


def _of_cancelled(what: str, reasons: list[dict[str, Any]]) -> Exception:
    codes = [reason.get("Code") for reason in reasons]
    failed = tuple(place for place, code in enumerate(codes) if code == "ConditionalCheckFailed")
    if failed:
        return ConditionFailed(failed)
    if CONFLICTS.intersection(codes):
        return Conflicting(what)
    return _unavailable(what, ",".join(sorted({str(code) for code in codes if code and code != "None"})) or "cancelled")


def _unavailable(what: str, reason: str) -> StoreUnavailable:
    advice = _ADVICE.get(reason, "try again in a moment")
    return StoreUnavailable(f"Cannot {what}: {reason}; {advice}.", reason=reason)
