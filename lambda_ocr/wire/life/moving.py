"""A template in its portable file: what the manifest says, and how it is checked when it comes from elsewhere.

Rule: a manifest is held against the same models as an `add`, and lessons against bounds of their own; what is not known
of it is refused, for a file may come from anybody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from lambda_ocr.core.errors import InvalidRequest
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import NOTHING_TAUGHT, Lesson, LessonKind, Quad, Taught, Template
from lambda_ocr.core.templates.codec import Drawn, drawn_from_plain, drawn_to_plain
from lambda_ocr.wire.members import MAX_COORDINATE, MAX_LESSONS, MAX_NAME
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.messages.templates import AddRequest
from lambda_ocr.wire.requests import parse_request

MOST_COPIES = 10_000
_DIGEST = 64


class ExportAnswer(Message):
    """A version of a template as one file."""

    template_id: str
    version: int
    file: str
    """A zip in Base64."""


class ImportAnswer(Message):
    """The new template's id, and what it brought along."""

    template_id: str
    fields: int
    lessons: int


def manifest_of(template: Template) -> dict[str, Any]:
    """What the file says of a template, beside its picture."""
    drawn = drawn_to_plain(Drawn.of(template))
    fields = [
        [field["quad"], field["name"], *([field["options"]] if field["options"] else [])] for field in drawn["fields"]
    ]
    about = {"name": template.name, "note": template.note, "created": template.created, "version": template.version}
    drawing = {"template": fields, "variable": drawn["variable"], "rules": drawn.get("rules", [])}
    several = {"page_of": drawn["page_of"]} if "page_of" in drawn else {}
    return {**about, **drawing, "taught": drawn.get("taught", {}), **several}


def request_of(manifest: Mapping[str, Any], picture: bytes) -> AddRequest:
    """The `add` that a manifest stands for, its picture in hand; raises what an `add` would."""
    taken = ("template", "variable", "rules", "page_of", "name", "note")
    members = {name: manifest[name] for name in taken if name in manifest}
    request = parse_request({**members, "type": "add", "img": "-"})
    assert isinstance(request, AddRequest)
    return request.with_picture(picture)


def taught_of(manifest: Mapping[str, Any], fields: int) -> Taught:
    """What copies taught, checked; raises `InvalidRequest`."""
    told = manifest.get("taught", {})
    if not told:
        return NOTHING_TAUGHT
    try:
        taught = drawn_from_plain({"fields": [], "taught": told}).taught
    except (ValueError, TypeError, AttributeError):
        raise _refused("lessons that cannot be read") from None
    if len(taught.copies) > MOST_COPIES or len(taught.lessons) > MAX_LESSONS:
        raise _refused("more lessons than a template may have")
    if not all(isinstance(digest, str) and len(digest) == _DIGEST for digest in taught.copies):
        raise _refused("names of copies that are none")
    if not all(_is_sound(lesson, fields) for lesson in taught.lessons):
        raise _refused("a lesson that says nothing sound")
    return taught


def _is_sound(lesson: Any, fields: int) -> bool:
    """Whether a lesson may be believed to be one: its numbers are counts, its place a place, its field there."""
    counts = (lesson.copies, lesson.agreeing, lesson.moved)
    if not all(type(count) is int and 0 <= count <= MOST_COPIES for count in counts) or list(counts) != sorted(
        counts, reverse=True
    ):
        return False
    if not isinstance(lesson.text, str) or len(lesson.text) > 4 * MAX_NAME:
        return False
    at = lesson.of_field
    if at is not None and (type(at) is not int or not 0 <= at < fields):
        return False
    is_placed = lesson.at is None or _is_place(lesson.at)
    return is_placed and _is_type(lesson.kind, lesson.options) and _is_bound(lesson)


def _is_bound(lesson: Lesson) -> bool:
    """Whether a bound is told by the lesson on it, and by no other, in sound numbers. How far it may move anything is
    the aligner's to say."""
    bound = lesson.bound
    if bound is None or lesson.kind is not LessonKind.BOUND:
        return bound is None and lesson.kind is not LessonKind.BOUND
    weights = (bound.weight, bound.lowest, 0.0 if bound.highest is None else bound.highest)
    is_count = type(bound.others) is int and 0 <= bound.others <= MOST_COPIES
    return is_count and all(isinstance(weight, (int, float)) and math.isfinite(weight) for weight in weights)


def _is_place(at: Quad) -> bool:
    return all(math.isfinite(value) and abs(value) <= MAX_COORDINATE for corner in at for value in corner)


def _is_type(kind: LessonKind, options: Any) -> bool:
    """Whether the suggested options are a type's."""
    if not isinstance(options, dict):
        return False
    try:
        return kind is not LessonKind.TYPE or bool(field_type(options))
    except ValueError:
        return False


def _refused(what: str) -> InvalidRequest:
    return InvalidRequest(f'The "file" holds {what}. Export the template anew.', member="file")
