"""jpg: baseline and progressive JPEG, whose EXIF turn the decoder itself applies."""

from __future__ import annotations

import struct

from lambda_ocr.core.document import Document
from lambda_ocr.core.errors import InvalidPicture
from lambda_ocr.documents.header import Header, checked, damaged
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.raster import load_picture

MAX_SCANS = 100
"""Progressive encoders write about ten. So many empty ones cost 2 s at 4096 x 4096 (measured)."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
"""Huffman, arithmetic and quantisation tables, restart interval."""
_NEEDED = frozenset({0xE0, 0xE1, 0xEE})
"""JFIF, EXIF and Adobe: they say which colours the components are, and how the camera was held."""
_SKIPPED = frozenset({*range(0xE0, 0xF0), 0xFE}) - _NEEDED
"""Previews, profiles, comments."""


def load(data: bytes, limits: PictureLimits) -> Document:
    """One page; raises `PictureTooLarge` or `InvalidPicture`."""
    return load_picture(checked(read_header, data), data, limits)


def read_header(data: bytes) -> Header:
    """Walk the segments to the first scan; an end marker must follow it, or the file is cut off.

    libjpeg looks for the next marker among whatever bytes stand between segments, `FF 00` included; here a segment
    begins where the last one ends, and is one that may stand there.
    """
    at, size, kept = 2, (0, 0), [(0, 2)]
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        lead, marker = data[at], data[at + 1]
        if lead != 0xFF:
            raise damaged("jpg")
        if marker == 0xDA:
            _check_scans(data, at)
            return Header("jpg", *size, kept=(*kept, (at, len(data))))
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker in _FRAMES and size == (0, 0):
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        elif marker not in _TABLES | _NEEDED | _SKIPPED:
            raise damaged("jpg")
        if marker not in _SKIPPED:
            kept.append((at, end))
        at = end


def _check_scans(data: bytes, first: int) -> None:
    """The last scan must end, and scans be few: each costs a pass over all pixels, however short it is."""
    if data.rfind(b"\xff\xd9") < first:
        raise IndexError
    if data.count(b"\xff\xda", first) > MAX_SCANS:
        raise InvalidPicture(f"The jpg file has more than {MAX_SCANS} scans. Open it in a viewer and save it again.")
