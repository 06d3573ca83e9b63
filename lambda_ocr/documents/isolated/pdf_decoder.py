"""pdf by PDFium, in the decoder's process: pages as a reader shows them, with forms filled in and annotations.

A page is as large as its crop box, turned as the page says. It is drawn with 300 dots an inch, fewer where it would
be larger than a page of pixels may be, more where so little of it would come (a stamp, a label).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pypdfium2 as pdfium
from pypdfium2 import raw

from lambda_ocr.core.errors import InvalidPicture, PasswordNeeded
from lambda_ocr.documents.isolated.messages import CHARACTER, Decoded, Opening
from lambda_ocr.documents.isolated.pdf_text import packed_text

DPI = 300.0
"""Of paper up to 34 cm; print of 6 points is then 25 pixels high, as the recogniser wants it."""
SMALL_PX = 1000
"""Longest side below which a page is drawn with more dots an inch."""
MAX_DPI = 600.0
POINTS = 72.0
"""An inch."""
LONGEST_RATIO = 200.0
"""Of a page's sides: what is longer is a line."""


class PdfFile:
    """A file that PDFium reads."""

    def __init__(self, data: bytes, opening: Opening) -> None:
        self._file = _opened(data, opening.password)
        self._file.init_forms()
        self._max_side = opening.max_side

    @property
    def pages(self) -> int:
        """As the file counts them."""
        return len(self._file)

    def decode(self, page: int) -> tuple[Decoded, Iterator[memoryview]]:
        """As `worker.OpenFile`."""
        shown = self._file[page]
        dpi = resolution(shown.get_size(), self._max_side)
        drawn = shown.render(scale=dpi / POINTS, fill_color=(255, 255, 255, 255))
        width, height = min(drawn.width, self._max_side), min(drawn.height, self._max_side)
        text = packed_text(shown, drawn.width, drawn.height)
        shown.close()
        decoded = Decoded(width, height, dpi, 1.0, len(text) // CHARACTER.size)
        return decoded, chain(_rows(drawn, width, height), [memoryview(text)])


def open_file(data: bytes, opening: Opening) -> PdfFile:
    """Open it; raises `PasswordNeeded`."""
    return PdfFile(data, opening)


def _rows(drawn: pdfium.PdfBitmap, width: int, height: int) -> Iterator[memoryview]:
    """BGR, as PDFium draws where nothing is transparent."""
    assert drawn.n_channels == 3
    pixels = memoryview(drawn.buffer).cast("B")
    return (pixels[row * drawn.stride : row * drawn.stride + 3 * width] for row in range(height))


def resolution(points: tuple[float, float], max_side: int) -> float:
    """Dots an inch that a page of this width and height is drawn with; raises `InvalidPicture` of one without area."""
    longest, shortest = max(points), min(points)
    if not (shortest > 0 and longest / shortest <= LONGEST_RATIO):
        raise InvalidPicture("The page of the pdf file has no area. Print the document to a new file.")
    inches = longest / POINTS
    wanted = min(max(DPI, SMALL_PX / inches), MAX_DPI)
    return min(wanted, max_side / inches)


def _opened(data: bytes, password: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data, password=password or None)
    except pdfium.PdfiumError as fault:
        if fault.err_code != raw.FPDF_ERR_PASSWORD:
            raise
    if password:
        raise PasswordNeeded('The pdf file is encrypted, and opens with another "password" than the one sent.')
    raise PasswordNeeded('The pdf file is encrypted. Send its "password" along, or a file without one.')
