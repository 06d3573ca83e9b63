"""Lessons as the wire shows them."""

from __future__ import annotations

from lambda_ocr.core.model import Bound, Field, Lesson, Template
from lambda_ocr.wire.messages.template_answers import BoundDetail, FieldNamed, LessonDetail


def lesson_details(template: Template) -> list[LessonDetail]:
    """All lessons of a version, in the order in which they were learned."""
    return [_detail(lesson, template.fields) for lesson in template.taught.lessons]


def _detail(lesson: Lesson, fields: tuple[Field, ...]) -> LessonDetail:
    at = lesson.of_field
    named = None if at is None or at >= len(fields) else FieldNamed(index=at, name=fields[at].name)
    return LessonDetail(
        id=lesson.id,
        kind=lesson.kind,
        copies=lesson.copies,
        agreeing=lesson.agreeing,
        position=lesson.at,
        text=lesson.text,
        field=named,
        options=dict(lesson.options),
        moved=lesson.moved,
        bound=None if lesson.bound is None else _bound(lesson.bound),
    )


def _bound(bound: Bound) -> BoundDetail:
    return BoundDetail(weight=bound.weight, lowest=bound.lowest, others=bound.others, highest=bound.highest)
