"""Finite automata over characters, of bounded size.

An expression becomes a nondeterministic automaton (Thompson 1968), whose sets of states are followed as the states of a
deterministic one when they are first reached (lazy subset construction, as in RE2, Cox 2007). So the size is that of
the expression, no step costs more than a walk over it, and no pattern can take longer than that: there is no
backtracking, and nothing is exponential. What is too large is refused by `TooLarge`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import Any, Protocol, TypeAlias

from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.expressions import Characters, Choice, Expression, Repeat, Sequence

MOST_POSITIONS = 20_000
"""States of the nondeterministic automaton: 20 ms to build. Of the types' own a date in Polish, with its months in two
cases, has 7,200."""
MOST_KEPT = 20_000
"""Steps of one automaton that are remembered."""

Subset: TypeAlias = frozenset[int]


class TooLarge(ValueError):
    """An expression whose automaton would have more states than are allowed."""


class Automaton(Protocol):
    """Accepts or refuses strings of folded characters, one after the other."""

    @property
    def start(self) -> Hashable:
        """The state before the first character."""
        ...

    def step(self, state: Any, character: str) -> Hashable | None:
        """The state after a character; None where no accepted string goes on so."""
        ...

    def accepts(self, state: Any) -> bool:
        """Whether a string may end here."""
        ...


class Dfa:
    """The automaton of an expression; safe to share among threads."""

    def __init__(self, expression: Expression) -> None:
        """Raises `TooLarge`."""
        self._net = _Net()
        self._last = self._net.add(expression, 0)
        self._known: dict[tuple[Subset, str], Subset | None] = {}
        self._subsets: dict[Subset, Subset] = {}
        self.start: Subset = self._net.reached([0])

    def step(self, state: Subset, character: str) -> Subset | None:
        """The state after a character; from every one some accepted string can be reached."""
        key = (state, character)
        if key not in self._known:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            after = self._net.after(state, character)
            self._known[key] = self._subsets.setdefault(after, after) if after else None
        return self._known.get(key)

    def accepts(self, state: Subset) -> bool:
        """Whether a string may end here."""
        return self._last in state

    def __len__(self) -> int:
        """States of the nondeterministic automaton."""
        return len(self._net.free)


def accepts(automaton: Automaton, text: str) -> bool:
    """Whether an automaton accepts a text, its characters folded and its white space left out."""
    state: Hashable | None = automaton.start
    for character in folded(text):
        state = automaton.step(state, character)
        if state is None:
            return False
    return automaton.accepts(state)


@lru_cache(maxsize=256)
def compiled(expression: Expression) -> Dfa:
    """The automaton of an expression, one for all that are equal; raises `TooLarge`."""
    return Dfa(expression)


class _Net:
    """A nondeterministic automaton while it is built: state 0 is the first."""

    def __init__(self) -> None:
        self.free: list[list[int]] = [[]]
        """States reached without a character."""
        self.moves: list[list[tuple[Characters, int]]] = [[]]

    def add(self, expression: Expression, first: int) -> int:
        """Append an expression after a state; the state after it."""
        match expression:
            case Characters():
                last = self._state()
                self.moves[first].append((expression, last))
                return last
            case Sequence(parts):
                for part in parts:
                    first = self.add(part, first)
                return first
            case Choice(options):
                last = self._state()
                for option in options:
                    self.free[self.add(option, self._after(first))].append(last)
                return last
            case Repeat(part, least, most):
                return self._repeat(part, least, most, first)

    def _repeat(self, part: Expression, least: int, most: int | None, first: int) -> int:
        for _ in range(least):
            first = self.add(part, first)
        if most is None:
            loop = self._after(first)
            self.free[self.add(part, loop)].append(loop)
            return self._after(loop)
        last = self._state()
        for _ in range(most - least):
            self.free[first].append(last)
            first = self.add(part, self._after(first))
        self.free[first].append(last)
        return last

    def _after(self, state: int) -> int:
        new = self._state()
        self.free[state].append(new)
        return new

    def _state(self) -> int:
        if len(self.free) >= MOST_POSITIONS:
            raise TooLarge(f"has more than {MOST_POSITIONS:,} positions")
        self.free.append([])
        self.moves.append([])
        return len(self.free) - 1

    def reached(self, states: Iterable[int]) -> Subset:
        """All states reached from these without a character."""
        found, open_ = set[int](), list(states)
        while open_:
            state = open_.pop()
            if state not in found:
                found.add(state)
                open_.extend(self.free[state])
        return frozenset(found)

    def after(self, subset: Subset, character: str) -> Subset:
        """All states reached from these with a character."""
        moves = (move for state in subset for move in self.moves[state])
        return self.reached(target for one, target in moves if (character in one.members) is not one.outside)
