"""`make deploy` takes an update back that answers wrongly; what there is nothing before is left, and said."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra import cdk_cli, deploy, preflight, smoke
from infra.door import Door, NotAnswered
from tests.support.stacks import IMAGE, synthesised

STACK = "custom-ocr"
BEFORE, AFTER = ({"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": n}}}} for n in (1, 2))
HASH = "1f" * 32


class Cdk:
    """The CDK's command line: an assembly of AFTER at the first deployment, and what it was given for the second."""

    def __init__(self) -> None:
        self.after = AFTER
        self.put_back: list[dict[str, Any]] = []
        self.assets: dict[str, Any] = {}
        self.manifest = ""

    def cdk(self, arguments: list[str]) -> int:
        told = dict(pairwise(arguments))
        Path(told["--outputs-file"]).write_text(json.dumps({STACK: {"Url": "https://x/v1/custom_ocr", "Curl": "curl"}}))
        assembly = Path(told["--output"])
        assembly.mkdir()
        (assembly / f"{STACK}.template.json").write_text(json.dumps(self.after))
        place = {"objectKey": f"{HASH}.json", "bucketName": "assets"}
        files = {
            HASH: {"source": {"path": f"{STACK}.template.json"}, "destinations": {"here": place}},
            "2e": {"source": {"path": "asset.2e"}, "destinations": {"here": {"objectKey": "2e.zip"}}},
        }
        assets = {"version": "1", "files": files, "dockerImages": {"3d": {}}}
        (assembly / f"{STACK}.assets.json").write_text(json.dumps(assets))
        (assembly / "manifest.json").write_text(json.dumps({"stackTemplateAssetObjectUrl": f"s3://assets/{HASH}.json"}))
        return 0

    def deploy_assembly(self, assembly: Path, stack: str) -> int:
        self.put_back.append(json.loads((assembly / f"{stack}.template.json").read_text()))
        self.assets = json.loads((assembly / f"{stack}.assets.json").read_text())
        self.manifest = (assembly / "manifest.json").read_text()
        return 0


class CloudFormation:
    """An account's, with one stack at the most."""

    def __init__(self) -> None:
        self.template: dict[str, Any] | str | None = None
        self.status = "UPDATE_COMPLETE"
        self.denied = False
        self.ringing: list[bool] = []

    def describe_stacks(self, StackName: str) -> Any:
        if self.denied:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not authorized"}}, "DescribeStacks")
        if self.template is None:
            said = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": said}}, "DescribeStacks")
        return {"Stacks": [{"StackName": StackName, "StackStatus": self.status}]}

    def get_template(self, StackName: str, TemplateStage: str) -> Any:
        return {"TemplateBody": self.template}

    def describe_alarms(self, AlarmNamePrefix: str, StateValue: str) -> Any:
        assert AlarmNamePrefix.startswith(f"{STACK}-ReadingFunctionCanary") and StateValue == "ALARM"
        return {"MetricAlarms": [{"AlarmName": AlarmNamePrefix}] if self.ringing.pop(0) else []}


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> CloudFormation:
    """What is there before the update; at first nothing."""
    made = CloudFormation()
    monkeypatch.setattr(boto3, "client", lambda *_, **__: made)
    return made


@pytest.fixture
def cdk(monkeypatch: pytest.MonkeyPatch) -> Cdk:
    """Whose update answers wrongly."""
    made = Cdk()
    for name in ("cdk", "deploy_assembly"):
        monkeypatch.setattr(cdk_cli, name, getattr(made, name))
    monkeypatch.setattr(preflight, "check", lambda *_, **__: preflight.Place("123456789012", "eu-central-1"))
    monkeypatch.setattr(smoke, "run", _wrong)
    return made


def _wrong(door: Door) -> Any:
    yield "add", 0.1
    raise smoke.SmokeFailed("query: 500")


def _deploy(*options: str) -> int:
    return deploy.main(["-c", f"image_uri={IMAGE}", "-c", "auth=none", *options])


