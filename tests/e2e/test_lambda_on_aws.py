"""compute=lambda from an empty account and back: deployed, asked in every way, updated, destroyed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from examples.clients.python.custom_ocr_client import Client as PythonClient
from examples.clients.python.custom_ocr_client import SigV4
from tests.e2e import beside, contract
from tests.e2e.clients import Client, emulated, forget_caller, new_caller
from tests.e2e.conftest import IMAGE, ROOT, Account, log_of, policy_arn, run
from tests.e2e.emulator import REGION
from tests.e2e.inventory import inventory
from tests.e2e.lambda_runtime import REFUSING
from tests.e2e.lambda_worker import DEADLY

STACK = "e2e-lambda"
CHOICES = (f"name={STACK}", "events=true", "batch=true", "alarm_email=operator@example.com", "tags=team=claims")


@pytest.fixture(scope="module")
def deployed(account: Account) -> Iterator[str]:
    """`make deploy` with its own smoke test; what it printed."""
    said = account.deploy(*CHOICES)
    yield said
    if f"stack {STACK}" in inventory(account.emulator):
        account.destroy(*CHOICES)


@pytest.fixture(scope="module")
def url(account: Account, deployed: str) -> str:
    """The deployment's URL as AWS would give it."""
    return account.outputs(STACK)["Url"]


@pytest.fixture(scope="module")
def caller(account: Account, url: str) -> Iterator[Credentials]:
    """An IAM user who may call."""
    yield new_caller(account.emulator, "clerk", policy_arn(url))
    forget_caller(account.emulator, "clerk")


@pytest.fixture(scope="module")
def signed(account: Account, url: str, caller: Credentials) -> Client:
    """Requests signed by that user."""
    return Client(account.emulator, emulated(account.emulator, url), caller)


@pytest.fixture(scope="module")
def reading(signed: Client) -> list[dict[str, Any]]:
    """The whole contract asked over HTTP, signed."""
    return contract.put_through(signed)


def test_make_deploy_proves_itself_with_a_first_document(deployed: str) -> None:
    for step in ("credentials", "CDK bootstrap", "add", "query", "list", "del"):
        assert f"✓ {step}" in deployed
    assert "execute-api.us-east-1.amazonaws.com/v1/custom_ocr" in deployed


def test_the_whole_contract_holds_over_signed_https(reading: list[dict[str, Any]]) -> None:
    assert {"key", "value", "score"} == set(reading[0])


def test_the_predecessors_spelling_of_the_route_answers_too(account: Account, signed: Client) -> None:
    spelled = Client(account.emulator, signed.url.replace("custom_ocr", "custom-ocr"), signed.credentials)
    assert spelled({"type": "list"})[0] == 200


def test_a_caller_granted_reading_alone_reads_and_neither_adds_nor_deletes(account: Account, url: str) -> None:
    reading = policy_arn(url).replace("POST/*", "POST/custom_ocr/query")
    clerk = new_caller(account.emulator, "reader", reading)
    try:
        route = emulated(account.emulator, url)
        _, body = Client(account.emulator, f"{route}/query", clerk)({"template_id": "never", "img": "AAAA"})
        assert body["error"]["code"] == "template_not_found", body
        assert Client(account.emulator, f"{route}/query", clerk)({"type": "del", "template_id": "never"})[0] == 400
        for forbidden in (route, f"{route}/del", f"{route}/list"):
            assert Client(account.emulator, forbidden, clerk)({"type": "del", "template_id": "never"})[0] == 403
    finally:
        forget_caller(account.emulator, "reader")


def test_a_wrong_secret_is_refused(account: Account, signed: Client, caller: Credentials) -> None:
    forged = Credentials(caller.access_key, "not the secret" + caller.secret_key[14:])
    assert Client(account.emulator, signed.url, forged)({"type": "list"})[0] == 403


def test_a_caller_without_the_grant_is_refused(account: Account, signed: Client) -> None:
    stranger = new_caller(account.emulator, "stranger")
    try:
        assert Client(account.emulator, signed.url, stranger)({"type": "list"})[0] == 403
    finally:
        forget_caller(account.emulator, "stranger")


