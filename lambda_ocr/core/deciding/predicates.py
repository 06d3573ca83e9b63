"""What rules ask of normal forms: a sum, the same value, moments in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

_PLAIN = re.compile(r"[+-]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)")


@dataclass(frozen=True)
class Part:
    """Which part of a code's payload is meant: all of it where `number` is 0."""

    number: int
    separator: str

    def of(self, payload: Any) -> str | None:
        """The part; None where there are fewer."""
        if not self.number:
            return str(payload)
        pieces = str(payload).split(self.separator)
        return pieces[self.number - 1].strip() if self.number <= len(pieces) else None


def is_sum(values: Sequence[Any]) -> bool:
    """Whether all but the last make up the last."""
    numbers = [_number(value) for value in values]
    known = [number for number in numbers if number is not None]
    return len(known) == len(numbers) and sum(known[:-1]) == known[-1]


def _are_equal(values: Sequence[Any]) -> bool:
    """Whether all say the same; of amounts and numbers, the same number, whatever the decimals and the currency."""
    numbers = [_number(value) for value in values]
    compared = [value if number is None else number for value, number in zip(values, numbers, strict=True)]
    return all(value == compared[0] for value in compared[1:])


def is_same(parts: Sequence[Part | None], values: Sequence[Any]) -> bool:
    """The same, where some are parts of a code's payload: a date there has no dashes, a number may have none either."""
    if not any(parts):
        return _are_equal(values)
    said = [part.of(value) if part else value for part, value in zip(parts, values, strict=True)]
    return None not in said and (_are_equal(said) or len({_letters(value) for value in said}) == 1)


def _letters(value: Any) -> str:
    text = value.get("amount") if isinstance(value, Mapping) else value
    return "".join(letter for letter in str(text).casefold() if letter.isalnum())


def is_in_order(values: Sequence[Any]) -> bool:
    """Whether none is before the one named before it; of a date and a moment, by the day."""
    pairs = pairwise(values)
    return all(one[: min(len(one), len(other))] <= other[: min(len(one), len(other))] for one, other in pairs)


def _number(value: Any) -> Decimal | None:
    """A plain number; what a code carries may look like one that no sum can be made of (`sNaN`, `1E999999`)."""
    text = str(value.get("amount") if isinstance(value, Mapping) else value).strip()
    return Decimal(text) if _PLAIN.fullmatch(text) else None
