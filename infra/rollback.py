"""After a deployment that answers wrongly: the stack as it was before, by the template that CloudFormation had then.

The whole template and not an alias alone: settings, rights and routes belong to the image they were deployed with, and
CloudFormation goes on knowing what there is. The CDK deploys it, with the rights it deployed the new one with.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra import cdk_cli

SETTLED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE")
NEVER_WAS = ("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_COMPLETE")
FIRST = "a first deployment has nothing before it, and is taken away by `make destroy`"
AGAIN = "take an update back by deploying again what was there"
RINGING_TRIES, RINGING_SECONDS = 20, 15.0  # the canary's alarms look at a minute, and are told two late


@dataclass(frozen=True)
class Before:
    """The template that a stack was last deployed with; where there is none to go back to, why, and what to do."""

    template: Mapping[str, Any] | None
    why_none: str = ""


def before(stack: str, region: str) -> Before:
    """What there is to go back to. No right to look is no reason not to deploy."""
    try:
        return _looked_at(boto3.client("cloudformation", region_name=region), stack)
    except ClientError as refusal:
        if "does not exist" in refusal.response["Error"].get("Message", ""):
            return Before(None, FIRST)
        why = f"what is there could not be looked at ({refusal}; allow cloudformation:DescribeStacks and GetTemplate)"
    except BotoCoreError as fault:
        why = f"what is there could not be looked at ({fault})"
    except ValueError:
        why = "the template that is there is no JSON, so not of this CDK app"
    return Before(None, f"{why}: {AGAIN}")


def _looked_at(cloudformation: Any, stack: str) -> Before:
    [found] = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    status = found["StackStatus"]
    if status in NEVER_WAS:
        return Before(None, FIRST)
    if status not in SETTLED:
        return Before(None, f"the stack is {status}: {AGAIN}")
    told = cloudformation.get_template(StackName=stack, TemplateStage="Original")["TemplateBody"]
    return Before(json.loads(told) if isinstance(told, str) else dict(told))


def synthesised(assembly: Path, stack: str) -> dict[str, Any]:
    """The template of an assembly's stack."""
    template: dict[str, Any] = json.loads((assembly / f"{stack}.template.json").read_text(encoding="utf-8"))
    return template


def until_quiet(after: Mapping[str, Any], stack: str, region: str) -> None:
    """Wait until no alarm rings over which CodeDeploy would refuse to move an alias; five minutes at the most."""
    names = _alarms(after, stack)
    if not names:
        return
    cloudwatch = boto3.client("cloudwatch", region_name=region)
    for _ in range(RINGING_TRIES):
        try:
            told = [cloudwatch.describe_alarms(AlarmNamePrefix=name, StateValue="ALARM") for name in names]
        except (BotoCoreError, ClientError):  # no right to look: it is tried, and told when it is refused
            return
        if not any(each["MetricAlarms"] for each in told):
            return
        time.sleep(RINGING_SECONDS)


def _alarms(template: Mapping[str, Any], stack: str) -> list[str]:
    """How the names begin that CloudFormation gives the alarms of an update with a canary."""
    groups = [made for made in template["Resources"].values() if made["Type"] == "AWS::CodeDeploy::DeploymentGroup"]
    return [
        f"{stack}-{alarm['Name']['Ref']}-"
        for group in groups
        for alarm in group["Properties"]["AlarmConfiguration"]["Alarms"]
    ]


def put_back(assembly: Path, stack: str, template: Mapping[str, Any]) -> int:
    """Deploy a template again, in the assembly (`cdk synth --output`) of what came after it; the CDK's exit status."""
    write_over(assembly, stack, template)
    return cdk_cli.deploy_assembly(assembly, stack)


def write_over(assembly: Path, stack: str, template: Mapping[str, Any]) -> None:
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
