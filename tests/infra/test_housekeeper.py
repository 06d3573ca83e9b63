"""The function behind the custom resources: empties, lends, gives back, and always answers CloudFormation."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

SOURCE = Path(__file__).parents[2] / "infra" / "housekeeper_function" / "housekeeper.py"
OURS = "arn:aws:iam::123456789012:role/ours"
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def housekeeper() -> ModuleType:
    spec = importlib.util.spec_from_file_location("housekeeper", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ask(housekeeper: ModuleType) -> Iterator[Ask]:
    """Sends an event as CloudFormation does, and gives what the function told it."""
    told: list[dict[str, Any]] = []

    class CloudFormation(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), CloudFormation)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def send(request: str, resource: str, **properties: str) -> dict[str, Any]:
        event = {
            "RequestType": request,
            "ResourceType": f"Custom::{resource}",
            "ResourceProperties": properties,
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "logical",
            "ResponseURL": f"http://127.0.0.1:{server.server_port}/",
        }
        housekeeper.handle(event, None)
        return told[-1]

    yield send
    server.shutdown()
    server.server_close()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}):
        yield


@pytest.mark.usefixtures("aws")
def test_a_bucket_is_emptied_of_every_version_on_delete(ask: Ask) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="pictures")
    s3.put_bucket_versioning(Bucket="pictures", VersioningConfiguration={"Status": "Enabled"})
    for key in ("in/a", "in/a", "out/a", "templates/b"):
        s3.put_object(Bucket="pictures", Key=key, Body=b"x")
    s3.delete_object(Bucket="pictures", Key="out/a")
    assert ask("Delete", "EmptiedBucket", Bucket="pictures")["Status"] == "SUCCESS"
    s3.delete_bucket(Bucket="pictures")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_a_bucket_is_left_alone_until_then(ask: Ask, request_type: str) -> None:
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="pictures")
    s3.put_object(Bucket="pictures", Key="a", Body=b"x")
    told = ask(request_type, "EmptiedBucket", Bucket="pictures")
    assert (told["Status"], told["PhysicalResourceId"]) == ("SUCCESS", "pictures")
    assert s3.list_objects_v2(Bucket="pictures")["KeyCount"] == 1


@pytest.mark.usefixtures("aws")
def test_a_bucket_that_is_gone_already_is_no_failure(ask: Ask) -> None:
    assert ask("Delete", "EmptiedBucket", Bucket="never-there")["Status"] == "SUCCESS"


class Gateway:
    """API Gateway's account setting; refuses a role as often as told, as it does one made a second ago."""

    def __init__(self, role: str = "", refusals: int = 0) -> None:
        self.role = role
        self.refusals = refusals

    def get_account(self) -> dict[str, Any]:
        return {"cloudwatchRoleArn": self.role} if self.role else {}

    def update_account(self, *, patchOperations: list[dict[str, str]]) -> None:
        [operation] = patchOperations
        if self.refusals:
            self.refusals -= 1
            raise ClientError({"Error": {"Code": "BadRequestException", "Message": "role"}}, "UpdateAccount")
        self.role = operation["value"]


LENT = [
    ("", "Create", OURS),
    ("", "Update", OURS),
    ("arn:someone-elses", "Create", "arn:someone-elses"),
    (OURS, "Delete", ""),
    ("arn:someone-elses", "Delete", "arn:someone-elses"),
]


@pytest.mark.parametrize("case", LENT)
def test_the_log_role_is_lent_where_there_is_none_and_taken_back_where_it_is_ours(
    ask: Ask, housekeeper: ModuleType, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, str]
) -> None:
    before, request_type, after = case
    gateway = Gateway(before)
    monkeypatch.setattr(housekeeper.boto3, "client", lambda service: gateway)
    assert ask(request_type, "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"
    assert gateway.role == after


def test_a_role_that_is_not_known_yet_is_offered_again(
    ask: Ask, housekeeper: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(refusals=3)
    monkeypatch.setattr(housekeeper.boto3, "client", lambda service: gateway)
    monkeypatch.setattr(housekeeper, "ROLE_PAUSE_SECONDS", 0)
    assert ask("Create", "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"
    assert gateway.role == OURS


def test_a_failure_is_told_with_its_reason_rather_than_left_to_time_out(ask: Ask) -> None:
    told = ask("Create", "Unheard", Bucket="x")
    assert told["Status"] == "FAILED"
    assert "KeyError" in told["Reason"]
