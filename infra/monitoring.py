"""What an operator looks at, and what wakes them: one dashboard, a few alarms, mail where an address is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from aws_cdk import CfnResource
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

from infra import watching
from infra.config import DeployConfig
from infra.functions import METRICS
from infra.log_groups import log_group_of
from infra.watching import HOUR, PERIOD, Watched

_BREACHING = cloudwatch.TreatMissingData.BREACHING
_FINE = cloudwatch.TreatMissingData.NOT_BREACHING


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
        lines = log_group_of(_resource(function), config)
        watched = [
            *watching.of_api(api),
            *watching.of_function(function),
            watching.of_refusals(function),
            *watching.of_table(table),
        ]
        watched += [watching.of_cost(function, config)] if config.compute == "lambda" else []
        watched += watching.of_endpoint(endpoint_name) if endpoint_name else []
        watched += watching.of_queues(failed, waiting) if failed and waiting else []
        watched += watching.of_templates() if config.template_metrics else []
        watched += watching.of_batches(batches) if batches else []
        alarms = [self._alarm(item) for item in watched]
        if config.alarm_email:
            self._mail(config.alarm_email, alarms)
        dashboard = self._dashboard(api, alarms, watched)
        if config.compute == "lambda":  # an endpoint's readings are not in the function's lines
            dashboard.add_widgets(_steps(lines))
        if config.template_metrics:
            dashboard.add_widgets(*_drift_widgets(lines))

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


def _steps(lines: logs.LogGroup) -> cloudwatch.IWidget:
    """Out of the log lines, for a metric a step would cost by the month."""
    steps = ("fetch", "decode", "align", "crop", "detect", "recognise", "tables")
    return cloudwatch.LogQueryWidget(
        title="95 of 100 readings: milliseconds by step",
        log_group_names=[lines.log_group_name],
        view=cloudwatch.LogQueryVisualizationType.LINE,
        query_lines=[
            "filter ispresent(steps_ms.align)",
            f"stats {', '.join(f'pct(steps_ms.{step}, 95) as {step}_ms' for step in steps)} by bin(1h)",
        ],
        width=24,
    )


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
