"""Text that runs down or up a field: columns of upright characters, and lines turned on their side.

The recognizer was taught columns lying on their left side, the first character at the left, as it was taught lines:
both are read in the same turned region. Only Latin letters and digits come out full-width then, as columns have them.
"""

from __future__ import annotations

from dataclasses import replace

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import rectangle, turned
from lambda_ocr.core.model import FieldAnnotation, Glyph, Image, Text
from lambda_ocr.core.text_lines.canvas import Region, cut_region

MIN_TALL_RATIO = 1.5
"""A field this many times taller than wide may hold text that runs down or up it."""
FILLED_WIDTH_SHARE = 0.7
"""Share of the field's width that its text is taken to fill, before its ink is looked at."""
_WIDE, _SHIFT = range(0xFF01, 0xFF5F), 0xFEE0


def may_be_turned(region: Region) -> bool:
    """Whether a field is so much taller than wide."""
    left, top, right, bottom = region.frame
    return bottom - top > MIN_TALL_RATIO * (right - left)


def quarter_turned(picture: Image, region: Region, quarters: int, budget: Budget = UNBOUNDED) -> Region:
    """The same field, read from another corner."""
    left, _, right, _ = region.frame
    corners = turned(rectangle(*region.frame), quarters)
    return cut_region(picture, corners, FILLED_WIDTH_SHARE * (right - left), region.image_from_region, budget)


def turned_note(note: FieldAnnotation, quarters: int) -> FieldAnnotation:
    """What is known of a field, for reading it from another corner: neither its labels nor the paper beside it."""
    return replace(note, turn=note.turn + quarters, labels=("", ""), room=(0.0, 0.0))


def narrowed(text: Text) -> Text:
    """A text with its full-width Latin letters and digits as they are printed: a column has no widths of its own."""
    return replace(text, text="".join(map(_narrow, text.text)), glyphs=tuple(map(_narrow_glyph, text.glyphs)))


def _narrow(character: str) -> str:
    narrow = chr(ord(character) - _SHIFT) if ord(character) in _WIDE else character
    return narrow if narrow.isalnum() else character


def _narrow_glyph(glyph: Glyph) -> Glyph:
    return replace(glyph, character=_narrow(glyph.character), rival=glyph.rival and _narrow_glyph(glyph.rival))
