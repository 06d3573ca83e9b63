"""What only an account can show, each as a step that looks for itself: the rows of docs/unverified.md that need no eye.

Rule: a step says what it saw, or raises `Unproved` with it; it leaves nothing that `destroy` would not take.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from infra import deploy, destroy, restore, smoke
from infra.config import DeployConfig
from infra.door import Door, door_of

PATIENCE_SECONDS = 300.0
PAUSE_SECONDS = 5.0


class Unproved(Exception):
    """What was seen is not what must be seen."""


@dataclass
class Trial:
    """One deployment on trial."""

    config: DeployConfig
    pairs: list[str]
    region: str
    outputs: dict[str, str] = field(default_factory=dict)
    restored: restore.Place | None = None

    @property
    def door(self) -> Door:
        """How it is asked."""
        return door_of(self.outputs, self.config.auth, self.region)

    def client(self, service: str) -> Any:
        """A client of its region."""
        return boto3.client(service, region_name=self.region)


@dataclass(frozen=True)
class Step:
    """A claim, what must be seen, and the look."""

    key: str
    claim: str
    must: str
    look: Callable[[Trial], str]
    only_where: Callable[[DeployConfig], bool] = lambda config: True


def _deploy(trial: Trial) -> str:
    if deploy.main([part for pair in trial.pairs for part in ("-c", pair)]):
        raise Unproved("make deploy did not end with 0: its words are above")
    [stack] = trial.client("cloudformation").describe_stacks(StackName=trial.config.name)["Stacks"]
    trial.outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return f"{stack['StackStatus']}, {len(trial.outputs)} outputs"


def _log_role(trial: Trial) -> str:
    role = trial.client("apigateway").get_account().get("cloudwatchRoleArn") or ""
    return _must(bool(role), f"role {role or 'none'}")


def _too_large(trial: Trial) -> str:
    seen = []
    for megabytes in (11, 7):
        status, body = trial.door.post({"type": "query", "template_id": "none", "img": "A" * (megabytes * 1_000_000)})
        seen.append(f"{megabytes} MB: {status} {_code(body)}")
    return _must(all(each.endswith("413 body_too_large") for each in seen), "; ".join(seen))


def _routes(trial: Trial) -> str:
    door = trial.door
    seen = {
        "/": replace(door, url=f"{door.url}/").post({"type": "list"})[0],
        "/list": replace(door, url=f"{door.url}/list").post({})[0],
        "/query with del": replace(door, url=f"{door.url}/query").post({"type": "del", "template_id": "x"})[0],
    }
    return _must(list(seen.values()) == [200, 200, 400], json.dumps(seen))


def _unsigned(trial: Trial) -> str:
    status, body = replace(trial.door, auth="none").post({"type": "list"})
    return _must((status, _code(body)) == (403, "access_denied"), f"{status} {_code(body)}")


def _busy(trial: Trial) -> str:
    """No invocation is free for a moment, as when the account's are all taken."""
    functions, name = trial.client("lambda"), trial.outputs["FunctionName"]
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        time.sleep(PAUSE_SECONDS)
        status, body = trial.door.post({"type": "list"})
    finally:
        functions.delete_function_concurrency(FunctionName=name)
    return _must(status == 503, f"{status} {_code(body)}")


def _picture(trial: Trial) -> str:
    template_id = _added(trial)
    bucket, key, s3 = trial.outputs["Bucket"], f"{template_id}/prove.png", trial.client("s3")
    s3.put_object(Bucket=bucket, Key=f"in/{key}", Body=_query().read_bytes())
    began = time.monotonic()
    answer = _until(lambda: s3.get_object(Bucket=bucket, Key=f"out/{key}.json"))
    read = json.loads(answer["Body"].read())
    return _must(isinstance(read, list), f"{len(read)} fields after {time.monotonic() - began:.0f} s")


def _upload(trial: Trial) -> str:
    status, offer = trial.door.post({"type": "upload", "content_type": "image/png"})
    return _must(status == 200 and "s3_url" in offer, f"{status}, {offer.get('url', '')}")


def _access_logs(trial: Trial) -> str:
    groups = trial.client("logs").describe_log_groups(logGroupNamePrefix=f"{trial.config.name}-ApiAccessLogs")
    [group] = groups["logGroups"]
    events = _until(lambda: trial.client("logs").filter_log_events(logGroupName=group["logGroupName"])["events"])
    return f"{len(events)} lines in {group['logGroupName']}"


