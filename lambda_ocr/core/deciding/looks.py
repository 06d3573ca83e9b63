"""The looks at a field as rows of steps, and how likely a text is on all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lambda_ocr.core.constraints.automaton import Automaton
from lambda_ocr.core.constraints.likelihood import Floats, log_likelihoods
from lambda_ocr.core.constraints.prefix_search import search
from lambda_ocr.core.constraints.steps import LINE_END, Steps, extent, joined, steps_of
from lambda_ocr.core.transcript import LineReading

MOST_FOUND = 8
"""Strings sought of each look."""
LONGEST_ROW = 600
"""Steps of a row that is searched: some 200 characters. Longer print is no date or code."""


class Effort:
    """What searching may still cost in one request, in steps of its rows: a step of a hard row takes 0.1 ms."""

    def __init__(self, steps: int = 10_000) -> None:
        self._left = steps

    def allows(self, rows: Sequence[Steps]) -> bool:
        """Whether these rows may be searched; then they are paid for."""
        steps = sum(map(len, rows))
        if steps > self._left or any(len(row) > LONGEST_ROW for row in rows):
            return False
        self._left -= steps
        return True


@dataclass(frozen=True)
class Looks:
    """What each look at a field holds possible, its lines one after the other, and the text that was read of them."""

    rows: tuple[Steps, ...]
    read: str
    """The free reading, `LINE_END` between lines and white space left out."""

    @staticmethod
    def of(readings: Sequence[LineReading]) -> Looks:
        """Of the lines of a field that say something. A line that was looked at less often stands for itself again."""
        mine = [reading for reading in readings if reading.value.text]
        most = max((len(reading.lattices) for reading in mine), default=0)
        rows = tuple(joined([_line(reading, look) for reading in mine]) for look in range(most))
        return Looks(rows, LINE_END.join(bare(reading.line.text) for reading in mine))

    def log_chances(self, texts: Sequence[str]) -> Floats:
        """The logarithm of each text's chance, the mean over the looks: one may have seen what the others lost."""
        each = np.array([log_likelihoods(row, texts) for row in self.rows])
        top = each.max(axis=0)
        return np.asarray(top + np.log(np.exp(each - top).mean(axis=0)))

    def accepted(self, automaton: Automaton) -> list[tuple[str, float]]:
        """The likeliest texts that an automaton accepts, and by how much their log chance is below that of what is
        likeliest without any type: the free reading, or what one look says by itself. At least 0, the least first.
        """
        found = {one.text: one.log_chance for row in self.rows for one in search(row, automaton, MOST_FOUND).found}
        texts = list(found)
        free = list({self.read, *map(_best_path, self.rows)})
        chances = self.log_chances([*texts, *free])
        below = np.maximum(0.0, chances[len(texts) :].max() - chances[: len(texts)])
        return sorted(zip(texts, below.tolist(), strict=True), key=lambda each: each[1])


def bare(text: str) -> str:
    """A line without its white space."""
    return "".join(text.split())


def _line(reading: LineReading, look: int) -> Steps:
    lattice = reading.lattices[min(look, len(reading.lattices) - 1)]
    return tuple(steps_of(lattice, *extent(lattice, reading.agreed, reading.value)))


def _best_path(row: Steps) -> str:
    """What the likeliest class of every step spells."""
    text, last = "", ""
    for blank, possible in row:
        letter, share = max(possible, key=lambda one: one[1], default=("", 0.0))
        letter = letter if share > blank else ""
        text += letter if letter != last else ""
        last = letter
    return text
