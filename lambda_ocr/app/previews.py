"""A template's picture as an answer shows it: a `data:` URL that every door lets through."""

from __future__ import annotations

import base64
from typing import Literal

from lambda_ocr.core.model import Image
from lambda_ocr.documents.formats import format_of
from lambda_ocr.documents.preview import thumbnail, within_bytes

THUMBNAIL_SIDE = 480
MAX_BYTES = 3 * 1024 * 1024
"""Base64 makes 4 MiB of it; Lambda hands back 6."""


def shown(data: bytes, picture: Image, how: Literal["none", "thumbnail", "full"]) -> str | None:
    """The picture (`data` as registered, `picture` decoded) as asked for."""
    if how == "none":
        return None
    if how == "thumbnail":
        return _data_url("image/jpeg", thumbnail(picture, THUMBNAIL_SIDE))
    if len(data) <= MAX_BYTES:
        return _data_url(format_of(data).media_type, data)
    return _data_url("image/jpeg", within_bytes(picture, MAX_BYTES))


def _data_url(media: str, data: bytes) -> str:
    return f"data:{media};base64,{base64.b64encode(data).decode('ascii')}"
