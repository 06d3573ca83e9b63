"""The characters that a pdf page carries, in the decoder's process, with their boxes in the page's pixels.

Rule: what is told is what the file says. Whether it is so, the pixels show; what lies off the page is not of it.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from lambda_ocr.documents.isolated.messages import CHARACTER, MAX_CHARACTERS

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Of a glyph whose font does not say what it means."""
_FINE = 64
"""Parts of a pixel that PDFium is asked for, since it answers whole ones."""
_FAR = 1000
"""Points between the places by which the page's frame is found."""
NEAR = 3.0
"""Times their longest side: how far the middles of two characters of a line are apart with a space between them."""
_NOT_DRAWN = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_NO_PRINT = ("Cc", "Cf", "Cs", "Co", "Cn")
"""Categories of Unicode."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Glyph:
    character: str
    box: Box
    hidden: bool


def packed_text(page: pdfium.PdfPage, width: int, height: int) -> bytes:
    """Its characters, each as `CHARACTER`, where the page is drawn with so many pixels; none of one with too many."""
    try:
        text = page.get_textpage()
    except pdfium.PdfiumError:
        return b""
    try:
        count = text.count_chars()
        if count > MAX_CHARACTERS:
            return b""
        glyphs = _Glyphs(text, _Frame(page, width, height))
        return b"".join(CHARACTER.pack(ord(one.character), one.hidden, *one.box) for one in glyphs.on_page(count))
    finally:
        text.close()


class _Frame:
    """From points of the page, as its content has them, to pixels as it is shown: cropped and turned."""

    def __init__(self, page: pdfium.PdfPage, width: int, height: int) -> None:
        self.width, self.height = width, height

        def shown(x: float, y: float) -> tuple[float, float]:
            left, top = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(page, 0, 0, width * _FINE, height * _FINE, 0, x, y, left, top)
            return left.value / _FINE, top.value / _FINE

        self._origin, across, up = shown(0, 0), shown(_FAR, 0), shown(0, _FAR)
        self._across = [(to - origin) / _FAR for to, origin in zip(across, self._origin, strict=True)]
        self._up = [(to - origin) / _FAR for to, origin in zip(up, self._origin, strict=True)]

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The same box in pixels, left, top, right, bottom."""
        corners = [self._point(x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = ([corner[axis] for corner in corners] for axis in (0, 1))
        return min(xs), min(ys), max(xs), max(ys)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        a, b = (self._origin[axis] + x * self._across[axis] + y * self._up[axis] for axis in (0, 1))
        return a, b

    def holds(self, box: Box) -> bool:
        """Whether the middle of it is on the page."""
        return 0 <= box[0] + box[2] <= 2 * self.width and 0 <= box[1] + box[3] <= 2 * self.height


class _Glyphs:
    def __init__(self, text: pdfium.PdfTextPage, frame: _Frame) -> None:
        self._text, self._frame = text, frame

    def on_page(self, count: int) -> Iterator[_Glyph]:
        """Those on the page; white space in a line stands half way between its neighbours: it has no box of its own."""
        before: _Glyph | None = None
        is_apart = False
        for at in range(count):
            character = self._character(at)
            if character.isspace():
                is_apart = True
                continue
            if not character or not self._frame.holds(box := self._box(at)):
                continue
            glyph = _Glyph(character, box, self._is_hidden(at))
            if is_apart and before is not None and _are_near(before.box, box):
                yield _Glyph(" ", _between(before.box, box), glyph.hidden)
            yield glyph
            before, is_apart = glyph, False

    def _character(self, at: int) -> str:
        if raw.FPDFText_HasUnicodeMapError(self._text, at) == 1:
            return UNKNOWN
        if raw.FPDFText_IsHyphen(self._text, at) == 1:
            return "-"
        character = chr(raw.FPDFText_GetUnicode(self._text, at))
        return "" if unicodedata.category(character) in _NO_PRINT and not character.isspace() else character

    def _box(self, at: int) -> Box:
        return self._frame.box(*self._text.get_charbox(at))

    def _is_hidden(self, at: int) -> bool:
        drawn = raw.FPDFText_GetTextObject(self._text, at)
        return bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) in _NOT_DRAWN


def _are_near(before: Box, after: Box) -> bool:
    """Whether they are neighbours in a line, rather than its end and the next one's beginning."""
    apart = max(abs(after[axis] + after[axis + 2] - before[axis] - before[axis + 2]) / 2 for axis in (0, 1))
    return apart <= NEAR * max(box[axis + 2] - box[axis] for box in (before, after) for axis in (0, 1))


def _between(before: Box, after: Box) -> Box:
    x, y = ((before[axis] + before[axis + 2] + after[axis] + after[axis + 2]) / 4 for axis in (0, 1))
    return x, y, x, y
