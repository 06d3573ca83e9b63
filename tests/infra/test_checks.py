"""Other people's checks over our templates: cfn-lint for four regions, cdk-nag's AWS Solutions rules."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import cdk_nag
import pytest

from infra.acknowledged import REASONS
from infra.images import BUILD_CONTEXT
from tests.support.stacks import IMAGE, app_with, synthesised

REGIONS = {"cn-north-1": ("us-east-1", "cn-north-1", "cn-northwest-1"), "us-gov-west-1": ("us-gov-west-1",)}
"""Where a template is made for, and where it is looked at for."""
WHOLE = "cn-north-1"
"""The region for which every stack is looked at; elsewhere those that between them have every type of resource."""

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


@pytest.mark.check
@pytest.mark.parametrize("region", REGIONS)
def test_cfn_lint_finds_nothing_in_any_region(region: str, tmp_path: Path) -> None:
    """But W3005: CDK writes out dependencies that a reference already implies."""
    stacks = {name: synthesised(region, **choices) for name, choices in STACKS.items()}
    chosen = stacks if region == WHOLE else {name: stacks[name] for name in _covering(stacks)}
    files = [tmp_path / f"{name}.json" for name in chosen]
    for file, stack in zip(files, chosen.values(), strict=True):
        file.write_text(json.dumps(stack), encoding="utf-8")
    assert _checked("cfn-lint", "--ignore-checks", "W3005", "--regions", *REGIONS[region], "--", *map(str, files)) == ""


def _covering(stacks: dict[str, dict[str, Any]]) -> list[str]:
    """Names of as few stacks as have every type of resource that any has, the richest first."""
    types = {name: {made["Type"] for made in stack["Resources"].values()} for name, stack in stacks.items()}
    chosen: list[str] = []
    while left := set().union(*types.values()) - set().union(*(types[name] for name in chosen)):
        chosen.append(max(types, key=lambda name: len(types[name] & left)))
    return chosen


def test_hadolint_finds_nothing_in_the_endpoints_image() -> None:
    assert _checked("hadolint", str(BUILD_CONTEXT / "Dockerfile.gpu")) == ""


def _checked(program: str, *arguments: str) -> str:
    """What a checker beside this Python complains of."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", STACKS)
def test_cdk_nag_finds_nothing_that_is_not_acknowledged_with_a_reason(name: str, tmp_path: Path) -> None:
    app, _ = app_with("us-east-1", {"image_uri": IMAGE, **STACKS[name]}, str(tmp_path))
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    with suppress(RuntimeError):  # what is found is in the report, which says it better
        app.synth()
    assert _violations(tmp_path) == []


def test_every_acknowledgement_is_reasoned_and_about_one_construct() -> None:
    for path, finding, reason in REASONS:
        assert "/" in path
        assert finding
        assert reason.endswith(".")


def _violations(folder: Path) -> list[str]:
    report = json.loads((folder / "validation-report.json").read_text(encoding="utf-8"))
    return [
        f"{found['ruleName']} {place.get('constructPath') or place.get('resourceLogicalId')}"
        for plugin in report["pluginReports"]
        for found in plugin["violations"]
        for place in found["violatingConstructs"]
    ]
