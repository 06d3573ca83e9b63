"""`upload`: a place for a picture that is too large to send."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.wire.messages.template_answers import UploadAnswer
from lambda_ocr.wire.messages.templates import UploadRequest


def answer(resources: Resources, request: UploadRequest, call: Call) -> dict[str, Any]:
    """A form to post the picture with."""
    return UploadAnswer(**resources.uploads.offer(request.content_type)).model_dump(mode="json")
