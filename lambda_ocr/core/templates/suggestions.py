"""The type that a field's own print on the template looks like: suggested, never assumed.

One copy shows one value, so only forms that little else has are named: check digits that hold, whole dates and times,
money with its sign or with cents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import FieldAnnotation, Held

LONGEST_INTEGER = 9
"""Digits up to which print is a number; longer ones are codes."""
_SCHEMES = ("USCC", "CN_RESIDENT_ID", "IBAN", "VIN", "ISO6346", "BANK_CARD", "EAN", "IMEI")
"""Those whose check digit one value in ten or fewer has by chance, and that are long; the surer first."""
_SHORTEST_SCHEME = 11
_WRITTEN = ("datetime", "date", "time")
_MONEY = re.compile(r"[¥$€£]|元|圆|[.,]\d\d$")


def suggested(note: FieldAnnotation) -> Mapping[str, Any] | None:
    """Options for a field that says what this one does; None where its print is like nothing in particular."""
    value = note.value.strip()
    if not any(letter.isalnum() for letter in value):
        return None
    for options in _candidates(value):
        meanings = field_type(options).meanings([value])
        if meanings and not meanings[0].failed and _tells(options, meanings[0].held):
            return options
    return None


def _candidates(value: str) -> list[dict[str, Any]]:
    """What print of this shape may be, the surest first."""
    plain = folded(value)
    digits = sum(letter.isdigit() for letter in plain)
    found: list[dict[str, Any]] = []
    if len(plain) >= _SHORTEST_SCHEME and digits:
        found += [{"type": "code", "scheme": name} for name in _SCHEMES]
    if digits >= 3:
        found += [{"type": name} for name in _WRITTEN]
    if _MONEY.search(plain):
        found.append({"type": "amount"})
    if plain.isdecimal() and len(plain) <= LONGEST_INTEGER:
        found.append({"type": "integer"})
    return found


def _tells(options: Mapping[str, Any], held: tuple[Held, ...]) -> bool:
    """Whether a value of a scheme has a check digit that holds."""
    return "scheme" not in options or Held.CHECKSUM in held
