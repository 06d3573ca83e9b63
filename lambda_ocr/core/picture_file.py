"""What a picture file says of itself, read before a single pixel is decoded.

Rule: one reading of a file. The decoder is never given the file as it came, but what is written anew from the parts
that were read here (`Header.essence`): a second header, an animation, a compressed profile or whatever else hides
between those parts cannot be found by the decoder, because it is not there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from lambda_ocr.core.errors import InvalidPicture, UnsupportedPicture

Span = tuple[int, int]


@dataclass(frozen=True)
class Header:
    """What a file says of itself; the size is as stored, before any EXIF turn."""

    kind: str
    width: int
    height: int
    kept: tuple[Span, ...]
    """First and last byte (not included) of each part that the decoder is given."""
    has_alpha: bool = False
    clear_shade: int | None = None
    """The grey that means transparent, at the decoded depth; such files have no alpha channel."""
    orientation: int = 1
    """EXIF orientation that the decoder leaves to us: set for transparent files only."""

    def essence(self, data: bytes) -> bytes:
        """The file, written anew from the parts that were read."""
        view = memoryview(data)
        return b"".join(view[start:end] for start, end in self.kept)


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


def _damaged(kind: str) -> InvalidPicture:
    return InvalidPicture(f"The {kind} file is damaged. Open it in a viewer and save it again.")


MOST_SCANS = 100
"""Progressive encoders write about ten. So many empty ones cost 2 s at 4096 x 4096 (measured)."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
"""Huffman, arithmetic and quantisation tables, restart interval."""
_NEEDED = frozenset({0xE0, 0xE1, 0xEE})
"""JFIF, EXIF and Adobe: they say which colours the components are, and how the camera was held."""
_SKIPPED = frozenset({*range(0xE0, 0xF0), 0xFE}) - _NEEDED
"""Previews, profiles, comments."""


def _jpeg_header(data: bytes) -> Header:
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
            raise _damaged("jpg")
        if marker == 0xDA:
            _check_scans(data, at)
            return Header("jpg", *size, kept=(*kept, (at, len(data))))
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker in _FRAMES and size == (0, 0):
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        elif marker not in _TABLES | _NEEDED | _SKIPPED:
            raise _damaged("jpg")
        if marker not in _SKIPPED:
            kept.append((at, end))
        at = end


def _check_scans(data: bytes, first: int) -> None:
    """The last scan must end, and scans be few: each costs a pass over all pixels, however short it is."""
    if data.rfind(b"\xff\xd9") < first:
        raise IndexError
    if data.count(b"\xff\xda", first) > MOST_SCANS:
        raise InvalidPicture(f"The jpg file has more than {MOST_SCANS} scans. Open it in a viewer and save it again.")


_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT", b"IEND"})
"""All that decides what a viewer shows. Colour profiles and texts may be bombs of their own, frames of an animation
have a size of their own; of an animated png the still picture is read."""


_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits a channel, by kind of colour: grey, RGB, palette, grey and alpha, RGBA."""


def _png_header(data: bytes) -> Header:
    """Walk the chunks to the end: one that claims more bytes than there are would be allocated before it is read."""
    if data[8:16] != b"\0\0\0\x0dIHDR":
        raise _damaged("png") if len(data) >= 16 else IndexError
    width, height, depth, colour_type = struct.unpack_from(">IIBB", data, 16)
    if depth not in _PNG_DEPTHS.get(colour_type, ()):
        raise _damaged("png")
    transparent, orientation, shade, at, kind = colour_type in (4, 6), 1, None, 8, b""
    kept = [(0, 8)]
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise IndexError
        if kind == b"IHDR" and at > 8:
            raise _damaged("png")
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


def _bmp_header(data: bytes) -> Header:
    (header_bytes,) = struct.unpack_from("<I", data, 14)
    layout = "<HH" if header_bytes == 12 else "<ii"
    width, height = struct.unpack_from(layout, data, 18)
    return Header("bmp", width, abs(height), kept=((0, len(data)),))


_READERS: dict[bytes, Callable[[bytes], Header]] = {
    b"\xff\xd8\xff": _jpeg_header,
    b"\x89PNG\r\n\x1a\n": _png_header,
    b"BM": _bmp_header,
}