def test_a_request_without_a_signature_is_refused_in_our_words(account: Account, signed: Client) -> None:
    status, body = Client(account.emulator, signed.url)({"type": "list"})
    assert status == 403
    assert body["error"]["code"] == "access_denied"


def test_a_direct_invoke_answers_the_bare_request(account: Account, deployed: str) -> None:
    function = account.outputs(STACK)["FunctionName"]
    asked = json.dumps({"type": "list"}).encode()
    given = account.emulator.client("lambda").invoke(FunctionName=function, Payload=asked)
    assert "template_id_list" in json.loads(given["Payload"].read())


def test_the_command_line_signs_and_the_boto3_example_invokes(
    account: Account, signed: Client, caller: Credentials
) -> None:
    template_id = contract.add(signed)
    tools = {**account.emulator.environment, "CUSTOM_OCR_FUNCTION": account.outputs(STACK)["FunctionName"]}
    keys = {"AWS_ACCESS_KEY_ID": caller.access_key, "AWS_SECRET_ACCESS_KEY": caller.secret_key}
    program = [sys.executable, "-m", "lambda_ocr", "list", "--endpoint", signed.url, "--auth"]
    assert template_id in run([*program, "iam"], tools | keys)
    assert template_id in run([sys.executable, str(ROOT / "examples" / "clients" / "direct_invoke.py")], tools)
    with pytest.raises(AssertionError, match="access_denied"):
        run([*program, "none"], tools)
    trust = httpx.Client(verify=account.emulator.trust or True, timeout=300)
    package = PythonClient(signed.url, access=SigV4(REGION, caller), http=trust)
    assert template_id in list(package.templates())


def test_a_template_lives_in_the_table_and_its_picture_in_the_bucket(account: Account, signed: Client) -> None:
    template_id = contract.add(signed)
    outputs = account.outputs(STACK)
    items = account.emulator.client("dynamodb").scan(TableName=outputs["Table"])["Items"]
    assert template_id in [item["sk"]["S"] for item in items]
    s3 = account.emulator.client("s3")
    kept = s3.list_objects_v2(Bucket=outputs["Bucket"], Prefix=f"templates/{template_id}/")["Contents"]
    [key] = [each["Key"] for each in kept if each["Key"].endswith("/picture")]
    picture = s3.get_object(Bucket=outputs["Bucket"], Key=key)["Body"].read()
    assert picture == next(contract.CASE.glob("template.p*")).read_bytes()
    assert signed({"type": "del", "template_id": template_id})[0] == 200
    left = s3.list_objects_v2(Bucket=outputs["Bucket"], Prefix=f"templates/{template_id}/")
    assert left.get("KeyCount", 0) == 0


def test_a_picture_put_into_the_bucket_is_read(account: Account, signed: Client, reading: list[dict[str, Any]]) -> None:
    contract.assert_same_reading(beside.read_out_of_the_bucket(account, STACK, signed), reading)


def test_a_picture_too_large_for_a_request_is_uploaded_and_read(
    account: Account, signed: Client, reading: list[dict[str, Any]]
) -> None:
    contract.assert_same_reading(beside.read_off_an_upload(account, signed), reading)


def test_a_poison_picture_waits_in_the_queue_with_its_reason_once(account: Account, signed: Client) -> None:
    assert beside.buried_for_poison(account, STACK, signed) == ["unsupported_picture"]


def test_a_batch_of_a_prefix_is_read_each_file_once_and_what_was_not_is_fed_back(
    account: Account, signed: Client, reading: list[dict[str, Any]], tmp_path: Path
) -> None:
    lines, said = beside.read_as_a_batch(account, STACK, signed, tmp_path)
    names = ["0 page.png", "1 page.png", f"{DEADLY}.png", "poison.png"]
    assert sorted(Path(line["source"]).name for line in lines) == names
    of = {Path(line["source"]).name: line for line in lines}
    for name in names[:2]:
        assert [field["value"] for field in of[name]["fields"]] == [field["value"] for field in reading]
    assert [of[name]["reason"] for name in names[2:]] == ["reader_died", "unsupported_picture"]
    assert "4 files: 2 read, 1 " in said and "succeeded" in said
    [line], said = beside.read_again_once_mended(account, STACK, signed, tmp_path)
    assert Path(line["source"]).name == "poison.png" and "1 files: 1 read" in said
    assert [field["value"] for field in line["fields"]] == [field["value"] for field in reading]


