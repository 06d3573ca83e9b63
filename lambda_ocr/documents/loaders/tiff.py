"""tiff: any number of pages, packed as fax, JPEG, LZW and otherwise; copies in small are no pages."""

from __future__ import annotations

from lambda_ocr.core.document import Document
from lambda_ocr.documents.isolated.supervisor import load_isolated
from lambda_ocr.documents.limits import PictureLimits


def load(data: bytes, limits: PictureLimits) -> Document:
    """Its pages, decoded when they are asked for; raises as `load_isolated`."""
    return load_isolated("tiff", data, limits)
