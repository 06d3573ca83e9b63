"""What a field's value on the template says of the next copy's form: `17:21:00` after `12:30:07`, not `17121:00`.

Printed forms keep the form of their times, dates and amounts from copy to copy, while needle printers and worn paper
make ones and eights of colons, and of 日. Where a value differs from the template's in signs of punctuation or
ideographs alone, and the network itself held the right one possible, that one is taken. What it was sure of is never
overruled, and letters and digits are never told apart this way: codes mix them differently on each copy.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from lambda_ocr.core.model import Text
from lambda_ocr.core.text_lines.line_cutting import has_ideographs

MIN_CHARACTERS = 4
"""Characters from which a value has a form; of fewer, too many are equal by chance."""
MIN_RIVAL_RATIO = 0.1
"""Probability of the sign, as a share of what was read instead, from which the network held it possible.
Of 1,055 fields four change, all to what is printed (docs/tuning.md, "Several looks at one line, and the form of its
value")."""


def in_form(text: Text, template: str) -> Text:
    """The text with punctuation and ideographs where `template` (the field's value there) has them."""
    wanted = "".join(template.split())
    places = [place for place, glyph in enumerate(text.glyphs) if not glyph.character.isspace()]
    if len(wanted) != len(places) or len(wanted) < MIN_CHARACTERS:
        return text
    glyphs = list(text.glyphs)
    for place, sign in zip(places, wanted, strict=True):
        glyph = glyphs[place]
        if _kind(glyph.character) == _kind(sign):
            continue
        rival = glyph.rival
        # One place that cannot be the template's, and the value is of another form: then none of it is a hint. Letters
        # and digits are left out, or `Cat. No. 102200` became `…10220O`, where `Q` is printed.
        if sign.isdigit() or sign.isupper() or sign.islower() or rival is None or rival.character != sign:
            return text
        if rival.confidence < MIN_RIVAL_RATIO * glyph.confidence:
            return text
        glyphs[place] = replace(rival, at=glyph.at, rival=replace(glyph, rival=None))
    return Text.of(glyphs)


def character_kind(character: str) -> str:
    """`9` for a digit, `a` for a letter, `文` for an ideograph, full width or half; "" for a sign."""
    plain = unicodedata.normalize("NFKC", character)
    if plain.isdigit():
        return "9"
    if not plain.isalpha():
        return ""
    return "文" if has_ideographs(plain) else "a"


def _kind(character: str) -> str:
    """The same, letters and ideographs as one, a sign for itself."""
    kind = character_kind(character)
    return ("a" if kind == "文" else kind) or unicodedata.normalize("NFKC", character)
