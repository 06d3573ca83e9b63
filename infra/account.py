"""What the account allows, looked at before anything is begun: concurrency, GPU quota, the image, the partition.

Rule: what AWS is known to refuse is `Refused`; what will only surprise is told. So is a look that we may not take:
whoever deploys may lack the right to read quotas and still deploy.
"""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.config import DeployConfig
from infra.parsing import ImageUri

UNRESERVED_LEAST = 100
"""Lambda keeps so many of the account's concurrency unreserved, or all of it where it is less (Lambda quotas)."""

INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
PROCESSORS = {"x86_64": "amd64", "arm64": "arm64"}

Clients = Callable[[str], Any]


class Refused(Exception):
    """AWS would refuse the deployment; the message says why and what to do."""


@dataclass(frozen=True)
class Look:
    """What is looked at, and how: gives what was found; raises Refused."""

    name: str
    find: Callable[[], str]


def looks(config: DeployConfig, region: str, clients: Clients | None = None) -> Iterator[Look]:
    """All that is worth a look for these choices, in order."""
    made = clients or (lambda service: boto3.client(service, region_name=region))
    yield Look(
        "Lambda concurrency", lambda: _allowed(lambda: concurrency(config, made("lambda"), made("cloudformation")))
    )
    if config.compute == "sagemaker":
        yield Look("GPU quota", lambda: _allowed(lambda: gpu_quota(config, made("service-quotas"))))
    if config.image_uri:
        uri = config.image_uri
        yield Look("image", lambda: _allowed(lambda: image(config, uri, region, made("ecr"))))


def _allowed(find: Callable[[], str]) -> str:
    try:
        return find()
    except (BotoCoreError, ClientError, OSError) as refusal:
        return f"not looked at ({refusal})"


def concurrency(config: DeployConfig, functions: Any, stacks: Any) -> str:
    """The account's limit and what it means; raises Refused for a reservation it does not allow."""
    limits = functions.get_account_settings()["AccountLimit"]
    whole, free = int(limits["ConcurrentExecutions"]), int(limits["UnreservedConcurrentExecutions"])
    asked = config.reserved_concurrency or config.provisioned_concurrency
    least = min(UNRESERVED_LEAST, whole)
    if asked and free - asked < least and not _is_there(stacks, config.name):
        raise Refused(
            f"{asked} of the account's concurrency are asked, {free} are free and {least} must stay free: raise the "
            'quota "Concurrent executions" of AWS Lambda (Service Quotas), or ask for less'
        )
    said = f"{whole} invocations at once in the whole account"
    if whole < config.throttle.burst:
        said += (
            f"; more are answered 503, and {config.throttle.burst} at once come through the API (throttle): raise the "
            'quota "Concurrent executions" to 1,000, which costs nothing'
        )
    return said


def _is_there(stacks: Any, name: str) -> bool:
    """Whether the stack stands: then what it has reserved is no longer free, and no fault."""
    try:
        return bool(stacks.describe_stacks(StackName=name)["Stacks"])
    except ClientError:
        return False


def gpu_quota(config: DeployConfig, quotas: Any) -> str:
    """How many instances the account may run; an update runs the fleet twice. Raises Refused for none."""
    wanted = f"{config.instance_type} for endpoint usage"
    pages = quotas.get_paginator("list_service_quotas").paginate(ServiceCode="sagemaker")
    found = [int(each["Value"]) for page in pages for each in page["Quotas"] if each["QuotaName"] == wanted]
    if not found:
        return f'there is no quota "{wanted}" in this region: is the instance type offered here?'
    [allowed] = found
    if allowed < config.min_instances:
        raise Refused(f'"{wanted}" is {allowed}: raise it to {2 * config.max_instances} or more (Service Quotas)')
    said = f"{allowed} of {config.instance_type}"
    if allowed < config.max_instances:
        said += f"; max_instances={config.max_instances} will not be reached"
    if allowed < 2 * config.min_instances:
        said += f"; an update runs the fleet twice and will be refused: raise it to {2 * config.max_instances}"
    return said


def image(config: DeployConfig, uri: ImageUri, region: str, registry: Any) -> str:
    """Whether the image is there, for one processor and the right one; raises Refused."""
    if config.compute == "lambda" and uri.region != region:
        raise Refused(f"the image is in {uri.region}; Lambda takes images of its own region alone: copy it to {region}")
    if uri.region != region:
        return f"in {uri.region}, not looked at"
    which = "imageDigest" if uri.tag_or_digest.startswith("sha256:") else "imageTag"
    given = registry.batch_get_image(
        registryId=uri.account, repositoryName=uri.repository, imageIds=[{which: uri.tag_or_digest}]
    )
    if not given["images"]:
        raise Refused(f"{uri.repository}:{uri.tag_or_digest} is not in the registry: push it first")
    [found] = given["images"]
    manifest = json.loads(found["imageManifest"])
    kind = found.get("imageManifestMediaType") or manifest.get("mediaType", "")
    if config.compute == "lambda" and kind in INDEXES:
        raise Refused(
            "the image is an index of several, which Lambda refuses: build it with `docker build --provenance=false "
            "--platform …` and push it again"
        )
    return _right_processor(config, uri, manifest, registry)


def _right_processor(config: DeployConfig, uri: ImageUri, manifest: dict[str, Any], registry: Any) -> str:
    """By the image's own configuration, a few kilobytes; raises Refused for another processor than the function's."""
    wanted = PROCESSORS[config.arch] if config.compute == "lambda" else "amd64"
    if "config" not in manifest:
        return f"taken for {wanted}"
    about = registry.get_download_url_for_layer(
        registryId=uri.account, repositoryName=uri.repository, layerDigest=manifest["config"]["digest"]
    )
    built_for = _fetched(about["downloadUrl"])["architecture"]
    if built_for != wanted:
        raise Refused(f"the image is built for {built_for}, {wanted} is to run it: say the other arch, or build again")
    return f"built for {built_for}"


def _fetched(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return json.load(answer)


def partition_notes(config: DeployConfig, region: str) -> Iterator[str]:
    """What does not work in this region's partition, whoever deploys."""
    if region.startswith("cn-"):
        open_to_all = [name for name, on in _open_calls(config) if on]
        if open_to_all:
            yield (
                f"China: API Gateway answers unsigned requests only of accounts with an ICP licence; without one, "
                f"{', '.join(open_to_all)} will be refused there, and signed requests alone pass"
            )
        yield "China: there is no X-Ray for Lambda; traces are off"
    if config.encryption_key and f":{region}:" not in config.encryption_key:
        yield f"encryption_key is not of {region}: table and bucket refuse it"


def _open_calls(config: DeployConfig) -> tuple[tuple[str, bool], ...]:
    return (
        (f"auth={config.auth}", config.auth != "iam"),
        ("the console (console=true)", config.console),
        ("CORS preflights (cors_origins)", bool(config.cors_origins)),
    )
