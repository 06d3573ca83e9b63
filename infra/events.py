"""events=true: a picture put under `in/` is read, its answer put under `out/`; what cannot be read waits in a queue."""

from __future__ import annotations

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import DeployConfig
from infra.storage import Storage

RETRIES = 2


class FailedPictures(Construct):
    """The queue of pictures that could not be read, each once and with the reason."""

    def __init__(self, scope: Construct, id: str, *, config: DeployConfig) -> None:
        super().__init__(scope, id)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
            removal_policy=RemovalPolicy.DESTROY,
        )


class PictureEvents(Construct):
    """EventBridge hands new pictures to the function; the function's answer is an event again."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        storage: Storage,
        handler: lambda_.IFunction,
        role: iam.Role,
        failed: sqs.Queue,
    ) -> None:
        super().__init__(scope, id)
        storage.grant_batches(role)
        role.add_to_policy(iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[failed.queue_arn]))
        role.add_to_policy(iam.PolicyStatement(actions=["events:PutEvents"], resources=[_default_bus(self)]))
        pattern = events.EventPattern(
            source=["aws.s3"],
            detail_type=["Object Created"],
            detail={"bucket": {"name": [storage.bucket.bucket_name]}, "object": {"key": [{"prefix": "in/"}]}},
        )
        handler.configure_async_invoke(on_failure=destinations.SqsDestination(failed), retry_attempts=RETRIES)
        target = targets.LambdaFunction(handler, dead_letter_queue=failed, retry_attempts=RETRIES)
        events.Rule(self, "PictureCreated", event_pattern=pattern, targets=[target])


def _default_bus(scope: Construct) -> str:
    return Stack.of(scope).format_arn(
        service="events", resource="event-bus", resource_name="default", arn_format=ArnFormat.SLASH_RESOURCE_NAME
    )
