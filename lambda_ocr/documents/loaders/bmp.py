"""bmp: of Windows and of OS/2, rows from either side, packed or not."""

from __future__ import annotations

import struct

from lambda_ocr.core.document import Document
from lambda_ocr.documents.header import Header, checked
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.raster import load_picture


def load(data: bytes, limits: PictureLimits) -> Document:
    """One page; raises `PictureTooLarge` or `InvalidPicture`."""
    return load_picture(checked(read_header, data), data, limits)


def read_header(data: bytes) -> Header:
    """Of any version; a height below zero says that the rows come from the top."""
    (header_bytes,) = struct.unpack_from("<I", data, 14)
    layout = "<HH" if header_bytes == 12 else "<ii"
    width, height = struct.unpack_from(layout, data, 18)
    return Header("bmp", width, abs(height), kept=((0, len(data)),))
