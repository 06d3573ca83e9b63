"""Grants are least: every policy statement of every stack is looked at, and wildcards are counted."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.stacks import resources, statements, synthesised

EVERYTHING = {
    "events": "true",
    "waf": "true",
    "alarm_email": "a@example.com",
    "readable_buckets": "scans",
    "review_days": "30",
}
STACKS = [
    EVERYTHING,
    {"auth": "api_key", "provisioned_concurrency": "1"},
    {"auth": "none", "data": "retain"},
    {**EVERYTHING, "compute": "sagemaker"},
]

NO_RESOURCE_IN_AWS = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ecr:GetAuthorizationToken",
}
"""Actions that AWS defines without any resource: for them `*` is the only thing that can be said."""

KEYS_OF_A_BUCKET = re.compile(r"(/(templates|uploads|in|out|review)/\*|/\*)$")
"""An object's ARN needs its key, which is not known before it is written."""

ANY_ROLE = ("iam:GetRole", re.compile(r":role/\*$"))
"""Whether the role that the account's API logs are set to still exists: its name is anybody's."""


@pytest.mark.parametrize("choice", STACKS)
def test_no_grant_names_an_action_by_wildcard(choice: dict[str, str]) -> None:
    assert [action for _, grant in _grants(choice) for action in _listed(grant["Action"]) if "*" in action] == []


@pytest.mark.parametrize("choice", STACKS)
def test_no_grant_names_a_resource_by_wildcard_but_where_aws_knows_none(choice: dict[str, str]) -> None:
    for name, grant in _grants(choice):
        for resource in map(_flat, _listed(grant.get("Resource", []))):
            if resource == "*":
                assert set(_listed(grant["Action"])) <= NO_RESOURCE_IN_AWS, name
            elif grant["Action"] == ANY_ROLE[0]:
                assert ANY_ROLE[1].search(resource), name
            elif "*" in resource:
                assert KEYS_OF_A_BUCKET.search(resource), f"{name}: {resource}"
                assert all(action.startswith("s3:") for action in _listed(grant["Action"])), name


@pytest.mark.parametrize("choice", STACKS)
def test_no_one_outside_the_account_is_granted_anything(choice: dict[str, str]) -> None:
    for name, grant in _grants(choice):
        principal = grant.get("Principal", {})
        assert set(principal) <= {"Service"}, f"{name}: {principal}"


def test_the_whole_bucket_is_open_to_the_housekeeper_alone_and_to_delete_alone() -> None:
    whole = [
        (name, set(_listed(grant["Action"])))
        for name, grant in _grants(EVERYTHING)
        if any(_flat(resource).endswith("Arn/*") for resource in _listed(grant.get("Resource", [])))
    ]
    [(name, actions)] = whole
    assert name.startswith("HousekeeperRole")
    assert actions == {"s3:DeleteObject", "s3:DeleteObjectVersion"}


@pytest.mark.parametrize("choice", STACKS)
def test_managed_policies_are_only_the_one_api_gateway_demands(choice: dict[str, str]) -> None:
    attached = [
        json.dumps(arn)
        for role in resources(synthesised(**choice), "AWS::IAM::Role").values()
        for arn in role.get("ManagedPolicyArns", [])
    ]
    assert all("AmazonAPIGatewayPushToCloudWatchLogs" in arn for arn in attached)


def test_the_functions_lambda_permissions_name_who_may_call_for_whom() -> None:
    for made in resources(synthesised(**EVERYTHING), "AWS::Lambda::Permission").values():
        assert made["Principal"] in ("apigateway.amazonaws.com", "events.amazonaws.com")
        assert made["SourceArn"]


def test_the_grants_on_the_table_are_the_calls_the_store_makes() -> None:
    """Each action granted is called somewhere in aws/, so that none is left over from an older store."""
    granted = {
        action.removeprefix("dynamodb:")
        for _, grant in _grants({})
        for action in _listed(grant["Action"])
        if action.startswith("dynamodb:")
    }
    source = "".join(
        path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "lambda_ocr" / "aws").rglob("*.py")
    )
    called = {name for name, mark in _CALLS.items() if mark in source}
    assert granted == called


_CALLS = {
    "GetItem": ".get_item(",
    "PutItem": ".put_item(",
    "Query": ".query(",
    "DeleteItem": '"Delete":',
    "UpdateItem": '"Update":',
    "ConditionCheckItem": '"ConditionCheck":',
    "BatchGetItem": ".batch_get_item(",
    "BatchWriteItem": ".batch_write_item(",
    "Scan": ".scan(",
}


def _grants(choice: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, each) for name, each in statements(synthesised(**choice)) if each["Effect"] == "Allow"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _flat(resource: Any) -> str:
    """A resource as text, its tokens by name, so that a prefix shows as `…Arn/in/*`."""
    if isinstance(resource, str):
        return resource
    if "Fn::Join" in resource:
        return str(resource["Fn::Join"][0]).join(map(_flat, resource["Fn::Join"][1]))
    return ".".join(map(str, _listed(next(iter(resource.values())))))
