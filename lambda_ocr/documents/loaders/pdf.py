"""pdf: pages drawn as a reader shows them, with forms filled in and annotations."""

from __future__ import annotations

from lambda_ocr.core.document import Document
from lambda_ocr.documents.isolated.supervisor import load_isolated
from lambda_ocr.documents.limits import PictureLimits


def load(data: bytes, limits: PictureLimits, password: str = "") -> Document:
    """Its pages, drawn when they are asked for; raises as `load_isolated`."""
    return load_isolated("pdf", data, limits, password)
