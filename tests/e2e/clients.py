"""How the tests speak to a deployment: signed, with a key, or plainly; each gives status and JSON."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.e2e.emulator import REGION, Emulator

Answer = tuple[int, Any]
Ask = Callable[[Mapping[str, Any]], Answer]


@dataclass(frozen=True)
class Client:
    """One caller of one route."""

    emulator: Emulator
    url: str
    credentials: Credentials | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, payload: Mapping[str, Any]) -> Answer:
        """POST a request."""
        return self.send(json.dumps(payload).encode())

    def send(self, body: bytes) -> Answer:
        """POST any bytes."""
        headers = {"content-type": "application/json", **self.headers}
        if self.credentials:
            request = AWSRequest("POST", self.url, headers=headers, data=body)
            SigV4Auth(self.credentials, "execute-api", REGION).add_auth(request)
            headers = dict(request.headers.items())
        try:
            sent = urllib.request.Request(self.url, body, headers)
            with urllib.request.urlopen(sent, timeout=300, context=self.emulator.trust) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.loads(refusal.read() or b"null")


def emulated(emulator: Emulator, url: str) -> str:
    """The emulator's address of a deployment's URL."""
    parts = urlsplit(url)
    _, stage, route = parts.path.split("/", 2)
    api = (parts.hostname or "").split(".")[0]
    return f"{emulator.url}/restapis/{api}/{stage}/_user_request_/{route}"


def new_caller(emulator: Emulator, name: str, allowed: str = "") -> Credentials:
    """Keys of a new IAM user, who may call the ARN given and nothing else."""
    iam = emulator.client("iam")
    iam.create_user(UserName=name)
    if allowed:
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": allowed}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName=name, PolicyName="call", PolicyDocument=policy)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def forget_caller(emulator: Emulator, name: str) -> None:
    """Delete the user with keys and policies."""
    iam = emulator.client("iam")
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
        iam.delete_user_policy(UserName=name, PolicyName=policy)
    iam.delete_user(UserName=name)