def _restore(trial: Trial) -> str:
    kept = _added(trial)
    time.sleep(PAUSE_SECONDS)
    moment = datetime.now(UTC)
    trial.door.post({"type": "del", "template_id": kept})
    source = restore.Place(trial.outputs["Table"], trial.outputs["Bucket"])
    trial.restored = restore.target_of(f"{trial.config.name}-proved-{moment:%H%M%S}")
    copied = restore.restore(source, trial.restored, moment)
    found = trial.client("dynamodb").get_item(
        TableName=trial.restored.table, Key={"pk": {"S": "template"}, "sk": {"S": kept}}
    )
    item = "its item" if "Item" in found else "not its item"
    return _must("Item" in found and copied > 0, f"{copied} objects, {item}")


def _forget_restored(trial: Trial) -> str:
    """What was restored belongs to no stack: it is taken away here."""
    if trial.restored is None:
        return "nothing was restored"
    bucket = boto3.resource("s3", region_name=trial.region).Bucket(trial.restored.bucket)
    bucket.object_versions.delete()
    bucket.delete()
    trial.client("dynamodb").delete_table(TableName=trial.restored.table)
    return f"{trial.restored.table} and {trial.restored.bucket} are gone"


def _destroy(trial: Trial) -> str:
    if destroy.main(["--yes", *[part for pair in trial.pairs for part in ("-c", pair)]]):
        raise Unproved("make destroy did not end with 0: its words are above")
    pages = trial.client("logs").get_paginator("describe_log_groups").paginate()
    left = [each["logGroupName"] for page in pages for each in page["logGroups"]]
    left = [name for name in left if trial.config.name in name]
    return _must(not left, f"log groups left: {left or 'none'}")


def _must(holds: bool, seen: str) -> str:
    if not holds:
        raise Unproved(seen)
    return seen


def _code(body: Any) -> str:
    return str(body["error"]["code"]) if isinstance(body, Mapping) and "error" in body else str(body)[:80]


def _added(trial: Trial) -> str:
    template = json.loads((smoke.CASE / "template.json").read_text(encoding="utf-8"))
    status, body = trial.door.post({"type": "add", "template": template, "img": smoke.picture(smoke.CASE, "template")})
    _must(status == 200, f"add: {status} {_code(body)}")
    return str(body["template_id"])


def _query() -> Path:
    return sorted(path for path in smoke.CASE.iterdir() if path.name.startswith("query-1"))[0]


def _until(find: Callable[[], Any]) -> Any:
    """What is found, once it is there; raises Unproved."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(Exception):
            if found := find():
                return found
        time.sleep(PAUSE_SECONDS)
    raise Unproved(f"not there after {PATIENCE_SECONDS:.0f} s")


STEPS = (
    Step("deploy", "The whole deployment succeeds and its first document is read", "exit status 0", _deploy),
    Step(
        "log-role",
        "API Gateway takes the lent log role (tried every 21 s, for it lets one update in 20 s through)",
        "a role is set for the account",
        _log_role,
        lambda config: config.access_logs,
    ),
    Step("routes", "A trailing slash and the routes of one type are answered", "200, 200, 400", _routes),
    Step(
        "unsigned",
        "An unsigned request is refused in our words",
        "403 `access_denied`",
        _unsigned,
        lambda config: config.auth != "none",
    ),
    Step(
        "too-large",
        "Over 10 MB, and over the 6 MB that Lambda takes, the gateway refuses in our words",
        "413 `body_too_large`, twice",
        _too_large,
    ),
    Step("busy", "With no invocation free, the gateway says when to come again", "503 `too_many_requests`", _busy),
    Step("upload", "A place for large pictures is lent", "200 and an `s3_url`", _upload),
    Step(
        "picture",
        "A picture put under `in/` is read, with either compute (with compute=sagemaker DynamoDB lets the function in "
        "front write the partitions `delivery#…`, a condition no emulator looks at)",
        "fields in `out/`",
        _picture,
        lambda config: config.events,
    ),
    Step(
        "access-logs",
        "Access logs are written",
        "lines in the group of AccessLogs",
        _access_logs,
        lambda config: config.access_logs,
    ),
    Step(
        "restore",
        "A deleted template is brought back, ids and pictures, to the moment before",
        "its item in the new table, objects in the new bucket",
        _restore,
        lambda config: config.backup_days > 0,
    ),
    Step("forget-restored", "What was restored can be taken away", "table and bucket gone", _forget_restored),
    Step("destroy", "Nothing is left", "exit status 0, no log group of that name", _destroy),
)
