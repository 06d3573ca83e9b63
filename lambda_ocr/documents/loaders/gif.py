"""gif: of an animation the first picture."""

from __future__ import annotations

from lambda_ocr.core.document import Document
from lambda_ocr.documents.isolated.supervisor import load_isolated
from lambda_ocr.documents.limits import PictureLimits


def load(data: bytes, limits: PictureLimits) -> Document:
    """Its pages, decoded when they are asked for; raises as `load_isolated`."""
    return load_isolated("gif", data, limits)
