"""How a deployment is reached over its wire, as any client would, and what is had of it: an answer, or none.

Knows nothing of the product's code.
"""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

WAIT_SECONDS = 60  # the API gives up after 29 to 55 (api_seconds); an emulator does not, and shares its machine
EMULATED_WAIT_SECONDS = 600


class NotAnswered(Exception):
    """No answer of the deployment was had from here, so that nothing is known of it; the message says what came."""


@dataclass(frozen=True)
class Door:
    """How the deployment is reached."""

    url: str
    auth: str
    region: str
    api_key: str = ""

    def post(self, payload: Mapping[str, Any]) -> tuple[int, Any]:
        """Status and JSON of one request, or its text where it is none; raises NotAnswered."""
        body = json.dumps(payload).encode()
        with _translated(str(payload.get("type", "request"))):
            request = urllib.request.Request(self.url, body, self._headers(body))
            try:
                with urllib.request.urlopen(request, timeout=_patience()) as response:
                    return response.status, _json_or_text(response.read())
            except urllib.error.HTTPError as refusal:
                return refusal.code, _json_or_text(refusal.read())

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self.auth == "api_key":
            headers["x-api-key"] = self.api_key
        if self.auth == "iam":
            request = AWSRequest("POST", self.url, headers=headers, data=body)
            credentials = boto3.session.Session().get_credentials()
            if credentials is None:
                raise NoCredentialsError
            SigV4Auth(credentials.get_frozen_credentials(), "execute-api", self.region).add_auth(request)
            headers = dict(request.headers.items())
        return headers


@contextmanager
def _translated(step: str) -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException, BotoCoreError, ClientError) as fault:
        raise NotAnswered(f"{step}: {type(fault).__name__}: {fault}") from fault


def door_of(outputs: Mapping[str, str], auth: str, region: str) -> Door:
    """The deployment's door from its outputs; fetches the key's value where auth=api_key; raises NotAnswered."""
    key = ""
    if auth == "api_key":
        with _translated("the key"):
            client = boto3.client("apigateway", region_name=region)
            key = client.get_api_key(apiKey=outputs["ApiKeyId"], includeValue=True)["value"]
    return Door(reachable(outputs["Url"]), auth, region, key)


def reachable(url: str) -> str:
    """The URL as it is reached from here: another one under an emulator, which `AWS_ENDPOINT_URL` tells of."""
    emulator = os.environ.get("AWS_ENDPOINT_URL")
    if not emulator:
        return url
    parts = urlsplit(url)
    _, stage, route = parts.path.split("/", 2)
    api = (parts.hostname or "").split(".")[0]
    return f"{emulator}/restapis/{api}/{stage}/_user_request_/{route}"


def _patience() -> float:
    return EMULATED_WAIT_SECONDS if os.environ.get("AWS_ENDPOINT_URL") else WAIT_SECONDS


def _json_or_text(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
