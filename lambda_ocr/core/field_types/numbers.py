"""`integer` and `number`: digits in groups, with a decimal sign. Normal form: a decimal number as a string, `-1234.50`.

Which sign parts decimals and which groups digits is said by `decimal` and `grouping`, or by the habits of `language`.
Where neither is given both conventions are read, and print that means two numbers (`1.234`) is said to be ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from lambda_ocr.core.constraints.automaton import Dfa, compiled
from lambda_ocr.core.constraints.characters import fold, folded
from lambda_ocr.core.constraints.expressions import (
    Expression,
    any_of,
    choice,
    digits,
    literal,
    maybe,
    one_of,
    repeated,
    sequence,
)
from lambda_ocr.core.field_types.meaning import Meaning, distinct
from lambda_ocr.core.field_types.options import Options, refused
from lambda_ocr.core.model import Check, Held

MOST_DIGITS = 24
"""Before the decimal sign."""
MOST_DECIMALS = 10


@dataclass(frozen=True)
class Convention:
    """How numbers are written: the decimal sign, and the sign between groups of digits ("" for none)."""

    decimal: str
    grouping: str

    @property
    def is_indian(self) -> bool:
        """Whether groups of two digits may stand before the last three: 12,34,567."""
        return (self.decimal, self.grouping) == (".", ",")

    @property
    def integer(self) -> Expression:
        """Digits, in groups or not."""
        if not self.grouping:
            return digits(1, MOST_DIGITS)
        mark = literal(self.grouping)
        grouped = sequence(digits(1, 3), repeated(sequence(mark, digits(3)), 1, MOST_DIGITS // 3))
        if not self.is_indian:
            return choice(digits(1, MOST_DIGITS), grouped)
        lakhs = sequence(digits(1, 2), repeated(sequence(mark, digits(2)), 1, MOST_DIGITS // 2), mark, digits(3))
        return choice(digits(1, MOST_DIGITS), grouped, lakhs)

    def number(self, decimals: int = MOST_DECIMALS) -> Expression:
        """Digits, in groups or not, and decimals or none."""
        return sequence(self.integer, maybe(sequence(literal(self.decimal), digits(1, decimals))))

    def value(self, text: str) -> Decimal | None:
        """What unsigned print in folded characters says; None where it is not written so."""
        mark = re.escape(self.grouping)
        groups = rf"|\d{{1,3}}(?:{mark}\d{{3}})+" if self.grouping else ""
        groups += rf"|\d{{1,2}}(?:{mark}\d{{2}})+{mark}\d{{3}}" if self.is_indian else ""
        found = re.fullmatch(rf"(\d+{groups})(?:{re.escape(self.decimal)}(\d+))?", text)
        if not found:
            return None
        whole = found[1].replace(self.grouping, "") if self.grouping else found[1]
        return Decimal(f"{whole}.{found[2]}" if found[2] else whole)


POINT, COMMA = Convention(".", ","), Convention(",", ".")
EITHER = (POINT, COMMA, Convention(".", "'"), Convention(",", "'"))
"""What is read where nobody says how numbers are written."""


def conventions(options: Options) -> tuple[Convention, ...]:
    """What `decimal`, `grouping` and `language` ask for."""
    decimal, grouping = options.text("decimal", 1), options.take("grouping")
    language = options.language()
    if grouping is not None and (not isinstance(grouping, str) or len(grouping) > 1 or grouping.isalnum()):
        raise refused("grouping", 'is no sign; send one such as ",", or "" for none')
    if decimal is not None and decimal.isalnum():
        raise refused("decimal", 'is no sign; send one such as "."')
    if decimal is not None and grouping is not None and fold(decimal) == fold(grouping or " "):
        raise refused("grouping", 'is the same as "decimal"; send two different signs')
    if language and decimal is None and grouping is None:
        return (_of(language),)
    if decimal is None and grouping is None:
        return EITHER
    known = [one for one in EITHER if decimal in (None, one.decimal) and grouping in (None, one.grouping)]
    if decimal is None or grouping is None:
        return tuple(known) or (Convention(fold(decimal or "."), folded(grouping or "")),)
    return (Convention(fold(decimal), folded(grouping)),)


def _of(language: str) -> Convention:
    """A language's habit; a space between groups is no sign."""
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415 lazy: few fields ask

    return Convention(fold(get_decimal_symbol(language)), folded(get_group_symbol(language)))


def in_range(value: Decimal, least: Decimal | None, most: Decimal | None) -> tuple[tuple[Check, ...], tuple[Held, ...]]:
    """What failed and what held of a value between two bounds."""
    if least is None and most is None:
        return (), (Held.FORM,)
    if (least is not None and value < least) or (most is not None and value > most):
        return (Check.OUT_OF_RANGE,), (Held.FORM,)
    return (), (Held.FORM, Held.RANGE)


SIGN = maybe(one_of("+-"))


@dataclass(frozen=True)
class Number:
    """A number, whole where it is an integer."""

    name: str
    written: tuple[Convention, ...]
    least: Decimal | None = None
    most: Decimal | None = None
    is_whole: bool = False
    expression: Expression = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """The form follows from the conventions."""
        forms = [each.integer if self.is_whole else each.number() for each in self.written]
        object.__setattr__(self, "expression", sequence(SIGN, choice(*dict.fromkeys(forms))))

    @cached_property
    def automaton(self) -> Dfa:
        """A sign and a number."""
        return compiled(self.expression)

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """The number, or one for each convention that reads it as another."""
        return distinct([self._meaning(value) for value in self._values(folded("".join(lines)))])

    def _values(self, text: str) -> Iterator[Decimal]:
        sign = -1 if text.startswith("-") else 1
        bare = text[1:] if text[:1] in ("+", "-") else text
        for each in self.written:
            value = each.value(bare)
            if value is not None and not (self.is_whole and value.as_tuple().exponent):
                yield sign * value

    def _meaning(self, value: Decimal) -> Meaning:
        return Meaning(plain(value), *in_range(value, self.least, self.most))


def plain(value: Decimal) -> str:
    """Without an exponent, its decimals as printed."""
    return f"{value if value else abs(value):f}"


def parse_integer(options: Options) -> Number:
    """`integer`, with `grouping`, `language`, `min`, `max`."""
    return _parsed("integer", options, is_whole=True)


def parse_number(options: Options) -> Number:
    """`number`, with `decimal`, `grouping`, `language`, `min`, `max`."""
    return _parsed("number", options, is_whole=False)


def _parsed(name: str, options: Options, *, is_whole: bool) -> Number:
    written, least, most = conventions(options), options.number("min"), options.number("max")
    if least is not None and most is not None and least > most:
        raise refused("max", 'is below "min"; exchange the two')
    return Number(name, written, least, most, is_whole)


def words(texts: Sequence[str]) -> Expression:
    """One of these texts, or nothing."""
    return maybe(any_of(texts))
