"""What all our functions share: a role that may do nothing yet, and the runtime of the small ones."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

ANSWERING_SECONDS = 55
"""How long a function that answers requests and events may take: the API waits 29 s, and Lambda tries a failed event
again after a minute, when no lease of the first try may stand any more."""

SMALL_RUNTIME = lambda_.Runtime.PYTHON_3_14  # boto3 included; the reading function brings its own image


def has_tracing(scope: Construct) -> bool:
    """Whether X-Ray traces functions and APIs in this partition: Lambda's "is not available in the China Regions"
    (Amazon Web Services in China, Lambda, feature availability)."""
    return not Stack.of(scope).region.startswith("cn-")


def traced(scope: Construct) -> lambda_.Tracing:
    """The setting for a function."""
    return lambda_.Tracing.ACTIVE if has_tracing(scope) else lambda_.Tracing.DISABLED


def function_role(scope: Construct, id: str) -> iam.Role:
    """A role for a function without AWS's managed policy, which would let it write into every log group."""
    return iam.Role(scope, id, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
