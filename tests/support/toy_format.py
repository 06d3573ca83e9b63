"""A file format of the tests' own, as a loader would be written for it: several pages, a resolution, text of its own.

`TOY WIDTH HEIGHT PAGES DPI\n` and the text of all pages: each page is white, with a red place at its upper left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from lambda_ocr.core.document import Document, Page, PlacedCharacter, TextLayer
from lambda_ocr.core.errors import InvalidPicture
from lambda_ocr.documents.formats import Format
from lambda_ocr.documents.limits import PictureLimits

LINE = Format("toy", "image/x-toy", (".toy",), rb"TOY \d", "tests.support.toy_format")
"""The line of the table."""

decoded: list[int] = []
"""Indices of the pages that were decoded, as they were."""


def toy(width: int = 120, height: int = 80, pages: int = 1, text: str = "") -> bytes:
    """A file."""
    return f"TOY {width} {height} {pages} 300\n{text}".encode()


def load(data: bytes, limits: PictureLimits) -> Document:
    """Pages that are decoded when they are asked for."""
    head, _, text = data.decode().partition("\n")
    try:
        width, height, pages, dpi = (int(number) for number in head.split()[1:])
    except ValueError:
        raise InvalidPicture("The toy file is damaged.") from None
    limits.check_size(width, height)
    return Document(_Pages(width, height, pages, dpi, text))


@dataclass(frozen=True)
class _Pages(Sequence[Page]):
    width: int
    height: int
    length: int
    dpi: int
    text: str

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> Page: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Page]: ...

    def __getitem__(self, index: int | slice) -> Page | Sequence[Page]:
        if isinstance(index, slice):
            return [self[at] for at in range(self.length)[index]]
        at = range(self.length)[index]
        decoded.append(at)
        pixels = np.full((self.height, self.width, 3), 255, np.uint8)
        pixels[10:30, 10:50] = (0, 0, 255)
        letters = (PlacedCharacter(letter, (10 * n, 0, 10 * n + 9, 12)) for n, letter in enumerate(self.text))
        return Page(at, pixels, float(self.dpi), TextLayer(tuple(letters)))
