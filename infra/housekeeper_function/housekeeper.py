"""The function behind the stack's custom resources: what CloudFormation itself cannot clean up.

- `Custom::EmptiedBucket`: a bucket must be empty before it can be deleted.
- `Custom::ApiLogRole`: API Gateway writes access logs only with a role set for the whole account and region. Set here
  when there is none, taken away again when it is still ours; a role someone else set is never touched.

Rule: runs on the standard library and the boto3 of the Lambda runtime, and always answers CloudFormation.
"""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

import boto3
from botocore.exceptions import ClientError

ROLE_SECONDS = 90  # a role made seconds ago is not yet known everywhere; API Gateway refuses it until then
ROLE_PAUSE_SECONDS = 5


def handle(event: dict[str, Any], context: Any) -> None:
    """Do what the request asks, and tell CloudFormation how it went."""
    properties = event["ResourceProperties"]
    try:
        physical_id = _HANDLERS[event["ResourceType"]](event["RequestType"], properties)
        answer = {"Status": "SUCCESS", "PhysicalResourceId": physical_id}
    except Exception as fault:  # noqa: BLE001 - the edge: an unanswered request holds the whole stack for an hour
        kept_id = event.get("PhysicalResourceId", event["LogicalResourceId"])
        answer = {
            "Status": "FAILED",
            "PhysicalResourceId": kept_id,
            "Reason": f"{type(fault).__name__}: {fault}"[:1000],
        }
    _tell(event, answer)


def _bucket(request: str, properties: dict[str, Any]) -> str:
    name = str(properties["Bucket"])
    if request == "Delete":
        _empty(name)
    return name


def _empty(name: str) -> None:
    client = boto3.client("s3")
    try:
        pages = client.get_paginator("list_object_versions").paginate(Bucket=name)
        for page in pages:
            _delete(client, name, [*page.get("Versions", []), *page.get("DeleteMarkers", [])])
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] != "NoSuchBucket":
            raise


def _delete(client: Any, name: str, found: list[dict[str, Any]]) -> None:
    keys = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]
    if not keys:
        return
    failed = client.delete_objects(Bucket=name, Delete={"Objects": keys, "Quiet": True}).get("Errors", [])
    if failed:
        raise RuntimeError(f"{len(failed)} objects of {name} stay, the first because {failed[0]['Message']}")


def _api_log_role(request: str, properties: dict[str, Any]) -> str:
    client = boto3.client("apigateway")
    ours = str(properties["RoleArn"])
    current = client.get_account().get("cloudwatchRoleArn") or ""
    if request == "Delete" and current == ours:
        _set_role(client, "")
    if request != "Delete" and not current:
        _set_role_when_known(client, ours)
    return "api-log-role"


def _set_role_when_known(client: Any, role: str) -> None:
    until = time.monotonic() + ROLE_SECONDS
    while True:
        try:
            return _set_role(client, role)
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] != "BadRequestException" or time.monotonic() > until:
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
