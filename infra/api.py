"""The HTTPS door: a regional REST API with one route in two spellings, whose every refusal is in our error format."""

from __future__ import annotations

import json

from aws_cdk import CfnOutput, Duration, Size, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.callers import callers_policy, endpoints_policy
from infra.config import DeployConfig
from infra.console_pages import ConsolePages, page_throttles
from infra.functions import has_tracing
from infra.gateway_words import own_words
from infra.housekeeping import Housekeeper
from infra.log_groups import owned_log_group

ROUTES = ("custom_ocr", "custom-ocr")
TYPES = (
    "add",
    "query",
    "del",
    "list",
    "get",
    "detect",
    "upload",
    "update",
    "versions",
    "rollback",
    "preview",
    "teach",
    "evaluate",
    "export",
    "import",
    "review",
    "drift",
    "interpret",
    "batch",
    "read",
    "classify",
)
"""The routes below the first, one for each type of request: what a policy or a throttle can name."""

STAGE = "v1"
_ALLOWED_HEADERS = [
    "content-type",
    "authorization",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
    "x-api-key",
]


class Api(Construct):
    """REST rather than HTTP API: it signs, counts keys, throttles, and words its own refusals."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: DeployConfig,
        handler: lambda_.IFunction,
        pages: ConsolePages | None,
        housekeeper: Housekeeper,
    ) -> None:
        super().__init__(scope, id)
        self.rest = apigateway.RestApi(
            self,
            "Rest",
            rest_api_name=config.name,
            endpoint_configuration=self._endpoint(config),
            cloud_watch_role=False,
            policy=endpoints_policy(config, STAGE) if config.vpc_endpoints else callers_policy(config, STAGE),
            min_compression_size=Size.kibibytes(4) if config.console else None,
            deploy_options=self._stage(config),
        )
        if config.access_logs:
            deployment = self.rest.latest_deployment
            assert deployment is not None, "RestApi deploys by default"
            lent = housekeeper.lend_api_log_role(deployment.deployment_id)
            self.rest.deployment_stage.node.add_dependency(lent)
        self._routes(config, handler)
        if pages:
            pages.add_to(self.rest)
        own_words(self.rest, config)
        if config.auth == "api_key":
            self._key(config)
        if config.domain:
            self._domain(config)

    @property
    def url(self) -> str:
        """The route itself, for outputs."""
        return self.rest.url_for_path(f"/{ROUTES[0]}")

    def _endpoint(self, config: DeployConfig) -> apigateway.EndpointConfiguration:
        if not config.vpc_endpoints:
            return apigateway.EndpointConfiguration(types=[apigateway.EndpointType.REGIONAL])
        known = [
            ec2.InterfaceVpcEndpoint.from_interface_vpc_endpoint_attributes(self, id_, vpc_endpoint_id=id_, port=443)
            for id_ in config.vpc_endpoints
        ]
        return apigateway.EndpointConfiguration(types=[apigateway.EndpointType.PRIVATE], vpc_endpoints=known)

    def _stage(self, config: DeployConfig) -> apigateway.StageOptions:
        """Execution logging stays off: it would hold request bodies, in a group nobody owns."""
        destination = None
        if config.access_logs:
            destination = apigateway.LogGroupLogDestination(owned_log_group(self, "AccessLogs", config))
        return apigateway.StageOptions(
            stage_name=STAGE,
            tracing_enabled=has_tracing(self),
            logging_level=apigateway.MethodLoggingLevel.OFF,
            metrics_enabled=True,
            throttling_rate_limit=config.throttle.rate,
            throttling_burst_limit=config.throttle.burst,
            method_options=page_throttles() if config.console else None,
            access_log_destination=destination,
            access_log_format=apigateway.AccessLogFormat.custom(json.dumps(_ACCESS)) if destination else None,
        )

    def _routes(self, config: DeployConfig, handler: lambda_.IFunction) -> None:
        integration = apigateway.LambdaIntegration(
            handler, timeout=Duration.seconds(config.api_seconds), allow_test_invoke=False
        )
        for route in ROUTES:
            resource = self.rest.root.add_resource(route)
            self._answered(resource, integration, config)
            for type_ in TYPES if route == ROUTES[0] else ():
                self._answered(resource.add_resource(type_), integration, config)

    def _answered(
        self, resource: apigateway.Resource, integration: apigateway.LambdaIntegration, config: DeployConfig
    ) -> None:
        resource.add_method(
            "POST",
            integration,
            authorization_type=_authorization(config),
            api_key_required=config.auth == "api_key",
        )
        if config.cors_origins:
            resource.add_cors_preflight(
                allow_origins=list(config.cors_origins), allow_methods=["POST"], allow_headers=_ALLOWED_HEADERS
            )

    def _domain(self, config: DeployConfig) -> None:
        """The stage under a name of the deployer's, whose record is theirs to make; pages want its root."""
        certificate = acm.Certificate.from_certificate_arn(self, "Certificate", config.certificate)
        domain = apigateway.DomainName(
            self,
            "Domain",
            domain_name=config.domain,
            certificate=certificate,
            endpoint_type=apigateway.EndpointType.REGIONAL,
            security_policy=apigateway.SecurityPolicy.TLS_1_2,
        )
        apigateway.BasePathMapping(
            self, "Mapping", domain_name=domain, rest_api=self.rest, stage=self.rest.deployment_stage
        )
        CfnOutput(
            Stack.of(self),
            "DomainTarget",
            value=domain.domain_name_alias_domain_name,
            description=f"What a CNAME of {config.domain} must name",
        )

    def _key(self, config: DeployConfig) -> None:
        key = self.rest.add_api_key("Key", description=f"May call {config.name}")
        throttle = apigateway.ThrottleSettings(rate_limit=config.throttle.rate, burst_limit=config.throttle.burst)
        quota = None
        if config.quota:
            quota = apigateway.QuotaSettings(limit=config.quota.requests, period=apigateway.Period[config.quota.period])
        plan = self.rest.add_usage_plan("Plan", throttle=throttle, quota=quota)
        plan.add_api_key(key)
        for name in config.keys:
            other = self.rest.add_api_key(f"Key-{name}", description=f"May call {config.name}, as {name}")
            plan.add_api_key(other)
            CfnOutput(Stack.of(self), f"ApiKeyIdOf{''.join(map(str.capitalize, name.split('-')))}", value=other.key_id)
        plan.add_api_stage(stage=self.rest.deployment_stage)
        CfnOutput(
            Stack.of(self),
            "ApiKeyId",
            value=key.key_id,
            description="Its value: aws apigateway get-api-key --include-value",
        )


def _authorization(config: DeployConfig) -> apigateway.AuthorizationType:
    return apigateway.AuthorizationType.IAM if config.auth == "iam" else apigateway.AuthorizationType.NONE


_ACCESS = {
    "request_id": "$context.requestId",
    "time": "$context.requestTimeEpoch",
    "ip": "$context.identity.sourceIp",
    "caller": "$context.identity.userArn",
    "key_id": "$context.identity.apiKeyId",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "refusal": "$context.error.responseType",
    "response_bytes": "$context.responseLength",
    "milliseconds": "$context.responseLatency",
    "function_milliseconds": "$context.integrationLatency",
}
