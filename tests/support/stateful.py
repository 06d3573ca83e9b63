"""What of a stack holds something that an update must not replace: its logical id, by which CloudFormation knows it,
and properties that CloudFormation cannot change. `python -m tests.support.stateful` writes tests/infra/stateful.json.

Rule: a line of that file that goes, or changes, is data, an address or a name that an update throws away. A new one is
added by the command.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.stacks import STACKS, looked_at, resources

KEPT = Path(__file__).parents[1] / "infra" / "stateful.json"
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


def stateful() -> dict[str, dict[str, dict[str, Any]]]:
    """Of each of STACKS, type, logical id and those properties."""
    return {name: _of(looked_at(name).template) for name in STACKS}


def _of(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {
        type_: {
            name: {key: properties[key] for key in fixed if key in properties}
            for name, properties in sorted(resources(template, type_).items())
        }
        for type_, fixed in REPLACED_BY.items()
    }
    return {type_: names for type_, names in found.items() if names}


if __name__ == "__main__":
    KEPT.write_text(json.dumps(stateful(), indent=1) + "\n", encoding="utf-8")
