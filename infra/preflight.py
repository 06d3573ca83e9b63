"""What a deployment needs, looked at before anything is begun: each thing missing is named, with how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra import account, cdk_cli
from infra.config import DeployConfig

Found = TypeVar("Found")

QUALIFIER = "@aws-cdk/core:bootstrapQualifier"
"""The context key by which a landing zone names its own bootstrap, to the CDK and to us."""

BOOTSTRAP_PARAMETER = "/cdk-bootstrap/{}/version"
DEFAULT_QUALIFIER = "hnb659fds"
BOOTSTRAP_VERSION = 6  # what CDK's default synthesizer asks for


class Missing(Exception):
    """Something a deployment needs is not there; the message says how to get it."""


@dataclass(frozen=True)
class Place:
    """Where the deployment goes."""

    account: str
    region: str

    def __str__(self) -> str:
        return f"account {self.account}, {self.region}"


def check(config: DeployConfig, *, bootstrap: bool = False, qualifier: str = DEFAULT_QUALIFIER) -> Place:
    """Look at everything and say what was found; raises Missing naming all that is not there."""
    problems: list[str] = []
    place = _look("credentials", place_of_credentials, problems)
    _look("Node and the CDK", command_line, problems)
    if not config.image_uri:
        _look("container builder", container_builder, problems)
    if place:
        _look("CDK bootstrap", lambda: bootstrapped(place, qualifier, make=bootstrap), problems)
        for look in account.looks(config, place.region):
            _look(look.name, look.find, problems)
        for note in account.partition_notes(config, place.region):
            print(f"  ! {note}", flush=True)
    if problems or not place:
        raise Missing("\n".join(problems))
    return place


def _look(name: str, find: Callable[[], Found], problems: list[str]) -> Found | None:
    try:
        found = find()
    except (Missing, account.Refused, cdk_cli.NoCommandLine) as missing:
        print(f"  ✗ {name}", flush=True)
        problems.append(f"{name}: {missing}")
        return None
    print(f"  ✓ {name}: {found}", flush=True)
    return found


def place_of_credentials() -> Place:
    """Account and region that the environment's credentials lead to."""
    session = boto3.session.Session()
    if not session.region_name:
        raise Missing("no region is chosen: set AWS_REGION, for example AWS_REGION=eu-central-1")
    try:
        number = session.client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as refusal:
        raise Missing(
            f"AWS does not know us ({refusal}): run `aws configure` or `aws sso login`, or set AWS_PROFILE"
        ) from None
    return Place(str(number), session.region_name)


def command_line() -> str:
    """Node and the pinned command line, installed when it is not yet there."""
    cdk_cli.ready()
    return cdk_cli.node()


def container_builder() -> str:
    """Docker, or what CDK_DOCKER names, with its engine running."""
    name = os.environ.get("CDK_DOCKER", "docker")
    if not shutil.which(name):
        raise Missing(
            f"{name} is missing: install Docker, or Finch or Podman and set CDK_DOCKER to it, or deploy an image that "
            "is built elsewhere with -c image_uri=…"
        )
    if subprocess.run([name, "info"], capture_output=True, check=False).returncode:
        raise Missing(f"{name} is here but its engine does not answer: start it, or deploy with -c image_uri=…")
    return name


def bootstrapped(place: Place, qualifier: str = DEFAULT_QUALIFIER, *, make: bool) -> str:
    """CDK's own bucket, repository and roles in this account and region; `make`: made when they are not there."""
    try:
        found = boto3.client("ssm", region_name=place.region).get_parameter(Name=BOOTSTRAP_PARAMETER.format(qualifier))
        version = int(found["Parameter"]["Value"])
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] != "ParameterNotFound":
            raise Missing(f"the bootstrap's version cannot be read ({refusal}): allow ssm:GetParameter") from None
        version = 0
    if version >= BOOTSTRAP_VERSION:
        return f"version {version}"
    if make and qualifier == DEFAULT_QUALIFIER and not cdk_cli.bootstrap(place.account, place.region):
        return "just made"
    if qualifier != DEFAULT_QUALIFIER:
        raise Missing(f"{place} has no bootstrap {qualifier!r} ({QUALIFIER}): whoever keeps the landing zone makes it")
    raise Missing(
        f"{place} is not prepared for the CDK (once for each account and region): `make deploy ARGS=--bootstrap` does "
        f"it, or npx cdk bootstrap aws://{place.account}/{place.region}"
    )
