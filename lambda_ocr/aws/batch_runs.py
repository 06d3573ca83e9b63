"""Runs of a deployment's batches: begun, looked at, ended, by the rights of whoever asks."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lambda_ocr.aws.batch_results import FOLDER, BatchResults
from lambda_ocr.aws.clients import client
from lambda_ocr.aws.faults import translated
from lambda_ocr.core.batches import BatchPart, BatchParts, BatchStanding
from lambda_ocr.core.errors import InvalidRequest, NotFound

MACHINE, BUCKET = "BatchMachine", "Bucket"
"""Outputs of the stack."""
LENT_SECONDS = 900
"""For which a part of the results can be got by its url."""
PARTS_AT_ONCE = 200


class NoBatches(Exception):
    """The stack is not there, or was deployed without batches; the message says what to do."""


class BatchRuns:
    """Those of one state machine (`core.batches.Batches`)."""

    def __init__(self, machine: str, bucket: str, clients: Callable[[str], Any] = client) -> None:
        self._machine, self._bucket, self._clients = machine, bucket, clients

    @staticmethod
    def of_stack(stack: str, clients: Callable[[str], Any] = client) -> BatchRuns:
        """Those of a deployment; raises StoreUnavailable and `NoBatches`."""
        with translated("look at the stack"):
            outputs = _outputs(clients("cloudformation"), stack)
        if MACHINE not in outputs:
            raise NoBatches(f"{stack} was deployed without batches: deploy it with -c batch=true")
        return BatchRuns(outputs[MACHINE], outputs[BUCKET], clients)

    def start(self, asked: Mapping[str, Any], key: str = "") -> str:
        """Begin a run of the state machine's input; its name. Raises InvalidRequest where the key began another one."""
        from botocore.exceptions import ClientError

        run = hashlib.sha256(key.encode()).hexdigest()[:32] if key else uuid.uuid4().hex
        with translated("begin a batch"):
            try:
                self._states.start_execution(stateMachineArn=self._machine, name=run, input=json.dumps(asked))
            except ClientError as refusal:
                if not key or _code(refusal) != "ExecutionAlreadyExists":
                    raise
                self._check_same(run, asked)
        return run

    def _check_same(self, run: str, asked: Mapping[str, Any]) -> None:
        """Step Functions refuses a name again with other input, and once its run is over with the same input, too."""
        begun = self._states.describe_execution(executionArn=self._arn(run))
        if json.loads(begun["input"]) != asked:
            raise InvalidRequest(
                'The "idempotency_key" was used for another batch. Use a new key for each batch.',
                member="idempotency_key",
            )

    def standing(self, run: str) -> BatchStanding:
        """How it stands now."""
        with self._known(run, "look at a batch"):
            told = self._states.describe_execution(executionArn=self._arn(run))
            maps = self._states.list_map_runs(executionArn=self._arn(run))["mapRuns"]
            counts = self._states.describe_map_run(mapRunArn=maps[0]["mapRunArn"])["itemCounts"] if maps else {}
        return BatchStanding(
            told["status"],
            int(counts.get("total", 0)),
            int(counts.get("succeeded", 0)),
            int(counts.get("failed", 0)) + int(counts.get("timedOut", 0)) + int(counts.get("aborted", 0)),
            ": ".join(filter(None, (told.get("error", ""), told.get("cause", "")))),
        )

    def cancel(self, run: str) -> None:
        """End it; what was read is kept."""
        with self._known(run, "end a batch"):
            self._states.stop_execution(executionArn=self._arn(run))

    def redrive(self, run: str) -> None:
        """Go on with what failed."""
        with self._known(run, "go on with a batch"):
            self._states.redrive_execution(executionArn=self._arn(run))

    def parts(self, run: str, cursor: str | None) -> BatchParts:
        """Where its results lie, lent by url; the cursor is the last key of the page before."""
        folder = f"{FOLDER}{run}/results/"
        with self._known(run, "list results"):
            self._states.describe_execution(executionArn=self._arn(run))
            after = {"StartAfter": f"{folder}{cursor}"} if cursor else {}
            page = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=folder, MaxKeys=PARTS_AT_ONCE, **after)
            found = page.get("Contents", [])
            parts = tuple(BatchPart(self._lent(each["Key"]), int(each["Size"])) for each in found)
        more = found[-1]["Key"].removeprefix(folder) if page.get("IsTruncated") else None
        return BatchParts(parts, more)

    def results(self, run: str) -> BatchResults:
        """What it has read."""
        return BatchResults(self._bucket, run, self._clients)

    def _lent(self, key: str) -> str:
        place = {"Bucket": self._bucket, "Key": key}
        url: str = self._s3.generate_presigned_url("get_object", Params=place, ExpiresIn=LENT_SECONDS)
        return url

    @contextmanager
    def _known(self, run: str, what: str) -> Iterator[None]:
        """Calls about a run; raises NotFound where there is none, and InvalidRequest where it is not in that state."""
        from botocore.exceptions import ClientError

        with translated(what):
            try:
                yield
            except ClientError as refusal:
                if _code(refusal) in ("ExecutionDoesNotExist", "InvalidName", "InvalidArn"):
                    raise NotFound(f"There is no batch {run!r}: `start` answers the id of each.") from None
                if _code(refusal) == "ExecutionNotRedrivable":
                    said = "A batch is redriven within 14 days after it failed, timed out or was cancelled; this one"
                    raise InvalidRequest(f"{said} cannot be: ask for its `status`.", member="do") from None
                raise

    @property
    def _states(self) -> Any:
        return self._clients("stepfunctions")

    @property
    def _s3(self) -> Any:
        return self._clients("s3")

    def _arn(self, run: str) -> str:
        return f"{self._machine.replace(':stateMachine:', ':execution:')}:{run}"


def _outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    from botocore.exceptions import ClientError

    try:
        [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    except ClientError as error:
        if _code(error) != "ValidationError":
            raise
        raise NoBatches(f"there is no stack {stack} in this account and region: say --stack NAME") from None
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", ())}


def _code(refusal: Any) -> str:
    return str(refusal.response["Error"]["Code"])
