"""What the service gives back, and the doors hand on. Light: a door that reads no pictures itself needs no more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lambda_ocr.core.errors import OcrError
from lambda_ocr.wire.errors import error_body, error_status


@dataclass(frozen=True)
class Response:
    """An HTTP status and a JSON value."""

    status: int
    body: Any

    def encoded(self) -> bytes:
        """The body as it goes over the wire."""
        return json.dumps(self.body, ensure_ascii=False, allow_nan=False).encode("utf-8")


def refusal(error: OcrError) -> Response:
    """The response for an error; the doors use it for refusals of their own (no such route, too many requests)."""
    return Response(error_status(error), error_body(error))
