"""What all our functions share: a role that may do nothing yet, and the runtime of the small ones."""

from __future__ import annotations

from typing import cast

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import DeployConfig

ANSWERING_SECONDS = 55
"""How long a function that answers requests and events may take: the API waits 29 s, and Lambda tries a failed event
again after a minute, when no lease of the first try may stand any more."""

METRICS = "CustomOcr"  # what the function's log lines count into (lambda_ocr/entrypoints/aws_lambda/log.py)
SMALL_RUNTIME = lambda_.Runtime.PYTHON_3_14  # boto3 included; the reading function brings its own image


def has_tracing(scope: Construct) -> bool:
    """Whether X-Ray traces functions and APIs in this partition: Lambda's "is not available in the China Regions"
    (Amazon Web Services in China, Lambda, feature availability)."""
    return not Stack.of(scope).region.startswith("cn-")


def traced(scope: Construct) -> lambda_.Tracing:
    """The setting for a function."""
    return lambda_.Tracing.ACTIVE if has_tracing(scope) else lambda_.Tracing.DISABLED


INTERFACES = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]
"""What Lambda needs of a function's role to put it into subnets (its developer guide, "Giving Lambda functions access
to resources in an Amazon VPC"); it takes no resource but *."""


def placed(function: lambda_.Function, role: iam.Role, config: DeployConfig) -> lambda_.Function:
    """The function, in the subnets that were chosen."""
    if config.subnets:
        statement = iam.PolicyStatement(actions=INTERFACES, resources=["*"])
        network = iam.Policy(function, "Network", statements=[statement], roles=[role])
        resource = cast(CfnResource, function.node.default_child)
        place = {"SubnetIds": list(config.subnets), "SecurityGroupIds": list(config.security_groups)}
        resource.add_property_override("VpcConfig", place)
        function.node.add_dependency(network)
    return function


def function_role(scope: Construct, id: str) -> iam.Role:
    """A role for a function without AWS's managed policy, which would let it write into every log group."""
    return iam.Role(scope, id, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
