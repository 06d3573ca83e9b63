"""console=true: the pages, from a small function of their own, open to whoever knows the address.

A browser cannot sign its first request, so nothing here is secret; what the page then asks is signed. Rule: the reader
never answers a page, so that an anonymous flood costs small invocations, and takes no turn of a signed caller.
"""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import DeployConfig
from infra.front_code import front_code
from infra.functions import SMALL_RUNTIME, function_role, traced
from infra.storage import Storage
from lambda_ocr.settings import Settings

PATHS = ("/", "/docs", "/openapi.json", "/console/{file+}")
RATE, BURST = 20.0, 40
"""A page is four requests; a flood meets 429 from the gateway, and the bound of the signed callers stays theirs."""


class ConsolePages(Construct):
    """The function; `Api` gives it its routes."""

    def __init__(self, scope: Construct, id: str, *, config: DeployConfig, storage: Storage) -> None:
        super().__init__(scope, id)
        self.function = lambda_.Function(
            self,
            "Function",
            description="Serves the console's pages",
            runtime=SMALL_RUNTIME,
            architecture=lambda_.Architecture.ARM_64,
            code=front_code(),
            handler="lambda_ocr.entrypoints.aws_lambda.console.handler",
            role=function_role(self, "Role"),
            memory_size=512,
            timeout=Duration.seconds(20),
            environment=Settings(bucket=storage.bucket.bucket_name).to_environment(),
            tracing=traced(self),
        )

    def add_to(self, rest: apigateway.RestApi) -> None:
        """The routes of the pages."""
        integration = apigateway.LambdaIntegration(self.function, allow_test_invoke=False)
        root = rest.root
        files = root.add_resource("console").add_resource("{file+}")
        for resource in (root, root.add_resource("docs"), root.add_resource("openapi.json"), files):
            resource.add_method("GET", integration, authorization_type=apigateway.AuthorizationType.NONE)


def page_throttles() -> dict[str, apigateway.MethodDeploymentOptions]:
    """Bounds of their own for the pages, by method."""
    return {
        f"{path}/GET": apigateway.MethodDeploymentOptions(
            throttling_rate_limit=RATE,
            throttling_burst_limit=BURST,
            metrics_enabled=True,
            logging_level=apigateway.MethodLoggingLevel.OFF,
            data_trace_enabled=False,
        )
        for path in PATHS
    }
