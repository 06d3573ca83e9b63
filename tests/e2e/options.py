"""Every choice of a deployment (infra/config.py) once taken and once left, in few deployments, and seen to be so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.e2e.account_view import View
from tests.e2e.emulator import Emulator
from tests.e2e.shown import ADOPTED, BOUNDARY, COMPUTE, OF_ENDPOINT, OF_KEYS, OF_LAMBDA, OF_WALLS, Shown

NOT_HERE = {
    "base_image": "an image is built, which needs a container builder (tests/image builds one on another base)",
    "image_uri": "is always given, for the same reason",
    "name": "is another one for each stack here",
}
"""Choices that the emulated account cannot show taken and left."""


@dataclass(frozen=True)
class Deployment:
    """A stack with some choices taken, and others that are seen to be left."""

    stack: str
    taken: tuple[Shown, ...] = ()
    left: tuple[Shown, ...] = ()
    is_last: bool = True
    """Of its stack, which is then destroyed."""

    @property
    def choices(self) -> list[str]:
        """As the command line has them."""
        return [f"name={self.stack}", *(f"{each.choice}={each.typed}" for each in self.taken)]

    def wrong(self, view: View) -> Iterator[str]:
        """A sentence for each choice that brought something else than it must."""
        for shown, expected in [*((each, each.on) for each in self.taken), *((each, each.off) for each in self.left)]:
            found = _looked(shown, view)
            if found != expected:
                yield f"{self.stack}: {shown.choice}={shown.typed}: {found!r} where {expected!r} must be"


def _looked(shown: Shown, view: View) -> Any:
    try:
        return shown.look(view)
    except Exception as error:  # noqa: BLE001 - whatever the service says is what is found
        return f"{type(error).__name__}: {error}"


_OF_ALL_LAMBDA = (*OF_LAMBDA, *OF_KEYS, *OF_WALLS, *ADOPTED, *COMPUTE)
PLAIN = Deployment("options-lambda", left=_OF_ALL_LAMBDA, is_last=False)
MUCH = Deployment("options-lambda", taken=OF_LAMBDA, left=(*OF_KEYS, *OF_WALLS, *ADOPTED, *COMPUTE), is_last=False)
PLAIN_AGAIN = Deployment("options-lambda", left=_OF_ALL_LAMBDA)
KEYS = Deployment("options-keys", taken=OF_KEYS)
ENDPOINT = Deployment("options-gpu", taken=COMPUTE, left=OF_ENDPOINT, is_last=False)
ENDPOINT_CHANGED = Deployment("options-gpu", taken=(*COMPUTE, *OF_ENDPOINT))


def taking_over(table: str, bucket: str) -> Deployment:
    """Of what KEYS has left, behind walls."""
    named = (Shown("table", table, ADOPTED[0].look, 0, 1), Shown("bucket", bucket, ADOPTED[1].look, 0, 1))
    nobody = Shown("auth", "none", OF_KEYS[0].look, ("NONE", False), ("AWS_IAM", False))
    return Deployment("options-taken", taken=(nobody, *OF_WALLS, *named))


def prepared(emulator: Emulator) -> Callable[[], None]:
    """Make what choices name and no stack makes; answers what takes it away."""
    iam = emulator.client("iam")
    document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    iam.create_policy(PolicyName=BOUNDARY.rpartition("/")[2], PolicyDocument=document)

    def forget() -> None:
        iam.delete_policy(PolicyArn=BOUNDARY)

    return forget


def forget_data(emulator: Emulator, table: str, bucket: str) -> None:
    """What data=retain left, once it was taken over."""
    s3, dynamodb = emulator.client("s3"), emulator.client("dynamodb")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            s3.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
    s3.delete_bucket(Bucket=bucket)
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=table)
