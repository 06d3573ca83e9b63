"""What a type is, and what a printed text means to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lambda_ocr.core.constraints.automaton import Automaton
from lambda_ocr.core.model import Check, Held


@dataclass(frozen=True)
class Meaning:
    """One meaning of a printed text."""

    normalized: Any
    """In the type's normal form, a JSON value."""
    failed: tuple[Check, ...] = ()
    """Why it cannot be, or nothing."""
    held: tuple[Held, ...] = (Held.FORM,)


class FieldType(Protocol):
    """The kind of value that a field holds, its options parsed."""

    @property
    def name(self) -> str:
        """As the wire calls it."""
        ...

    @property
    def automaton(self) -> Automaton | None:
        """What may be printed, white space aside; None where anything may."""
        ...

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """What print in these lines means: nothing where it has no form of the type, several where it is ambiguous."""
        ...


def distinct(meanings: Sequence[Meaning]) -> tuple[Meaning, ...]:
    """Each meaning once; those that can be, where any can."""
    found: list[Meaning] = []
    for one in meanings:
        if all(one.normalized != other.normalized for other in found):
            found.append(one)
    sound = tuple(one for one in found if not one.failed)
    return sound or tuple(found[:1])
