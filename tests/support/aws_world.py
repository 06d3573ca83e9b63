"""A small AWS in this process (moto), with the table and the bucket as `infra` makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from moto import mock_aws

TABLE = "templates"
BUCKET = "ocr-data"
REGION = "eu-central-1"


@contextmanager
def aws_world() -> Iterator[Callable[[str], Any]]:
    """Yields what makes clients; everything is gone afterwards."""
    with mock_aws():
        _make_table(_client("dynamodb"))
        _client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        yield _client


@cache
def _client(service: str) -> Any:
    """Made once for all tests: it takes a third of a second, and meets whichever world there is when it is used."""
    session = boto3.session.Session(region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing")
    return session.client(service)


def _make_table(dynamodb: Any) -> None:
    dynamodb.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )


def keys_in(s3: Any, prefix: str = "") -> list[str]:
    """Keys of all objects of the bucket."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    return [item["Key"] for page in pages for item in page.get("Contents", [])]


def items_in(dynamodb: Any) -> list[tuple[str, str]]:
    """Keys of all items of the table."""
    items = dynamodb.scan(TableName=TABLE, ConsistentRead=True)["Items"]
    return [(item["pk"]["S"], item["sk"]["S"]) for item in items]
