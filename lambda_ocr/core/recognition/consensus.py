"""Consensus of several looks at a line that the recognizer reads ambiguously, and look-alikes told apart.

Measured on real paper, what greedy decoding gets wrong is mostly look-alikes (0/O, 1/l/I, 5/S) between which the
network itself is undecided. A line with such a character is read again from slightly other crops, and all looks vote
(`rover.py`). Between look-alikes the network finds nearly equal, the neighbours decide (letters among letters, digits
among digits), then what the template says at that place; what the network is sure of is never overruled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np

from lambda_ocr.core.geometry import points, quad
from lambda_ocr.core.model import Glyph, Image, Quad, Text

AMBIGUOUS_BELOW = 0.85
"""A character less sure than this makes its line worth a second look."""
SURE_FROM = 0.9
"""A character as sure as this is never overruled by its neighbours or the template."""
MIN_RIVAL_RATIO = 0.3
"""Look-alikes are nearly equal from this ratio of their probabilities on."""
PAPER_ADDED_HEIGHTS = 0.08
"""How much higher the second crop is above and below, in line heights."""

_ALIKE = ("0OoQD", "1lI|i!", "5Ss", "8B", "2Zz", "6Gb", "4A", ".,:;", "9gq", "VvUu", "-~_")
LOOKALIKES = frozenset(frozenset(pair) for group in _ALIKE for pair in combinations(group, 2))


def is_ambiguous(text: Text) -> bool:
    """Whether a character of the line is doubtful; spaces are not counted, they always waver."""
    return any(glyph.confidence < AMBIGUOUS_BELOW for glyph in text.glyphs if not glyph.character.isspace())


def wider(line: Quad) -> Quad:
    """The line with a little more paper above and below: another cut through what may have been cut too close.

    The recogniser sees the line at another scale then, so that its strokes fall on other pixels: what it doubted for
    the pixels' sake comes out otherwise, what is so on paper does not.
    """
    a, b, c, d = points(line)
    left, right = (a - d) * PAPER_ADDED_HEIGHTS, (b - c) * PAPER_ADDED_HEIGHTS
    return quad([a + left, b + right, c - right, d - left])


def stretched(crop: Image) -> Image:
    """The crop in grey, its ink and paper drawn apart: faint print becomes as dark as any."""
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY).astype(np.float32)
    ink, paper = np.percentile(grey, (2, 90))  # paper is most of a line; its darkest fiftieth is ink, not dirt
    clear = np.clip((grey - ink) / max(paper - ink, 10) * 225 + 20, 0, 255).astype(np.uint8)
    return np.repeat(clear[..., None], 3, axis=2)


def agree(first: Text, second: Text) -> bool:
    """Whether two readings say the same, white space aside."""
    return _bare(first) == _bare(second)


def _bare(text: Text) -> str:
    return "".join(text.text.split())


def resolve_lookalikes(text: Text, template: str) -> Text:
    """The text with near-equal look-alikes decided by their neighbours, then by `template` ("" to leave it out)."""
    glyphs = list(text.glyphs)
    for index, glyph in enumerate(glyphs):
        rival = glyph.rival
        if rival and _is_open(glyph, rival) and _prefers(rival.character, glyphs, index, template):
            glyphs[index] = replace(rival, at=glyph.at, rival=replace(glyph, rival=None))
    return Text.of(glyphs)


def _is_open(glyph: Glyph, rival: Glyph) -> bool:
    """Whether the network leaves open which of two look-alikes it is."""
    return (
        glyph.confidence < SURE_FROM
        and rival.confidence >= MIN_RIVAL_RATIO * glyph.confidence
        and frozenset((glyph.character, rival.character)) in LOOKALIKES
    )


def _prefers(rival: str, glyphs: Sequence[Glyph], index: int, template: str) -> bool:
    """Whether the rival fits better: beside its neighbours, or, where they say nothing, in the template's text."""
    mine = glyphs[index].character
    # Only neighbours of one kind tell: a digit between a letter and a digit may be either.
    around = {_kind(glyphs[i].character) for i in (index - 1, index + 1) if 0 <= i < len(glyphs)} - {""}
    kind = around.pop() if len(around) == 1 else ""
    if kind and _fits(rival, kind) != _fits(mine, kind):
        return _fits(rival, kind)
    # The template's own value has the same pattern often enough (letters and digits of a number's prefix); it is asked
    # only where the value up to here is of the same kinds: shifted by one character its pattern says nothing.
    before = "".join(glyph.character for glyph in glyphs[:index] if not glyph.character.isspace())
    expected = "".join(template.split())[len(before) :][:1]
    return rival == expected and _shape(template)[: len(before)] == _shape(before)


def _kind(character: str) -> str:
    """`9` for digits, `A` and `a` for letters, nothing for the rest."""
    if character.isdigit():
        return "9"
    return ("A" if character.isupper() else "a") if character.isalpha() else ""


def _fits(character: str, kind: str) -> bool:
    return _kind(character) == kind


def _shape(text: str) -> str:
    """The kinds of a text's characters, white space aside; what is neither letter nor digit stands for itself."""
    return "".join(_kind(character) or character for character in text if not character.isspace())
