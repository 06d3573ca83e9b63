"""From bytes to pixels: a picture is refused by its header before a single pixel is decoded.

Rule: what comes out is always (height, width, 3) BGR, 8 bits, turned as a viewer shows it (EXIF), on white where the
file is transparent.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from lambda_ocr.core.errors import InvalidPicture, PictureTooLarge, UnsupportedPicture
from lambda_ocr.core.model import Image


@dataclass(frozen=True)
class PictureLimits:
    """What is accepted: bytes of the file, pixels of its longest side."""

    max_bytes: int = 10 * 1024 * 1024
    max_side: int = 4096


@dataclass(frozen=True)
class Header:
    """What a file says of itself; the size is as stored, before any EXIF turn."""

    kind: str
    width: int
    height: int
    has_alpha: bool = False
    clear_shade: int | None = None
    """The grey that means transparent, at the decoded depth; such files have no alpha channel."""
    orientation: int = 1
    """EXIF orientation that the decoder leaves to us: set for transparent files only."""


def decode(data: bytes, limits: PictureLimits) -> Image:
    """Decode a jpg, png or bmp; raises UnsupportedPicture, PictureTooLarge or InvalidPicture."""
    header = checked_header(data, limits)
    flags = cv2.IMREAD_UNCHANGED if header.has_alpha else cv2.IMREAD_COLOR
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        pixels = None
    if pixels is None:
        raise InvalidPicture(f"The {header.kind} file cannot be decoded. Open it in a viewer and save it again.")
    if header.clear_shade is not None and pixels.ndim == 2:
        pixels = np.where(pixels == header.clear_shade, 65535 if pixels.dtype == np.uint16 else 255, pixels)
    eight_bits = pixels if pixels.dtype == np.uint8 else pixels // 257
    return np.ascontiguousarray(_turned(_on_white(eight_bits.astype(np.uint8, copy=False)), header.orientation))


def checked_header(data: bytes, limits: PictureLimits) -> Header:
    """The header, when file and picture are within the limits; raises as `decode` does."""
    if len(data) > limits.max_bytes:
        raise PictureTooLarge(
            f"The picture has {len(data)} bytes; at most {limits.max_bytes} are accepted. "
            "Send a smaller or more strongly compressed picture.",
            bytes=len(data),
            max_bytes=limits.max_bytes,
        )
    header = probe(data)
    if max(header.width, header.height) > limits.max_side:
        raise PictureTooLarge(
            f"The picture is {header.width} x {header.height} pixels; its longest side may have {limits.max_side}. "
            "Scale it down.",
            width=header.width,
            height=header.height,
            max_side=limits.max_side,
        )
    return header


def probe(data: bytes) -> Header:
    """Read the header alone; raises UnsupportedPicture or InvalidPicture (which a file cut short is)."""
    for magic, read in _READERS.items():
        if data.startswith(magic):
            return _checked(read, data)
    raise UnsupportedPicture(
        "The bytes are not a jpg, png or bmp picture. Convert the document to one of these, a PDF page by page."
    )


def _checked(read: Callable[[bytes], Header], data: bytes) -> Header:
    try:
        header = read(data)
    except (struct.error, IndexError):
        raise InvalidPicture("The picture file is cut off. Send the whole file.") from None
    if header.width <= 0 or header.height <= 0:
        raise InvalidPicture(f"The {header.kind} file says it has no pixels. Save the picture again.")
    return header


MOST_SCANS = 100
"""Progressive encoders write about ten."""
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def _jpeg_header(data: bytes) -> Header:
    """Walk the segments to the frame header; an end marker must follow the first scan, or the file is cut off."""
    at, size = 2, (0, 0)
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        lead, marker = data[at], data[at + 1]
        if lead != 0xFF:
            raise InvalidPicture("The jpg file is damaged. Open it in a viewer and save it again.")
        if marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        if marker == 0xDA:
            _check_scans(data, at)
            return Header("jpg", *size)
        at += 2 if marker in _STANDALONE else 2 + struct.unpack_from(">H", data, at + 2)[0]


def _check_scans(data: bytes, first: int) -> None:
    """The last scan must end, and scans be few: each costs a pass over all pixels, however short it is."""
    if data.rfind(b"\xff\xd9") < first:
        raise IndexError
    if data.count(b"\xff\xda", first) > MOST_SCANS:
        raise InvalidPicture(f"The jpg file has more than {MOST_SCANS} scans. Open it in a viewer and save it again.")


def _png_header(data: bytes) -> Header:
    """Walk the chunks to the end: one that claims more bytes than there are would be allocated before it is read."""
    width, height, depth, colour_type = struct.unpack_from(">IIBB", data, 16)
    transparent, orientation, shade, at, kind = colour_type in (4, 6), 1, None, 8, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise IndexError
        if kind == b"tRNS":
            transparent = True
            shade = _shade(struct.unpack_from(">H", data, at + 8)[0], depth) if colour_type == 0 else None
        if kind == b"eXIf":
            orientation = _orientation(data[at + 8 : at + 8 + length])
        at += 12 + length
    return Header("png", width, height, transparent, shade, orientation if transparent else 1)


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


def _bmp_header(data: bytes) -> Header:
    (header_bytes,) = struct.unpack_from("<I", data, 14)
    layout = "<HH" if header_bytes == 12 else "<ii"
    width, height = struct.unpack_from(layout, data, 18)
    return Header("bmp", width, abs(height))


_READERS: dict[bytes, Callable[[bytes], Header]] = {
    b"\xff\xd8\xff": _jpeg_header,
    b"\x89PNG\r\n\x1a\n": _png_header,
    b"BM": _bmp_header,
}


def _turned(pixels: Image, orientation: int) -> Image:
    """Undo an EXIF orientation (2 to 8; anything else leaves the picture as it is)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _on_white(pixels: Image) -> Image:
    """BGR from whatever `IMREAD_UNCHANGED` gives: one, three or four channels."""
    if pixels.ndim == 2:
        return np.repeat(pixels[..., None], 3, axis=2)
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    return ((pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
