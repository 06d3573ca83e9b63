"""What another automaton accepts, of a known number of characters."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, TypeAlias

from lambda_ocr.core.constraints.automaton import Automaton

State: TypeAlias = tuple[Hashable, int]
"""Of the other automaton, and characters still to come."""


@dataclass(frozen=True)
class Counted:
    """Strings of `length` characters that `inner` accepts."""

    inner: Automaton
    length: int

    @property
    def start(self) -> State:
        """All characters are to come."""
        return self.inner.start, self.length

    def step(self, state: Any, character: str) -> State | None:
        """One fewer is to come."""
        inner, left = state
        after = self.inner.step(inner, character) if left else None
        return None if after is None else (after, left - 1)

    def accepts(self, state: Any) -> bool:
        """Whether none is to come, and the other accepts."""
        inner, left = state
        return not left and self.inner.accepts(inner)
