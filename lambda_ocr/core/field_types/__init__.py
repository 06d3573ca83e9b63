"""What kind of value a field holds: the optional third member of a field on the wire, `{"type": …, …}`.

Rule: a type is one module here and one line in `TYPES`; nothing else of the product lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lambda_ocr.core.field_types import affixes, amount, choice, code, dates, numbers, table, text
from lambda_ocr.core.field_types.graphics import barcode, mark, presence
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.field_types.options import Options

DEFAULT = "text"

TYPES: dict[str, Callable[[Options], FieldType]] = {
    "text": text.parse,
    "integer": numbers.parse_integer,
    "number": numbers.parse_number,
    "amount": amount.parse,
    "date": dates.parse_date,
    "time": dates.parse_time,
    "datetime": dates.parse_datetime,
    "code": code.parse,
    "choice": choice.parse,
    "mark": mark.parse,
    "presence": presence.parse,
    "barcode": barcode.parse,
    "table": lambda options: table.parse(options, field_type),
}
"""By name, what makes a type of its options; it raises ValueError that says what is wrong with one."""


def field_type(options: Mapping[str, Any]) -> FieldType:
    """The type that a field's third member asks for, `text` where it asks for none.

    Raises ValueError, a verb phrase that names the member and says what to do.
    """
    asked = options.get("type", DEFAULT)
    if not isinstance(asked, str) or asked not in TYPES:
        named = f'"{asked[:40]}"' if isinstance(asked, str) else "no string"
        raise ValueError(f'have the member "type", {named}, which is no type we know; say {_listed()}')
    given = Options(asked, {name: value for name, value in options.items() if name != "type"})
    before, after = affixes.taken(given)
    kind = TYPES[asked](given)
    given.done()
    return affixes.affixed(kind, before, after)


def known_type(options: Mapping[str, Any]) -> FieldType:
    """The same of options that a store kept: what a later release wrote and we do not know is read as text."""
    try:
        return field_type(options)
    except ValueError:
        return field_type({})


def _listed() -> str:
    return " or ".join(f'"{name}"' for name in TYPES)
