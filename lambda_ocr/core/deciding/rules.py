"""Rules across the fields of a template: sums, equal values, moments in their order.

Rule: a rule chooses among what each field may say, all rules of a field together, the likeliest choice that they allow;
what a field's own reading leaves no doubt of has nothing beside it, and is never changed. What no choice satisfies is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambda_ocr.core.deciding.predicates import Part, is_in_order, is_same, is_sum
from lambda_ocr.core.field_types import known_type
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.model import Field
from lambda_ocr.core.quoting import echo

MOST_RULES, MOST_FIELDS = 50, 20
"""Of a template, and of one rule."""
MOST_PARTS, MOST_SEPARATOR = 100, 8
"""Of a barcode's payload, and characters between them."""
_NUMBERS = ("integer", "number", "amount")
_MOMENTS = ("date", "time", "datetime")


@dataclass(frozen=True)
class Term:
    """What a rule is about: a field, by its place in the template, or all cells of one column of a table."""

    field: int
    column: int | None = None


@dataclass(frozen=True)
class Rule:
    """One rule: what it is about, and what must be so of the normal forms."""

    terms: tuple[Term, ...]
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
    parts: list[Part | None] = []
    match sorted(rule):
        case ["equals", "sum"]:
            names, types, holds = [*_names(index, rule["sum"], 1), _total(index, rule["equals"])], _NUMBERS, is_sum
        case ["same"]:
            names = _names(index, rule["same"], 2)
            parts = [_part(index, name) for name in names]
            names, holds = [_named(name) for name in names], partial(is_same, parts)
        case ["before"]:
            names, types, holds = _names(index, rule["before"], 2), _MOMENTS, is_in_order
        case _:
            raise BadRule(index, 'is none we know; say {"sum": […], "equals": …}, {"same": […]} or {"before": […]}')
    terms = tuple(_term(index, name, fields, types) for name in names)
    for term, part in zip(terms, parts, strict=False):
        if part and known_type(fields[term.field].options).name != "barcode":
            shown = echo(fields[term.field].name)
            raise BadRule(index, f'names "{shown}" as a barcode, and it is none; give it the type')
    return Rule(terms, holds)


def _names(index: int, names: Any, least: int) -> list[Any]:
    if not isinstance(names, list) or not least <= len(names) <= MOST_FIELDS:
        raise BadRule(index, f"does not list {least} to {MOST_FIELDS} fields; name them by their keys")
    return names


def _total(index: int, name: Any) -> Any:
    if isinstance(name, Mapping):
        raise BadRule(index, "equals what is no field; name one by its key")
    return name


def _named(name: Any) -> Any:
    return name.get("barcode") if isinstance(name, Mapping) else name


def _part(index: int, name: Any) -> Part | None:
    """The part that `{"barcode": …, "part": …, "separator": …}` names; None of a plain name."""
    if not isinstance(name, Mapping):
        return None
    part, separator = name.get("part", 0), name.get("separator", ",")
    is_known = set(name) <= {"barcode", "part", "separator"} and "barcode" in name
    is_number = isinstance(part, int) and not isinstance(part, bool) and ("part" not in name or 1 <= part <= MOST_PARTS)
    if not is_known or not is_number or not isinstance(separator, str) or not 1 <= len(separator) <= MOST_SEPARATOR:
        how = f'{{"barcode": "…", "part": 1 to {MOST_PARTS}, "separator": ","}}'
        raise BadRule(index, f"names part of a barcode in a way we do not know; say {how}")
    return Part(part, separator)


def _term(index: int, name: Any, fields: Sequence[Field], types: tuple[str, ...] | None) -> Term:
    if isinstance(name, Mapping) and types == _NUMBERS:
        return _column(index, name, fields)
    place = _place(index, name, fields)
    kind = known_type(fields[place].options).name
    if types is not None and kind not in types:
        raise BadRule(index, f'names "{echo(name)}", a field of type "{kind}"; it must be {" or ".join(types)}')
    return Term(place)


def _place(index: int, name: Any, fields: Sequence[Field]) -> int:
    found = [place for place, field in enumerate(fields) if field.name == name]
    if len(found) != 1:
        shown = f'"{echo(name)}"' if isinstance(name, str) else "what is no name"
        how = "no field has" if not found else "several fields have"
        raise BadRule(index, f"names {shown}, which {how} as a name; name one field")
    return found[0]


def _column(index: int, asked: Mapping[str, Any], fields: Sequence[Field]) -> Term:
    """The column that `{"table": …, "column": …}` names."""
    if set(asked) != {"table", "column"}:
        raise BadRule(index, 'names a column in a way we do not know; say {"table": "…", "column": "…"}')
    place = _place(index, asked["table"], fields)
    table, shown = known_type(fields[place].options), echo(fields[place].name)
    if not isinstance(table, Table):
        raise BadRule(index, f'names "{shown}" as a table, and it is none; give it the type')
    found = next((at for at, column in enumerate(table.columns) if column.name == asked["column"]), None)
    if found is None:
        names = ", ".join(f'"{echo(column.name)}"' for column in table.columns[:MOST_FIELDS])
        raise BadRule(index, f'names a column that the table "{shown}" has not; it has {names}')
    kind = table.columns[found].kind.name
    if kind not in _NUMBERS:
        raise BadRule(index, f'names a column of "{shown}" of type "{kind}"; it must be {" or ".join(_NUMBERS)}')
    return Term(place, found)
