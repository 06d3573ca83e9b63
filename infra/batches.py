"""batch=true: a prefix or a manifest of any length, read by a Distributed Map of Step Functions; results in the bucket.

The engine is AWS's own: it lists, batches, retries, stops at the failures that are tolerated, and redrives. A function
of its own from the same image reads, so that a batch takes no time, and no concurrency, from those who wait.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from aws_cdk import ArnFormat, Aws, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.config import DeployConfig
from infra.functions import function_role, has_tracing, placed, traced
from infra.images import lambda_image
from infra.lambda_compute import ARCHITECTURES
from infra.log_groups import owned_log_group
from infra.storage import Storage
from lambda_ocr.settings import Settings

READING_SECONDS = 300
"""Of one invocation; what it has no time for, the next goes on with."""
MAX_BATCH_BYTES = 200_000
"""Of the items handed to an invocation: Step Functions passes on 256 KiB."""
BUSY = [
    "Lambda.TooManyRequestsException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.Unknown",
    "Runtime.ExitError",
    "Runtime.OutOfMemory",
    "Sandbox.Timedout",
    "States.Timeout",
    "StoreUnavailable",
]
"""What passes: throttling, a fault of AWS, an invocation that was lost, or ended by a file among others."""

ASKED_OF_RUNS = ("DescribeExecution", "ListMapRuns", "DescribeMapRun", "StopExecution", "RedriveExecution")


class Batches(Construct):
    """The state machine, and the function that its children invoke."""

    def __init__(
        self, scope: Construct, id: str, *, config: DeployConfig, storage: Storage, settings: Settings
    ) -> None:
        super().__init__(scope, id)
        self.function = self._reader(config, storage, settings)
        role = iam.Role(self, "EngineRole", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        self._name = machine_name(config)
        self._allow_engine(role, storage)
        logs = owned_log_group(self, "Logs", config, f"/aws/vendedlogs/states/{self._name}")
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            state_machine_name=self._name,
            definition_body=sfn.DefinitionBody.from_string(
                json.dumps(BatchDefinition(self.function.function_arn, storage.bucket.bucket_name, config).states())
            ),
            role=role,
            logs=sfn.LogOptions(destination=logs, level=sfn.LogLevel.ERROR, include_execution_data=False),
            tracing_enabled=has_tracing(self),
        )

    def allow_asking(self, role: iam.IRole, storage: Storage) -> None:
        """Let who answers requests begin runs, look at them, end them, and lend their results."""
        _allow(role, ["states:StartExecution"], [_arn(self, "stateMachine", self._name)])
        runs = [_arn(self, "execution", f"{self._name}:*"), _arn(self, "mapRun", f"{self._name}/*")]
        _allow(role, [f"states:{each}" for each in ASKED_OF_RUNS], runs)
        storage.grant_lending(role)

    def _reader(self, config: DeployConfig, storage: Storage, settings: Settings) -> lambda_.Function:
        role = function_role(self, "Role")
        storage.grant_templates(role)
        storage.grant_pictures(role)
        storage.grant_results(role)
        storage.grant_reviews(role)
        function = lambda_.DockerImageFunction(
            self,
            "Function",
            description="Reads the documents of batches",
            code=lambda_image(self, config),
            architecture=ARCHITECTURES[config.arch],
            memory_size=config.memory_mb,
            timeout=Duration.seconds(READING_SECONDS),
            role=role,
            environment=replace(settings, batch_machine="").to_environment(),
            tracing=traced(self),
        )
        return placed(function, role, config)

    def _allow_engine(self, role: iam.Role, storage: Storage) -> None:
        _allow(role, ["lambda:InvokeFunction"], [self.function.function_arn])
        storage.grant_listing(role)
        # Children of a Distributed Map are executions of the machine itself.
        _allow(role, ["states:StartExecution"], [_arn(self, "stateMachine", self._name)])
        executions = [_arn(self, "execution", f"{self._name}{children}") for children in (":*", "/*")]
        _allow(role, ["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"], executions)


def machine_name(config: DeployConfig) -> str:
    """Of the state machine."""
    return f"{config.name}-batch"


def machine_arn(scope: Construct, config: DeployConfig) -> str:
    """The same by ARN, without a reference to what is made later."""
    return _arn(scope, "stateMachine", machine_name(config))


def _arn(scope: Construct, resource: str, name: str) -> str:
    return Stack.of(scope).format_arn(
        service="states", resource=resource, resource_name=name, arn_format=ArnFormat.COLON_RESOURCE_NAME
    )


def _allow(role: iam.IRole, actions: list[str], resources: list[str]) -> None:
    role.add_to_principal_policy(iam.PolicyStatement(actions=actions, resources=resources))


@dataclass(frozen=True)
class BatchDefinition:
    """The state machine in Amazon States Language.

    Its input: `kind` ("prefix", "jsonl", "csv", "inventory" or "list"), `bucket` with `prefix` or `key`, or `items`;
    and `asked`, what is asked of every file.
    """

    function_arn: str
    bucket: str
    config: DeployConfig

    def states(self) -> dict[str, Any]:
        """All of it."""
        maps = {
            "prefix": ("ReadPrefix", self._map("Prefix", _reader("listObjectsV2", "Prefix"), _LISTED)),
            "jsonl": ("ReadLines", self._map("Lines", _reader("getObject", "Key", _JSONL), _NAMED)),
            "csv": ("ReadTable", self._map("Table", _reader("getObject", "Key", _CSV), _NAMED)),
            "inventory": ("ReadInventory", self._map("Inventory", _reader("getObject", "Key", _INVENTORY), _COUNTED)),
            "list": ("ReadList", self._map("List", {"ItemsPath": "$.items"}, _NAMED)),
        }
        kinds = [{"Variable": "$.kind", "StringEquals": kind, "Next": name} for kind, (name, _) in maps.items()]
        cause = f"kind is one of {', '.join(maps)}"
        return {
            "Comment": "Every file once, however often a part of it is tried again",
            "StartAt": "Kind",
            "States": {
                "Kind": {"Type": "Choice", "Choices": kinds, "Default": "UnknownKind"},
                **dict(maps.values()),
                "Summary": {**self._invoke({"summary.$": "$$.Execution.Name"}), "End": True},
                "UnknownKind": {"Type": "Fail", "Error": "UnknownKind", "Cause": cause},
            },
        }

    def _map(self, label: str, items: dict[str, Any], source: str) -> dict[str, Any]:
        return {
            "Type": "Map",
            "Label": label,
            **items,
            "ItemSelector": {
                "source.$": source,
                "run.$": "$$.Execution.Name",
                "asked.$": "$.asked",
                **({"encoded": True} if source == _COUNTED else {}),  # S3 writes keys so into an inventory
            },
            "ItemBatcher": {"MaxItemsPerBatch": self.config.batch_items, "MaxInputBytesPerBatch": MAX_BATCH_BYTES},
            "MaxConcurrency": self.config.batch_concurrency,
            "ToleratedFailurePercentage": self.config.batch_tolerated,
            "ItemProcessor": {
                # Standard: a child that is throttled for long may wait longer than the five minutes of an express one.
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Read",
                "States": {"Read": {**self._invoke("$"), "End": True}},
            },
            "ResultWriter": {
                "Resource": f"arn:{Aws.PARTITION}:states:::s3:putObject",
                "Parameters": {"Bucket": self.bucket, "Prefix.$": "States.Format('batches/{}/map', $$.Execution.Name)"},
            },
            "ResultPath": None,
            "Next": "Summary",
        }

    def _invoke(self, asked: Any) -> dict[str, Any]:
        payload = {"batch.$": asked} if isinstance(asked, str) else {"batch": asked}
        return {
            "Type": "Task",
            "Resource": f"arn:{Aws.PARTITION}:states:::lambda:invoke",
            "Parameters": {"FunctionName": self.function_arn, "Payload": payload},
            "OutputPath": "$.Payload",
            "TimeoutSeconds": READING_SECONDS + 30,
            "Retry": [
                _retry(["Unfinished"], first=1, most=100, longest=60),
                _retry(BUSY, first=2, most=12, longest=120),
            ],
        }


_LISTED = "States.Format('s3://{}/{}', $.bucket, $$.Map.Item.Value.Key)"
_NAMED = "$$.Map.Item.Value.source"
_COUNTED = "States.Format('s3://{}/{}', $$.Map.Item.Value.Bucket, $$.Map.Item.Value.Key)"
_INVENTORY: dict[str, str] = {"InputType": "MANIFEST"}
_JSONL: dict[str, str] = {"InputType": "JSONL"}
_CSV: dict[str, str] = {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}


def _reader(action: str, place: str, config: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "ItemReader": {
            "Resource": f"arn:{Aws.PARTITION}:states:::s3:{action}",
            **({"ReaderConfig": config} if config else {}),
            "Parameters": {"Bucket.$": "$.bucket", f"{place}.$": f"$.{place.lower()}"},
        }
    }


def _retry(errors: list[str], *, first: int, most: int, longest: int) -> dict[str, Any]:
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": first,
        "BackoffRate": 2,
        "MaxDelaySeconds": longest,
        "MaxAttempts": most,
        "JitterStrategy": "FULL",
    }
