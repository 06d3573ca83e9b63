"""`make restore`: the templates as they were at a moment, in a new table and a new bucket that a new stack takes over.

python -m infra.restore [-c name=…] --to 2026-11-20T10:00:00Z [--as NAME] [--table T --bucket B]

Rule: the running deployment is read and never written; what is made here belongs to no stack.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.config import DeployConfig
from infra.deploy import context_of
from infra.parsing import InvalidChoice

PREFIX = "templates/"
POLL_SECONDS = 10.0
YOUNG_SECONDS = 900
RESTORE_SECONDS = 6 * 3600  # DynamoDB restores most tables within an hour, the largest in hours


class CannotRestore(Exception):
    """Nothing more can be done; the message says why, and what is there already."""


@dataclass(frozen=True)
class Place:
    """A table and its bucket."""

    table: str
    bucket: str


def chosen(versions: Iterable[Mapping[str, Any]], moment: datetime) -> Iterator[tuple[str, str]]:
    """(key, version id) of every object there was at the moment, of versions and delete markers in any order."""
    newest: dict[str, Mapping[str, Any]] = {}
    for version in versions:
        if version["LastModified"] <= moment:
            known = newest.get(version["Key"])
            if known is None or known["LastModified"] <= version["LastModified"]:
                newest[version["Key"]] = version
    for key, version in sorted(newest.items()):
        if "ETag" in version:  # a delete marker has none
            yield key, str(version["VersionId"])


def restore(source: Place, target: Place, moment: datetime) -> int:
    """Make the target as the source was at the moment; the number of objects copied. Raises CannotRestore."""
    try:
        _restore_table(source.table, target.table, moment)
        return _restore_bucket(source.bucket, target.bucket, moment)
    except (BotoCoreError, ClientError) as refusal:
        raise CannotRestore(f"{refusal}; what was made already: {target.table}, {target.bucket}") from refusal


def _restore_table(source: str, target: str, moment: datetime) -> None:
    """DynamoDB keeps neither time to live nor point-in-time recovery on a restored table: they are set again."""
    client = boto3.client("dynamodb")
    _wait_until_restorable(client, source, moment)
    client.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=target, RestoreDateTime=moment)
    until = time.monotonic() + RESTORE_SECONDS
    while client.describe_table(TableName=target)["Table"]["TableStatus"] != "ACTIVE":
        if time.monotonic() > until:
            raise CannotRestore(f"{target} is still not there after {RESTORE_SECONDS} s")
        time.sleep(POLL_SECONDS)
    client.update_time_to_live(TableName=target, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    client.update_continuous_backups(
        TableName=target, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )


def _wait_until_restorable(client: Any, table: str, moment: datetime) -> None:
    """DynamoDB can restore to five minutes ago, and no later; a moment just gone is waited for."""
    until = time.monotonic() + YOUNG_SECONDS
    while (latest := _latest(client, table)) is not None and latest < moment:
        if time.monotonic() > until:
            raise CannotRestore(f"{table} can be restored to {latest.isoformat()} and no later")
        time.sleep(POLL_SECONDS)


def _latest(client: Any, table: str) -> datetime | None:
    """The last second that can be restored, None where that is not told."""
    about = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    told: datetime | None = about.get("PointInTimeRecoveryDescription", {}).get("LatestRestorableDateTime")
    return told.replace(tzinfo=UTC) if told and told.tzinfo is None else told


def _restore_bucket(source: str, target: str, moment: datetime) -> int:
    client = boto3.client("s3")
    _make_bucket(client, target)
    pages = client.get_paginator("list_object_versions").paginate(Bucket=source, Prefix=PREFIX)
    versions = (each for page in pages for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])])
    copied = 0
    for key, version in chosen(versions, moment):
        client.copy_object(Bucket=target, Key=key, CopySource={"Bucket": source, "Key": key, "VersionId": version})
        copied += 1
    _refuse_plain_http(client, target)
    return copied


def _make_bucket(client: Any, name: str) -> None:
    """As the stack makes its own: private, with versions."""
    region = client.meta.region_name
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=name, **where)
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def _refuse_plain_http(client: Any, name: str) -> None:
    arn = f"arn:{client.meta.partition}:s3:::{name}"
    plain = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    client.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [plain]}))


def source_of(stack: str) -> Place:
    """Table and bucket of a running deployment; raises CannotRestore."""
    try:
        [found] = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except (BotoCoreError, ClientError) as refusal:
        raise CannotRestore(f"{stack} is not there ({refusal}): say --table and --bucket") from refusal
    outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}
    return Place(outputs["Table"], outputs["Bucket"])


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 restored, 1 failed on the way, 2 nothing begun."""
    options = _options(arguments)
    try:
        name = DeployConfig.from_context(context_of(options.context)).name
        moment = datetime.fromisoformat(options.to)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        source = Place(options.table, options.bucket) if options.table and options.bucket else source_of(name)
    except (InvalidChoice, CannotRestore, ValueError) as refusal:
        print(f"Nothing was begun:\n{refusal}", file=sys.stderr)
        return 2
    target = target_of(options.as_ or f"{name}-restored-{moment:%Y%m%d%H%M%S}".lower())
    print(f"{source.table} and {source.bucket} as of {moment.isoformat()} become {target.table} and {target.bucket} …")
    try:
        copied = restore(source, target, moment)
    except CannotRestore as failure:
        print(f"\nNot restored: {failure}", file=sys.stderr)
        return 1
    print(f"""{copied} objects copied. A stack that takes them over, beside the first:

  make deploy ARGS="-c name={name}-restored -c table={target.table} -c bucket={target.bucket}\"""")
    return 0


def target_of(name: str) -> Place:
    """Buckets share one namespace with the whole world; an account's number makes the name ours."""
    account = boto3.client("sts").get_caller_identity()["Account"]
    return Place(name, f"{name}-{account}"[:63].rstrip("-"))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make restore", description="Templates as they were at a moment.")
    parser.add_argument("-c", "--context", action="append", default=[], metavar="choice=value")
    parser.add_argument("--to", required=True, metavar="MOMENT", help="ISO 8601, UTC where it does not say")
    parser.add_argument("--as", dest="as_", default="", metavar="NAME", help="name of the new table and bucket")
    parser.add_argument("--table", default="", help="table of a stack that is gone")
    parser.add_argument("--bucket", default="", help="bucket of a stack that is gone")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
