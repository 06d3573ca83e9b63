"""Reading the picture an `s3://bucket/key` url names, with the credentials of this process.

Rule: only places the deployer named are read, for our role may see more than the caller may; of our own bucket, what
callers put there and never what templates keep. Bytes and seconds are bounded as for any url. boto3 is imported with
the first read.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Lock
from typing import Any
from urllib.parse import unquote

from lambda_ocr.core.errors import InvalidRequest, PictureTooLarge, S3Unavailable, UrlForbidden, UrlTimeout

_URL = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>.+)", re.IGNORECASE | re.DOTALL)
_CHUNK = 256 * 1024
_MISSING = frozenset({"NoSuchKey", "404", "NotFound", "AccessDenied", "403"})
"""Without the permission to list a bucket, S3 says AccessDenied of an object that is not there."""

_ADVICE = {
    "NoSuchKey": "there is no such object; check the key, it is case-sensitive",
    "NoSuchBucket": "there is no such bucket; check its name",
    "AccessDenied": "it is not there, or the service's role may not read it; check the key, the bucket's policy and, "
    "where it is under a KMS key, the deployment's kms_keys",
    "InvalidAccessKeyId": "the service's AWS credentials are wrong; renew them",
    "SignatureDoesNotMatch": "the service's AWS credentials are wrong; renew them",
    "ExpiredToken": "the service's AWS credentials have expired; renew them",
    "InvalidObjectState": "the object is archived; restore it first",
    "NoCredentialsError": "the service has no AWS credentials; configure some, or send the picture as img",
    "PartialCredentialsError": "the service's AWS credentials are incomplete; configure them, or send img",
    "ProfileNotFound": "the AWS profile of the service does not exist; configure it, or send the picture as img",
    "ModuleNotFoundError": "boto3 is not installed here; install it, or send the picture as img",
}


OWN_FOLDERS = ("uploads/", "in/")
"""What callers put into our own bucket: uploads offered by `upload`, documents that come as events."""

Place = tuple[str, str]
"""A bucket, and the prefix that a key in it must have."""


def allowed_places(own: str, readable: str) -> frozenset[Place] | None:
    """The places settings allow: our bucket's folders for callers, and `readable_buckets` with commas, each `bucket` or
    `bucket/prefix/`; None, any, where they name none."""
    ours = [(own.strip(), folder) for folder in OWN_FOLDERS] if own.strip() else []
    named = (name.strip().partition("/") for name in readable.split(",") if name.strip())
    others = [(bucket, f"{prefix.rstrip('/')}/" if prefix.rstrip("/") else "") for bucket, _, prefix in named]
    return frozenset([*ours, *others]) or None


class S3Reader:
    """Fetches s3 urls; a `Fetcher` of `documents.sources`. Safe to share among threads."""

    def __init__(
        self, places: frozenset[Place] | None, max_bytes: int = 10 * 1024 * 1024, seconds: float = 10.0
    ) -> None:
        self._places = places
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._client: Any = None
        self._making = Lock()

    def fetch(self, url: str) -> bytes:
        """The object; raises InvalidRequest, UrlForbidden, S3Unavailable, UrlTimeout or PictureTooLarge.

        The key is taken as it stands, as AWS's own tools do; when that is not found and holds percent escapes, they
        are decoded.
        """
        bucket, key = self._place(url)
        deadline = time.monotonic() + self._seconds
        decoded = unquote(key)
        try:
            return self._read(bucket, key, deadline)
        except S3Unavailable as error:
            if decoded == key or error.details.get("reason") not in _MISSING:
                raise
        self._check_allowed(bucket, decoded)
        return self._read(bucket, decoded, deadline)

    def _place(self, url: str) -> tuple[str, str]:
        """Bucket and key."""
        parts = _URL.fullmatch(url)
        if parts is None:
            raise InvalidRequest('The member "url" is no s3 url. Send s3://bucket/key.', member="url")
        bucket = parts["bucket"]
        self._check_allowed(bucket, parts["key"])
        return bucket, parts["key"]

    def _check_allowed(self, bucket: str, key: str) -> None:
        """`..` is no folder to S3, but whoever carries the request might think it one."""
        if self._places is None:
            return
        if any(bucket == name and key.startswith(prefix) for name, prefix in self._places) and not _climbs(key):
            return
        raise UrlForbidden(
            f'This place in the bucket "{bucket}" is not among those this service may read. '
            "Have the deployer add it to the readable buckets, or send the picture as img.",
            bucket=bucket,
        )

    def _read(self, bucket: str, key: str, deadline: float) -> bytes:
        try:
            with _translated(bucket):
                answer = self._s3().get_object(Bucket=bucket, Key=key)
                with closing(answer["Body"]) as stream:  # its own `with` gives a stream that does not check its length
                    if answer["ContentLength"] > self._max_bytes:
                        raise self._too_large()
                    return self._bytes(stream, deadline)
        except TimeoutError:
            raise UrlTimeout(
                f"S3 did not deliver the picture within {self._seconds:g} seconds. Try again.", seconds=self._seconds
            ) from None

    def _bytes(self, stream: Any, deadline: float) -> bytes:
        body = bytearray()
        while chunk := stream.read(_CHUNK):
            body += chunk
            if len(body) > self._max_bytes:
                raise self._too_large()
            if time.monotonic() > deadline:
                raise TimeoutError
        return bytes(body)

    def _too_large(self) -> PictureTooLarge:
        return PictureTooLarge(
            f"The s3 object has more than {self._max_bytes} bytes. Send a smaller or more strongly compressed picture.",
            max_bytes=self._max_bytes,
        )

    def _s3(self) -> Any:
        with self._making:
            if self._client is None:
                self._client = _made_client(self._seconds)
            return self._client


def _climbs(key: str) -> bool:
    return not {".", ".."}.isdisjoint(key.split("/"))


def _made_client(seconds: float) -> Any:
    """Two attempts, each with a quarter of the time to connect and a quarter to answer."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=seconds / 4,
        read_timeout=seconds / 4,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    return boto3.session.Session().client("s3", config=config)


@contextmanager
def _translated(bucket: str) -> Iterator[None]:
    """Foreign exceptions end here."""
    try:
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            ConnectTimeoutError,
            ReadTimeoutError,
        )
    except ModuleNotFoundError as error:
        raise _unavailable(bucket, type(error).__name__) from None
    try:
        yield
    except (ConnectTimeoutError, ReadTimeoutError):
        raise TimeoutError from None
    except ClientError as error:
        raise _unavailable(bucket, str(error.response.get("Error", {}).get("Code", "unknown"))) from None
    except BotoCoreError as error:
        raise _unavailable(bucket, type(error).__name__) from None


def _unavailable(bucket: str, reason: str) -> S3Unavailable:
    advice = _ADVICE.get(reason, "try again, or send the picture as img")
    return S3Unavailable(f'The object in bucket "{bucket}" cannot be read: {advice}.', bucket=bucket, reason=reason)
