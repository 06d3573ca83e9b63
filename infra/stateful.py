"""What of a stack holds something that its template alone cannot bring back.

Rule: CloudFormation deletes what an update has removed or replaced before the update is told to be done; a template
that is put back then makes another, empty or by another name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REPLACED_BY: dict[str, tuple[str, ...]] = {
    "AWS::ApiGateway::ApiKey": ("GenerateDistinctId", "Name", "Value"),
    "AWS::ApiGateway::DomainName": ("DomainName",),
    "AWS::ApiGateway::RestApi": (),
    "AWS::ApiGateway::UsagePlan": (),
    "AWS::DynamoDB::Table": ("ImportSourceSpecification", "KeySchema", "TableName"),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::S3::Bucket": ("BucketName", "BucketNamePrefix", "BucketNamespace"),
    "AWS::SNS::Subscription": ("Endpoint", "Protocol", "TopicArn"),
    "AWS::SNS::Topic": ("FifoTopic", "TopicName"),
    "AWS::SQS::Queue": ("FifoQueue", "QueueName"),
    "AWS::SageMaker::Endpoint": ("EndpointName",),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "StateMachineType"),
}
"""Types that hold documents, templates, logs, runs, addresses or keys, and the properties that make another one of it:
those CloudFormation's schema calls create-only, and the table's key."""

_MADE_AGAIN = frozenset({"AWS::SageMaker::Endpoint"})
"""Holds a name alone, which the template gives it again."""


def taken_away(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """`type logical-id` of each resource of the template `before` that an update to `after` has deleted."""
    left = after["Resources"]
    return tuple(
        f"{made['Type']} {name}"
        for name, made in before["Resources"].items()
        if made["Type"] in REPLACED_BY and made["Type"] not in _MADE_AGAIN and not _same(made, left.get(name))
    )


def _same(made: Mapping[str, Any], now: Mapping[str, Any] | None) -> bool:
    if now is None or now["Type"] != made["Type"]:
        return False
    were, are = made.get("Properties", {}), now.get("Properties", {})
    return all(were.get(key) == are.get(key) for key in REPLACED_BY[made["Type"]])
