"""The first customer of a fresh deployment: adds a bundled template, reads a picture, lists, deletes, and times it.

Knows nothing of the product's code: it speaks the wire as any client would.
"""

from __future__ import annotations

import base64
import json
import os
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

CASE = Path(__file__).parent.parent / "examples" / "form"
PICTURES = (".png", ".jpg", ".jpeg", ".bmp")
WAIT_SECONDS = 35  # the API gives up after 29; an emulator does not, and shares its machine with what it emulates
EMULATED_WAIT_SECONDS = 600
TRIES = 6
PAUSE_SECONDS = 5.0  # a fresh route, key or endpoint is known everywhere within half a minute


class SmokeFailed(Exception):
    """The deployment answers, but not as it should; the message says what came back."""


@dataclass(frozen=True)
class Door:
    """How the deployment is reached."""

    url: str
    auth: str
    region: str
    api_key: str = ""

    def post(self, payload: Mapping[str, Any]) -> tuple[int, Any]:
        """Status and JSON of one request."""
        body = json.dumps(payload).encode()
        request = urllib.request.Request(self.url, body, self._headers(body))
        try:
            with urllib.request.urlopen(request, timeout=_patience()) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as refusal:
            return refusal.code, _json_or_text(refusal.read())

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self.auth == "api_key":
            headers["x-api-key"] = self.api_key
        if self.auth == "iam":
            request = AWSRequest("POST", self.url, headers=headers, data=body)
            credentials = boto3.session.Session().get_credentials()
            SigV4Auth(credentials.get_frozen_credentials(), "execute-api", self.region).add_auth(request)
            headers = dict(request.headers.items())
        return headers


def door_of(outputs: Mapping[str, str], auth: str, region: str) -> Door:
    """The deployment's door from its outputs; fetches the key's value where auth=api_key."""
    key = ""
    if auth == "api_key":
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


def run(door: Door, case: Path = CASE) -> Iterator[tuple[str, float]]:
    """(step, seconds) of each step; raises SmokeFailed."""
    template = json.loads((case / "template.json").read_text(encoding="utf-8"))
    added, seconds = _timed(
        lambda: _until_known(
            door,
            {
                "type": "add",
                "template": template,
                "img": picture(case, "template"),
                "idempotency_key": f"make deploy {uuid.uuid4()}",  # the gateway may give up before the function
            },
        )
    )
    yield "add", seconds
    template_id = added["template_id"]
    try:
        query = {"type": "query", "template_id": template_id, "img": picture(case, "query")}
        for step in ("query", "query again"):
            read, seconds = _timed(lambda: _expect(door, query))
            _hold_against(case, read)
            yield step, seconds
        listed, seconds = _timed(lambda: _expect(door, {"type": "list"}))
        if template_id not in listed["template_id_list"]:
            raise SmokeFailed(f"the template {template_id} was added but is not listed")
        yield "list", seconds
    finally:
        _, seconds = _timed(lambda: _expect(door, {"type": "del", "template_id": template_id}))
    yield "del", seconds


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return act(), time.perf_counter() - began


def _until_known(door: Door, payload: Mapping[str, Any]) -> Any:
    """The first request: what was made a second ago is not known everywhere at once."""
    for last in [False] * (TRIES - 1) + [True]:
        status, body = door.post(payload)
        if status == 200:
            return body
        if last or status not in (403, 429, 500, 502, 503, 504):
            raise SmokeFailed(f"{payload['type']}: {status} {json.dumps(body)[:500]}")
        time.sleep(PAUSE_SECONDS)
    raise AssertionError("the last try returns or raises")


def _expect(door: Door, payload: Mapping[str, Any]) -> Any:
    status, body = door.post(payload)
    if status != 200:
        raise SmokeFailed(f"{payload['type']}: {status} {json.dumps(body)[:500]}")
    return body


def _hold_against(case: Path, read: list[dict[str, Any]]) -> None:
    """Every field is there, and most say what is printed: the smoke test is no measure of accuracy."""
    names = [name for _, name, *_ in json.loads((case / "template.json").read_text(encoding="utf-8"))]
    if [field["key"] for field in read] != names:
        raise SmokeFailed(f"the fields read are {[field['key'] for field in read]}, the template's are {names}")
    if sum(bool(field["value"]) for field in read) * 2 < len(names):
        raise SmokeFailed("fewer than half of the fields have a value")


def picture(case: Path, prefix: str) -> str:
    """The first of a case's pictures whose name begins so, in Base64."""
    found = sorted(path for path in case.iterdir() if path.name.startswith(prefix) and path.suffix in PICTURES)
    return base64.b64encode(found[0].read_bytes()).decode()


def _json_or_text(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
