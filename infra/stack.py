"""The stack: what there is, introduced to each other. Each part is a construct in a file of its own."""

from __future__ import annotations

from typing import Any

from aws_cdk import CfnOutput, Stack, Tags
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.acknowledged import acknowledge
from infra.api import Api
from infra.batches import Batches, machine_arn
from infra.config import DeployConfig
from infra.console_pages import ConsolePages
from infra.events import FailedPictures, PictureEvents
from infra.housekeeping import Housekeeper
from infra.lambda_compute import LambdaCompute
from infra.log_groups import own_all_logs
from infra.monitoring import Monitoring
from infra.sagemaker_compute import SageMakerCompute
from infra.storage import Storage
from infra.waf import Firewall
from lambda_ocr.settings import Settings

UNTAGGED = ["AWS::CloudWatch::Dashboard", "AWS::ApplicationAutoScaling::ScalableTarget"]
"""CloudFormation takes tags for these in some regions only, and refuses the stack in the others."""


class CustomOcrStack(Stack):
    """Storage, one compute, and the HTTPS door in front; events, firewall and mail where chosen."""

    def __init__(self, scope: Construct, config: DeployConfig, **kwargs: Any) -> None:
        super().__init__(scope, config.name, description="Custom OCR: named fields off known documents", **kwargs)
        housekeeper = Housekeeper(self, "Housekeeper")
        storage = Storage(self, "Storage", config=config, housekeeper=housekeeper)
        failed = FailedPictures(self, "Failed", config=config).queue if config.events else None
        settings = _settings(self, config, storage, failed)
        compute = _compute(self, config, storage, settings)
        compute.node.add_dependency(storage)
        pages = ConsolePages(self, "Pages", config=config, storage=storage) if config.console else None
        api = Api(self, "Api", config=config, handler=compute.handler, pages=pages, housekeeper=housekeeper)
        events = None
        if failed:
            events = PictureEvents(self, "Events", config=config, storage=storage, compute=compute, failed=failed)
        batches = None
        if config.batch:
            batches = Batches(self, "Batches", config=config, storage=storage, settings=settings)
            batches.node.add_dependency(storage)
            batches.allow_asking(compute.role, storage)
        if config.waf:
            Firewall(self, "Firewall", stage=api.rest.deployment_stage)
        endpoint_name = compute.endpoint_name if isinstance(compute, SageMakerCompute) else None
        Monitoring(
            self,
            "Monitoring",
            config=config,
            api=api.rest,
            function=compute.function,
            table=storage.table,
            endpoint_name=endpoint_name,
            failed=failed,
            waiting=events.queue if events else None,
            batches=batches.machine if batches else None,
        )
        own_all_logs(self, config)
        if config.permissions_boundary:
            boundary = iam.ManagedPolicy.from_managed_policy_arn(self, "Boundary", config.permissions_boundary)
            iam.PermissionsBoundary.of(self).apply(boundary)
        acknowledge(self, config)
        _tag(self, config)
        _outputs(self, config, api, storage, compute)
        if batches:
            CfnOutput(self, "BatchMachine", value=batches.machine.state_machine_arn, description="Reads batches")


def _compute(
    scope: Construct, config: DeployConfig, storage: Storage, settings: Settings
) -> LambdaCompute | SageMakerCompute:
    if config.compute == "sagemaker":
        return SageMakerCompute(scope, "Reading", config=config, storage=storage, settings=settings)
    return LambdaCompute(scope, "Reading", config=config, storage=storage, settings=settings)


def _settings(scope: Construct, config: DeployConfig, storage: Storage, failed: sqs.Queue | None) -> Settings:
    return Settings(
        store="aws",
        table=storage.table.table_name,
        bucket=storage.bucket.bucket_name,
        readable_buckets=",".join(config.readable_buckets),
        cors_origins=",".join(config.cors_origins),
        max_pages=config.max_pages,
        max_page_megapixels=config.max_page_megapixels,
        decoder_seconds=config.decoder_seconds,
        review_days=config.review_days,
        counts=config.template_metrics,
        failed_queue=failed.queue_url if failed else "",
        batch_machine=machine_arn(scope, config) if config.batch else "",
    )


def _tag(stack: Stack, config: DeployConfig) -> None:
    for key, value in {"application": "custom-ocr", **config.tags}.items():
        Tags.of(stack).add(key, value, exclude_resource_types=UNTAGGED)


def _outputs(
    stack: Stack, config: DeployConfig, api: Api, storage: Storage, compute: LambdaCompute | SageMakerCompute
) -> None:
    CfnOutput(stack, "Url", value=api.url, description="POST requests here")
    if config.console:
        CfnOutput(stack, "Console", value=api.rest.url, description="For a browser: draw templates, try them")
    CfnOutput(stack, "Bucket", value=storage.bucket.bucket_name, description="Pictures and derived data")
    CfnOutput(stack, "Table", value=storage.table.table_name, description="Templates")
    CfnOutput(stack, "FunctionName", value=compute.handler.function_name, description="For direct invokes")
    CfnOutput(stack, "Curl", value=_curl(stack, config, api), description="A first request: list the templates")


def _curl(stack: Stack, config: DeployConfig, api: Api) -> str:
    body = """-H 'content-type: application/json' -d '{"type": "list"}'"""
    if config.auth == "iam":
        signed = f"--aws-sigv4 aws:amz:{stack.region}:execute-api --user $AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"
        session = """-H "x-amz-security-token: $AWS_SESSION_TOKEN" """.strip()
        return f"curl {signed} {session} {body} {api.url}"
    key = """-H "x-api-key: $API_KEY" """ if config.auth == "api_key" else ""
    return f"curl {key}{body} {api.url}"
