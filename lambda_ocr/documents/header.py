"""What a picture file says of itself, read before a single pixel is decoded.

Rule: one reading of a file. The decoder is never given the file as it came, but what is written anew from the parts
that were read here (`Header.essence`): a second header, an animation, a compressed profile or whatever else hides
between those parts cannot be found by the decoder, because it is not there.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from lambda_ocr.core.errors import InvalidPicture

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


def checked(read: Callable[[bytes], Header], data: bytes) -> Header:
    """The header as `read` finds it; raises `InvalidPicture` of a file cut short, or one without pixels."""
    try:
        header = read(data)
    except (struct.error, IndexError):
        raise InvalidPicture("The picture file is cut off. Send the whole file.") from None
    if header.width <= 0 or header.height <= 0:
        raise InvalidPicture(f"The {header.kind} file says it has no pixels. Save the picture again.")
    return header


def damaged(kind: str) -> InvalidPicture:
    """What to raise of a file that is not as its format asks."""
    return InvalidPicture(f"The {kind} file is damaged. Open it in a viewer and save it again.")
