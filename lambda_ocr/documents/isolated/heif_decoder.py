"""heic and heif by libheif, in the decoder's process: the picture that the file names as its main one."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pi_heif
from PIL import Image

from lambda_ocr.documents.isolated.messages import Decoded, Opening
from lambda_ocr.documents.isolated.plain_pixels import plain, sent
from lambda_ocr.documents.limits import PictureLimits

pi_heif.register_heif_opener(thumbnails=False)


class HeifFile:
    """A file that libheif reads."""

    pages = 1

    def __init__(self, data: bytes, opening: Opening) -> None:
        self._data = data
        self._limits = PictureLimits(opening.length, opening.max_side, opening.reducible_px)
        with self._opened() as picture:
            self._limits.check_size(*picture.size)

    def decode(self, page: int) -> tuple[Decoded, Iterator[bytes]]:
        """As `worker.OpenFile`. libheif has turned it already: what EXIF says beside that is not heeded."""
        with self._opened() as picture:
            return sent(plain(picture), None, self._limits)

    def _opened(self) -> Image.Image:
        return Image.open(io.BytesIO(self._data), formats=["HEIF"])


def open_file(data: bytes, opening: Opening) -> HeifFile:
    """Open it; its pixels wait until they are asked for."""
    return HeifFile(data, opening)
