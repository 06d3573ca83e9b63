"""compute=lambda: the reading function, from a container image."""

from __future__ import annotations

from aws_cdk import Duration, TimeZone
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import DeployConfig
from infra.functions import ANSWERING_SECONDS, METRICS, function_role, placed, traced
from infra.images import lambda_image
from infra.parsing import WarmHours
from infra.storage import Storage
from lambda_ocr.settings import Settings

ARCHITECTURES = {"x86_64": lambda_.Architecture.X86_64, "arm64": lambda_.Architecture.ARM_64}


class LambdaCompute(Construct):
    """One function that answers the API, direct invokes and events alike."""

    def __init__(
        self, scope: Construct, id: str, *, config: DeployConfig, storage: Storage, settings: Settings
    ) -> None:
        super().__init__(scope, id)
        self.role = function_role(self, "Role")
        storage.grant_templates(self.role)
        storage.grant_pictures(self.role)
        storage.grant_reviews(self.role)
        self.function: lambda_.Function = lambda_.DockerImageFunction(
            self,
            "Function",
            description="Reads named fields off pictures of known documents",
            code=lambda_image(self, config),
            architecture=ARCHITECTURES[config.arch],
            memory_size=config.memory_mb,
            timeout=Duration.seconds(ANSWERING_SECONDS),
            role=self.role,
            reserved_concurrent_executions=config.reserved_concurrency or None,
            environment=settings.to_environment(),
            tracing=traced(self),
        )
        placed(self.function, self.role, config)
        self.handler = (
            _behind_an_alias(self.function, config)
            if config.provisioned_concurrency or config.canary
            else self.function
        )


def _behind_an_alias(function: lambda_.Function, config: DeployConfig) -> lambda_.Alias:
    """An alias of the current version, with instances that wait where these were chosen."""
    alias = lambda_.Alias(
        function,
        "Warm",
        alias_name="warm",
        version=function.current_version,
        provisioned_concurrent_executions=None if config.warm_hours else config.provisioned_concurrency or None,
    )
    if config.warm_hours:
        _warm_at(config.warm_hours, alias, config.provisioned_concurrency)
    if config.canary:
        _moved_with_care(function, alias)
    return alias


def _warm_at(hours: WarmHours, alias: lambda_.Alias, instances: int) -> None:
    """So many from the first hour on, none from the last."""
    scaling = alias.add_auto_scaling(min_capacity=0, max_capacity=instances)
    for name, hour, number in (("Begin", hours.first, instances), ("End", hours.last, 0)):
        scaling.scale_on_schedule(
            name,
            schedule=appscaling.Schedule.expression(f"cron(0 {hour} ? * {hours.days} *)"),
            time_zone=TimeZone.of(hours.zone),
            min_capacity=number,
            max_capacity=number,
        )


def _moved_with_care(function: lambda_.Function, alias: lambda_.Alias) -> None:
    """A new version answers a tenth for five minutes; what fails meanwhile takes it back."""
    minute = Duration.minutes(1)
    faults = cloudwatch.Metric(
        namespace=METRICS,
        metric_name="Faults",
        dimensions_map={"FunctionName": function.function_name},
        statistic="Sum",
        period=minute,
    )
    failing = {
        "Errors": (alias.metric_errors(period=minute), 1, "An update's function fails: the update is taken back."),
        "Faults": (faults, 3, "Requests end with 5xx during an update: the update is taken back."),
    }
    codedeploy.LambdaDeploymentGroup(
        function,
        "Canary",
        alias=alias,
        deployment_config=codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES,
        alarms=[
            cloudwatch.Alarm(
                function,
                f"Canary{name}",
                metric=metric,
                threshold=threshold,
                evaluation_periods=1,
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
                alarm_description=meaning,
            )
            for name, (metric, threshold, meaning) in failing.items()
        ],
    )
