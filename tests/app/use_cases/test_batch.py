"""`batch`: what a caller asks over the wire becomes a run of the state machine, and its results are lent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambda_ocr.app.service import OcrService
from lambda_ocr.aws.batch_results import BatchResults
from lambda_ocr.aws.batch_runs import BatchRuns
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.response import Response
from tests.support.aws_world import BUCKET, aws_world
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import WebWithTheseFiles

MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:custom-ocr-batch"
NO_SUCH = ClientError({"Error": {"Code": "ExecutionDoesNotExist", "Message": ""}}, "DescribeExecution")


class StepFunctions:
    """Executions by name: one that runs is begun again with its own input alone, one that is over never again."""

    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}
        self.status = "RUNNING"
        self.calls: list[str] = []
        self.is_unaware = False
        """Whether it does not tell of what it took yet."""

    def start_execution(self, stateMachineArn: str, name: str, input: str) -> None:
        assert stateMachineArn == MACHINE
        if name in self.inputs and (self.status != "RUNNING" or json.loads(input) != self.inputs[name]):
            raise ClientError({"Error": {"Code": "ExecutionAlreadyExists", "Message": ""}}, "StartExecution")
        self.inputs[name] = json.loads(input)

    def describe_execution(self, executionArn: str) -> dict[str, Any]:
        if self.is_unaware or executionArn.rpartition(":")[2] not in self.inputs:
            raise NO_SUCH
        return {"status": self.status, "input": json.dumps(self.inputs[executionArn.rpartition(":")[2]])}

    def list_map_runs(self, executionArn: str) -> dict[str, Any]:
        return {"mapRuns": [{"mapRunArn": "run"}]}

    def describe_map_run(self, mapRunArn: str) -> dict[str, Any]:
        return {"itemCounts": {"total": 9, "succeeded": 5, "failed": 1, "timedOut": 1, "aborted": 0}}

    def stop_execution(self, executionArn: str) -> None:
        self.calls.append("stop")
        self.status = "ABORTED"

    def redrive_execution(self, executionArn: str) -> None:
        raise ClientError({"Error": {"Code": "ExecutionNotRedrivable", "Message": ""}}, "RedriveExecution")


@pytest.fixture
def engine() -> StepFunctions:
    return StepFunctions()


@pytest.fixture
def clients(engine: StepFunctions) -> Iterator[Callable[[str], Any]]:
    with aws_world() as made:
        yield lambda service: made("s3") if service == "s3" else engine


@pytest.fixture
def ask(clients: Callable[[str], Any]) -> Callable[..., Response]:
    service = with_batches(BatchRuns(MACHINE, BUCKET, clients))
    return lambda do, **members: service.handle({"type": "batch", "do": do, **members})


def with_batches(batches: BatchRuns | None) -> OcrService:
    web = WebWithTheseFiles()
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(web, web), batches=batches)


@pytest.mark.parametrize(
    ("members", "wanted"),
    [
        ({"prefix": "s3://scans/2026/"}, {"kind": "prefix", "bucket": "scans", "prefix": "2026/", "asked": {}}),
        (
            {"manifest": "s3://scans/list.csv", "template_id": "t", "many": True},
            {"kind": "csv", "bucket": "scans", "key": "list.csv", "asked": {"template_id": ["t"], "many": True}},
        ),
        (
            {"manifest": "s3://lists/scans/daily/2026-11-20T01-00Z/manifest.json"},
            {
                "kind": "inventory",
                "bucket": "lists",
                "key": "scans/daily/2026-11-20T01-00Z/manifest.json",
                "asked": {},
            },
        ),
        (
            {"sources": ["s3://scans/a.png"], "template_id": ["t", "u"]},
            {"kind": "list", "items": [{"source": "s3://scans/a.png"}], "asked": {"template_id": ["t", "u"]}},
        ),
    ],
)
def test_a_batch_is_begun_with_what_was_asked_and_answers_its_id(
    ask: Callable[..., Response], engine: StepFunctions, members: dict[str, Any], wanted: dict[str, Any]
) -> None:
    begun = ask("start", **members)
    assert engine.inputs == {begun.body["batch_id"]: wanted}
    assert (begun.body["status"], begun.body["total"], begun.body["done"], begun.body["failed"]) == ("running", 9, 5, 2)


def test_a_batch_that_step_functions_does_not_tell_of_yet_is_answered_as_begun(
    ask: Callable[..., Response], engine: StepFunctions
) -> None:
    engine.is_unaware = True
    begun = ask("start", prefix="s3://scans/")
    assert (begun.status, begun.body["status"], begun.body["total"]) == (200, "running", 0)
    assert begun.body["batch_id"] in engine.inputs


def test_the_same_key_begins_one_batch(ask: Callable[..., Response], engine: StepFunctions) -> None:
    ids = {ask("start", prefix="s3://scans/", idempotency_key=f"monday {n // 2}").body["batch_id"] for n in range(4)}
    engine.status = "SUCCEEDED"
    ids.add(ask("start", prefix="s3://scans/", idempotency_key="monday 0").body["batch_id"])
    assert len(ids) == len(engine.inputs) == 2


@pytest.mark.parametrize("status", ["RUNNING", "SUCCEEDED"])
@pytest.mark.parametrize("other", [{"prefix": "s3://scans/other/"}, {"prefix": "s3://scans/", "template_id": "t"}])
def test_a_key_that_began_another_batch_is_refused(
    ask: Callable[..., Response], engine: StepFunctions, status: str, other: dict[str, Any]
) -> None:
    ask("start", prefix="s3://scans/", idempotency_key="monday")
    engine.status = status
    refused = ask("start", **other, idempotency_key="monday")
    assert (refused.status, refused.body["error"]["details"]) == (400, {"member": "idempotency_key"})
    assert len(engine.inputs) == 1


def test_results_are_lent_by_url_a_page_at_a_time(
    ask: Callable[..., Response], clients: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambda_ocr.aws.batch_runs.PARTS_AT_ONCE", 2)
    batch_id = ask("start", prefix="s3://scans/").body["batch_id"]
    for name in "abc":
        line = json.dumps({"source": name, "fields": []})
        BatchResults(BUCKET, batch_id, clients).keep([name], 0, [line])
    first = ask("results", batch_id=batch_id).body
    rest = ask("results", batch_id=batch_id, cursor=first["next_cursor"]).body
    assert (len(first["parts"]), len(rest["parts"]), rest["next_cursor"]) == (2, 1, None)
    assert all(f"/batches/{batch_id}/results/" in part["url"] for part in [*first["parts"], *rest["parts"]])
    assert all("X-Amz-Expires=900" in part["url"] and part["bytes"] > 20 for part in first["parts"])


def test_a_batch_is_ended_and_says_so(ask: Callable[..., Response], engine: StepFunctions) -> None:
    batch_id = ask("start", prefix="s3://scans/").body["batch_id"]
    assert ask("cancel", batch_id=batch_id).body["status"] == "cancelled"
    refused = ask("redrive", batch_id=batch_id)
    assert (refused.status, refused.body["error"]["details"]) == (400, {"member": "do"})


@pytest.mark.parametrize(
    ("do", "members", "status", "said"),
    [
        ("start", {}, 400, "exactly one of"),
        ("start", {"prefix": "s3://a/", "sources": ["s3://a/b"]}, 400, "exactly one of"),
        ("start", {"prefix": "s3://a/", "batch_id": "x"}, 400, "batch_id"),
        ("start", {"prefix": "https://a/"}, 400, "prefix"),
        ("start", {"manifest": "s3://a/list.txt"}, 400, ".jsonl"),
        ("start", {"sources": [f"s3://a/{'x' * 300}"] * 900}, 400, "manifest"),
        ("status", {}, 400, "batch_id"),
        ("status", {"batch_id": "x", "prefix": "s3://a/"}, 400, "leave it out"),
        ("status", {"batch_id": "../x"}, 400, "batch_id"),
        ("status", {"batch_id": "never"}, 404, "no batch 'never'"),
        ("results", {"batch_id": "never"}, 404, "no batch 'never'"),
    ],
)
def test_what_cannot_be_is_refused_and_told_what_to_do(
    ask: Callable[..., Response], do: str, members: dict[str, Any], status: int, said: str
) -> None:
    refused = ask(do, **members)
    assert refused.status == status and said in refused.body["error"]["message"]


def test_a_server_without_batches_says_where_there_are_some() -> None:
    refused = with_batches(None).handle({"type": "batch", "do": "status", "batch_id": "x"})
    assert refused.status == 400 and "-c batch=true" in refused.body["error"]["message"]
