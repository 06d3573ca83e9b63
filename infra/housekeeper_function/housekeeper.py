"""The function behind the stack's custom resources: what CloudFormation itself cannot clean up.

- `Custom::EmptiedBucket`: a bucket must be empty before it can be deleted. What one invocation has no time for, the
  next goes on with: the function calls itself again before its time is over, and the last one answers.
- `Custom::ApiLogRole`: API Gateway writes access logs only with a role set for the whole account and region. Set here
  when there is none (or one that no longer exists), taken away again when it is still ours; another's is never touched.

Rule: runs on the standard library and the boto3 of the Lambda runtime, and always answers CloudFormation.
"""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROLE_SECONDS = 240
"""A role made seconds ago is not yet known everywhere; API Gateway refuses it until then."""

ROLE_PAUSE_SECONDS = 21
"""`UpdateAccount` is let through once in 20 s for the whole account, and no quota raises that (API Gateway, quotas)."""

RESERVE_SECONDS = 60
"""Kept of an invocation's fifteen minutes: the next one is called while there is still time to."""

PATIENCE_SECONDS = 55 * 60
"""CloudFormation waits an hour for an answer; the function gives one before that, whatever is left in the bucket."""

NOT_YET = ("BadRequestException", "TooManyRequestsException")
"""What `UpdateAccount` says of a role not known yet, and of a neighbour who asked within the last 20 s."""


class GoesOn(Exception):
    """Not done; another invocation goes on and will answer."""


def handle(event: dict[str, Any], context: Any) -> None:
    """Do what the request asks, and tell CloudFormation how it went."""
    try:
        physical_id = _HANDLERS[event["ResourceType"]](event, context)
        answer = {"Status": "SUCCESS", "PhysicalResourceId": physical_id}
    except GoesOn:
        return
    except Exception as fault:  # noqa: BLE001 - the edge: an unanswered request holds the whole stack for an hour
        kept_id = event.get("PhysicalResourceId", event["LogicalResourceId"])
        answer = {
            "Status": "FAILED",
            "PhysicalResourceId": kept_id,
            "Reason": f"{type(fault).__name__}: {fault}"[:1000],
        }
    _tell(event, answer)


def _bucket(event: dict[str, Any], context: Any) -> str:
    name = str(event["ResourceProperties"]["Bucket"])
    if event["RequestType"] == "Delete" and not _emptied(name, context):
        _go_on(name, event, context)
    return name


def _emptied(name: str, context: Any) -> bool:
    """Whether nothing is left; False when the time of this invocation is nearly over."""
    client = boto3.client("s3")
    try:
        pages = client.get_paginator("list_object_versions").paginate(Bucket=name)
        for page in pages:
            _delete(client, name, [*page.get("Versions", []), *page.get("DeleteMarkers", [])])
            if context.get_remaining_time_in_millis() < RESERVE_SECONDS * 1000:
                return False
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] != "NoSuchBucket":
            raise
    return True


def _delete(client: Any, name: str, found: list[dict[str, Any]]) -> None:
    keys = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
    if not keys:
        return
    failed = client.delete_objects(Bucket=name, Delete={"Objects": keys, "Quiet": True}).get("Errors", [])
    if failed:
        raise RuntimeError(f"{len(failed)} objects of {name} stay, the first because {failed[0]['Message']}")


def _go_on(name: str, event: dict[str, Any], context: Any) -> None:
    """Have another invocation of this function go on with the same request; CloudFormation still waits."""
    began = float(event.get("Began") or time.time())
    if time.time() - began > PATIENCE_SECONDS - 15 * 60:
        raise RuntimeError(f"{name} holds more than can be deleted in an hour: run destroy again, it goes on from here")
    again = json.dumps({**event, "Began": began}).encode()
    boto3.client("lambda").invoke(FunctionName=context.invoked_function_arn, InvocationType="Event", Payload=again)
    raise GoesOn


def _api_log_role(event: dict[str, Any], _context: Any) -> str:
    client = boto3.client("apigateway", config=Config(retries={"total_max_attempts": 1}))
    ours = str(event["ResourceProperties"]["RoleArn"])
    current = client.get_account().get("cloudwatchRoleArn") or ""
    if event["RequestType"] == "Delete":
        if current == ours:
            _take_back(client)
    elif current != ours and not _exists(current):
        _set_patiently(client, ours)
    return "api-log-role"


def _exists(role: str) -> bool:
    """Whether the role set for the account is there: a stack that went may have left a name that means nothing."""
    if not role:
        return False
    try:
        boto3.client("iam").get_role(RoleName=role.rpartition("/")[2])
    except ClientError as refusal:
        return bool(refusal.response["Error"]["Code"] != "NoSuchEntity")
    return True


def _take_back(client: Any) -> None:
    """A name left behind writes no log and does no harm: a stack shall not stay for it."""
    try:
        _set_patiently(client, "")
    except ClientError as refusal:
        print(f"the account's API log role stays set to a role that goes: {refusal}")


def _set_patiently(client: Any, role: str) -> None:
    until = time.monotonic() + ROLE_SECONDS
    while True:
        try:
            return _set_role(client, role)
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] not in NOT_YET or time.monotonic() > until:
                raise
        time.sleep(ROLE_PAUSE_SECONDS)


def _set_role(client: Any, role: str) -> None:
    client.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}])


def _tell(event: dict[str, Any], answer: dict[str, str]) -> None:
    said = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    body = json.dumps(said | answer).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": ""})
    with urllib.request.urlopen(request, timeout=30):
        pass


_HANDLERS = {"Custom::EmptiedBucket": _bucket, "Custom::ApiLogRole": _api_log_role}
