"""The picture that a template keeps: as it came, or, of a format that is not read everywhere, its page anew.

So a template is read and shown wherever its store is, with no library but the core's own.
"""

from __future__ import annotations

import cv2
import numpy as np

from lambda_ocr.core.document import Page
from lambda_ocr.documents.formats import format_of
from lambda_ocr.documents.preview import within_bytes

QUALITIES = (95, 90, 75, 50)


def kept(data: bytes, page: Page, most: int) -> bytes:
    """At most `most` bytes: the file itself, or its page as png, as jpg where that would be too large."""
    if not format_of(data).library:
        return data
    _, packed = cv2.imencode(".png", page.pixels)
    png = np.asarray(packed).tobytes()
    return png if len(png) <= most else within_bytes(page.pixels, most, QUALITIES)
