"""What a picture may be given as: bytes, the path of a file, a url, or a `data:` url."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

Picture = bytes | str | os.PathLike[str]
"""A str of `http://`, `https://`, `s3://` or `data:` is a url, another one a path."""

_SCHEMES = ("http://", "https://", "s3://")
_BEGINNINGS = (
    (b"\xff\xd8", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"BM", "image/bmp"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF", "application/pdf"),
)


def member_of(picture: Picture) -> dict[str, Any]:
    """`{"url": …}` or `{"img": …}`: for a copy of `teach` or `evaluate`, with its `values` beside it."""
    url = url_of(picture)
    return url if url else {"img": base64.b64encode(bytes_of(picture)).decode("ascii")}


def url_of(picture: Picture) -> dict[str, Any]:
    """What names the picture, or carries it already; empty where its bytes are here."""
    if not isinstance(picture, str):
        return {}
    if picture.lower().startswith(_SCHEMES):
        return {"url": picture}
    return {"img": picture} if picture.lower().startswith("data:") else {}


def bytes_of(picture: Picture) -> bytes:
    """Of what is no url; raises OSError where the file cannot be read."""
    return picture if isinstance(picture, bytes) else Path(picture).read_bytes()


def content_type_of(data: bytes) -> str:
    """What `upload` is told; raises ValueError where it would be refused."""
    for beginning, content_type in _BEGINNINGS:
        if data.startswith(beginning):
            return content_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "image/avif" if data[8:12] in (b"avif", b"avis") else "image/heif"
    raise ValueError("this is no picture or document that is read: see docs/documents.md")
