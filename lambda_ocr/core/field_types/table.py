"""`table`: rows of cells that repeat downwards. Normal form: a list of rows, each its cells' normal forms by column.

Rule: a column is given as a field is, `[quad, name]` or `[quad, name, options]`; its quad lies around its part of the
table's first row on the template. `core.tables` reads them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lambda_ocr.core.field_types.graphics import Graphic
from lambda_ocr.core.field_types.meaning import FieldType, Meaning
from lambda_ocr.core.field_types.options import LONGEST, NO_UNICODE, Options, is_unicode, refused
from lambda_ocr.core.model import Quad

MOST_COLUMNS = 40
MOST_COORDINATE = 100_000
_FORM = (
    "is no [quad, name] or [quad, name, options], as a field is; send one, its quad around its part of the first row"
)


@dataclass(frozen=True)
class Column:
    """One column, where it stands in the table's first row on the template."""

    name: str
    quad: Quad
    kind: FieldType = field(hash=False, compare=False)
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Table:
    """Rows of cells, a cell for each column."""

    columns: tuple[Column, ...]
    name: str = "table"
    automaton: None = None

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """None: a table's cells mean something, each by itself."""
        return ()


def parse(options: Options, typed: Callable[[Mapping[str, Any]], FieldType]) -> Table:
    """The type, with `columns`; `typed` makes the type of each."""
    given = options.take("columns")
    if given is None:
        raise ValueError('lack the member "columns"; say where each column stands in the first row')
    if not isinstance(given, list) or not 0 < len(given) <= MOST_COLUMNS:
        count = f", and has {len(given):,}" if isinstance(given, list) else ""
        raise refused("columns", f"is no list of 1 to {MOST_COLUMNS} columns{count}; send one")
    columns = tuple(_column(at, each, typed) for at, each in enumerate(given))
    names = [column.name for column in columns]
    twice = next((at for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise refused(f"columns[{twice}]", "has the name of another column; name each otherwise")
    return Table(columns)


def _column(at: int, given: Any, typed: Callable[[Mapping[str, Any]], FieldType]) -> Column:
    member = f"columns[{at}]"
    if not isinstance(given, (list, tuple)) or len(given) not in (2, 3):
        raise refused(member, _FORM)
    corners, name, *rest = given
    options = rest[0] if rest else {}
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST or not isinstance(options, Mapping):
        raise refused(member, _FORM)
    if not is_unicode(name):
        raise refused(member, f"has a name that {NO_UNICODE}")
    try:
        kind = typed(options)
    except ValueError as error:
        raise ValueError(f'have the member "{member}", whose options {error}') from None
    if isinstance(kind, (*Graphic.__args__, Table)):
        raise refused(member, f'is of type "{kind.name}"; a cell holds print, so say a type that is read')
    return Column(name, _quad(member, corners), kind, options)


def _quad(member: str, corners: Any) -> Quad:
    found = [_corner(each) for each in corners] if isinstance(corners, (list, tuple)) and len(corners) == 4 else [None]
    if None in found:
        raise refused(member, "has no quad of four [x, y] in pixels of the template picture; send one")
    a, b, c, d = found
    return (a, b, c, d)  # type: ignore[return-value]


def _corner(given: Any) -> tuple[float, float] | None:
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        return None
    x, y = (float(each) if _is_coordinate(each) else math.nan for each in given)
    return (x, y) if math.isfinite(x + y) else None


def _is_coordinate(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= MOST_COORDINATE
