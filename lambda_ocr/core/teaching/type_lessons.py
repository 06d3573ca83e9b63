"""What type a field's values have, guessed from those of several copies. A suggestion: nothing is read by it until
somebody gives the field the type.

Rule: a type is suggested only where every value known is one of it, and the narrowest such type is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lambda_ocr.core.field_types import DEFAULT, field_type
from lambda_ocr.core.model import Field, Held, Lesson, LessonKind, Template
from lambda_ocr.core.teaching.copies import CopyRead

FEWEST = 2
"""Different values from which a type is more than an accident."""
SURE = 0.9
"""Chance of being right from which a value that was read counts like one that somebody gave."""
CHECKED = ("USCC", "CN_RESIDENT_ID", "IBAN", "ISO6346", "VIN", "S10", "UPS", "EAN", "IMEI", "LUHN")
"""Schemes whose check digit tells; the narrower first."""
PLAIN: Sequence[Mapping[str, Any]] = (
    {"type": "datetime"},
    {"type": "date"},
    {"type": "time"},
    {"type": "integer"},
    {"type": "amount", "currency": "auto"},
    {"type": "number"},
)


def type_lessons(template: Template, copies: Sequence[CopyRead]) -> tuple[Lesson, ...]:
    """The suggestions that hold: earlier ones that no new value speaks against, and those of the new values."""
    return tuple(
        lesson
        for index, field in enumerate(template.fields)
        if field.options.get("type", DEFAULT) == DEFAULT and (lesson := _of_field(template, index, field, copies))
    )


def _of_field(template: Template, index: int, field: Field, copies: Sequence[CopyRead]) -> Lesson | None:
    values = [value for copy in copies if (value := _known(copy, index, field))]
    before = next(
        (one for one in template.taught.lessons if one.kind is LessonKind.TYPE and one.of_field == index), None
    )
    if before is not None:
        if not all(_is_of(before.options, value) for value in values):
            return None
        return replace(before, copies=before.copies + len(values), agreeing=before.agreeing + len(values))
    if len(set(values)) < FEWEST:
        return None
    options = next((options for options in _candidates() if all(_is_of(options, value) for value in values)), None)
    return (
        None if options is None else Lesson(LessonKind.TYPE, len(values), len(values), of_field=index, options=options)
    )


def _known(copy: CopyRead, index: int, field: Field) -> str:
    """The field's value on a copy: as somebody gave it, or as it was surely read; "" where neither."""
    if field.name in copy.values:
        return copy.values[field.name].strip()
    read = copy.reading.fields[index]
    return read.value if read.confidence >= SURE else ""


def _candidates() -> Iterator[Mapping[str, Any]]:
    """Types with options, the narrowest first."""
    yield from ({"type": "code", "scheme": scheme} for scheme in CHECKED)
    yield from PLAIN


def _is_of(options: Mapping[str, Any], value: str) -> bool:
    """Whether a value is one of a type, and nothing that was checked of it fails."""
    try:
        meanings = field_type(options).meanings([value])
    except ValueError:
        return False
    if not meanings or any(meaning.failed for meaning in meanings):
        return False
    return options["type"] != "code" or all(Held.CHECKSUM in meaning.held for meaning in meanings)
