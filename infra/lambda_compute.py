"""compute=lambda: the reading function, from a container image."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import DeployConfig
from infra.functions import ANSWERING_SECONDS, function_role, placed, traced
from infra.images import lambda_image
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
        self.handler = _kept_warm(self.function, config.provisioned_concurrency)


def _kept_warm(function: lambda_.Function, instances: int) -> lambda_.IFunction:
    """The function itself, or an alias of its current version with instances that wait."""
    if not instances:
        return function
    return lambda_.Alias(
        function,
        "Warm",
        alias_name="warm",
        version=function.current_version,
        provisioned_concurrent_executions=instances,
    )
