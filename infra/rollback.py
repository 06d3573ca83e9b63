"""After a deployment that answers wrongly: the stack as it was before, by the template that CloudFormation had then.

The whole template and not an alias alone: settings, rights and routes belong to the image they were deployed with, and
CloudFormation goes on knowing what there is. The CDK deploys it, with the rights it deployed the new one with.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra import cdk_cli

SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")


def template_of(stack: str, region: str) -> dict[str, Any] | None:
    """What a stack was last deployed with; None where there is no stack, or none that could be gone back to."""
    cloudformation = boto3.client("cloudformation", region_name=region)
    try:
        [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        if found["StackStatus"] not in SETTLED:
            return None
        told = cloudformation.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"]
    except (ClientError, BotoCoreError):  # no such stack; or no right to look, which is no reason not to deploy
        return None
    template: dict[str, Any] = json.loads(told) if isinstance(told, str) else dict(told)
    return template


def is_deployed_by(assembly: Path, stack: str, template: dict[str, Any]) -> bool:
    """Whether an assembly's stack is that template already, so that there is nothing to go back to."""
    same: bool = json.loads((assembly / f"{stack}.template.json").read_text(encoding="utf-8")) == template
    return same


def put_back(assembly: Path, stack: str, template: dict[str, Any]) -> int:
    """Deploy a template again, in the assembly (`cdk synth --output`) of what came after it; the CDK's exit status."""
    write_over(assembly, stack, template)
    return cdk_cli.deploy_assembly(assembly, stack)


def write_over(assembly: Path, stack: str, template: dict[str, Any]) -> None:
    """The assembly then is of that template, all of whose other files are in the account since it was deployed."""
    text = json.dumps(template, indent=1)
    name = hashlib.sha256(text.encode()).hexdigest()
    (assembly / f"{stack}.template.json").write_text(text, encoding="utf-8")
    file = assembly / f"{stack}.assets.json"
    assets = json.loads(file.read_text(encoding="utf-8"))
    [(before, asset)] = [
        (key, each) for key, each in assets["files"].items() if each["source"]["path"] == f"{stack}.template.json"
    ]
    moved = json.loads(json.dumps(asset).replace(before, name))
    file.write_text(json.dumps({**assets, "files": {name: moved}, "dockerImages": {}}), encoding="utf-8")
    manifest = assembly / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(before, name), encoding="utf-8")
