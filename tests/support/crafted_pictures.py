"""Picture files put together by hand, to say one thing here and another there."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

from tests.support.drawn_pictures import FILES, RGB, file

JPG = FILES["jpg"]
SIDE = 20_000
"""A picture of so many pixels a side takes 1.2 GB."""


def jpg_saying(width: int, height: int, data: bytes = JPG) -> bytes:
    """The jpg with another size in its frame header, over the few bytes it has."""
    at = frame_of(data)
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def frame_of(data: bytes) -> int:
    """Where the frame header of a jpg begins: FF C0, or FF C2 where it is progressive."""
    return min(at for at in (data.find(b"\xff\xc0"), data.find(b"\xff\xc2")) if at > 0)


def jpg_with(segment: bytes, at: int = 2, data: bytes = JPG) -> bytes:
    """The jpg with these bytes put in."""
    return data[:at] + segment + data[at:]


def segment(marker: int, body: bytes) -> bytes:
    """A segment of a jpg."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A png of these chunks, with an end and right checksums."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in (*chunks, (b"IEND", b"")))


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a png."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def ihdr(width: int, height: int, depth: int = 8, colours: int = 2, interlaced: bool = False) -> tuple[bytes, bytes]:
    """The header of a png; colours: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA."""
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, interlaced)


def zeros(size: int) -> bytes:
    """A zlib stream of so many zero bytes, a thousand to one: one packed mebibyte, repeated, for packing takes time."""
    mebibytes, rest = divmod(size, 1 << 20)
    begun = _packed(bytes(1 << 20))
    ended = _packed(bytes(rest), zlib.Z_FINISH)
    return b"\x78\xda" + begun * mebibytes + ended + struct.pack(">HH", size % 65_521, 1)


def _packed(data: bytes, end: int = zlib.Z_FULL_FLUSH) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush(end)


def idat(size: int) -> tuple[bytes, bytes]:
    """So many zero bytes as pixels."""
    return b"IDAT", zeros(size)


def png_with(inserted: Iterable[bytes], name: str = "png", before: bytes = b"IDAT") -> bytes:
    """A drawn png with chunks put in before another."""
    data = FILES[name]
    at = data.index(before) - 4
    return data[:at] + b"".join(inserted) + data[at:]


def bmp_saying(
    width: int,
    height: int,
    bits: int = 24,
    compression: int = 0,
    body: bytes = b"",
    *,
    colours: int = 0,
    header_bytes: int = 40,
    offset: int | None = None,
) -> bytes:
    """A bmp with this header over whatever body."""
    header = struct.pack("<IiiHHIIiiII", header_bytes, width, height, 1, bits, compression, len(body), 0, 0, colours, 0)
    header = (header + bytes(max(0, header_bytes - 40)))[: 4 + max(header_bytes - 4, 12)]
    palette = bytes(range(256)) * 4 if bits <= 8 else b""
    start = 14 + len(header) + len(palette) if offset is None else offset
    size = 14 + len(header) + len(palette) + len(body)
    return b"BM" + struct.pack("<IHHI", size, 0, 0, start & 0xFFFF_FFFF) + header + palette + body


LARGE_JPG = jpg_saying(SIDE, SIDE, file(RGB, "JPEG", quality=30))