def test_an_update_that_answers_wrongly_is_taken_back_whole(
    cdk: Cdk, before: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    before.template = BEFORE
    assert _deploy() == 1
    assert cdk.put_back == [BEFORE]
    [(name, asset)] = cdk.assets["files"].items()
    assert name != HASH and HASH not in cdk.manifest and f"{name}.json" in cdk.manifest
    assert asset["destinations"]["here"]["objectKey"] == f"{name}.json" and cdk.assets["dockerImages"] == {}
    assert "✗ query: 500" in (said := capsys.readouterr().err) and "The stack is as it was before" in said


def test_what_cannot_be_put_back_is_said(
    cdk: Cdk, before: CloudFormation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before.template = BEFORE
    monkeypatch.setattr(cdk_cli, "deploy_assembly", lambda *_: 1)
    assert _deploy() == 1
    assert "could not be put back" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("there", "options", "said"),
    [
        ((None, ""), (), "is taken away by `make destroy`"),
        ((BEFORE, "ROLLBACK_COMPLETE"), (), "is taken away by `make destroy`"),
        ((BEFORE, "UPDATE_FAILED"), (), "the stack is UPDATE_FAILED: take an update back by deploying again"),
        (("Resources:\n  Q: {Type: AWS::SQS::Queue}\n", "UPDATE_COMPLETE"), (), "is no JSON"),
        ((BEFORE, "UPDATE_COMPLETE"), ("--no-rollback",), "left as it is"),
        ((AFTER, "UPDATE_COMPLETE"), (), "nothing was changed by this deployment"),
    ],
    ids=["a first one", "after one that failed", "after half an update", "in YAML", "asked not to", "the same again"],
)
def test_there_is_nothing_to_go_back_to(
    there: Any, options: tuple[str, ...], said: str, before: CloudFormation, request: pytest.FixtureRequest
) -> None:
    cdk, shown = request.getfixturevalue("cdk"), request.getfixturevalue("capsys")
    before.template, before.status = there
    assert _deploy(*options) == 1
    assert cdk.put_back == [] and said in shown.readouterr().err


def test_an_update_that_answers_stays(cdk: Cdk, before: CloudFormation, monkeypatch: pytest.MonkeyPatch) -> None:
    before.template = BEFORE
    monkeypatch.setattr(smoke, "run", lambda door: iter([("add", 0.1)]))
    assert _deploy() == 0
    assert cdk.put_back == []


def test_without_the_right_to_look_it_is_deployed_and_nobody_is_told_to_destroy_it(
    cdk: Cdk, before: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    before.template, before.denied = BEFORE, True
    assert _deploy() == 1
    shown = capsys.readouterr()
    assert "no way back" in shown.out and "allow cloudformation:DescribeStacks and GetTemplate" in shown.out
    assert cdk.put_back == [] and "deploying again what was there" in shown.err and "make destroy" not in shown.err


@pytest.mark.parametrize(
    "case",
    [
        ({"Type": "AWS::DynamoDB::Table"}, None, True),
        ({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "a"}}, {"Type": "AWS::S3::Bucket"}, True),
        ({"Type": "AWS::ApiGateway::ApiKey"}, {"Type": "AWS::SNS::Topic"}, True),
        ({"Type": "AWS::SageMaker::Endpoint"}, None, False),
        ({"Type": "AWS::Lambda::Function"}, None, False),
        ({"Type": "AWS::S3::Bucket", "Properties": {"Tags": []}}, {"Type": "AWS::S3::Bucket"}, False),
    ],
    ids=["a table gone", "a bucket by another name", "another type", "an endpoint", "a function", "a bucket's tags"],
)
def test_what_an_update_has_deleted_for_good_is_named_and_nothing_empty_put_in_its_place(
    case: tuple[Any, Any, bool], cdk: Cdk, before: CloudFormation, capsys: pytest.CaptureFixture[str]
) -> None:
    was, now, gone = case
    before.template = {"Resources": {**BEFORE["Resources"], "Held": was}}
    cdk.after = {"Resources": {**AFTER["Resources"], **({"Held": now} if now else {})}}
    assert _deploy() == 1
    said = capsys.readouterr().err
    assert (cdk.put_back == []) is gone and (f"{was['Type']} Held" in said) is gone
    assert ("The stack is as it was before" in said) is not gone


def test_what_could_not_be_proved_from_here_is_left_and_said(
    cdk: Cdk, before: CloudFormation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silent(door: Door) -> Any:
        yield "add", 0.1
        raise NotAnswered("query: URLError: no route to host")

    before.template = BEFORE
    monkeypatch.setattr(smoke, "run", silent)
    assert _deploy() == 1
    said = capsys.readouterr().err
    assert cdk.put_back == [] and "✗ query: URLError" in said and "could not be proved from here" in said


def test_an_alias_is_put_back_when_the_canarys_own_alarm_has_ended(
    cdk: Cdk, before: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused: list[float] = []
    monkeypatch.setattr("time.sleep", paused.append)
    before.template = {"Resources": {}}
    before.ringing = [True, False, False, True, False, False]  # errors and faults, each time it is looked
    cdk.after = synthesised(canary="true")
    assert _deploy("-c", "canary=true") == 1
    assert len(paused) == 2 and before.ringing == [] and cdk.put_back == [before.template]
