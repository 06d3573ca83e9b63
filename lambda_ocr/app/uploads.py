"""Where a caller may put a picture that is too large to send: an offer of a form to post it with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from lambda_ocr.core.errors import InvalidRequest


class Uploads(Protocol):
    """Offers places to upload to (`aws.uploads.BucketUploads`, or `NoUploads`)."""

    def offer(self, content_type: str) -> Mapping[str, Any]:
        """The members of an `UploadAnswer`; raises an OcrError that says why there is none."""
        ...


class NoUploads:
    """Stands in where a process has no bucket."""

    def offer(self, content_type: str) -> Mapping[str, Any]:
        """Refuse by name."""
        raise InvalidRequest(
            "This server has no bucket to upload to. Send the picture as img, or its url.", member="type"
        )
