"""Picture files of every kind, drawn here, and what Pillow shows of them."""

from __future__ import annotations

import io
import struct
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

WIDTH, HEIGHT = 97, 61
Pixels = NDArray[np.uint8]

_ROWS, _COLUMNS = np.mgrid[0:HEIGHT, 0:WIDTH]
_FADE = (_COLUMNS * 255 // WIDTH).astype(np.uint8)


def _colours() -> Image.Image:
    pixels = np.dstack([_FADE, _ROWS * 255 // HEIGHT, (_COLUMNS + _ROWS) * 255 // (WIDTH + HEIGHT)]).astype(np.uint8)
    pixels[5:20, 8:40] = (200, 30, 30)  # no symmetry: a wrong turn is seen
    return Image.fromarray(pixels)


RGB = _colours()
GREY = RGB.convert("L")
PALETTE = RGB.quantize(16)
RGBA = RGB.convert("RGBA")
RGBA.putalpha(Image.fromarray(_FADE))


def file(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file, by Pillow."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def with_orientation(picture: Image.Image, kind: str, orientation: int, **options: Any) -> bytes:
    """The picture with an EXIF orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file(picture, kind, exif=exif, **options)


def png16(pixels: Any) -> bytes:
    """A png of 16 bits a channel; channels in the order of OpenCV, the low byte other than the high."""
    return bytes(cv2.imencode(".png", (np.asarray(pixels).astype(np.uint16) << 8) + 77)[1])


def bmp(pixels: Pixels, *, bits: int = 24, top_down: bool = False, core: bool = False) -> bytes:
    """A bmp without Pillow, which writes neither rows from the top, nor the short header of OS/2, nor 16 bits."""
    rows = pixels if top_down else pixels[::-1]
    lines = [_bmp_row(row, bits) for row in rows]
    body = b"".join(line + b"\0" * (-len(line) % 4) for line in lines)
    height, width = pixels.shape[:2]
    if core:
        header = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        header = struct.pack(
            "<IiiHHIIiiII", 40, width, -height if top_down else height, 1, bits, 0, len(body), 0, 0, 0, 0
        )
    start = 14 + len(header)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + header + body


def _bmp_row(row: Pixels, bits: int) -> bytes:
    if bits == 24:
        return row[:, ::-1].tobytes()
    red, green, blue = (row[:, channel].astype(np.uint16) >> 3 for channel in range(3))
    return (red << 10 | green << 5 | blue).astype("<u2").tobytes()


FILES: dict[str, bytes] = {
    "jpg": file(RGB, "JPEG", quality=95),
    "jpg without subsampling": file(RGB, "JPEG", quality=95, subsampling=0),
    "jpg grey": file(GREY, "JPEG", quality=95),
    "jpg cmyk": file(RGB.convert("CMYK"), "JPEG", quality=95),
    "jpg progressive": file(RGB, "JPEG", quality=95, progressive=True),
    "png": file(RGB, "PNG"),
    "png grey": file(GREY, "PNG"),
    "png palette": file(PALETTE, "PNG"),
    "png palette with one transparent colour": file(PALETTE, "PNG", transparency=3),
    "png palette with half transparent colours": file(PALETTE, "PNG", transparency=bytes(range(0, 256, 16))),
    "png with one transparent colour": file(RGB, "PNG", transparency=(200, 30, 30)),
    "png with alpha": file(RGBA, "PNG"),
    "png grey with alpha": file(RGBA.convert("LA"), "PNG"),
    "png of 1 bit": file(RGB.convert("1"), "PNG"),
    "png grey of 16 bits": file(Image.fromarray((_COLUMNS * 600 + _ROWS * 10).astype(np.uint16)), "PNG"),
    "png of 16 bits": png16(np.asarray(RGB)[..., ::-1]),
    "png with alpha of 16 bits": png16(np.asarray(RGBA)[..., [2, 1, 0, 3]]),
    "bmp": file(RGB, "BMP"),
    "bmp grey": file(GREY, "BMP"),
    "bmp palette": file(PALETTE, "BMP"),
    "bmp of 1 bit": file(RGB.convert("1"), "BMP"),
    "bmp of 32 bits": file(RGBA, "BMP"),
    "bmp of 16 bits": bmp(np.asarray(RGB), bits=16),
    "bmp from the top": bmp(np.asarray(RGB), top_down=True),
    "bmp of OS/2": bmp(np.asarray(RGB), core=True),
}
"""A small picture in every kind of file, by name."""


def as_viewed(data: bytes) -> Pixels:
    """What a viewer shows, by Pillow: (height, width, 3), RGB, turned by EXIF, on white."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    if picture.mode in ("LA", "RGBA", "PA") or "transparency" in picture.info:
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture.convert("RGBA"))
        picture = white
    if picture.mode.startswith("I"):
        grey = np.asarray(picture).astype(np.uint32) // 257
        return np.repeat(grey.astype(np.uint8)[..., None], 3, axis=2)
    return np.asarray(picture.convert("RGB"))
