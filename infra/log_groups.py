"""Every function writes into a log group that the stack owns, and may create none.

Lambda makes `/aws/lambda/<function>` behind a stack's back, also for functions CDK adds by itself, and leaves it behind
forever. Here an Aspect finds each function, however it came in, and gives it a group that goes with the stack.
"""

from __future__ import annotations

from typing import cast

import jsii
from aws_cdk import Aspects, CfnResource, IAspect, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct, IConstruct

from infra.config import DeployConfig

WRITE_ACTIONS = ["logs:CreateLogStream", "logs:PutLogEvents"]


def owned_log_group(scope: Construct, id: str, config: DeployConfig, name: str | None = None) -> logs.LogGroup:
    """A log group that is deleted with the stack, whatever happens to the data."""
    return logs.LogGroup(
        scope,
        id,
        log_group_name=name,
        retention=_RETENTION[config.log_days],
        removal_policy=RemovalPolicy.DESTROY,
    )


def log_group_of(function: CfnResource, config: DeployConfig) -> logs.LogGroup:
    """Where a function writes: the same group whoever asks first, a dashboard or the Aspect."""
    name = f"{_words(function)}Logs"
    made = Stack.of(function).node.try_find_child(name)
    return cast(logs.LogGroup, made) if made else owned_log_group(Stack.of(function), name, config)


@jsii.implements(IAspect)
class OwnedLogGroups:
    """Gives each function its group, and its role the right to write there and nowhere else."""

    def __init__(self, config: DeployConfig) -> None:
        self._config = config

    def visit(self, node: IConstruct) -> None:
        """Called by CDK with every construct below where the Aspect was added."""
        if CfnResource.is_cfn_resource(node):
            resource = cast(CfnResource, node)
            if resource.cfn_resource_type == "AWS::Lambda::Function":
                self._own(resource)

    def _own(self, function: CfnResource) -> None:
        group = log_group_of(function, self._config)
        function.add_property_override("LoggingConfig.LogGroup", group.log_group_name)
        parent = function.node.scope
        if isinstance(parent, lambda_.Function):
            parent.add_to_role_policy(iam.PolicyStatement(actions=WRITE_ACTIONS, resources=[group.log_group_arn]))


def own_all_logs(stack: Stack, config: DeployConfig) -> None:
    """Put the Aspect over the whole stack."""
    Aspects.of(stack).add(OwnedLogGroups(config))


def _words(function: CfnResource) -> str:
    return "".join(part for part in function.node.path.split("/")[1:] if part != "Resource")


_RETENTION = {
    1: logs.RetentionDays.ONE_DAY,
    3: logs.RetentionDays.THREE_DAYS,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    60: logs.RetentionDays.TWO_MONTHS,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
    731: logs.RetentionDays.TWO_YEARS,
}
