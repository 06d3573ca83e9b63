"""The type that a field's own print on the template looks like: suggested, never assumed.

One copy shows one value, so only forms that little else has are named: check digits that hold, whole dates and times,
money with its sign or with cents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    return common([note.value])


def common(values: Sequence[str]) -> Mapping[str, Any] | None:
    """Options that all of these texts are of; None where there are none, or they are like nothing in particular."""
    texts = [value.strip() for value in values]
    if not texts or not all(any(letter.isalnum() for letter in text) for text in texts):
        return None
    return next((options for options in _candidates(texts[0]) if all(is_of(options, text) for text in texts)), None)


def is_of(options: Mapping[str, Any], value: str) -> bool:
    """Whether a text is a value of the type that options ask for, and tells it from others."""
    try:
        meanings = field_type(options).meanings([value])
    except ValueError:  # a suggestion that a later release kept
        return False
    return bool(meanings) and not meanings[0].failed and _tells(options, meanings[0].held)


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
