"""A lattice as a search walks along it: at each step the chance that nothing is there, and the characters possible.

A space is nothing here: the network spreads it over the steps of a gap, and no type tells values apart by it. What a
lattice leaves out of a step (`lattice.FLOOR`) cannot be chosen there; in weighing a given text it counts as `LEFT_OUT`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np

from lambda_ocr.core.model import Text
from lambda_ocr.core.recognition.lattice import Lattice

Step: TypeAlias = tuple[float, tuple[tuple[str, float], ...]]
"""Chance of nothing, and of each character."""
Steps: TypeAlias = tuple[Step, ...]

LEFT_OUT = 1e-8
"""What a character weighs at a step whose lattice leaves it out: less than 1e-4 is left for all such, and some 18,700
share it."""
LINE_END = "\n"
BETWEEN: Step = (0.0, ((LINE_END, 1.0),))
"""Parts two lines: in what is found it stands between them."""


def steps_of(lattice: Lattice, first: int, last: int) -> Iterator[Step]:
    """Those from `first` to before `last`, runs of steps at which nothing else is possible drawn together."""
    characters, space = lattice.vocabulary.characters, lattice.vocabulary.space
    nothing = (lattice.blank[first:last] + lattice.space[first:last]).tolist()
    classes, shares = lattice.classes[first:last].tolist(), lattice.probabilities[first:last].tolist()
    was_empty = False
    for blank, mine, likely in zip(nothing, classes, shares, strict=True):
        possible = tuple(
            (characters[index], share) for index, share in zip(mine, likely, strict=True) if 0 < index != space
        )
        if possible or not was_empty:
            yield blank, possible
        was_empty = not possible


def extent(lattice: Lattice, whole: Text, kept: Text) -> tuple[int, int]:
    """Steps, first and after the last, of the part of a line that is the field's: half way to what is not."""
    places = [glyph.at for glyph in kept.glyphs]
    if not places:
        return 0, 0
    low, high = min(places), max(places)
    mine = {round(place, 6) for place in places}
    others = [glyph.at for glyph in whole.glyphs if not glyph.character.isspace() and round(glyph.at, 6) not in mine]
    left = max((place for place in others if place < low), default=None)
    right = min((place for place in others if place > high), default=None)
    first = 0 if left is None else int(np.searchsorted(lattice.places, (left + low) / 2))
    last = len(lattice) if right is None else int(np.searchsorted(lattice.places, (right + high) / 2))
    return first, last


def joined(lines: Sequence[Steps]) -> Steps:
    """The steps of several lines as one row."""
    row: list[Step] = []
    for line in lines:
        row += [BETWEEN, *line] if row else line
    return tuple(row)
