"""Rules across the fields of a template: sums, equal values, moments in their order.

Rule: a rule chooses among what each field may say, all rules of a field together, the likeliest choice that they allow;
what a field's own reading leaves no doubt of has nothing beside it, and is never changed. What no choice satisfies is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from lambda_ocr.core.field_types import known_type
from lambda_ocr.core.model import Field
from lambda_ocr.core.quoting import echo

MOST_RULES, MOST_FIELDS = 50, 20
"""Of a template, and of one rule."""
MOST_PARTS, MOST_SEPARATOR = 100, 8
"""Of a barcode's payload, and characters between them."""
_NUMBERS = ("integer", "number", "amount")
_MOMENTS = ("date", "time", "datetime")


@dataclass(frozen=True)
class Rule:
    """One rule: the fields it is about, by their place in the template, and what must be so of their normal forms."""

    fields: tuple[int, ...]
    holds: Callable[[Sequence[Any]], bool]


class BadRule(ValueError):
    """A rule that is none, or of fields that it cannot be of; a verb phrase says what is wrong and what to do."""

    def __init__(self, index: int, problem: str) -> None:
        super().__init__(problem)
        self.index = index


def parsed(rules: Sequence[Mapping[str, Any]], fields: Sequence[Field]) -> tuple[Rule, ...]:
    """The rules of a template with these fields; raises `BadRule`."""
    if len(rules) > MOST_RULES:
        raise BadRule(MOST_RULES, f"is one too many; a template has at most {MOST_RULES}")
    return tuple(_rule(index, rule, fields) for index, rule in enumerate(rules))


def known_rules(rules: Sequence[Mapping[str, Any]], fields: Sequence[Field]) -> tuple[Rule, ...]:
    """The same of what a store kept: rules that a later release wrote and we do not know bind nothing."""
    try:
        return parsed(rules, fields)
    except BadRule:
        return ()


def _rule(index: int, rule: Mapping[str, Any], fields: Sequence[Field]) -> Rule:
    types: tuple[str, ...] | None = None
    parts: list[_Part | None] = []
    match sorted(rule):
        case ["equals", "sum"]:
            names, types, holds = [*_names(index, rule["sum"], 1), rule["equals"]], _NUMBERS, _is_sum
        case ["same"]:
            names = _names(index, rule["same"], 2)
            parts = [_part(index, name) for name in names]
            names, holds = [_named(name) for name in names], partial(_is_same_by_parts, parts)
        case ["before"]:
            names, types, holds = _names(index, rule["before"], 2), _MOMENTS, _is_in_order
        case _:
            raise BadRule(index, 'is none we know; say {"sum": […], "equals": …}, {"same": […]} or {"before": […]}')
    places = tuple(_place(index, name, fields, types) for name in names)
    for place, part in zip(places, parts, strict=False):
        if part and known_type(fields[place].options).name != "barcode":
            raise BadRule(index, f'names "{echo(fields[place].name)}" as a barcode, and it is none; give it the type')
    return Rule(places, holds)


def _names(index: int, names: Any, least: int) -> list[Any]:
    if not isinstance(names, list) or not least <= len(names) <= MOST_FIELDS:
        raise BadRule(index, f"does not list {least} to {MOST_FIELDS} fields; name them by their keys")
    return names


@dataclass(frozen=True)
class _Part:
    """Which part of a code's payload is meant: all of it where `number` is 0."""

    number: int
    separator: str

    def of(self, payload: Any) -> str | None:
        """The part; None where there are fewer."""
        if not self.number:
            return str(payload)
        pieces = str(payload).split(self.separator)
        return pieces[self.number - 1].strip() if self.number <= len(pieces) else None


def _named(name: Any) -> Any:
    return name.get("barcode") if isinstance(name, Mapping) else name


def _part(index: int, name: Any) -> _Part | None:
    """The part that `{"barcode": …, "part": …, "separator": …}` names; None of a plain name."""
    if not isinstance(name, Mapping):
        return None
    part, separator = name.get("part", 0), name.get("separator", ",")
    is_known = set(name) <= {"barcode", "part", "separator"} and "barcode" in name
    is_number = isinstance(part, int) and not isinstance(part, bool) and ("part" not in name or 1 <= part <= MOST_PARTS)
    if not is_known or not is_number or not isinstance(separator, str) or not 1 <= len(separator) <= MOST_SEPARATOR:
        how = f'{{"barcode": "…", "part": 1 to {MOST_PARTS}, "separator": ","}}'
        raise BadRule(index, f"names part of a barcode in a way we do not know; say {how}")
    return _Part(part, separator)


def _place(index: int, name: Any, fields: Sequence[Field], types: tuple[str, ...] | None) -> int:
    found = [place for place, field in enumerate(fields) if field.name == name]
    shown = f'"{echo(name)}"' if isinstance(name, str) else "what is no name"
    if len(found) != 1:
        how = "no field has" if not found else "several fields have"
        raise BadRule(index, f"names {shown}, which {how} as a name; name one field")
    kind = known_type(fields[found[0]].options).name
    if types is not None and kind not in types:
        raise BadRule(index, f'names {shown}, a field of type "{kind}"; it must be {" or ".join(types)}')
    return found[0]


def _is_sum(values: Sequence[Any]) -> bool:
    """Whether all but the last make up the last."""
    numbers = [_number(value) for value in values]
    known = [number for number in numbers if number is not None]
    return len(known) == len(numbers) and sum(known[:-1]) == known[-1]


def _is_same(values: Sequence[Any]) -> bool:
    """Whether all say the same; of amounts and numbers, the same number, whatever the decimals and the currency."""
    numbers = [_number(value) for value in values]
    compared = [value if number is None else number for value, number in zip(values, numbers, strict=True)]
    return all(value == compared[0] for value in compared[1:])


def _is_same_by_parts(parts: Sequence[_Part | None], values: Sequence[Any]) -> bool:
    """The same, where some are parts of a code's payload: a date there has no dashes, a number may have none either."""
    if not any(parts):
        return _is_same(values)
    said = [part.of(value) if part else value for part, value in zip(parts, values, strict=True)]
    return None not in said and (_is_same(said) or len({_letters(value) for value in said}) == 1)


def _letters(value: Any) -> str:
    text = value.get("amount") if isinstance(value, Mapping) else value
    return "".join(letter for letter in str(text).casefold() if letter.isalnum())


def _is_in_order(values: Sequence[Any]) -> bool:
    """Whether none is before the one named before it; of a date and a moment, by the day."""
    pairs = pairwise(values)
    return all(one[: min(len(one), len(other))] <= other[: min(len(one), len(other))] for one, other in pairs)


def _number(value: Any) -> Decimal | None:
    text = value.get("amount") if isinstance(value, Mapping) else value
    try:
        return Decimal(str(text))
    except ArithmeticError:
        return None


def groups(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules that share a field, directly or by others, belong together."""
    left = list(rules)
    while left:
        together, reached = [left.pop(0)], set[int]()
        while True:
            reached |= {place for rule in together for place in rule.fields}
            more = [rule for rule in left if reached & set(rule.fields)]
            if not more:
                break
            together += more
            left = [rule for rule in left if rule not in more]
        yield together
