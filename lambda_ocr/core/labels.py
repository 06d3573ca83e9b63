"""Labels that share a line with a value: what the template says beside a field is no part of another copy's value.

Where paper curls, a field lies some pixels beside its place and cuts the line a character too late or too early. The
template's own picture tells what is printed right before and after the value; where the same stands at that end of the
line on another copy, it is the label, wherever the field's edge fell.
"""

from __future__ import annotations

from collections.abc import Sequence

from lambda_ocr.core.model import Glyph, Text

FEWEST = 1
"""Letters that a label must have: points, rules and digits beside a value may be anything."""


def beside(whole: Text, kept: Text) -> tuple[str, str]:
    """What stands on a line before and after the part of it that is the field's, white space left out."""
    letters, mine = _letters(whole.glyphs), _letters(kept.glyphs)
    if not mine:
        return "", ""
    first, last = _place(letters, mine[0]), _place(letters, mine[-1])
    return _label(letters[:first]), _label(letters[last + 1 :])


def without(kept: Text, whole: Text, labels: tuple[str, str]) -> Text:
    """The field's part of a line less what is label: `labels` stand before and after the value on the template."""
    letters, glyphs = _letters(whole.glyphs), list(kept.glyphs)
    mine = _letters(glyphs)
    before, after = labels
    text = "".join(glyph.character for glyph in letters)
    if before and mine and text.startswith(before):
        label = letters[: len(before)]
        glyphs = [glyph for glyph in glyphs if not any(glyph is one for one in label)]
    if after and mine and text.endswith(after):
        label = letters[len(letters) - len(after) :]
        glyphs = [glyph for glyph in glyphs if not any(glyph is one for one in label)]
    rest = Text.of(glyphs)
    return rest if rest.text else kept


def _letters(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return [glyph for glyph in glyphs if not glyph.character.isspace()]


def _place(letters: Sequence[Glyph], sought: Glyph) -> int:
    return next(index for index, glyph in enumerate(letters) if glyph is sought)


def _label(glyphs: Sequence[Glyph]) -> str:
    text = "".join(glyph.character for glyph in glyphs)
    return text if sum(character.isalpha() for character in text) >= FEWEST else ""
