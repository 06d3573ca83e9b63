"""From a picture as Pillow has it to the pixels that are sent: BGR, on white, no larger than the limit."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from lambda_ocr.core.errors import InvalidPicture
from lambda_ocr.documents.isolated.messages import Decoded
from lambda_ocr.documents.limits import PictureLimits

Image.MAX_IMAGE_PIXELS = None  # ours are checked before pixels are loaded, and refuse
STRIP = 256
"""Rows converted and sent at once, so that a page is not held twice."""
_TRANSPARENT = ("LA", "La", "PA", "RGBA", "RGBa")
_PLAIN = ("L", "RGB")


def plain(picture: Image.Image) -> Image.Image:
    """Grey or RGB of 8 bits, on white where it is transparent; raises `InvalidPicture` of 32 bits a channel."""
    picture.load()
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if picture.mode in ("I", "F"):
        raise InvalidPicture("The picture has 32 bits a channel. Save it with 8 or 16.")
    if picture.mode in _TRANSPARENT or "transparency" in picture.info:
        return _on_white(picture.convert("RGBA"))
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in _PLAIN else picture.convert("RGB")


def _on_white(picture: Image.Image) -> Image.Image:
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def sent(
    picture: Image.Image, dpi: float | None, limits: PictureLimits, drafted: float = 1.0
) -> tuple[Decoded, Iterator[bytes]]:
    """A plain picture as it is sent, reduced where it is larger than a page may be; it was `drafted` so far before."""
    reduction = limits.reduction(*picture.size)
    if reduction < 1:
        size = (max(1, round(picture.width * reduction)), max(1, round(picture.height * reduction)))
        picture = picture.resize(size, Image.Resampling.BOX)
        dpi = dpi and dpi * reduction
    return Decoded(picture.width, picture.height, dpi, reduction * drafted), _strips(picture)


def _strips(picture: Image.Image) -> Iterator[bytes]:
    for top in range(0, picture.height, STRIP):
        strip = picture.crop((0, top, picture.width, min(top + STRIP, picture.height)))
        yield strip.convert("RGB").tobytes("raw", "BGR")
