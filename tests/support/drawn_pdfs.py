"""PDFs with text of their own, written object by object, so that a layer can be hidden, wrong, or off the page."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from lambda_ocr.core.model import Image

PAGE = (420, 298)
"""Points: A6 across."""
BLACK, WHITE = "0 g", "1 g"
DRAWN, HIDDEN = 0, 3
"""Text rendering modes."""
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding %b >>"
_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfrange <30> <38> <0031> endbfrange
endcmap end end"""
"""A ToUnicode map that takes every digit but the last for the one after it."""


@dataclass(frozen=True)
class Text:
    """A line of print; its place is the left end of its baseline, points from the lower left corner."""

    text: str
    at: tuple[float, float]
    size: float = 14
    colour: str = BLACK
    mode: int = DRAWN
    is_mapped_wrong: bool = False

    def drawn(self) -> str:
        """As operators of a page's content."""
        literal = self.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        font = "/Wrong" if self.is_mapped_wrong else "/Right"
        x, y = self.at
        return f"BT {self.colour} {self.mode} Tr {font} {self.size} Tf 1 0 0 1 {x} {y} Tm ({literal}) Tj ET"


class Scan:
    """The scan of a file, over the whole page."""

    def drawn(self) -> str:
        """As an operator of a page's content."""
        return f"q {PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /Scan Do Q"


def pdf(*pages: Sequence[Text | Scan], more: bytes = b"", scan: Image | None = None) -> bytes:
    """A file of these pages; `more` are entries of each page's dictionary, `scan` is what `Scan` shows."""
    fonts = b"/Resources << /Font << /Right 3 0 R /Wrong 4 0 R >> /XObject << /Scan 6 0 R >> >>"
    kids = b" ".join(b"%d 0 R" % (10 + 2 * at) for at in range(len(pages)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids),
        3: _FONT % b"",
        4: _FONT % b"/ToUnicode 5 0 R",
        5: _stream(_CMAP),
        6: _picture(scan) if scan is not None else b"null",
    }
    for at, page in enumerate(pages):
        box = b"/MediaBox [0 0 %d %d]" % PAGE
        head = b"/Type /Page /Parent 2 0 R /Contents %d 0 R" % (11 + 2 * at)
        objects[10 + 2 * at] = b"<< %b >>" % b" ".join((head, box, fonts, more))
        objects[11 + 2 * at] = _stream("\n".join(each.drawn() for each in page))
    bodies = (b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in objects.items())
    return b"%PDF-1.7\n" + b"".join(bodies) + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def _stream(text: str) -> bytes:
    body = text.encode("cp1252")
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(body), body)


def _picture(pixels: Image) -> bytes:
    packed = zlib.compress(pixels[..., ::-1].tobytes())
    size = b"/Width %d /Height %d" % (pixels.shape[1], pixels.shape[0])
    head = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode"
    return b"<< %b %b /Length %d >>\nstream\n%b\nendstream" % (head, size, len(packed), packed)
