"""What an operator looks at, and what wakes them: one dashboard, a few alarms, mail where an address is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from aws_cdk import CfnResource, Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.config import DeployConfig
from infra.functions import METRICS
from infra.log_groups import log_group_of
from infra.sagemaker_compute import VARIANT

PERIOD = Duration.minutes(5)
HOUR = Duration.hours(1)
DRIFT_HOURS = 3  # one after the other, so that no single bad scan rings
_BREACHING = cloudwatch.TreatMissingData.BREACHING
_FINE = cloudwatch.TreatMissingData.NOT_BREACHING


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


class Monitoring(Construct):
    """Dashboard and alarms over what the stack runs on."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: DeployConfig,
        api: apigateway.RestApi,
        function: lambda_.Function,
        table: dynamodb.ITable,
        endpoint_name: str | None,
        failed: sqs.Queue | None,
        waiting: sqs.Queue | None,
        batches: sfn.StateMachine | None,
    ) -> None:
        super().__init__(scope, id)
        watched = [*_of_api(api), *_of_function(function), *_of_table(table)]
        watched += _of_endpoint(endpoint_name) if endpoint_name else []
        watched += _of_queues(failed, waiting) if failed and waiting else []
        watched += _of_templates() if config.template_metrics else []
        watched += _of_batches(batches) if batches else []
        alarms = [self._alarm(item) for item in watched]
        if config.alarm_email:
            self._mail(config.alarm_email, alarms)
        dashboard = self._dashboard(api, alarms, watched)
        if config.template_metrics:
            dashboard.add_widgets(*_drift_widgets(log_group_of(_resource(function), config)))

    def _alarm(self, watched: Watched) -> cloudwatch.Alarm:
        return cloudwatch.Alarm(
            self,
            f"{watched.name}Alarm",
            metric=watched.metric,
            threshold=watched.threshold,
            evaluation_periods=watched.periods,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=_BREACHING if watched.silence_is_wrong else _FINE,
            alarm_description=watched.meaning,
        )

    def _mail(self, address: str, alarms: Sequence[cloudwatch.Alarm]) -> None:
        topic = sns.Topic(self, "Alarms", enforce_ssl=True)
        topic.add_subscription(subscriptions.EmailSubscription(address))
        for alarm in alarms:
            alarm.add_alarm_action(actions.SnsAction(topic))
            alarm.add_ok_action(actions.SnsAction(topic))

    def _dashboard(
        self, api: apigateway.RestApi, alarms: Sequence[cloudwatch.Alarm], watched: Sequence[Watched]
    ) -> cloudwatch.Dashboard:
        graphs = [cloudwatch.GraphWidget(title=item.name, left=[item.metric], width=8, height=5) for item in watched]
        requests = cloudwatch.GraphWidget(title="Requests", left=[api.metric_count(period=PERIOD)], width=8, height=5)
        dashboard = cloudwatch.Dashboard(self, "Dashboard")
        dashboard.add_widgets(cloudwatch.AlarmStatusWidget(alarms=list(alarms), width=24, title="Alarms"))
        dashboard.add_widgets(requests, *graphs)
        return dashboard


def _of_api(api: apigateway.RestApi) -> list[Watched]:
    slow = api.metric_latency(period=PERIOD, statistic="p95")
    failures = api.metric_server_error(period=PERIOD, statistic="Sum")
    return [
        Watched("ApiFailures", failures, 5, "Five answers 5xx in five minutes: look into the function's log group."),
        Watched("ApiLatency", slow, 10_000, "One request in twenty takes ten seconds: more memory or warm functions."),
    ]


def _of_function(function: lambda_.Function) -> list[Watched]:
    errors = function.metric_errors(period=PERIOD)
    throttles = function.metric_throttles(period=PERIOD)
    dropped = function.metric("AsyncEventsDropped", period=PERIOD, statistic="Sum")
    faults = cloudwatch.Metric(
        namespace=METRICS,
        metric_name="Faults",
        dimensions_map={"FunctionName": function.function_name},
        statistic="Sum",
        period=PERIOD,
    )
    return [
        Watched("Faults", faults, 1, "A request ended in a fault of ours, or a service was away: the log says which."),
        Watched("EventsDropped", dropped, 1, "Asynchronous events were given up: see the queue of failed pictures."),
        Watched("FunctionErrors", errors, 1, "The function failed: out of memory, out of time, or a fault of ours."),
        Watched("FunctionThrottles", throttles, 1, "The account's concurrency is used up: raise the Lambda quota."),
    ]


def _of_endpoint(name: str) -> list[Watched]:
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


def _of_table(table: dynamodb.ITable) -> list[Watched]:
    throttled = table.metric("WriteThrottleEvents", period=PERIOD, statistic="Sum")
    return [Watched("TableThrottles", throttled, 1, "DynamoDB refuses writes for a while: a bulk comes too suddenly.")]


def _of_templates() -> list[Watched]:
    """The template whose documents are least sure: of each the share that was refused or doubtful."""
    worst = cloudwatch.MathExpression(
        expression=f"SELECT AVG(Unsure) FROM SCHEMA({METRICS}, TemplateId) "
        "GROUP BY TemplateId ORDER BY AVG() DESC LIMIT 1",
        using_metrics={},
        period=HOUR,
    )
    meaning = "Every other document of a template is refused or doubtful for hours: was the form reprinted?"
    return [Watched("FormsDrift", worst, 0.5, meaning, periods=DRIFT_HOURS)]


def _resource(function: lambda_.Function) -> CfnResource:
    return cast(CfnResource, function.node.default_child)


def _drift_widgets(lines: logs.LogGroup) -> list[cloudwatch.IWidget]:
    """By template and version over time, out of the log lines that the metrics are made of."""
    unsure = cloudwatch.MathExpression(
        expression=f"SELECT AVG(Unsure) FROM SCHEMA({METRICS}, TemplateId) "
        "GROUP BY TemplateId ORDER BY AVG() DESC LIMIT 10",
        using_metrics={},
        period=HOUR,
    )
    graph = cloudwatch.GraphWidget(title="Refused or doubtful, the ten worst templates", left=[unsure], width=12)
    table = cloudwatch.LogQueryWidget(
        title="By template and version",
        log_group_names=[lines.log_group_name],
        view=cloudwatch.LogQueryVisualizationType.TABLE,
        query_lines=[
            "filter ispresent(TemplateId)",
            "stats avg(Refused) as refused, avg(Doubtful) as doubtful, avg(Corrected) as corrected, count() as lines "
            "by TemplateId, Version, bin(1d) as day",
            "sort day desc",
        ],
        width=12,
    )
    return [graph, table]


def _of_batches(machine: sfn.StateMachine) -> list[Watched]:
    failed = machine.metric_failed(period=PERIOD, statistic="Sum")
    return [Watched("BatchFailed", failed, 1, "A batch ended early: its run says why; --redrive goes on with it.")]


def _of_queues(failed: sqs.Queue, waiting: sqs.Queue) -> list[Watched]:
    there = failed.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum")
    age = waiting.metric_approximate_age_of_oldest_message(period=PERIOD, statistic="Maximum")
    hours = 6 * 3600
    return [
        Watched("FailedPictures", there, 1, "Pictures could not be read: each message says why."),
        Watched("PicturesWait", age, hours, "A picture waits for six hours: raise event_concurrency."),
    ]
