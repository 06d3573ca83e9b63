"""webp, gif, avif and tiff by Pillow, in the decoder's process; and pictures of any kind that are made smaller.

Rule: a size is checked before its pixels are loaded. What a page shows is what a viewer shows: turned by EXIF, on
white where it is transparent, with square pixels (a fax in standard mode has twice as many across as down).
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.TiffImagePlugin import TiffImageFile

from lambda_ocr.core.errors import InvalidPicture
from lambda_ocr.documents.isolated.messages import Decoded, Opening
from lambda_ocr.documents.isolated.plain_pixels import plain, sent
from lambda_ocr.documents.limits import PictureLimits

_FORMATS = {"jpg": "JPEG"}
"""Pillow's names where they are not ours."""
_SUBFILE, _ACROSS, _DOWN, _UNIT, _ORIENTATION = 254, 282, 283, 296, 274
"""Tags of TIFF."""
_INCHES = {2: 1.0, 3: 1 / 2.54}
"""What a resolution counts pixels to, by its unit."""
_NOT_A_PAGE = 0b101
"""In `_SUBFILE`: a smaller copy of another page, or a mask for one."""
ENOUGH = 0.9
"""Of the pixels along a side that a page may have: a phone's 8160 at a half are 4080, just short of 4096."""
_SQUARE = 1.05
"""Ratio of resolutions up to which pixels count as square. A fax has 204 : 98, in fine mode 204 : 196."""
_OBLONG = 4.0
"""The largest ratio that is believed."""


class PillowFile:
    """A file that Pillow reads."""

    def __init__(self, data: bytes, opening: Opening) -> None:
        self._data, self._format = data, _FORMATS.get(opening.kind, opening.kind.upper())
        self._limits = PictureLimits(opening.length, opening.max_side, opening.reducible_px)
        self._picture = self._opened()
        self._frames = _pages_of(self._picture) if isinstance(self._picture, TiffImageFile) else [0]
        self._next = 0
        if not self._frames:
            raise InvalidPicture("The tiff file holds no page. Open it in a viewer and save it again.")

    @property
    def pages(self) -> int:
        """Of a tiff all, of anything else the one picture: the first of an animation."""
        return len(self._frames)

    def decode(self, page: int) -> tuple[Decoded, Iterator[bytes]]:
        """As `worker.OpenFile`."""
        if page < self._next:  # Pillow turns what it has loaded, and would not turn it a second time
            self._picture = self._opened()
        self._next = page + 1
        self._picture.seek(self._frames[page])
        self._limits.check_size(*self._picture.size)
        whole = self._picture.size
        if isinstance(self._picture, JpegImageFile):
            self._drafted(self._picture)
        dots = _resolution(self._picture) if isinstance(self._picture, TiffImageFile) else (0.0, 0.0)
        upright = plain(ImageOps.exif_transpose(self._picture))
        drafted = max(upright.size) / max(whole)
        return sent(_squared(upright, *dots, self._limits), max(dots) or None, self._limits, drafted)

    def _drafted(self, picture: JpegImageFile) -> None:
        """Have a jpg decoded at a half, quarter or eighth, as far as the limit of a page allows: for a part of the
        memory, and of the time."""
        reduction = self._limits.reduction(*picture.size)
        if reduction < 1:
            enough = ENOUGH * reduction
            picture.draft(None, (math.ceil(picture.width * enough), math.ceil(picture.height * enough)))

    def _opened(self) -> Image.Image:
        """As the format it was taken for, and no other."""
        return Image.open(io.BytesIO(self._data), formats=[self._format])


def open_file(data: bytes, opening: Opening) -> PillowFile:
    """Open it."""
    return PillowFile(data, opening)


def _pages_of(picture: TiffImageFile) -> list[int]:
    """The frames that are pages."""
    frames, at = [], 0
    while True:
        if not picture.tag_v2.get(_SUBFILE, 0) & _NOT_A_PAGE:
            frames.append(at)
        at += 1
        try:
            picture.seek(at)
        except EOFError:
            return frames


def _resolution(picture: TiffImageFile) -> tuple[float, float]:
    """Dots an inch across and down, as the page is shown; both 0 where it does not say.

    Where the unit is unknown, but not the ratio, the larger one counts as that of a fax.
    """
    tags = picture.tag_v2
    across, down = (_number(tags.get(tag)) for tag in (_ACROSS, _DOWN))
    if not across or not down:
        return 0.0, 0.0
    inches = _INCHES.get(tags.get(_UNIT, 2), 0.0)
    factor = 1 / inches if inches else 204 / max(across, down)
    dots = (across * factor, down * factor)
    return dots if tags.get(_ORIENTATION, 1) < 5 else dots[::-1]


def _number(value: object) -> float:
    """A resolution, 0 where it is none."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0
    return number if math.isfinite(number) and number > 0 else 0.0


def _squared(picture: Image.Image, across: float, down: float, limits: PictureLimits) -> Image.Image:
    """With as many dots down as across, made larger along the coarser of the two."""
    most, least = max(across, down), min(across, down)
    if not least or not _SQUARE < most / least <= _OBLONG:
        return picture
    size = (round(picture.width * most / across), round(picture.height * most / down))
    limits.check_size(*size)
    return picture.resize(size, Image.Resampling.BILINEAR)
