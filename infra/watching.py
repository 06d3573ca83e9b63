"""What alarms watch: metrics, the values from which on they are wrong, and what that means (docs/runbook.md)."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn

from infra.config import DeployConfig
from infra.functions import METRICS
from infra.sagemaker_compute import VARIANT

PERIOD = Duration.minutes(5)
HOUR = Duration.hours(1)
ENOUGH = 20
"""Requests in an hour below which a share of them tells nothing."""
GB_SECOND = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
REQUEST = 0.20 / 1e6
"""Lambda's list prices in dollars, us-east-1, 2025-11."""
DEAR_DOLLARS = 0.5
"""Of Lambda for 1,000 requests: a page of ten fields takes 0.01 to 0.05 (docs/benchmark.md, "Cost")."""
DRIFT_HOURS = 3  # one after the other, so that no single bad scan rings


@dataclass(frozen=True)
class Watched:
    """A metric, the value from which on it is wrong, and what that means to whoever is woken."""

    name: str
    metric: cloudwatch.IMetric
    threshold: float
    meaning: str
    silence_is_wrong: bool = False
    """Whether the metric's absence is what is wrong."""
    periods: int = 1
    """How many of them it must be so, one after the other."""


def of_api(api: apigateway.RestApi) -> list[Watched]:
    """Its failures, and how long it takes."""
    slow = api.metric_latency(period=PERIOD, statistic="p95")
    failures = api.metric_server_error(period=PERIOD, statistic="Sum")
    return [
        Watched("ApiFailures", failures, 5, "Five answers 5xx in five minutes: look into the function's log group."),
        Watched("ApiLatency", slow, 10_000, "One request in twenty takes ten seconds: more memory or warm functions."),
    ]


def of_function(function: lambda_.Function) -> list[Watched]:
    """Its own faults and those of Lambda."""
    errors = function.metric_errors(period=PERIOD)
    throttles = function.metric_throttles(period=PERIOD)
    dropped = function.metric("AsyncEventsDropped", period=PERIOD, statistic="Sum")
    faults = _own(function, "Faults", PERIOD)
    return [
        Watched("Faults", faults, 1, "A request ended in a fault of ours, or a service was away: the log says which."),
        Watched("EventsDropped", dropped, 1, "Asynchronous events were given up: see the queue of failed pictures."),
        Watched("FunctionErrors", errors, 1, "The function failed: out of memory, out of time, or a fault of ours."),
        Watched("FunctionThrottles", throttles, 1, "The account's concurrency is used up: raise the Lambda quota."),
    ]


def _own(function: lambda_.Function, name: str, period: Duration) -> cloudwatch.Metric:
    """A metric of the function's log lines."""
    dimensions = {"FunctionName": function.function_name}
    return cloudwatch.Metric(
        namespace=METRICS, metric_name=name, dimensions_map=dimensions, statistic="Sum", period=period
    )


def of_refusals(function: lambda_.Function) -> Watched:
    """Of each hour with enough requests to tell."""
    share = cloudwatch.MathExpression(
        expression=f"IF(requests >= {ENOUGH}, 100 * refusals / requests, 0)",
        using_metrics={name.lower(): _own(function, name, HOUR) for name in ("Requests", "Refusals")},
        label="Refused, percent",
        period=HOUR,
    )
    meaning = "Half of an hour's requests are refused: a caller is wrong, or documents of another kind come in."
    return Watched("RefusalRate", share, 50, meaning)


def of_cost(function: lambda_.Function, config: DeployConfig) -> Watched:
    """Lambda's part, which is nearly all of it: list prices, no free tier."""
    gigabytes, price = config.memory_mb / 1024, GB_SECOND[config.arch]
    one = f"1000 * (spent / 1000 * {gigabytes} * {price:.10f} / count + {REQUEST:.7f})"
    cost = cloudwatch.MathExpression(
        expression=f"IF(count >= {ENOUGH}, {one}, 0)",
        using_metrics={
            "spent": function.metric_duration(period=HOUR, statistic="Sum"),
            "count": function.metric_invocations(period=HOUR, statistic="Sum"),
        },
        label="Dollars of Lambda for 1,000 requests",
        period=HOUR,
    )
    meaning = "A thousand requests cost ten times what they should: long files, cold starts, or pictures that time out."
    return Watched("CostPerThousand", cost, DEAR_DOLLARS, meaning)


def of_endpoint(name: str) -> list[Watched]:
    """Whether it is there, answers, and is quick."""
    failures = _endpoint_metric(name, "Invocation5XXErrors", "Sum")
    latency = _endpoint_metric(name, "ModelLatency", "p95")
    hosts = _endpoint_metric(name, "CPUUtilization", "SampleCount", "/aws/sagemaker/Endpoints")
    return [
        Watched("EndpointHosts", hosts, 10**9, "No instance of the endpoint reports.", silence_is_wrong=True),
        Watched("EndpointFailures", failures, 5, "The endpoint fails: look into /aws/sagemaker/Endpoints."),
        Watched("EndpointLatency", latency, 5_000_000, "Reading takes five seconds: allow more instances."),
    ]


def _endpoint_metric(name: str, metric: str, statistic: str, namespace: str = "AWS/SageMaker") -> cloudwatch.Metric:
    dimensions = {"EndpointName": name, "VariantName": VARIANT}
    return cloudwatch.Metric(
        namespace=namespace, metric_name=metric, dimensions_map=dimensions, statistic=statistic, period=PERIOD
    )


def of_table(table: dynamodb.ITable) -> list[Watched]:
    """Whether it takes what is written."""
    throttled = table.metric("WriteThrottleEvents", period=PERIOD, statistic="Sum")
    return [Watched("TableThrottles", throttled, 1, "DynamoDB refuses writes for a while: a bulk comes too suddenly.")]


def of_templates() -> list[Watched]:
    """The template whose documents are least sure: of each the share that was refused or doubtful."""
    worst = cloudwatch.MathExpression(
        expression=f"SELECT AVG(Unsure) FROM SCHEMA({METRICS}, TemplateId) "
        "GROUP BY TemplateId ORDER BY AVG() DESC LIMIT 1",
        using_metrics={},
        period=HOUR,
    )
    meaning = "Every other document of a template is refused or doubtful for hours: was the form reprinted?"
    return [Watched("FormsDrift", worst, 0.5, meaning, periods=DRIFT_HOURS)]


def of_batches(machine: sfn.StateMachine) -> list[Watched]:
    """Whether runs end as they should."""
    failed = machine.metric_failed(period=PERIOD, statistic="Sum")
    return [Watched("BatchFailed", failed, 1, "A batch ended early: its run says why; --redrive goes on with it.")]


def of_queues(failed: sqs.Queue, waiting: sqs.Queue) -> list[Watched]:
    """What failed, and what waits."""
    there = failed.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum")
    age = waiting.metric_approximate_age_of_oldest_message(period=PERIOD, statistic="Maximum")
    hours = 6 * 3600
    return [
        Watched("FailedPictures", there, 1, "Pictures could not be read: each message says why."),
        Watched("PicturesWait", age, hours, "A picture waits for six hours: raise event_concurrency."),
    ]
