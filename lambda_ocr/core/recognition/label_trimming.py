"""Labels that share a line with a value: what the template says beside a field is no part of another copy's value.

Where paper curls, a field lies some pixels beside its place and cuts the line a character too late or too early. The
template's own picture tells what is printed right before and after the value; where the same stands at that end of the
line on another copy, and at the field's edge, it is the label. A value that begins like its label is left alone: it
reaches farther into the field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Glyph, Quad, Text
from lambda_ocr.core.text_lines.line_cutting import Frame

MIN_LETTERS, MIN_WIDE_LETTERS = 2, 1
"""Letters that a label must have, and characters as wide as they are high: what else stands beside a value (points,
rules, digits, a stroke) may be anything."""
MIN_LEADER_DOTS = 3
"""Dots or strokes in a row that are the form's own."""
_LEADERS = {".": 1, "·": 1, "_": 1, "‥": 2, "…": 3}
MAX_LABEL_REACH_HEIGHTS = 0.75
"""How far into the field the characters of a label may stand, in line heights."""


@dataclass(frozen=True)
class Edges:
    """Where the field begins and ends along a line, as glyphs say where they are, and the line's height there."""

    left: float
    right: float
    height: float

    @staticmethod
    def of(line: Quad, frame: Frame) -> Edges:
        """Edges of a field (frame: left, top, right, bottom) on a line in the same coordinates."""
        a, b, c, d = points(line)
        start, end = (a[0] + d[0]) / 2, (b[0] + c[0]) / 2
        length = max(float(end - start), 1e-6)
        height = float(np.linalg.norm(d - a))
        return Edges((frame[0] - start) / length, (frame[2] - start) / length, height / length)


def beside(whole: Text, kept: Text) -> tuple[str, str]:
    """What stands on a line before and after the part of it that is the field's, white space left out."""
    letters, mine = _letters(whole.glyphs), _letters(kept.glyphs)
    if not mine:
        return "", ""
    first, last = _place(letters, mine[0]), _place(letters, mine[-1])
    return _label(letters[:first]), _label(letters[last + 1 :])


def without(kept: Text, whole: Text, labels: tuple[str, str], edges: Edges) -> Text:
    """The field's part of a line less what is label: `labels` stand before and after the value on the template."""
    # Sought at the ends of all that was read of the line, beyond the field too: of a label that is cut at the edge the
    # rest alone could not be told.
    letters = _letters(whole.glyphs)
    text = "".join(glyph.character for glyph in letters)
    before, after = labels
    reach = MAX_LABEL_REACH_HEIGHTS * edges.height
    taken: list[Glyph] = []
    if before and text.startswith(before):
        taken += _at_edge(letters[: len(before)], kept, lambda place: place <= edges.left + reach)
    if after and text.endswith(after):
        taken += _at_edge(letters[len(letters) - len(after) :], kept, lambda place: place >= edges.right - reach)
    rest = Text.of(glyph for glyph in kept.glyphs if not any(glyph is one for one in taken))
    return rest if rest.text else kept  # a value that is the label's own word


def without_leaders(text: Text) -> Text:
    """A text less the row of dots or strokes that the form prints for a value to be written on; all row, it is empty.

    What ends in three dots with no space before them may be an ellipsis, and stays.
    """
    glyphs = list(text.glyphs)
    if _dots(glyphs) >= MIN_LEADER_DOTS:
        while glyphs and _is_leader(glyphs[0]):
            glyphs.pop(0)
    end = len(glyphs)
    while end and _is_leader(glyphs[end - 1]):
        end -= 1
    row = glyphs[end:]
    # Before a value a row of three is the form's. After it, it may be an ellipsis, unless a space parts them.
    apart = any(glyph.character.isspace() for glyph in row)
    if _dots(row) >= MIN_LEADER_DOTS + (not apart):
        glyphs = glyphs[:end]
    return text if len(glyphs) == len(text.glyphs) else Text.of(glyphs)


def _dots(glyphs: Sequence[Glyph]) -> int:
    """Dots or strokes that a text begins with."""
    return sum(_LEADERS.get(glyph.character, 0) for glyph in takewhile(_is_leader, glyphs))


def _is_leader(glyph: Glyph) -> bool:
    return glyph.character.isspace() or glyph.character in _LEADERS


def _at_edge(label: Sequence[Glyph], kept: Text, is_near: Callable[[float], bool]) -> list[Glyph]:
    """The label's characters that were kept, if all of them stand at the edge.

    A value that begins as its label does (`NO` after `NO`) reaches farther into the field, and stays.
    """
    mine = [glyph for glyph in kept.glyphs if any(glyph is one for one in label)]
    return mine if all(is_near(glyph.at) for glyph in mine) else []


def _letters(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return [glyph for glyph in glyphs if not glyph.character.isspace()]


def _place(letters: Sequence[Glyph], wanted: Glyph) -> int:
    return next(index for index, glyph in enumerate(letters) if glyph is wanted)


def _label(glyphs: Sequence[Glyph]) -> str:
    text = "".join(glyph.character for glyph in glyphs)
    letters = sum(character.isalpha() for character in text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" and character.isalpha() for character in text)
    return text if letters >= MIN_LETTERS or wide >= MIN_WIDE_LETTERS else ""
