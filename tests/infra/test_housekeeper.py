"""The function behind the custom resources: empties, lends, gives back, and always answers CloudFormation."""

from __future__ import annotations

import importlib.util
import json
import threading
import time
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


class Context:
    """The context of an invocation with so many milliseconds left, each time it is asked."""

    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:housekeeper"

    def __init__(self, *left: int) -> None:
        self._left = list(left) or [900_000]

    def get_remaining_time_in_millis(self) -> int:
        return self._left.pop(0) if len(self._left) > 1 else self._left[0]


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

    def send(
        request: str, resource: str, context: Any = None, more: dict[str, Any] | None = None, **properties: str
    ) -> dict[str, Any]:
        event = {
            "RequestType": request,
            "ResourceType": f"Custom::{resource}",
            "ResourceProperties": properties,
            "StackId": "stack",
            "RequestId": "request",
            "LogicalResourceId": "logical",
            "ResponseURL": f"http://127.0.0.1:{server.server_port}/",
        } | (more or {})
        housekeeper.handle(event, context or Context())
        return told[-1] if told else {}

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


class LambdaOfOurs:
    """Keeps what the function called itself with."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **given: Any) -> None:
        assert given["InvocationType"] == "Event"
        assert given["FunctionName"] == Context.invoked_function_arn
        self.calls.append(json.loads(given["Payload"]))


@pytest.fixture
def many(aws: None, housekeeper: ModuleType, monkeypatch: pytest.MonkeyPatch) -> LambdaOfOurs:
    """A bucket of more pages than one invocation has time for."""
    s3, ours = boto3.client("s3"), LambdaOfOurs()
    s3.create_bucket(Bucket="pictures")
    for number in range(12):
        s3.put_object(Bucket="pictures", Key=f"in/{number}", Body=b"x")

    class PagesOfFive:
        def __init__(self) -> None:
            self.delete_objects = s3.delete_objects

        def get_paginator(self, name: str) -> Any:
            paginator = s3.get_paginator(name)
            paginate = paginator.paginate
            paginator.paginate = lambda **given: paginate(**given, PaginationConfig={"PageSize": 5})
            return paginator

    made = {"s3": PagesOfFive(), "lambda": ours}
    monkeypatch.setattr(housekeeper.boto3, "client", lambda service, **_: made[service])
    return ours


def test_what_an_invocation_has_no_time_for_the_next_goes_on_with_and_the_last_one_answers(
    ask: Ask, many: LambdaOfOurs
) -> None:
    assert ask("Delete", "EmptiedBucket", Context(59_000), Bucket="pictures") == {}
    for _ in range(2):
        told = ask("Delete", "EmptiedBucket", Context(59_000), more=many.calls[-1], Bucket="pictures")
    assert len(many.calls) == 3
    told = ask("Delete", "EmptiedBucket", more=many.calls[-1], Bucket="pictures")
    assert told["Status"] == "SUCCESS"
    boto3.Session().client("s3").delete_bucket(Bucket="pictures")


def test_before_cloudformation_has_waited_an_hour_it_is_told_to_try_again(ask: Ask, many: LambdaOfOurs) -> None:
    told = ask("Delete", "EmptiedBucket", Context(59_000), more={"Began": time.time() - 2500}, Bucket="pictures")
    assert told["Status"] == "FAILED"
    assert "run destroy again" in told["Reason"]
    assert many.calls == []


class Account:
    """API Gateway's account setting and IAM's roles, on a clock of their own.

    Refuses a role as often as told, as it does one made a second ago; lets one `UpdateAccount` through in 20 s.
    """

    def __init__(self, role: str = "", refusals: int = 0, neighbour: float = -100.0, gone: bool = False) -> None:
        self.role = role
        self.refusals = refusals
        self.gone = gone
        self.last = neighbour
        self.now = 0.0
        self.asked = 0

    def get_account(self) -> dict[str, Any]:
        return {"cloudwatchRoleArn": self.role} if self.role else {}

    def update_account(self, *, patchOperations: list[dict[str, str]]) -> None:
        [operation] = patchOperations
        self.asked += 1
        if self.now - self.last < 20:
            raise ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "slow"}}, "UpdateAccount")
        self.last = self.now
        if self.refusals:
            self.refusals -= 1
            raise ClientError({"Error": {"Code": "BadRequestException", "Message": "role"}}, "UpdateAccount")
        self.role = operation["value"]

    def get_role(self, *, RoleName: str) -> None:
        assert "/" not in RoleName
        if self.gone:
            raise ClientError({"Error": {"Code": "NoSuchEntity", "Message": "gone"}}, "GetRole")

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def account_of(housekeeper: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Account]:
    def make(*given: Any, **named: Any) -> Account:
        account = Account(*given, **named)
        monkeypatch.setattr(housekeeper.boto3, "client", lambda service, **_: account)
        monkeypatch.setattr(housekeeper.time, "sleep", account.sleep)
        monkeypatch.setattr(housekeeper.time, "monotonic", lambda: account.now)
        return account

    return make


LENT = [
    ("", "Create", OURS),
    ("", "Update", OURS),
    (OURS, "Update", OURS),
    ("arn:someone-elses", "Create", "arn:someone-elses"),
    (OURS, "Delete", ""),
    ("arn:someone-elses", "Delete", "arn:someone-elses"),
]


@pytest.mark.parametrize("case", LENT)
def test_the_log_role_is_lent_where_there_is_none_and_taken_back_where_it_is_ours(
    ask: Ask, account_of: Callable[..., Account], case: tuple[str, str, str]
) -> None:
    before, request_type, after = case
    account = account_of(before)
    assert ask(request_type, "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"
    assert account.role == after


@pytest.mark.parametrize(("request_type", "before", "after"), [("Create", "", OURS), ("Delete", OURS, "")])
def test_one_update_in_twenty_seconds_is_kept_to_and_a_neighbours_is_waited_for(
    ask: Ask, account_of: Callable[..., Account], request_type: str, before: str, after: str
) -> None:
    account = account_of(before, neighbour=-5.0)
    assert ask(request_type, "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"
    assert account.role == after


def test_a_role_that_is_not_known_yet_is_offered_again(ask: Ask, account_of: Callable[..., Account]) -> None:
    account = account_of(refusals=3)
    assert ask("Create", "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"
    assert (account.role, account.asked) == (OURS, 4)


def test_a_role_that_no_longer_exists_counts_as_none(ask: Ask, account_of: Callable[..., Account]) -> None:
    account = account_of("arn:aws:iam::123456789012:role/service-role/long-gone", gone=True)
    assert ask("Create", "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"
    assert account.role == OURS


def test_a_stack_goes_though_the_role_cannot_be_taken_back(ask: Ask, account_of: Callable[..., Account]) -> None:
    account_of(OURS, refusals=100)
    assert ask("Delete", "ApiLogRole", RoleArn=OURS)["Status"] == "SUCCESS"


def test_a_role_that_is_never_taken_fails_the_deployment_with_its_reason(
    ask: Ask, account_of: Callable[..., Account]
) -> None:
    account = account_of(refusals=100)
    told = ask("Create", "ApiLogRole", RoleArn=OURS)
    assert told["Status"] == "FAILED"
    assert "BadRequestException" in told["Reason"]
    assert account.now < 600


def test_a_failure_is_told_with_its_reason_rather_than_left_to_time_out(ask: Ask) -> None:
    told = ask("Create", "Unheard", Bucket="x")
    assert told["Status"] == "FAILED"
    assert "KeyError" in told["Reason"]
