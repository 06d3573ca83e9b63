"""`before` and `after`: what is printed in a field beside the value itself, as patterns (`Tel\\.`, `KM`, `开奖`).

They are for every type whose form is an expression. A reading may have dropped them as a label, so they may be missing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from lambda_ocr.core.constraints.automaton import Automaton, Dfa, TooLarge, compiled
from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.expressions import EMPTY, Expression, maybe, sequence
from lambda_ocr.core.field_types.meaning import FieldType, Meaning, distinct
from lambda_ocr.core.field_types.options import Options, refused


class Expressed(FieldType, Protocol):
    """A type whose form is an expression."""

    @property
    def expression(self) -> Expression:
        """All that may be printed."""
        ...


@dataclass(frozen=True)
class Affixed:
    """A type's values with other print before or after them."""

    inner: Expressed
    before: Expression
    after: Expression

    @property
    def name(self) -> str:
        """The type's own."""
        return self.inner.name

    @cached_property
    def automaton(self) -> Dfa:
        """The value between the two."""
        return compiled(sequence(maybe(self.before), self.inner.expression, maybe(self.after)))

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """Of every part of the print that leaves the two, the longest affixes first."""
        text = folded("".join(lines))
        starts = _ends(compiled(maybe(self.before)), text)
        ends = [at for at in range(len(text), -1, -1) if at in self._last(text)]
        for start in sorted(starts, reverse=True):
            for end in sorted(ends):
                found = self.inner.meanings([text[start:end]]) if start < end else ()
                if found:
                    return distinct(found)
        return ()

    def _last(self, text: str) -> set[int]:
        """Where what is left is print that comes after a value."""
        automaton = compiled(maybe(self.after))
        return {at for at in range(len(text) + 1) if len(text) - at in _ends(automaton, text[at:])}


def _ends(automaton: Automaton, text: str) -> set[int]:
    """Lengths of all beginnings of a text that an automaton accepts."""
    state: Hashable | None = automaton.start
    found = {0} if automaton.accepts(state) else set[int]()
    for length, character in enumerate(text, 1):
        state = automaton.step(state, character)
        if state is None:
            break
        if automaton.accepts(state):
            found.add(length)
    return found


def affixed(kind: Any, before: Expression | None, after: Expression | None) -> FieldType:
    """The type with what is printed beside its values; raises ValueError where it cannot have any."""
    if before is None and after is None:
        return kind  # type: ignore[no-any-return]
    member = "before" if before is not None else "after"
    if not hasattr(kind, "expression"):
        raise ValueError(f'have the member "{member}", which the type "{kind.name}" does not take; leave it out')
    if getattr(kind, "cells", 0):
        raise refused(member, 'stands beside "cells", which hold the value alone; leave one of the two out')
    made = Affixed(kind, before or EMPTY, after or EMPTY)
    try:
        compiled(sequence(maybe(made.before), made.inner.expression, maybe(made.after)))
    except TooLarge as error:
        raise refused(member, f"{error} with the value; make it shorter") from None
    return made


def taken(options: Options) -> tuple[Expression | None, Expression | None]:
    """The two members, where they are given."""
    return options.pattern("before"), options.pattern("after")
