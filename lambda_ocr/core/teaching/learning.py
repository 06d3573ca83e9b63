"""From copies to what a template is taught, and what of it stays when lessons or the template change.

Rule: a lesson is a fact with its evidence; it is added up over all copies, and taken away without a trace.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Literal

from lambda_ocr.core.model import LessonKind, Taught, Template
from lambda_ocr.core.teaching.bound_lessons import Weighing, bound_lessons
from lambda_ocr.core.teaching.copies import CopyRead
from lambda_ocr.core.teaching.field_lessons import field_lessons
from lambda_ocr.core.teaching.print_lessons import print_lessons
from lambda_ocr.core.teaching.type_lessons import type_lessons

WEIGHED_BY = (LessonKind.PRINT, LessonKind.MARKS)
"""Lessons by which copies and other templates' pictures were weighed when the bound was drawn."""


def learned(
    template: Template, copies: Sequence[CopyRead], weighing: Weighing, others: Sequence[Any | None] = ()
) -> Taught:
    """What the template is taught with these copies beside those before; a copy that is known already says nothing.
    `others`: pictures of other templates, as they were judged for this one, None where it is nowhere on one.
    """
    before = template.taught
    new = [copy for copy in copies if copy.digest not in before.copies]
    lessons = (
        *print_lessons(before.lessons, [copy.studied for copy in new]),
        *type_lessons(template, new),
        *field_lessons(template, new),
        *bound_lessons(before.lessons, [copy.studied for copy in new], others, weighing),
    )
    return Taught((*before.copies, *(copy.digest for copy in new)), lessons)


def forgotten(taught: Taught, ids: Collection[str] | Literal["all"]) -> Taught:
    """What is left when these lessons are taken away; with `all`, every copy may be taught anew. The bound was weighed
    by what was known of the print, so it goes with any of that.
    """
    if ids == "all":
        return Taught()
    kept = tuple(lesson for lesson in taught.lessons if lesson.id not in ids)
    if any(lesson.kind in WEIGHED_BY for lesson in taught.lessons if lesson.id in ids):
        kept = tuple(lesson for lesson in kept if lesson.kind is not LessonKind.BOUND)
    return replace(taught, lessons=kept)


def carried_over(before: Template, after: Template) -> Taught:
    """What still holds when a template was changed: nothing on another picture, and of a field what lies as it lay."""
    if before.picture != after.picture:
        return Taught()
    at = {field.quad: index for index, field in enumerate(after.fields)}
    is_redrawn = set(at) != {field.quad for field in before.fields} or before.variable != after.variable
    kept = []
    for lesson in before.taught.lessons:
        if lesson.kind is LessonKind.BOUND and is_redrawn:
            continue  # other print lies outside the fields now, and weighs otherwise
        if lesson.of_field is None:
            kept.append(lesson)
        elif (index := at.get(before.fields[lesson.of_field].quad)) is not None:
            kept.append(replace(lesson, of_field=index))
    return replace(before.taught, lessons=tuple(kept))
