"""Everything that is in the account, as a set of names: what `destroy` must bring back to where it was.

Not counted: what CDK itself keeps of every deployment, the files in its bootstrap bucket.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.e2e.emulator import Emulator

BOOTSTRAP_BUCKET = "cdk-hnb659fds-assets-"

# (service, operation, path to the list in its answer, member that names an item; empty: the item itself)
_LISTS = (
    ("dynamodb", "list_tables", "TableNames", ""),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("apigateway", "get_rest_apis", "items", "id"),
    ("apigateway", "get_api_keys", "items", "id"),
    ("apigateway", "get_usage_plans", "items", "id"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("iam", "list_users", "Users", "UserName"),
    ("events", "list_rules", "Rules", "Name"),
    ("sqs", "list_queues", "QueueUrls", ""),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
    ("ecr", "describe_repositories", "repositories", "repositoryName"),
    ("ssm", "describe_parameters", "Parameters", "Name"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("stepfunctions", "list_state_machines", "stateMachines", "name"),
    ("secretsmanager", "list_secrets", "SecretList", "Name"),
)
_SAGEMAKER_LISTS = (
    ("list_models", "Models", "ModelName"),
    ("list_endpoint_configs", "EndpointConfigs", "EndpointConfigName"),
    ("list_endpoints", "Endpoints", "EndpointName"),
)


def inventory(emulator: Emulator) -> frozenset[str]:
    """One line for each thing."""
    return frozenset([*_listed(emulator), *_buckets(emulator), *_stacks(emulator), *_others(emulator)])


def _listed(emulator: Emulator) -> Iterator[str]:
    for service, operation, member, name in _LISTS:
        for item in getattr(emulator.client(service), operation)().get(member, []):
            yield f"{service} {member} {item[name] if name else item}"
    for operation, member, name in _SAGEMAKER_LISTS:
        for item in getattr(emulator.moto("sagemaker"), operation)()[member]:
            yield f"sagemaker {member} {item[name]}"


def _buckets(emulator: Emulator) -> Iterator[str]:
    s3 = emulator.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        yield f"s3 {name}"
        if not name.startswith(BOOTSTRAP_BUCKET):
            yield from (f"s3 {name}/{item['Key']}" for item in s3.list_objects_v2(Bucket=name).get("Contents", []))


def _stacks(emulator: Emulator) -> Iterator[str]:
    stacks: list[dict[str, Any]] = emulator.client("cloudformation").list_stacks()["StackSummaries"]
    return (f"stack {each['StackName']}" for each in stacks if each["StackStatus"] != "DELETE_COMPLETE")


def _others(emulator: Emulator) -> Iterator[str]:
    account = emulator.client("apigateway").get_account()
    yield f"apigateway role {account.get('cloudwatchRoleArn') or ''}"
    for acl in emulator.client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"]:
        yield f"wafv2 {acl['Name']}"
    scaling = emulator.moto("application-autoscaling")
    for target in scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]:
        yield f"scaling {target['ResourceId']}"
    for policy in scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]:
        yield f"scaling policy {policy['PolicyName']}"
