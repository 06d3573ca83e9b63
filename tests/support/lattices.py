"""Lattices written by hand: what a recogniser holds possible at each step of a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lambda_ocr.core.constraints.steps import Steps
from lambda_ocr.core.recognition.lattice import Lattice, Vocabulary

Possible = Mapping[str, float]
"""Chances of characters at a step; what is left is the blank's."""

_LETTERS = (
    "".join(chr(code) for code in range(33, 127)) + "年月日时分秒元角整零壹贰叁肆伍陆柒捌玖拾佰仟万亿￥¥，：．１２３"
)
VOCABULARY = Vocabulary(("", *dict.fromkeys(_LETTERS), " "), 0.3)
OFF = 1e-5
"""Chance of every character that a step does not name."""


def spelled(text: str, doubts: Mapping[int, Possible] | None = None, sure: float = 0.99) -> list[Possible]:
    """A step for each character of a text and a blank after it, read surely but for the places in `doubts`."""
    steps: list[Possible] = []
    for place, letter in enumerate(text):
        steps += [(doubts or {}).get(place, {letter: sure}), {}]
    return steps


def lattice(steps: Sequence[Possible]) -> Lattice:
    """As a network would have answered it."""
    index = {letter: number for number, letter in enumerate(VOCABULARY.characters)}
    rows = np.full((len(steps), len(VOCABULARY.characters)), OFF, np.float32)
    for row, possible in zip(rows, steps, strict=True):
        row[0] = 1 - sum(possible.values())
        for letter, chance in possible.items():
            row[index[letter]] = chance
    return Lattice.of(rows, VOCABULARY)


def row(steps: Sequence[Possible]) -> Steps:
    """The same for a search, nothing left out of it."""
    return tuple((1 - sum(possible.values()), tuple(possible.items())) for possible in steps)