def test_a_browser_is_given_the_console_unsigned_and_all_that_it_loads(account: Account, url: str) -> None:
    page = beside.page_with_everything_it_loads(account, url)
    assert "<title>" in page
    assert beside.refused_path(account, url, "console/x/nothing.js")[1]["error"]["code"] == "not_found"


@pytest.mark.usefixtures("reading")
def test_the_functions_own_role_is_refused_what_it_was_not_granted(account: Account) -> None:
    outputs, keys = account.outputs(STACK), account.runtime.credentials()
    s3, dynamodb = (account.emulator.client(service, **keys) for service in ("s3", "dynamodb"))
    assert s3.list_objects_v2(Bucket=outputs["Bucket"])["ResponseMetadata"]["HTTPStatusCode"] == 200
    beyond: tuple[Callable[[], Any], ...] = (
        lambda: dynamodb.scan(TableName=outputs["Table"]),
        lambda: dynamodb.delete_table(TableName=outputs["Table"]),
        lambda: s3.put_object(Bucket=outputs["Bucket"], Key="in/forged.png", Body=b""),
        lambda: s3.delete_object(Bucket=outputs["Bucket"], Key="out/answer.json"),
        lambda: s3.list_objects_v2(Bucket="cdk-hnb659fds-assets-123456789012-us-east-1"),
    )
    for act in beyond:
        with pytest.raises(ClientError, match="AccessDenied"):
            act()


def test_the_logs_hold_no_text_of_a_document(account: Account, reading: list[dict[str, Any]]) -> None:
    written = log_of(account)
    assert '"request_id"' in written
    for value in (each["value"] for each in reading):
        assert len(value) < 6 or value not in written


def test_an_update_that_answers_wrongly_is_taken_back(account: Account, signed: Client) -> None:
    template_id = contract.add(signed)
    image = IMAGE.replace(":e2e", REFUSING)
    with pytest.raises(AssertionError, match=r"ended with 1:[\s\S]*The stack is as it was before"):
        account.deploy(*CHOICES, image, "memory_mb=2048")
    function = account.outputs(STACK)["FunctionName"]
    told = account.emulator.client("lambda").get_function(FunctionName=function)
    assert told["Code"]["ImageUri"] == IMAGE.removeprefix("image_uri=") and told["Configuration"]["MemorySize"] == 3008
    assert template_id in signed({"type": "list"})[1]["template_id_list"]


def test_an_update_to_keys_changes_who_may_call(account: Account, signed: Client) -> None:
    account.deploy(*CHOICES, "auth=api_key", "throttle=40/80")
    outputs = account.outputs(STACK)
    key = account.emulator.client("apigateway").get_api_key(apiKey=outputs["ApiKeyId"], includeValue=True)["value"]
    assert Client(account.emulator, signed.url, headers={"x-api-key": key})({"type": "list"})[0] == 200
    status, body = Client(account.emulator, signed.url, headers={"x-api-key": "wrong"})({"type": "list"})
    assert (status, body["error"]["code"]) == (403, "access_denied")


def test_an_update_to_no_auth_keeps_the_templates(account: Account, signed: Client) -> None:
    before = account.emulator.client("dynamodb").scan(TableName=account.outputs(STACK)["Table"])["Count"]
    account.deploy(*CHOICES, "auth=none", "waf=true", "cors_origins=https://app.example.com", smoke=False)
    page = Client(account.emulator, signed.url, headers={"origin": "https://app.example.com"})
    assert page({"type": "list"})[0] == 200
    assert before > 0
    assert account.emulator.client("dynamodb").scan(TableName=account.outputs(STACK)["Table"])["Count"] == before


def test_destroy_leaves_nothing(account: Account, deployed: str, signed: Client) -> None:
    forget_caller(account.emulator, "clerk")
    said = account.destroy(*CHOICES, "auth=none", "waf=true", "cors_origins=https://app.example.com")
    assert f"{STACK} is gone" in said
    assert inventory(account.emulator) == account.at_first
    new_caller(account.emulator, "clerk")
