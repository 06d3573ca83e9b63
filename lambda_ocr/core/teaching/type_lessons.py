"""What type a field's values have, by those of several copies. A suggestion: nothing is read by it until somebody gives
the field the type. It stays while every value that comes is one of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lambda_ocr.core.field_types import DEFAULT
from lambda_ocr.core.model import Field, Lesson, LessonKind, Template
from lambda_ocr.core.teaching.copies import CopyRead
from lambda_ocr.core.templates.suggestions import common, is_of

FEWEST = 2
"""Different values from which a type is more than an accident."""
SURE = 0.9
"""Chance of being right from which a value that was read counts like one that somebody gave."""


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
        if not all(is_of(before.options, value) for value in values):
            return None
        return replace(before, copies=before.copies + len(values), agreeing=before.agreeing + len(values))
    if len(set(values)) < FEWEST:
        return None
    options = common(values)
    return (
        None if options is None else Lesson(LessonKind.TYPE, len(values), len(values), of_field=index, options=options)
    )


def _known(copy: CopyRead, index: int, field: Field) -> str:
    """The field's value on a copy: as somebody gave it, or as it was surely read; "" where neither."""
    if field.name in copy.values:
        return copy.values[field.name].strip()
    read = copy.reading.fields[index]
    return read.value if read.confidence >= SURE else ""
