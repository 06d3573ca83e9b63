"""events=true: a picture put under `in/` is read, its answer put under `out/`; what cannot be read waits in a queue.

EventBridge puts every new picture into a queue, and Lambda takes so many at once out of it as the deployer chose: a
bulk of a hundred thousand waits there, instead of taking the concurrency that everybody else needs.
"""

from __future__ import annotations

from aws_cdk import ArnFormat, Duration, RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.config import DeployConfig
from infra.functions import ANSWERING_SECONDS
from infra.lambda_compute import LambdaCompute
from infra.sagemaker_compute import SageMakerCompute
from infra.storage import Storage

RETRIES = 2
RECEIVES = 5
VISIBILITY_SECONDS = 6 * ANSWERING_SECONDS
"""AWS asks for six times the function's timeout: a message that Lambda was throttled over is not seen as failed."""

WAITING_DAYS = 11
FAILED_DAYS = 14
"""SQS counts a message's age from its first queue on: what has waited long must still be found among the failed."""


class FailedPictures(Construct):
    """The queue of pictures that could not be read, each once and with the reason."""

    def __init__(self, scope: Construct, id: str, *, config: DeployConfig) -> None:
        super().__init__(scope, id)
        self.queue = _queue(self, FAILED_DAYS)


class PictureEvents(Construct):
    """EventBridge hands new pictures to a queue, the queue to the function; the function's answer is an event again."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: DeployConfig,
        storage: Storage,
        compute: LambdaCompute | SageMakerCompute,
        failed: sqs.Queue,
    ) -> None:
        super().__init__(scope, id)
        storage.grant_batches(compute.role)
        _allow(compute.role, "sqs:SendMessage", failed.queue_arn)
        _allow(compute.role, "events:PutEvents", _default_bus(self))
        self.queue = _queue(self, WAITING_DAYS, sqs.DeadLetterQueue(queue=failed, max_receive_count=RECEIVES))
        target = targets.SqsQueue(self.queue, dead_letter_queue=failed)
        events.Rule(self, "PictureCreated", event_pattern=_pictures(storage), targets=[target])
        compute.handler.add_event_source(
            sources.SqsEventSource(
                self.queue,
                batch_size=1,  # one picture's failure, or its time, is no other's
                max_concurrency=config.event_concurrency,
                report_batch_item_failures=True,
            )
        )
        # Events that come without the queue: from a bucket of the deployer's own, or a direct asynchronous invoke.
        compute.handler.configure_async_invoke(on_failure=destinations.SqsDestination(failed), retry_attempts=RETRIES)


def _queue(scope: Construct, days: int, failed: sqs.DeadLetterQueue | None = None) -> sqs.Queue:
    return sqs.Queue(
        scope,
        "Queue",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=Duration.days(days),
        visibility_timeout=Duration.seconds(VISIBILITY_SECONDS) if failed else None,
        dead_letter_queue=failed,
        removal_policy=RemovalPolicy.DESTROY,
    )


def _pictures(storage: Storage) -> events.EventPattern:
    return events.EventPattern(
        source=["aws.s3"],
        detail_type=["Object Created"],
        detail={"bucket": {"name": [storage.bucket.bucket_name]}, "object": {"key": [{"prefix": "in/"}]}},
    )


def _allow(role: iam.Role, action: str, resource: str) -> None:
    role.add_to_policy(iam.PolicyStatement(actions=[action], resources=[resource]))


def _default_bus(scope: Construct) -> str:
    return Stack.of(scope).format_arn(
        service="events", resource="event-bus", resource_name="default", arn_format=ArnFormat.SLASH_RESOURCE_NAME
    )
