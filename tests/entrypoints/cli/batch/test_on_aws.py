"""`custom-ocr batch s3://…`: what is asked of the state machine, and what is fetched of its results."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError

from lambda_ocr.aws import batch_runs, clients
from lambda_ocr.aws.batch_results import BatchResults
from lambda_ocr.entrypoints.cli.batch import on_aws
from lambda_ocr.entrypoints.cli.batch.on_aws import asked_of
from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.main import main
from tests.support.aws_world import BUCKET, aws_world

MACHINE = "arn:aws:states:eu-central-1:123456789012:stateMachine:custom-ocr-batch"


class Account:
    """CloudFormation and Step Functions, as far as they are asked; S3 is moto's."""

    def __init__(self, s3: Callable[[str], Any]) -> None:
        self._s3 = s3
        self.outputs = {"Bucket": BUCKET, "BatchMachine": MACHINE}
        self.status = "SUCCEEDED"
        self.counts = {"total": 3, "succeeded": 3, "failed": 0, "timedOut": 0, "aborted": 0}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.unaware = 0
        """Looks at a run before this account knows of it."""

    def __call__(self, service: str) -> Any:
        return self._s3("s3") if service == "s3" else self

    def describe_stacks(self, StackName: str) -> Any:
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        return {"Stacks": [{"Outputs": outputs}]}

    def describe_execution(self, executionArn: str) -> Any:
        self.asked.append(("describe", {"arn": executionArn}))
        self.unaware -= 1
        if self.unaware >= 0:
            raise ClientError({"Error": {"Code": "ExecutionDoesNotExist", "Message": ""}}, "DescribeExecution")
        return {"status": self.status, "error": "States.ExceedToleratedFailureThreshold" * (self.status == "FAILED")}

    def list_map_runs(self, executionArn: str) -> Any:
        return {"mapRuns": [{"mapRunArn": "run"}]}

    def describe_map_run(self, mapRunArn: str) -> Any:
        return {"itemCounts": self.counts}

    def __getattr__(self, name: str) -> Any:
        return lambda **asked: self.asked.append((name, asked))


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    with aws_world() as made:
        account = Account(made)
        monkeypatch.setattr(clients, "client", account)
        monkeypatch.setattr(batch_runs.BatchRuns.of_stack, "__defaults__", (account,))
        yield account


def line(name: str, **entry: Any) -> str:
    return json.dumps({"source": f"s3://scans/{name}", **entry})


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (["s3://scans/2026/"], {"kind": "prefix", "bucket": "scans", "prefix": "2026/", "asked": {}}),
        (
            ["s3://scans/list.CSV", "--manifest", "--template", "t"],
            {"kind": "csv", "bucket": "scans", "key": "list.CSV", "asked": {"template_id": ["t"]}},
        ),
        (
            ["s3://scans/list.jsonl", "--manifest", "--many"],
            {"kind": "jsonl", "bucket": "scans", "key": "list.jsonl", "asked": {"many": True}},
        ),
    ],
)
def test_a_run_is_begun_with_what_was_asked_and_its_name_is_printed(
    account: Account, capsys: pytest.CaptureFixture[str], options: list[str], asked: dict[str, Any]
) -> None:
    account.status = "RUNNING"
    assert main(["batch", *options]) == 0
    [(_, begun)] = [each for each in account.asked if each[0] == "start_execution"]
    assert json.loads(begun["input"]) == asked and begun["stateMachineArn"] == MACHINE
    assert capsys.readouterr().out.strip() == begun["name"]


def test_a_run_that_was_begun_runs_while_step_functions_does_not_know_it_yet(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(on_aws, "POLL_SECONDS", 0.0)
    account.unaware = 1
    assert main(["batch", "s3://scans/"]) == 0
    assert "running, begun" in capsys.readouterr().err
    account.unaware = 2
    assert main(["batch", "s3://scans/", "--follow"]) == 0
    assert "succeeded, 3 of 3 files done" in capsys.readouterr().err
    account.unaware = 1
    assert main(["batch", "--run", "never"]) == 2


def test_what_was_read_is_fetched_with_a_manifest_of_what_was_not(
    account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = BatchResults(BUCKET, "run-1", account)
    results.keep(["a", "b"], 0, [line("a.png", fields=[]), line("b.pdf", reason="unknown")])
    results.keep(["c"], 0, [line("c.png", reason="invalid_picture")])
    out = tmp_path / "results.jsonl"
    assert main(["batch", "--run", "run-1", "--out", str(out)]) == 0
    assert sorted(json.loads(each)["source"][-5:] for each in out.read_text().splitlines()) == [
        "a.png",
        "b.pdf",
        "c.png",
    ]
    again = (tmp_path / "results.not-read.jsonl").read_text().splitlines()
    assert {json.loads(each)["source"] for each in again} == {"s3://scans/b.pdf", "s3://scans/c.png"}
    said = capsys.readouterr().err
    assert "3 files: " in said and "1 read" in said and "3 of 3 files done" in said


def test_a_table_is_made_of_a_run_that_is_over(
    account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BatchResults(BUCKET, "run-1", account).keep(["a"], 0, [line("a.png", page=1, fields=[{"key": "total"}])])
    table = tmp_path / "r.parquet"
    asked = ["batch", "--run", "run-1", "--out", str(tmp_path / "r.jsonl"), "--parquet", str(table)]
    account.status = "RUNNING"
    assert main(asked) == 0 and not table.exists()
    assert "not written, for the run goes on: --run run-1 --follow" in capsys.readouterr().err
    account.status = "ABORTED"
    assert main(asked) == 1
    assert pq.read_table(table)["key"].to_pylist() == ["total"]


@pytest.mark.parametrize(
    ("options", "why"), [(["--follow"], "--parquet needs --out"), (["--cancel", "--out", "r.jsonl"], "--cancel")]
)
def test_a_table_of_nothing_is_refused_before_the_account_is_asked(
    account: Account, options: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", "--run", "run-1", *options, "--parquet", "r.parquet"]) == 2
    assert why in capsys.readouterr().err and not account.asked


def test_a_run_that_failed_says_how_it_goes_on_and_is_cancelled_and_redriven_by_name(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account.status, account.counts["failed"] = "FAILED", 2
    assert main(["batch", "--run", "run-1"]) == 1
    said = capsys.readouterr().err
    assert "2 failed: --run run-1 --redrive goes on" in said and "ExceedToleratedFailureThreshold" in said
    assert main(["batch", "--run", "run-1", "--cancel"]) == 0
    main(["batch", "--run", "run-1", "--redrive"])
    execution = {"executionArn": MACHINE.replace(":stateMachine:", ":execution:") + ":run-1"}
    assert ("stop_execution", execution) in account.asked and ("redrive_execution", execution) in account.asked


def test_a_stack_without_batches_says_how_to_get_them(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    del account.outputs["BatchMachine"]
    assert main(["batch", "s3://scans/"]) == 2
    assert "-c batch=true" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--cancel"], ["--follow"], []])
def test_without_a_folder_a_prefix_or_a_run_there_is_nothing_to_do(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", *options]) == 2
    assert "--run" in capsys.readouterr().err


def test_a_manifest_is_a_table_or_lines() -> None:
    with pytest.raises(UsageProblem, match=r"\.csv"):
        asked_of(Namespace(files=["s3://scans/list.txt"], manifest=True, template=None, many=False))
