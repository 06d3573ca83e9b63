"""Regular expressions as values: what types build their forms of, and what a pattern is parsed to.

Rule: characters are folded (`characters.fold`) and white space is none, wherever an expression is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from lambda_ocr.core.constraints.characters import fold, folded


@dataclass(frozen=True)
class Characters:
    """One character of a set, or one outside it."""

    members: frozenset[str]
    outside: bool = False


@dataclass(frozen=True)
class Sequence:
    """All parts, one after the other; without any it is the empty string."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Choice:
    """Any one of the options."""

    options: tuple[Expression, ...]


@dataclass(frozen=True)
class Repeat:
    """A part, as often as this; `most` None: any number of times."""

    part: Expression
    least: int
    most: int | None


Expression: TypeAlias = Characters | Sequence | Choice | Repeat

EMPTY = Sequence(())


def literal(text: str) -> Expression:
    """This very text."""
    return Sequence(tuple(Characters(frozenset(character)) for character in folded(text)))


def one_of(characters: Iterable[str]) -> Expression:
    """One of these characters."""
    return Characters(frozenset(fold(character) for character in characters if not character.isspace()))


def any_of(texts: Iterable[str]) -> Expression:
    """One of these texts, what they begin with in common written once."""
    return _merged(frozenset(map(folded, texts)))


def _merged(texts: frozenset[str]) -> Expression:
    """First characters that go on alike are one set: the days of a month become three options, not 31."""
    rests: dict[str, set[str]] = {}
    for text in texts - {""}:
        rests.setdefault(text[0], set()).add(text[1:])
    alike: dict[frozenset[str], set[str]] = {}
    for first, rest in rests.items():
        alike.setdefault(frozenset(rest), set()).add(first)
    options = [Sequence((Characters(frozenset(firsts)), _merged(rest))) for rest, firsts in alike.items()]
    made = options[0] if len(options) == 1 else Choice(tuple(options))
    return (Repeat(made, 0, 1) if options else EMPTY) if "" in texts else made


def sequence(*parts: Expression) -> Expression:
    """The parts, one after the other."""
    return Sequence(parts)


def choice(*options: Expression) -> Expression:
    """One of the options."""
    return Choice(options)


def maybe(part: Expression) -> Expression:
    """The part or nothing."""
    return Repeat(part, 0, 1)


def repeated(part: Expression, least: int, most: int | None) -> Expression:
    """The part, as often as this."""
    return Repeat(part, least, most)


DIGIT = one_of("0123456789")


def digits(least: int, most: int | None = None) -> Expression:
    """So many digits; exactly `least` where no other number is given."""
    return Repeat(DIGIT, least, most if most is not None else least)
