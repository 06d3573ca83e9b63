"""Uploads past the 6 MB of a Lambda request: a presigned POST into the bucket's `uploads/`.

Rule: S3 itself enforces what the form says: one key, one content type, at most so many bytes, for so long.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from lambda_ocr.aws.clients import client
from lambda_ocr.aws.faults import translated
from lambda_ocr.core.errors import StoreUnavailable

FOLDER = "uploads/"
OFFER_SECONDS = 600

_ENDINGS = {
    **{f"image/{kind}": f".{kind}" for kind in ("png", "bmp", "webp", "gif", "avif", "tiff", "heif")},
    **{"image/jpeg": ".jpg", "application/pdf": ".pdf"},
}


class BucketUploads:
    """Offers places in one bucket; nothing is asked of S3 to make one."""

    def __init__(self, bucket: str, max_bytes: int, clients: Callable[[str], Any] = client) -> None:
        self._bucket = bucket
        self._max_bytes = max_bytes
        self._clients = clients

    def offer(self, content_type: str) -> Mapping[str, Any]:
        """A form for one picture of this type, and the `s3://` url it will have."""
        key = f"{FOLDER}{uuid.uuid4()}{_ENDINGS.get(content_type, '')}"
        form = self._form(key, content_type)
        return {
            "url": form["url"],
            "fields": form["fields"],
            "s3_url": f"s3://{self._bucket}/{key}",
            "max_bytes": self._max_bytes,
            "expires_in": OFFER_SECONDS,
        }

    def _form(self, key: str, content_type: str) -> Any:
        try:
            with translated("offer an upload"):
                return self._clients("s3").generate_presigned_post(
                    Bucket=self._bucket,
                    Key=key,
                    Fields={"Content-Type": content_type},
                    Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, self._max_bytes]],
                    ExpiresIn=OFFER_SECONDS,
                )
        except AttributeError:  # what botocore raises here when it has found no credentials
            raise StoreUnavailable("Cannot offer an upload: there are no AWS credentials.") from None
