"""Runs of a deployment's batches: begun, looked at, ended, by the rights of whoever asks."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_ocr.aws.batch_results import BatchResults
from lambda_ocr.aws.clients import client
from lambda_ocr.aws.faults import translated

MACHINE, BUCKET = "BatchMachine", "Bucket"
"""Outputs of the stack."""
RUNNING = frozenset({"RUNNING", "PENDING_REDRIVE"})


class NoBatches(Exception):
    """The stack is not there, or was deployed without batches; the message says what to do."""


@dataclass(frozen=True)
class Standing:
    """How a run stands."""

    status: str
    """Of Step Functions: `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`."""
    total: int
    done: int
    failed: int
    """Files whose part of the run failed for good; what was read of it before is in the results all the same."""
    cause: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.status not in RUNNING


class BatchRuns:
    """Those of one stack; every method may raise StoreUnavailable, making one `NoBatches` as well."""

    def __init__(self, stack: str, clients: Callable[[str], Any] = client) -> None:
        self._clients = clients
        with translated("look at the stack"):
            outputs = _outputs(clients("cloudformation"), stack)
        if MACHINE not in outputs:
            raise NoBatches(f"{stack} was deployed without batches: deploy it with -c batch=true")
        self._machine, self._bucket = outputs[MACHINE], outputs[BUCKET]

    def start(self, asked: Mapping[str, Any]) -> str:
        """Begin a run of the state machine's input; its name."""
        run = uuid.uuid4().hex
        with translated("begin a batch"):
            self._states.start_execution(stateMachineArn=self._machine, name=run, input=json.dumps(asked))
        return run

    def standing(self, run: str) -> Standing:
        """How it stands now."""
        with translated("look at a batch"):
            told = self._states.describe_execution(executionArn=self._arn(run))
            maps = self._states.list_map_runs(executionArn=self._arn(run))["mapRuns"]
            counts = self._states.describe_map_run(mapRunArn=maps[0]["mapRunArn"])["itemCounts"] if maps else {}
        return Standing(
            told["status"],
            int(counts.get("total", 0)),
            int(counts.get("succeeded", 0)),
            int(counts.get("failed", 0)) + int(counts.get("timedOut", 0)) + int(counts.get("aborted", 0)),
            ": ".join(filter(None, (told.get("error", ""), told.get("cause", "")))),
        )

    def cancel(self, run: str) -> None:
        """End it; what was read is kept."""
        with translated("end a batch"):
            self._states.stop_execution(executionArn=self._arn(run))

    def redrive(self, run: str) -> None:
        """Go on with what failed."""
        with translated("go on with a batch"):
            self._states.redrive_execution(executionArn=self._arn(run))

    def results(self, run: str) -> BatchResults:
        """What it has read."""
        return BatchResults(self._bucket, run, self._clients)

    @property
    def _states(self) -> Any:
        return self._clients("stepfunctions")

    def _arn(self, run: str) -> str:
        return f"{self._machine.replace(':stateMachine:', ':execution:')}:{run}"


def _outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    from botocore.exceptions import ClientError

    try:
        [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        raise NoBatches(f"there is no stack {stack} in this account and region: say --stack NAME") from None
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}
