"""Pictures made smaller, for looking at: nothing is ever read from them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from lambda_ocr.core.geometry import resized
from lambda_ocr.core.model import Image

QUALITIES = (90, 75, 50, 25)


def thumbnail(picture: Image, side: int) -> bytes:
    """A JPEG whose longest side is at most `side` pixels."""
    height, width = picture.shape[:2]
    factor = min(1.0, side / max(height, width))
    return _jpeg(resized(picture, (max(1, round(width * factor)), max(1, round(height * factor)))), 80)


def within_bytes(picture: Image, most: int, qualities: Sequence[int] = QUALITIES) -> bytes:
    """A JPEG of all pixels, as good as fits into `most` bytes; the worst when none does."""
    data = b""
    for quality in qualities:
        data = _jpeg(picture, quality)
        if len(data) <= most:
            break
    return data


def _jpeg(picture: Image, quality: int) -> bytes:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(data).tobytes()
