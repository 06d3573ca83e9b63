"""The DynamoDB table, as the store needs it: strongly consistent reads, pages followed, conditional writes.

Rule: every item has the string keys `pk` (its kind) and `sk`, and attributes that are strings. Nothing large lives
here: what an item describes lies in S3, so no item comes near DynamoDB's 400 KB whatever a client sends.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from lambda_ocr.aws.faults import Conflicting, translated
from lambda_ocr.core.errors import StoreUnavailable

Item: TypeAlias = dict[str, str]
Action: TypeAlias = dict[str, Any]

EXPIRES = "expires"
"""The attribute the table's time to live is set to: a second since 1970, written as text here."""

MAX_ACTIONS = 100
"""DynamoDB's bound on one transaction."""

CONFLICT_TRIES = 5


class Table:
    """One table by name."""

    def __init__(self, name: str, dynamodb: Any) -> None:
        self._name = name
        self._dynamodb = dynamodb

    def get(self, kind: str, key: str) -> Item | None:
        """The item as it is now, None when there is none."""
        with translated("read the template table"):
            answer = self._dynamodb.get_item(TableName=self._name, Key=_typed_key(kind, key), ConsistentRead=True)
        return _plain(answer["Item"]) if "Item" in answer else None

    def query(self, kind: str, below: str = "", limit: int = 0, at_once: int = 0) -> Iterator[Item]:
        """Items of a kind by rising `sk`, all pages of them; only those whose `sk` is below, at most `limit`.

        `at_once`: of a page, for who rarely needs more; a page of DynamoDB's own size is paid as a whole.
        """
        asked: dict[str, Any] = {"TableName": self._name, "ConsistentRead": True, **_of_kind(kind, below)}
        if limit or at_once:
            asked["Limit"] = limit or at_once
        while True:
            with translated("list the template table"):
                page = self._dynamodb.query(**asked)
            yield from map(_plain, page["Items"])
            if limit or "LastEvaluatedKey" not in page:
                return
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def count(self, kind: str, most: int, now: float) -> int:
        """How many of the first `most` items of a kind are not over (`EXPIRES`); nothing of them is sent."""
        asked: dict[str, Any] = {"TableName": self._name, "ConsistentRead": True, **_of_kind(kind, "")}
        asked["ExpressionAttributeValues"][":now"] = {"N": str(now)}
        asked |= {"Select": "COUNT", "FilterExpression": "#over > :now", "ExpressionAttributeNames": {"#over": EXPIRES}}
        found, seen = 0, 0
        while True:
            with translated("list the template table"):
                page = self._dynamodb.query(**asked, Limit=most - seen)
            found, seen = found + int(page["Count"]), seen + int(page["ScannedCount"])
            if seen >= most or "LastEvaluatedKey" not in page:
                return found
            asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def page(self, kind: str, limit: int, after: str = "") -> list[Item]:
        """At most `limit` items of a kind by rising `sk`, the first of them behind `after`."""
        asked: dict[str, Any] = {"TableName": self._name, "ConsistentRead": True, **_of_kind(kind, "")}
        found: list[Item] = []
        start = {"ExclusiveStartKey": _typed_key(kind, after)} if after else {}
        while True:
            with translated("list the template table"):
                page = self._dynamodb.query(**asked, **start, Limit=limit - len(found))
            found += map(_plain, page["Items"])
            if len(found) >= limit or "LastEvaluatedKey" not in page:
                return found
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def write(self, *actions: Action) -> None:
        """Do all actions or none; raises `ConditionFailed` with the places of those refused."""
        named = [{verb: {"TableName": self._name, **body}} for action in actions for verb, body in action.items()]
        for attempt in range(CONFLICT_TRIES):
            try:
                with translated("write the template table"):
                    self._dynamodb.transact_write_items(TransactItems=named)
                return
            except Conflicting:
                time.sleep(random.uniform(0, 0.05 * 2**attempt))
        raise StoreUnavailable("Cannot write the template table: others are writing it; try again in a moment.")


def put(kind: str, key: str, item: Item, *, new: bool = False) -> Action:
    """Put an item; `new`: only when there is none."""
    body: Action = {"Item": _typed({"pk": kind, "sk": key, **item})}
    return {"Put": body | ({"ConditionExpression": "attribute_not_exists(pk)"} if new else {})}


def advance(kind: str, key: str, attributes: Item, unchanged: str, value: str | None) -> Action:
    """Set attributes of an item whose attribute `unchanged` is still `value` (None: still missing)."""
    names = {f"#{place}": name for place, name in enumerate(attributes)}
    values = {f":{place}": {"S": value} for place, value in enumerate(attributes.values())}
    body = _only_if(unchanged, value)
    return {
        "Update": {
            "Key": _typed_key(kind, key),
            "UpdateExpression": "SET " + ", ".join(f"#{place} = :{place}" for place in range(len(attributes))),
            "ConditionExpression": body["ConditionExpression"],
            "ExpressionAttributeNames": names | body["ExpressionAttributeNames"],
            "ExpressionAttributeValues": values | body.get("ExpressionAttributeValues", {}),
        }
    }


def delete_unchanged(kind: str, key: str, unchanged: str, value: str | None) -> Action:
    """Delete an item whose attribute `unchanged` is still `value` (None: still missing)."""
    return {"Delete": {"Key": _typed_key(kind, key), **_only_if(unchanged, value)}}


def delete(kind: str, key: str, condition: str = "") -> Action:
    """Delete an item; with a condition, only when it holds."""
    body: Action = {"Key": _typed_key(kind, key)}
    return {"Delete": body | ({"ConditionExpression": condition} if condition else {})}


def change(kind: str, key: str, attribute: str, value: str) -> Action:
    """Set one attribute of an item that is there."""
    return {
        "Update": {
            "Key": _typed_key(kind, key),
            "UpdateExpression": "SET #attribute = :value",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": {"#attribute": attribute},
            "ExpressionAttributeValues": {":value": {"S": value}},
        }
    }


def absent(kind: str, key: str) -> Action:
    """Nothing but the condition that no such item is there."""
    return {"ConditionCheck": {"Key": _typed_key(kind, key), "ConditionExpression": "attribute_not_exists(pk)"}}


def _only_if(attribute: str, value: str | None) -> Action:
    """The condition that an item is there and an attribute of it as it was seen."""
    condition = "attribute_not_exists(#seen)" if value is None else "#seen = :seen"
    values = {} if value is None else {"ExpressionAttributeValues": {":seen": {"S": value}}}
    return {
        "ConditionExpression": f"attribute_exists(pk) AND {condition}",
        "ExpressionAttributeNames": {"#seen": attribute},
        **values,
    }


def _of_kind(kind: str, below: str) -> dict[str, Any]:
    values = {":kind": {"S": kind}} | ({":below": {"S": below}} if below else {})
    condition = "pk = :kind AND sk < :below" if below else "pk = :kind"
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}


def _typed_key(kind: str, key: str) -> dict[str, dict[str, str]]:
    return _typed({"pk": kind, "sk": key})


def _typed(item: Item) -> dict[str, dict[str, str]]:
    """Strings, but for the time to live: DynamoDB wants that as a number."""
    return {name: {"N" if name == EXPIRES else "S": value} for name, value in item.items()}


def _plain(typed: dict[str, dict[str, str]]) -> Item:
    return {name: next(iter(value.values())) for name, value in typed.items()}


def chunks(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The values in order, `size` at a time."""
    return (values[start : start + size] for start in range(0, len(values), size))
