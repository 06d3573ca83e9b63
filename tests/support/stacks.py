"""Synthesised stacks for tests: a DeployConfig in, a template out, with the feature flags of cdk.json."""

from __future__ import annotations

import json
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from infra.config import DeployConfig
from infra.stack import CustomOcrStack

ROOT = Path(__file__).parents[2]
ACCOUNT = "123456789012"
IMAGE = f"{ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/custom-ocr:1"

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
STACKS = {
    "plain": {},
    "everything": {
        "events": "true",
        "batch": "true",
        "review_days": "30",
        "template_metrics": "true",
        "domain": "ocr.example.com",
        "certificate": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        "subnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
        "security_groups": "sg-0123456789abcdef0",
        "permissions_boundary": "arn:aws:iam::123456789012:policy/boundary",
        "waf": "true",
        "alarm_email": "a@example.com",
        "cors_origins": "https://a.example.com",
        "readable_buckets": "scans",
        "provisioned_concurrency": "1",
        "warm_hours": "7-19 MON-FRI Europe/Berlin",
        "canary": "true",
    },
    "keys": {
        "auth": "api_key",
        "quota": "10000/DAY",
        "keys": "team-a,team-b",
        "data": "retain",
        "encryption_key": KEY,
        "keep_days": "7",
    },
    "others": {"callers": "222222222222,o-a1b2c3d4e5", "reading_callers": "333333333333", "kms_keys": KEY},
    "taken over": {
        "table": "again",
        "bucket": "again-bucket",
        "events": "true",
        "batch": "true",
        "reserved_concurrency": "9",
    },
    "open": {"auth": "none", "access_logs": "false", "backup_days": "0", "vpc_endpoints": "vpce-0123456789abcdef0"},
    "sagemaker": {
        "compute": "sagemaker",
        "review_days": "7",
        "events": "true",
        "waf": "true",
        "alarm_email": "a@example.com",
    },
}
"""What between them has every part of the deployment."""


@cache
def synthesised(region: str = "eu-central-1", **choices: str) -> dict[str, Any]:
    """The CloudFormation template of these choices, with a prebuilt image unless `image_uri` is given."""
    return _synth(region, {"image_uri": IMAGE, **choices})


def app_with(region: str, choices: dict[str, str], outdir: str | None = None) -> tuple[cdk.App, CustomOcrStack]:
    """The app as app.py makes it, not yet synthesised."""
    flags = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
    app = cdk.App(context=flags, outdir=outdir, analytics_reporting=False)
    config = DeployConfig.from_context(choices)
    return app, CustomOcrStack(app, config, env=cdk.Environment(account=ACCOUNT, region=region))


def _synth(region: str, choices: dict[str, str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        app, stack = app_with(region, choices, folder)
        template: dict[str, Any] = app.synth().get_stack_by_name(stack.stack_name).template
    return template


@dataclass(frozen=True)
class Looked:
    """One of STACKS as a template, and what cdk-nag's AWS Solutions rules complain of."""

    template: dict[str, Any]
    violations: tuple[str, ...]


@cache
def looked_at(name: str) -> Looked:
    """That one, in us-east-1."""
    import cdk_nag

    with tempfile.TemporaryDirectory() as folder:
        app, stack = app_with("us-east-1", {"image_uri": IMAGE, **STACKS[name]}, folder)
        cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
        with suppress(RuntimeError):  # what is found is in the report, which says it better
            app.synth()
        template = json.loads(Path(folder, f"{stack.stack_name}.template.json").read_text(encoding="utf-8"))
        return Looked(template, tuple(_violations(Path(folder))))


def _violations(folder: Path) -> list[str]:
    report = json.loads((folder / "validation-report.json").read_text(encoding="utf-8"))
    return [
        f"{found['ruleName']} {place.get('constructPath') or place.get('resourceLogicalId')}"
        for plugin in report["pluginReports"]
        for found in plugin["violations"]
        for place in found["violatingConstructs"]
    ]


def resources(template: dict[str, Any], type_: str) -> dict[str, dict[str, Any]]:
    """Properties by logical id of all resources of a type."""
    found = template["Resources"].items()
    return {name: item.get("Properties", {}) for name, item in found if item["Type"] == type_}


def only(template: dict[str, Any], type_: str) -> dict[str, Any]:
    """Properties of the one resource of a type."""
    [found] = resources(template, type_).values()
    return found


def statements(template: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """(logical id, statement) of every policy statement, wherever it stands."""
    return [
        (name, statement)
        for name, item in template["Resources"].items()
        for document in _documents(item.get("Properties", {}))
        for statement in document["Statement"]
    ]


def _documents(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if "Statement" in value and isinstance(value["Statement"], list) else []
        return own + [found for item in value.values() for found in _documents(item)]
    if isinstance(value, list):
        return [found for item in value for found in _documents(item)]
    return []
