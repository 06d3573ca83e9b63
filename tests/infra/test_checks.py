"""Other people's checks over our templates: cfn-lint for four regions, cdk-nag's AWS Solutions rules."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.acknowledged import REASONS
from infra.images import BUILD_CONTEXT
from tests.support.stacks import STACKS, looked_at, synthesised

REGIONS = {"cn-north-1": ("us-east-1", "cn-north-1", "cn-northwest-1"), "us-gov-west-1": ("us-gov-west-1",)}
"""Where a template is made for, and where it is looked at for."""
WHOLE = "cn-north-1"
"""The region for which every stack is looked at; elsewhere those that between them have every type of resource."""


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
def test_cdk_nag_finds_nothing_that_is_not_acknowledged_with_a_reason(name: str) -> None:
    assert looked_at(name).violations == ()


def test_every_acknowledgement_is_reasoned_and_about_one_construct() -> None:
    for path, finding, reason in REASONS:
        assert "/" in path
        assert finding
        assert reason.endswith(".")
