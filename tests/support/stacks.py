"""Synthesised stacks for tests: a DeployConfig in, a template out, with the feature flags of cdk.json."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk

from infra.config import DeployConfig
from infra.stack import CustomOcrStack

ROOT = Path(__file__).parents[2]
ACCOUNT = "123456789012"
IMAGE = f"{ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/custom-ocr:1"


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
