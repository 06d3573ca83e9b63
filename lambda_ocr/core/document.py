"""A document as the reading meets it: pages of pixels, whatever file they came in. `lambda_ocr.documents` makes them.

Rule: nothing here decodes, and no file format is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from lambda_ocr.core.model import Extent, Image


@dataclass(frozen=True)
class PlacedCharacter:
    """One character that the file itself carries, and its box in pixels of the page."""

    character: str
    box: Extent
    hidden: bool = False
    """Whether the file says that it is not to be drawn, as scanners put what they read under their picture."""


@dataclass(frozen=True)
class TextLayer:
    """The text that a page carries beside its pixels, in the file's order. It may be hidden, covered, or wrong."""

    characters: tuple[PlacedCharacter, ...]


@dataclass(frozen=True, eq=False)
class Page:
    """One page."""

    index: int
    """From 0, in the document's order."""
    pixels: Image = field(repr=False)
    """(height, width, 3), BGR, 8 bits, contiguous: as a viewer shows the page, on white where it is transparent."""
    dpi: float | None = None
    """Pixels an inch of paper; None where the loader does not know."""
    text_layer: TextLayer | None = field(default=None, repr=False)
    """None where the format carries no text: a photograph, a scan."""
    reduction: float = 1.0
    """Pixels of this page along a side for each of the file's own: below 1 where it was made smaller."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.pixels.shape[1], self.pixels.shape[0]


def _nothing_to_close() -> None:
    """Of a document that is all here."""


@dataclass(frozen=True, eq=False)
class Document:
    """One file, decoded: at least one page. A context manager: beyond it no further page is to be had."""

    pages: Sequence[Page]
    """A loader of long documents may decode each page when it is asked for."""
    close: Callable[[], object] = field(default=_nothing_to_close, repr=False)
    """Let go of what decodes further pages."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def first(self) -> Page:
        """The page that an action reads which knows of one picture only."""
        return self.pages[0]
