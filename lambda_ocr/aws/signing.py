"""AWS's signature (version 4) on requests to an API Gateway that asks for IAM."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

_API_HOST = re.compile(r"\.execute-api\.(?P<region>[a-z0-9-]+)\.(amazonaws\.com|amazonaws\.com\.cn|api\.aws)$")


class CannotSign(Exception):
    """There is nothing to sign with; the message says what to do."""


def is_api_gateway(url: str) -> bool:
    """Whether the host is API Gateway's own (a custom domain does not show)."""
    return _API_HOST.search(urlsplit(url).hostname or "") is not None


def signed_headers(url: str, body: bytes, headers: dict[str, str]) -> dict[str, str]:
    """The headers of a POST with its signature added; credentials are found as the AWS CLI finds them."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.session import get_session

    session = get_session()
    try:
        credentials = session.get_credentials()
        region = _region(url) or session.get_config_variable("region")
    except BotoCoreError as error:
        raise CannotSign(f"the AWS credentials cannot be read: {error}") from error
    if credentials is None:
        raise CannotSign("no AWS credentials were found; run `aws configure`, or set AWS_PROFILE")
    if not region:
        raise CannotSign("no AWS region is known for this endpoint; set AWS_REGION")
    request = AWSRequest("POST", url, headers=headers, data=body)
    SigV4Auth(credentials.get_frozen_credentials(), "execute-api", region).add_auth(request)
    return dict(request.headers.items())


def _region(url: str) -> str:
    found = _API_HOST.search(urlsplit(url).hostname or "")
    return found["region"] if found else os.environ.get("AWS_REGION", "")
