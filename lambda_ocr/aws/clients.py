"""AWS clients, made the same way everywhere: bounded waits, botocore's adaptive retries, then a named refusal.

Rule: boto3 is imported when the first client is made (0.4 s on the machine measured), never when this module is.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
ATTEMPTS = 4
"""With the waits above, a service that never answers is given up after 16 s and at most 7 s of backing off: inside the
29 s an API Gateway waits for us, so that the caller hears `store_unavailable` and not a gateway's timeout."""

_SPECIAL: dict[str, dict[str, Any]] = {"s3": {"signature_version": "s3v4", "s3": {"addressing_style": "virtual"}}}
"""For presigned forms: the older signature is refused by every region opened since 2014, and without this style the
form would be posted to the global address, which sends a young bucket's callers elsewhere."""

_making = Lock()


def client(service: str) -> Any:
    """A boto3 client of this service, shared by all threads of the process.

    Region, credentials and endpoints come from the environment as for every AWS tool (`AWS_REGION`,
    `AWS_ENDPOINT_URL_S3`, …).
    """
    with _making:  # a boto3 session is not safe to build clients with from two threads at once
        return _made(service)


@cache
def _made(service: str) -> Any:
    import boto3
    from botocore.config import Config

    retries = {"mode": "adaptive", "total_max_attempts": ATTEMPTS}
    config = Config(
        retries=retries, connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, **_SPECIAL.get(service, {})
    )
    return boto3.session.Session().client(service, config=config)
