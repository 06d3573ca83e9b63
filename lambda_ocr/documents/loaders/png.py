"""png: of an animation the still picture; transparent pixels lie on white."""

from __future__ import annotations

import struct

from lambda_ocr.core.document import Document
from lambda_ocr.documents.header import Header, checked, damaged
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.raster import load_picture

_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"})
"""All that decides what a viewer shows. Colour profiles and texts may be bombs of their own, frames of an animation
have a size of their own; of an animated png the still picture is read."""


_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits a channel, by kind of colour: grey, RGB, palette, grey and alpha, RGBA."""


def load(data: bytes, limits: PictureLimits) -> Document:
    """One page; raises `PictureTooLarge` or `InvalidPicture`."""
    return load_picture(checked(read_header, data), data, limits)


def read_header(data: bytes) -> Header:
    """Walk the chunks to the end: one that claims more bytes than there are would be allocated before it is read."""
    if data[8:16] != b"\0\0\0\x0dIHDR":
        raise damaged("png") if len(data) >= 16 else IndexError
    width, height, depth, colour_type = struct.unpack_from(">IIBB", data, 16)
    if depth not in _PNG_DEPTHS.get(colour_type, ()):
        raise damaged("png")
    transparent, orientation, shade, at, kind = colour_type in (4, 6), 1, None, 8, b""
    kept = [(0, 8)]
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise IndexError
        if kind == b"IHDR" and at > 8:
            raise damaged("png")
        if kind == b"tRNS":
            transparent = True
            shade = _shade(struct.unpack_from(">H", data, at + 8)[0], depth) if colour_type == 0 else None
        if kind == b"eXIf":
            orientation = _orientation(data[at + 8 : at + 8 + length])
        if kind in _PNG_KEPT:
            kept.append((at, at + 12 + length))
        at += 12 + length
    return Header("png", width, height, tuple(kept), transparent, shade, orientation if transparent else 1)


def _shade(value: int, depth: int) -> int:
    """A grey of `depth` bits as the decoder gives it: 16 bits stay, fewer become 8."""
    return value if depth == 16 else value * 255 // ((1 << depth) - 1)


def _orientation(exif: bytes) -> int:
    """Value of tag 0x0112 in a TIFF directory, 1 where there is none."""
    order = "<" if exif[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", exif, 4)
    (entries,) = struct.unpack_from(order + "H", exif, directory)
    for entry in range(directory + 2, directory + 2 + 12 * entries, 12):
        tag, _, _, value = struct.unpack_from(order + "HHIH", exif, entry)
        if tag == 0x0112:
            return int(value)
    return 1
