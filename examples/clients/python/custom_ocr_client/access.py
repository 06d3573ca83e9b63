"""How a deployment knows its callers: a signature (auth=iam), a key (auth=api_key), or not at all."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

import httpx

_API_HOST = re.compile(
    r"\.execute-api\.(?P<region>[a-z0-9-]+)\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$"
)


class NoAuth(httpx.Auth):
    """Nothing: for API Gateway's own host with auth=none, where requests are signed otherwise."""


class ApiKey(httpx.Auth):
    """A key of API Gateway."""

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request, with the key."""
        request.headers["x-api-key"] = self._key
        yield request


class SigV4(httpx.Auth):
    """AWS's signature over each request, body included; credentials are found as the AWS CLI finds them.

    Needs botocore (`custom-ocr-client[aws]`). `region` is told by API Gateway's own host; a domain of one's
    own does not tell it. `credentials` are botocore's; left out, they are looked for and renewed.
    """

    requires_request_body = True

    def __init__(self, region: str = "", credentials: Any = None) -> None:
        self._region, self._credentials = region, credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request, signed; raises ValueError where there is nothing to sign with."""
        try:
            from botocore.auth import SigV4Auth
            from botocore.awsrequest import AWSRequest
        except ImportError:
            raise ValueError("signing needs botocore: pip install 'custom-ocr-client[aws]'") from None
        url = str(request.url)
        signed = AWSRequest(request.method, url, headers=_signed_ones(request), data=request.content)
        frozen = self._known().get_frozen_credentials()
        SigV4Auth(frozen, "execute-api", self._region or region_of(url)).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        yield request

    def _known(self) -> Any:
        if self._credentials is None:
            from botocore.session import get_session

            self._credentials = get_session().get_credentials()
        if self._credentials is None:
            raise ValueError("there are no AWS credentials: run `aws configure`, or set AWS_PROFILE")
        return self._credentials


def region_of(url: str) -> str:
    """Of API Gateway's own host; raises ValueError where it is another."""
    found = _API_HOST.search(httpx.URL(url).host)
    if not found:
        raise ValueError(f"{url} does not tell its region: say SigV4(region=…)")
    return found["region"]


def is_api_gateway(url: str) -> bool:
    """Whether the host is API Gateway's own."""
    return _API_HOST.search(httpx.URL(url).host) is not None


def _signed_ones(request: httpx.Request) -> dict[str, str]:
    """Headers that a proxy leaves alone."""
    kept = ("content-type", "host")
    return {name: value for name, value in request.headers.items() if name.lower() in kept}
