"""The HTTPS door: a regional REST API with one route in two spellings, whose every refusal is in our error format."""

from __future__ import annotations

import json

from aws_cdk import CfnOutput, Duration, Size, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import DeployConfig
from infra.housekeeping import Housekeeper
from infra.log_groups import owned_log_group

ROUTES = ("custom_ocr", "custom-ocr")
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
        self, scope: Construct, id: str, *, config: DeployConfig, handler: lambda_.IFunction, housekeeper: Housekeeper
    ) -> None:
        super().__init__(scope, id)
        self.rest = apigateway.RestApi(
            self,
            "Rest",
            rest_api_name=config.name,
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,
            min_compression_size=Size.kibibytes(4) if config.console else None,
            deploy_options=self._stage(config),
        )
        if config.access_logs:
            deployment = self.rest.latest_deployment
            assert deployment is not None, "RestApi deploys by default"
            lent = housekeeper.lend_api_log_role(deployment.deployment_id)
            self.rest.deployment_stage.node.add_dependency(lent)
        self._routes(config, handler)
        if config.console:
            self._pages(handler)
        _own_words(self.rest, config)
        if config.auth == "api_key":
            self._key(config)

    @property
    def url(self) -> str:
        """The route itself, for outputs."""
        return self.rest.url_for_path(f"/{ROUTES[0]}")

    def _stage(self, config: DeployConfig) -> apigateway.StageOptions:
        """Execution logging stays off: it would hold request bodies, in a group nobody owns."""
        destination = None
        if config.access_logs:
            destination = apigateway.LogGroupLogDestination(owned_log_group(self, "AccessLogs", config))
        return apigateway.StageOptions(
            stage_name=STAGE,
            tracing_enabled=True,
            logging_level=apigateway.MethodLoggingLevel.OFF,
            metrics_enabled=True,
            throttling_rate_limit=config.throttle.rate,
            throttling_burst_limit=config.throttle.burst,
            access_log_destination=destination,
            access_log_format=apigateway.AccessLogFormat.custom(json.dumps(_ACCESS)) if destination else None,
        )

    def _routes(self, config: DeployConfig, handler: lambda_.IFunction) -> None:
        integration = apigateway.LambdaIntegration(handler, timeout=Duration.seconds(29), allow_test_invoke=False)
        for route in ROUTES:
            resource = self.rest.root.add_resource(route)
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

    def _pages(self, handler: lambda_.IFunction) -> None:
        """The console: open, for a browser cannot sign its first request; what the page then asks is signed."""
        integration = apigateway.LambdaIntegration(handler, timeout=Duration.seconds(29), allow_test_invoke=False)
        root = self.rest.root
        files = root.add_resource("console").add_resource("{file+}")
        for resource in (root, root.add_resource("docs"), root.add_resource("openapi.json"), files):
            resource.add_method("GET", integration, authorization_type=apigateway.AuthorizationType.NONE)

    def _key(self, config: DeployConfig) -> None:
        key = self.rest.add_api_key("Key", description=f"May call {config.name}")
        throttle = apigateway.ThrottleSettings(rate_limit=config.throttle.rate, burst_limit=config.throttle.burst)
        plan = self.rest.add_usage_plan("Plan", throttle=throttle)
        plan.add_api_key(key)
        plan.add_api_stage(stage=self.rest.deployment_stage)
        CfnOutput(
            Stack.of(self),
            "ApiKeyId",
            value=key.key_id,
            description="Its value: aws apigateway get-api-key --include-value",
        )


def _authorization(config: DeployConfig) -> apigateway.AuthorizationType:
    return apigateway.AuthorizationType.IAM if config.auth == "iam" else apigateway.AuthorizationType.NONE


def _own_words(rest: apigateway.RestApi, config: DeployConfig) -> None:
    for type_, status, code, message in _REFUSALS:
        error = {"error": {"code": code, "message": message, "details": _DETAILS.get(type_.response_type, {})}}
        rest.add_gateway_response(
            type_.response_type.title().replace("_", ""),
            type=type_,
            status_code=status or None,
            response_headers=_cors_header(config.cors_origins),
            templates={"application/json": _filled_in(json.dumps(error))},
        )


def _filled_in(template: str) -> str:
    """The gateway puts its own words in as JSON, quoted and escaped, so no quotes of ours may stand around them.

    `$context.error.message` goes in raw: one quotation mark in it, and the body is no JSON.
    """
    return template.replace(f'"{_THEIR_WORDS}"', _THEIR_WORDS)


def _cors_header(origins: tuple[str, ...]) -> dict[str, str] | None:
    """A gateway response holds constants only: with several origins a page sees a network error instead of ours."""
    return {"Access-Control-Allow-Origin": f"'{origins[0]}'"} if len(origins) == 1 else None


_TYPE = apigateway.ResponseType
_THEIR_WORDS = "$context.error.messageString"
_DETAILS = {_TYPE.DEFAULT_4_XX.response_type: {"reason": _THEIR_WORDS}}
_REFUSALS = (
    (
        _TYPE.REQUEST_TOO_LARGE,
        "413",
        "body_too_large",
        'The request is over 10 MB, or the 6 MB Lambda takes: ask for {"type": "upload"}, post the picture there, and '
        "send its s3:// url.",
    ),
    (
        _TYPE.INTEGRATION_TIMEOUT,
        "504",
        "timeout",
        "No answer within 29 seconds: send the request again; if it stays, give the function more memory.",
    ),
    (
        _TYPE.INTEGRATION_FAILURE,
        "502",
        "internal_error",
        "The function did not answer: send the request again; if it stays, look into its log group.",
    ),
    (_TYPE.THROTTLED, "429", "too_many_requests", "Too many requests at once: wait a second and send it again."),
    (_TYPE.QUOTA_EXCEEDED, "429", "too_many_requests", "The key's quota is used up: ask the operator for more."),
    (
        _TYPE.MISSING_AUTHENTICATION_TOKEN,
        "403",
        "access_denied",
        "No such route, or no credentials: POST to /custom_ocr, signed with AWS Signature Version 4 where auth=iam.",
    ),
    (
        _TYPE.ACCESS_DENIED,
        "403",
        "access_denied",
        "These credentials may not call: grant execute-api:Invoke on this API to their role.",
    ),
    (
        _TYPE.INVALID_SIGNATURE,
        "403",
        "access_denied",
        "The signature does not match: sign for the service execute-api in this region, with a right clock.",
    ),
    (_TYPE.EXPIRED_TOKEN, "403", "access_denied", "The credentials have expired: get new ones and sign again."),
    (_TYPE.INVALID_API_KEY, "403", "access_denied", "No valid key: send it in the header x-api-key."),
    (_TYPE.WAF_FILTERED, "403", "access_denied", "The web application firewall stopped this request."),
    (_TYPE.UNSUPPORTED_MEDIA_TYPE, "415", "invalid_request", "Send JSON: content-type: application/json."),
    (
        _TYPE.DEFAULT_4_XX,
        "",
        "invalid_request",
        "The API refused this unread; `reason` says why.",
    ),
    (_TYPE.DEFAULT_5_XX, "", "internal_error", "The API failed before the request was read: send it again."),
)

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
