"""Rules on one picture: what their terms are about there, cells of tables laid out beside the fields.

Rule: a column is bound where its table's end was seen and every row is there; a cell without print adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_ocr.core.deciding.rules import Rule, Term
from lambda_ocr.core.deciding.whole_table import composed
from lambda_ocr.core.model import Check, FieldReading, Status

Spot = tuple[int, int, int]
"""A cell: its table's place among the fields, row, column."""


@dataclass(frozen=True)
class Bound:
    """One rule: the places of what it is about among fields and cells, and the places of their tables."""

    places: tuple[int, ...]
    tables: tuple[int, ...]
    holds: Callable[[Sequence[Any]], bool]


@dataclass(frozen=True)
class Bindings:
    """Fields and, after them, the cells that rules are about."""

    known: list[FieldReading]
    cells: tuple[Spot, ...]
    rules: tuple[Bound, ...]

    @staticmethod
    def of(rules: Sequence[Rule], read: Sequence[FieldReading]) -> Bindings:
        """The rules on a picture whose fields were read so."""
        terms = dict.fromkeys(term for rule in rules for term in rule.terms if term.column is not None)
        cells = tuple(spot for term in terms for spot in _cells(term, read))
        places = {spot: len(read) + at for at, spot in enumerate(cells)}

        def bound(rule: Rule) -> Bound | None:
            mine = [_places(term, read, places) for term in rule.terms]
            if not all(mine):
                return None
            tables = tuple(term.field for term in rule.terms if term.column is not None)
            return Bound(tuple(place for each in mine for place in each), tables, rule.holds)

        known = [*read, *(read[field].rows[row][column] for field, row, column in cells)]
        return Bindings(known, cells, tuple(each for rule in rules if (each := bound(rule))))

    def fields(self, count: int) -> tuple[FieldReading, ...]:
        """The first `count`, the template's, with their cells put back."""
        fields = self.known[:count]
        decided = dict(zip(self.cells, self.known[count:], strict=True))
        for at in {field for field, _, _ in self.cells}:
            rows = [
                tuple(decided.get((at, row, column), cell) for column, cell in enumerate(cells))
                for row, cells in enumerate(fields[at].rows)
            ]
            fields[at] = composed(fields[at], rows)
        return tuple(fields)


def _cells(term: Term, read: Sequence[FieldReading]) -> Iterator[Spot]:
    """The cells of a column that hold print; none of a table that may go on."""
    table = read[term.field]
    if term.column is None or Check.END_UNSEEN in table.checks:
        return
    for row, cells in enumerate(table.rows):
        if cells[term.column].status is not Status.EMPTY:
            yield term.field, row, term.column


def _places(term: Term, read: Sequence[FieldReading], places: dict[Spot, int]) -> tuple[int, ...]:
    if term.column is None:
        return (term.field,)
    return tuple(places[spot] for spot in _cells(term, read))


def groups(rules: Sequence[Bound]) -> Iterator[list[Bound]]:
    """Rules that share a field or cell, directly or by others, belong together."""
    left = [(rule, set(rule.places)) for rule in rules]
    while left:
        first, reached = left.pop(0)
        together = [first]
        while more := [each for each in left if not reached.isdisjoint(each[1])]:
            together += [rule for rule, _ in more]
            reached = reached.union(*(places for _, places in more))
            left = [each for each in left if each not in more]
        yield together
