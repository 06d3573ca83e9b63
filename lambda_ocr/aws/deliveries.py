"""Which events are answered, and which are being answered: one item a delivery, taken on by a conditional write.

Rule: a lease lasts exactly as long as the invocation that took it can live, so that two invocations never answer the
same delivery at once, and one that died stands in nobody's way when the platform tries again. An item that is *held*
is not *done*: whoever meets it has to come again.
"""

from __future__ import annotations

import hashlib
import math
import uuid
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from lambda_ocr.aws.faults import translated

PARTITION = "delivery#"
"""Followed by the first digit of the delivery's digest: sixteen partitions, for DynamoDB writes a thousand items a
second into each, and a bulk of pictures writes two an item."""

REMEMBERED_SECONDS = 15 * 24 * 3600
"""Longer than any service delivers an event again (SQS keeps a message for at most 14 days)."""

SKEW_SECONDS = 1.0
"""How far the clocks of two hosts may be apart; AWS keeps its own within milliseconds."""

_DONE = "9" * 12
_REFUSED = "ConditionalCheckFailedException"


class Claim(Enum):
    """What became of an attempt to take a delivery on."""

    OURS = "ours"
    DONE = "done"
    """Answered by an earlier delivery: nothing is left to do."""
    HELD = "held"
    """Another invocation is at it, or died while it was: it must be delivered again, for it may yet need us."""


class Deliveries:
    """The items of one table; `dynamodb` makes the client when the first delivery comes."""

    def __init__(self, table: str, dynamodb: Callable[[], Any], clock: Callable[[], float]) -> None:
        self._table = table
        self._dynamodb = dynamodb
        self._clock = clock

    def claim(self, delivery: str, seconds: float) -> Claim:
        """Take a delivery on for the seconds that this invocation can still live."""
        now = self._clock()
        lease, holder = math.ceil(now + seconds + SKEW_SECONDS), uuid.uuid4().hex
        item = {**_key(delivery), **self._mark(f"{lease:012d}"), "holder": {"S": holder}}
        with translated("note which documents are answered"):
            found = self._put_unless_leased(item, int(now))
        if found is None or found.get("holder") == {"S": holder}:  # ours: written, and the answer to it was lost
            return Claim.OURS
        return Claim.DONE if found.get("lease") == {"S": _DONE} else Claim.HELD

    def finish(self, delivery: str) -> None:
        """The delivery is done; others of the same event find that."""
        with translated("note which documents are answered"):
            self._dynamodb().put_item(TableName=self._table, Item={**_key(delivery), **self._mark(_DONE)})

    def release(self, delivery: str) -> None:
        """The delivery is not done and may be taken on again at once."""
        with translated("note which documents are answered"):
            self._dynamodb().delete_item(TableName=self._table, Key=_key(delivery))

    def _put_unless_leased(self, item: Mapping[str, Any], now: int) -> Mapping[str, Any] | None:
        """The item that stands in the way, None when ours was written."""
        from botocore.exceptions import ClientError

        try:
            self._dynamodb().put_item(
                TableName=self._table,
                Item=item,
                ConditionExpression="attribute_not_exists(pk) OR lease < :now",
                ExpressionAttributeValues={":now": {"S": f"{now:012d}"}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] != _REFUSED:
                raise
            standing: Mapping[str, Any] = refusal.response.get("Item", {})
            return standing
        return None

    def _mark(self, lease: str) -> dict[str, Any]:
        return {"lease": {"S": lease}, "expires": {"N": str(int(self._clock()) + REMEMBERED_SECONDS)}}


def _key(delivery: str) -> dict[str, Any]:
    """A digest: keys of S3 may be as long as keys of DynamoDB, and a delivery's name is longer."""
    digest = hashlib.sha256(delivery.encode("utf-8", "surrogatepass")).hexdigest()
    return {"pk": {"S": f"{PARTITION}{digest[0]}"}, "sk": {"S": digest}}
