"""The formats that are read: a table, and for each a loader of its own in `loaders/`.

Rule: a new format is one new module and one line here. A loader is imported when the first file of its format comes,
so that nobody pays for a library that no file has asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
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


class LockedLoader(Protocol):
    """What the module of a format offers whose files may be encrypted."""

    def load(self, data: bytes, limits: PictureLimits, password: str) -> Document:
        """As `Loader.load`, with a password where it is not empty; raises `PasswordNeeded` of one that does not fit."""
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
    library: str = ""
    """The package that its files are decoded with, where that is not in every process; empty: one of the core's own."""
    has_pages: bool = False
    """Whether a file may have several."""
    may_be_locked: bool = False
    """Whether a file may be encrypted; the loader is a `LockedLoader` then."""

    def matches(self, data: bytes) -> bool:
        """Whether a file is of this format, by its first bytes."""
        return re.match(self.signature, data, re.DOTALL) is not None

    @property
    def is_installed(self) -> bool:
        """Whether what decodes it is there."""
        return not self.library or find_spec(_MODULES.get(self.library, self.library)) is not None

    def load(self, data: bytes, limits: PictureLimits, password: str = "") -> Document:
        """As the loader does, which is imported now if it was not before; raises `UnsupportedPicture` without it."""
        if not self.is_installed:
            raise UnsupportedPicture(
                f"{self.name} files are read where {self.library} is installed, and here it is not: pip install "
                f"{self.library} (docs/documents.md), or convert the document to {_named()}.",
                format=self.name,
                install=self.library,
            )
        module = import_module(self.loader)
        if self.may_be_locked:
            return cast(LockedLoader, module).load(data, limits, password)
        return cast(Loader, module).load(data, limits)


_MODULES = {"pillow": "PIL", "pi-heif": "pi_heif"}
"""By package, where a module is called otherwise."""
_LOADERS = "lambda_ocr.documents.loaders"


def _brands(brand: bytes) -> bytes:
    """The signature of files of ISO/IEC 14496-12 that name one of these brands, first or among the compatible ones."""
    return rb".{4}ftyp(?:%b|mi[fa]1.{4}(?:.{4}){0,12}?(?:%b)|msf1.{4}(?:.{4}){0,12}?(?:%b))" % (
        (b"(?:" + brand + b")",) + (brand,) * 2
    )


FORMATS: tuple[Format, ...] = (
    Format("jpg", "image/jpeg", (".jpg", ".jpeg"), rb"\xff\xd8\xff", f"{_LOADERS}.jpg"),
    Format("png", "image/png", (".png",), rb"\x89PNG\r\n\x1a\n", f"{_LOADERS}.png"),
    Format("bmp", "image/bmp", (".bmp",), rb"BM", f"{_LOADERS}.bmp"),
    Format("webp", "image/webp", (".webp",), rb"RIFF.{4}WEBP", f"{_LOADERS}.webp", "pillow"),
    Format("gif", "image/gif", (".gif",), rb"GIF8[79]a", f"{_LOADERS}.gif", "pillow"),
    Format("avif", "image/avif", (".avif",), _brands(rb"avi[fs]"), f"{_LOADERS}.avif", "pillow"),
    Format(
        "tiff",
        "image/tiff",
        (".tif", ".tiff"),
        rb"II[*+]\0|MM\0[*+]",
        f"{_LOADERS}.tiff",
        "pillow",
        has_pages=True,
    ),
    Format("heif", "image/heif", (".heic", ".heif"), _brands(rb"hei[cxms]|hev[cxms]"), f"{_LOADERS}.heif", "pi-heif"),
    Format(
        "pdf",
        "application/pdf",
        (".pdf",),
        rb".{0,1019}?%PDF-",  # readers look so far for it, for mailers and printers put lines of their own before it
        f"{_LOADERS}.pdf",
        "pypdfium2",
        has_pages=True,
        may_be_locked=True,
    ),
)
"""In the order in which a file's first bytes are tried."""


def format_of(data: bytes) -> Format:
    """The format of a file by its first bytes; raises `UnsupportedPicture`."""
    for each in FORMATS:
        if each.matches(data):
            return each
    raise UnsupportedPicture(f"The bytes are not a {_named()} picture. Convert the document to one of these.")


def load_document(data: bytes, limits: PictureLimits, password: str = "") -> Document:
    """Decode a file of any format in the table, whose further pages are there until the document is closed.

    Raises UnsupportedPicture, PictureTooLarge, InvalidPicture or PasswordNeeded; a page that is asked for may, too.
    """
    limits.check_bytes(len(data))
    return format_of(data).load(data, limits, password)


def _named() -> str:
    """`jpg, png or bmp`."""
    *most, last = (each.name for each in FORMATS if each.is_installed)
    return f"{', '.join(most)} or {last}"
