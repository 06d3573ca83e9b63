"""The formats that are read: a table, and for each a loader of its own in `loaders/`.

Rule: a new format is one new module and one line here. A loader is imported when the first file of its format comes,
so that nobody pays for a library that no file has asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from lambda_ocr.core.errors import UnsupportedPicture
from lambda_ocr.documents.limits import PictureLimits

if TYPE_CHECKING:
    from lambda_ocr.core.document import Document


class Loader(Protocol):
    """What a loader's module offers."""

    def load(self, data: bytes, limits: PictureLimits) -> Document:
        """Decode a file of this format, within the limits; what is over them is refused before it is decoded.

        The file's bytes were counted already. Raises `PictureTooLarge` or `InvalidPicture` (damaged, cut off).
        """
        ...


@dataclass(frozen=True)
class Format:
    """One line of the table."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    """Of file names, the usual one first."""
    signature: bytes
    """A regular expression for the first bytes of every file of this format, and of no other's."""
    loader: str
    """The module that is a `Loader`."""

    def matches(self, data: bytes) -> bool:
        """Whether a file is of this format, by its first bytes."""
        return re.match(self.signature, data, re.DOTALL) is not None

    def load(self, data: bytes, limits: PictureLimits) -> Document:
        """As the loader does, which is imported now if it was not before."""
        return cast(Loader, import_module(self.loader)).load(data, limits)


FORMATS: tuple[Format, ...] = (
    Format("jpg", "image/jpeg", (".jpg", ".jpeg"), rb"\xff\xd8\xff", "lambda_ocr.documents.loaders.jpg"),
    Format("png", "image/png", (".png",), rb"\x89PNG\r\n\x1a\n", "lambda_ocr.documents.loaders.png"),
    Format("bmp", "image/bmp", (".bmp",), rb"BM", "lambda_ocr.documents.loaders.bmp"),
)


def format_of(data: bytes) -> Format:
    """The format of a file by its first bytes; raises `UnsupportedPicture`."""
    for each in FORMATS:
        if each.matches(data):
            return each
    raise UnsupportedPicture(
        f"The bytes are not a {_named()} picture. Convert the document to one of these, a PDF page by page."
    )


def load_document(data: bytes, limits: PictureLimits) -> Document:
    """Decode a file of any format in the table; raises UnsupportedPicture, PictureTooLarge or InvalidPicture."""
    limits.check_bytes(len(data))
    return format_of(data).load(data, limits)


def _named() -> str:
    """`jpg, png or bmp`."""
    *most, last = (each.name for each in FORMATS)
    return f"{', '.join(most)} or {last}"
