"""compute=sagemaker: the same contract through the endpoint's door, and nothing left of it afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from tests.e2e import beside, contract
from tests.e2e.clients import Client, emulated, forget_caller, new_caller
from tests.e2e.conftest import ROOT, Account, policy_arn
from tests.e2e.emulator import LEASH, REGION, free_port
from tests.e2e.inventory import inventory

STACK = "e2e-sagemaker"
CHOICES = (f"name={STACK}", "compute=sagemaker", "min_instances=1", "max_instances=3", "events=true")
START_SECONDS = 600


@pytest.fixture(scope="module")
def deployed(account: Account) -> Iterator[dict[str, str]]:
    """Deployed, and its container started as SageMaker would start it."""
    account.deploy(*CHOICES, smoke=False)
    with _container(account) as url:
        account.door.container = url
        yield account.outputs(STACK)
    if f"stack {STACK}" in inventory(account.emulator):
        account.destroy(*CHOICES)


@pytest.fixture(scope="module")
def signed(account: Account, deployed: dict[str, str]) -> Iterator[Client]:
    """Signed requests of a user who may call."""
    keys = new_caller(account.emulator, "officer", policy_arn(deployed["Url"]))
    yield Client(account.emulator, emulated(account.emulator, deployed["Url"]), keys)
    forget_caller(account.emulator, "officer")


@pytest.fixture(scope="module")
def reading(signed: Client) -> list[dict[str, Any]]:
    """The whole contract asked over HTTP, signed."""
    return contract.put_through(signed)


def test_the_same_contract_holds_and_reads_the_same_as_on_one_machine(
    reading: list[dict[str, Any]], tmp_path_factory: Any
) -> None:
    contract.assert_same_reading(reading, _read_here(tmp_path_factory.mktemp("store")))


def test_clients_at_the_same_time_share_runs_and_are_answered_as_if_alone(
    account: Account, signed: Client, reading: list[dict[str, Any]]
) -> None:
    question = {"template_id": contract.add(signed), "img": contract.picture("query")}
    with ThreadPoolExecutor(3) as clients:
        for status, read in clients.map(signed, [question] * 3):
            assert status == 200
            contract.assert_same_reading(read, reading)
    said = (account.emulator.folder / "container.log").read_text(encoding="utf-8")
    assert "PP-OCRv6_rec_small.onnx runs on CPUExecutionProvider" in said
    assert "concurrent readings share runs" in said


def test_a_picture_put_into_the_bucket_is_read(account: Account, signed: Client, reading: list[dict[str, Any]]) -> None:
    contract.assert_same_reading(beside.read_out_of_the_bucket(account, STACK, signed), reading)


def test_a_picture_too_large_for_a_request_is_uploaded_and_read(
    account: Account, signed: Client, reading: list[dict[str, Any]]
) -> None:
    contract.assert_same_reading(beside.read_off_an_upload(account, signed), reading)


def test_a_poison_picture_waits_in_the_queue_with_its_reason_once(account: Account, signed: Client) -> None:
    assert beside.buried_for_poison(account, STACK, signed) == ["unsupported_picture"]


def test_a_browser_is_given_the_console_unsigned_and_all_that_it_loads(
    account: Account, deployed: dict[str, str]
) -> None:
    page = beside.page_with_everything_it_loads(account, deployed["Url"])
    assert "<title>" in page
    assert beside.refused_path(account, deployed["Url"], "console/x/nothing.js")[1]["error"]["code"] == "not_found"


def test_a_refusal_comes_through_with_its_own_status(signed: Client) -> None:
    status, body = signed({"template_id": "never-added", "img": contract.picture("query")})
    assert (status, body["error"]["code"]) == (404, "template_not_found")


def test_a_direct_invoke_answers_the_bare_request(account: Account, deployed: dict[str, str]) -> None:
    asked = json.dumps({"type": "list"}).encode()
    given = account.emulator.client("lambda").invoke(FunctionName=deployed["FunctionName"], Payload=asked)
    assert "template_id_list" in json.loads(given["Payload"].read())


def test_an_endpoint_that_is_silent_is_refused_by_name(account: Account, signed: Client) -> None:
    running, account.door.container = account.door.container, f"http://127.0.0.1:{free_port()}"
    try:
        status, body = signed({"type": "list"})
    finally:
        account.door.container = running
    assert (status, body["error"]["code"]) == (500, "internal_error")


def test_instances_follow_the_load_within_their_bounds(account: Account, deployed: dict[str, str]) -> None:
    scaling = account.emulator.moto("application-autoscaling")
    [target] = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)
    assert target["ResourceId"] == f"endpoint/{STACK}/variant/AllTraffic"
    [policy] = scaling.describe_scaling_policies(ServiceNamespace="sagemaker")["ScalingPolicies"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    metric = tracking["PredefinedMetricSpecification"]["PredefinedMetricType"]
    assert metric == "SageMakerVariantInvocationsPerInstance"


def test_destroy_leaves_nothing(account: Account, signed: Client) -> None:
    contract.add(signed)
    forget_caller(account.emulator, "officer")
    account.destroy(*CHOICES)
    assert inventory(account.emulator) == account.at_first
    new_caller(account.emulator, "officer")


@contextmanager
def _container(account: Account) -> Iterator[str]:
    """Our server with the model's environment and the credentials of the endpoint's own role."""
    [model] = account.emulator.moto("sagemaker").list_models()["Models"]
    about = account.emulator.moto("sagemaker").describe_model(ModelName=model["ModelName"])
    port = free_port()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        **account.runtime.outside,
        **_credentials(account, about["ExecutionRoleArn"]),
        **about["PrimaryContainer"]["Environment"],
        "AWS_DEFAULT_REGION": REGION,
        "CUSTOM_OCR_DEVICE": "cpu",
        "CUSTOM_OCR_SHARED_BATCHES": "on",  # as whoever has many clients at once may choose
        "NO_PROXY": "127.0.0.1",
    }
    program = ["-m", "lambda_ocr", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with (account.emulator.folder / "container.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, str(LEASH), *program],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _until_it_answers(f"http://127.0.0.1:{port}/ping", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _credentials(account: Account, role: str) -> dict[str, str]:
    """Of the endpoint's role, which trusts SageMaker alone: for the moment it trusts the account, too."""
    name = role.rsplit("/", 1)[-1]
    iam = account.emulator.client("iam")
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    opened = {**trust, "Statement": [{**trust["Statement"][0], "Principal": {"AWS": "*"}}]}
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(opened))
    keys = account.emulator.client("sts").assume_role(RoleArn=role, RoleSessionName="endpoint")["Credentials"]
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
    return {
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
    }


def _until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError(f"{url} does not answer; the process says {process.poll()}")


def _read_here(store: Any) -> list[dict[str, Any]]:
    """What the embedded service reads off the same picture, its lines padded as those of an endpoint that shares runs:
    other padding moves a score by tenths of a point, and the same must not move it."""
    from lambda_ocr.entrypoints.wiring import build_service
    from lambda_ocr.settings import Settings

    service = build_service(Settings(home=str(store), shared_batches="on"))

    def ask(payload: Any) -> tuple[int, Any]:
        response = service.handle(payload)
        return response.status, response.body

    template_id = contract.add(ask)
    return list(ask({"template_id": template_id, "img": contract.picture("query")})[1])
