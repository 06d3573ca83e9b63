"""Files that hold a single picture of pixels: from a header that was read to the one page.

Rule: what comes out is always (height, width, 3) BGR, 8 bits, turned as a viewer shows it (EXIF), on white where the
file is transparent; and of exactly the size that was checked. The header is the first wall, OpenCV's own limits
(`lambda_ocr/__init__.py`) the second, the size of what was decoded the third.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.document import Document, Page
from lambda_ocr.core.errors import InvalidPicture
from lambda_ocr.core.model import Image
from lambda_ocr.documents.header import Header
from lambda_ocr.documents.limits import PictureLimits


def load_picture(header: Header, data: bytes, limits: PictureLimits) -> Document:
    """A document of one page; raises `PictureTooLarge` or `InvalidPicture`.

    One that has to be made smaller is decoded elsewhere, where its pixels as they are fill no memory of ours.
    """
    limits.check_size(header.width, header.height)
    if limits.reduction(header.width, header.height) < 1:
        isolated = import_module("lambda_ocr.documents.isolated.supervisor")  # by those alone who need it
        return cast(Document, isolated.load_isolated(header.kind, header.essence(data), limits))
    pixels = _decoded(header, data)
    _check_size(header, pixels)
    if header.clear_shade is not None and pixels.ndim == 2:
        pixels[pixels == header.clear_shade] = np.iinfo(pixels.dtype).max
    return Document((Page(0, np.ascontiguousarray(_turned(_on_white(pixels), header.orientation))),))


def _decoded(header: Header, data: bytes) -> NDArray[Any]:
    flags = cv2.IMREAD_UNCHANGED if header.has_alpha else cv2.IMREAD_COLOR
    try:
        pixels = cv2.imdecode(np.frombuffer(header.essence(data), np.uint8), flags)
    except (cv2.error, MemoryError):
        pixels = None
    if pixels is None:
        raise InvalidPicture(f"The {header.kind} file cannot be decoded. Open it in a viewer and save it again.")
    return pixels


def _check_size(header: Header, pixels: NDArray[Any]) -> None:
    """What was decoded is what was checked; the decoder itself turns what has no alpha, by its EXIF."""
    height, width = pixels.shape[:2]
    if sorted((width, height)) != sorted((header.width, header.height)):
        raise InvalidPicture(
            f"The {header.kind} file says that it has {header.width} x {header.height} pixels, and has "
            f"{width} x {height}. Open it in a viewer and save it again.",
            width=width,
            height=height,
        )


def _turned(pixels: Image, orientation: int) -> Image:
    """Undo an EXIF orientation (2 to 8; anything else leaves the picture as it is)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


STRIP = 128
"""Rows worked on at once, so that what is reckoned in between stays small beside the picture: 16 bits and alpha at
4096 x 4096 took 1,149 MB in one piece."""


def _on_white(pixels: NDArray[Any]) -> Image:
    """BGR of 8 bits from whatever the decoder gives: one, three or four channels, 8 or 16 bits."""
    if pixels.dtype == np.uint8 and pixels.shape[2:] == (3,):
        return pixels
    height, width = pixels.shape[:2]
    plain = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, STRIP):
        strip = pixels[top : top + STRIP]
        plain[top : top + STRIP] = _blended(strip if strip.dtype == np.uint8 else strip // 257)
    return plain


def _blended(pixels: NDArray[Any]) -> NDArray[Any]:
    """Values 0 to 255 in; what broadcasts to (height, width, 3) out."""
    if pixels.ndim == 2:
        return pixels[..., None]
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    return (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
