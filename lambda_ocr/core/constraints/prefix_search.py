"""The likeliest strings that an automaton accepts, on a CTC lattice.

A string's chance is the sum over all paths that collapse to it, so the best path may spell another string than the
likeliest one. Prefix search (Graves et al. 2006; with a beam, Hannun et al. 2014) keeps for every prefix how likely all
its paths are together, those that end in a blank apart from those that end in its last character. Here a prefix is also
a state of the automaton, and one that no accepted string begins with is not followed.

O(steps x beam x characters a step). Without a beam the search is exact; with one, `Search.lost` is all the chance that
was let go, and whatever is found more likely than that is the likeliest there is.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from math import log
from typing import Any, TypeAlias

from lambda_ocr.core.constraints.automaton import Automaton
from lambda_ocr.core.constraints.characters import fold
from lambda_ocr.core.constraints.steps import LINE_END, Steps

BEAM = 16
"""Prefixes followed at once."""
NEGLIGIBLE = 1e-5
"""Share of the likeliest prefix's chance below which another is let go. With these two 527 of 528 typed fields of two
collections have the same likeliest string as with 64 prefixes and 1e-12 (the other one's is far below its reading), at
an eighth of the time; from 519 of them nothing as likely was let go."""

_Prefixes: TypeAlias = dict[str, tuple[float, float, Any]]
"""Chances of a prefix's paths that end in a blank and in its last character, and the automaton's state after it."""


@dataclass(frozen=True)
class Found:
    """A string, and the natural logarithm of its chance."""

    text: str
    log_chance: float


@dataclass(frozen=True)
class Search:
    """What was found, the likeliest first; `lost` is the logarithm of all the chance that was let go."""

    found: tuple[Found, ...]
    lost: float

    @property
    def is_exact(self) -> bool:
        """Whether nothing that was let go can be likelier than the first."""
        return bool(self.found) and self.found[0].log_chance >= self.lost


def search(steps: Steps, automaton: Automaton, most: int = 8, beam: int = BEAM) -> Search:
    """The likeliest accepted strings, at most so many; lines are parted by `LINE_END` in them."""
    prefixes: _Prefixes = {"": (1.0, 0.0, automaton.start)}
    scale, lost = 0.0, 0.0  # chances are kept as shares of exp(scale)
    for blank, possible in steps:
        prefixes = _followed(prefixes, blank, possible, automaton)
        prefixes, let_go = _pruned(prefixes, beam)
        lost += let_go
        if not prefixes:
            break
        top = max(ends + goes for ends, goes, _ in prefixes.values())
        if top < 1e-30:
            prefixes = {text: (ends / top, goes / top, state) for text, (ends, goes, state) in prefixes.items()}
            scale, lost = scale + log(top), lost / top
    accepted = [
        Found(text, scale + log(ends + goes))
        for text, (ends, goes, state) in prefixes.items()
        if automaton.accepts(state)
    ]
    accepted.sort(key=lambda one: -one.log_chance)
    return Search(tuple(accepted[:most]), scale + log(lost) if lost else float("-inf"))


def _followed(
    prefixes: _Prefixes, blank: float, possible: tuple[tuple[str, float], ...], automaton: Automaton
) -> _Prefixes:
    """All prefixes one step on."""
    after: _Prefixes = {}
    moves: dict[tuple[Hashable, str], Hashable | None] = {}
    for text, (ends, goes, state) in prefixes.items():
        whole, last = ends + goes, text[-1:]
        if blank:
            _add(after, text, whole * blank, 0.0, state)
        for character, share in possible:
            if character == last:
                _add(after, text, 0.0, goes * share, state)
            chance = share * (ends if character == last else whole)
            if not chance:
                continue
            key = (state, character)
            if key not in moves:
                moves[key] = state if character == LINE_END else automaton.step(state, fold(character))
            if (reached := moves[key]) is not None:
                _add(after, text + character, 0.0, chance, reached)
    return after


def _add(prefixes: _Prefixes, text: str, ends: float, goes: float, state: Any) -> None:
    known = prefixes.get(text)
    prefixes[text] = (known[0] + ends, known[1] + goes, state) if known else (ends, goes, state)


def _pruned(prefixes: _Prefixes, beam: int) -> tuple[_Prefixes, float]:
    """The likeliest prefixes, and the chance of all others."""
    if len(prefixes) < 2:
        return prefixes, 0.0
    order = sorted(prefixes.items(), key=lambda item: -(item[1][0] + item[1][1]))
    least = NEGLIGIBLE * (order[0][1][0] + order[0][1][1])
    kept = {text: one for text, one in order[:beam] if one[0] + one[1] > least}
    return kept, sum(ends + goes for text, (ends, goes, _) in order if text not in kept)
