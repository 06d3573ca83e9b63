"""What kind of value a field holds: the optional third member of a field on the wire, `{"type": …, …}`.

Rule: a type is one module here and one line in `TYPES`; nothing else of the product lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from lambda_ocr.core.field_types import text

DEFAULT = "text"


class FieldType(Protocol):
    """The kind of value that a field holds, its options parsed."""

    @property
    def name(self) -> str:
        """As the wire calls it."""
        ...


TYPES: dict[str, Callable[[Mapping[str, Any]], FieldType]] = {
    "text": text.parse,
}
"""By name, what makes a type of its options (all but `type`); it raises ValueError that says what is wrong with one."""


def field_type(options: Mapping[str, Any]) -> FieldType:
    """The type that a field's third member asks for, `text` where it asks for none.

    Raises ValueError, a verb phrase that names the member and says what to do.
    """
    asked = options.get("type", DEFAULT)
    if not isinstance(asked, str) or asked not in TYPES:
        named = f'"{asked[:40]}"' if isinstance(asked, str) else "no string"
        raise ValueError(f'have the member "type", {named}, which is no type we know; say {_listed()}')
    return TYPES[asked]({name: value for name, value in options.items() if name != "type"})


def _listed() -> str:
    return " or ".join(f'"{name}"' for name in TYPES)
