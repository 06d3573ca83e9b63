"""From copies to where a field's print lies: how large the field must be, and how far it wanders with which label.

Rule: what is measured is told beside what was drawn. Nothing is read by it until somebody draws the field so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lambda_ocr.core.geometry import Points, points, rectangle, transform
from lambda_ocr.core.model import Lesson, LessonKind, Quad, Status, Template
from lambda_ocr.core.teaching.copies import CopyRead, PrintSeen, same
from lambda_ocr.core.teaching.type_lessons import SURE

ROOM = 0.02
"""Of a field's longer side: how far print may stand out of it before it is told, for lines are boxed with some air."""
ELSEWHERE = 0.5
"""Of a field's shorter side: farther off than this it stands elsewhere. A line more or less above it is farther."""


@dataclass(frozen=True, eq=False)
class _Seen:
    """A field's print on one copy, in template pixels, (2, 2) each: upper left and lower right."""

    print: Points
    """In the field's own frame, wherever that lies."""
    field: Points
    """The field where the page as a whole shows it."""
    is_within: bool
    is_elsewhere: bool
    label: str
    """Of a field that stands elsewhere, the nearest printed line that does so, too."""


def field_lessons(template: Template, copies: Sequence[CopyRead]) -> tuple[Lesson, ...]:
    """The lessons of before and of the copies on where fields and their print lie, evidence added up."""
    return tuple(lesson for index in range(len(template.fields)) for lesson in _of_field(template, index, copies))


def _of_field(template: Template, index: int, copies: Sequence[CopyRead]) -> Iterator[Lesson]:
    seen = [one for copy in copies if (one := _seen(copy, index, template.fields[index].quad))]
    extent, wander = (_before(template, kind, index) for kind in (LessonKind.EXTENT, LessonKind.WANDER))
    extent = _more(extent, [one.print for one in seen], sum(one.is_within for one in seen))
    if not extent.copies:
        return
    yield extent
    moved = [one for one in seen if one.is_elsewhere]
    wander = replace(_more(wander, [one.field for one in moved], len(moved)), copies=extent.copies)
    if wander.agreeing:
        yield replace(wander, text=next((one.label for one in moved if one.label), wander.text))


def _before(template: Template, kind: LessonKind, index: int) -> Lesson:
    """What is known; nothing yet, where that is nothing."""
    known = (one for one in template.taught.lessons if one.kind is kind and one.of_field == index)
    return next(known, Lesson(kind, 0, 0, of_field=index))


def _more(known: Lesson, boxes: Sequence[Points], agreeing: int) -> Lesson:
    """With further evidence, and a place that holds all of it."""
    if not boxes:
        return known
    corners = np.concatenate([*([points(known.at)] if known.at else []), *boxes])
    at = rectangle(*corners.min(axis=0).round(1).tolist(), *corners.max(axis=0).round(1).tolist())
    return replace(known, at=at, copies=known.copies + len(boxes), agreeing=known.agreeing + agreeing)


def _seen(copy: CopyRead, index: int, quad: Quad) -> _Seen | None:
    """None where nothing is surely read there."""
    read = copy.reading.fields[index]
    given = copy.values.get(read.name)
    is_right = read.confidence >= SURE if given is None else same(given, read.value)
    if not (read.lines and read.value and is_right) or read.status is Status.OUT_OF_FRAME:
        return None
    alignment, field = copy.studied.alignment, _frame(points(quad))
    placed = alignment.placements[index].image_from_template
    print_at = _frame(_back(placed, np.concatenate([points(line.position) for line in read.lines])))
    shown = _frame(_back(alignment.image_from_template, transform(placed, points(quad))))
    room, off = ROOM * np.ptp(field, axis=0).max(), np.abs(shown.mean(axis=0) - field.mean(axis=0)).max()
    is_elsewhere = bool(off > ELSEWHERE * np.ptp(field, axis=0).min())
    label = _label(copy.studied.lines, field) if is_elsewhere else ""
    is_within = bool(np.all(print_at[0] >= field[0] - room) and np.all(print_at[1] <= field[1] + room))
    return _Seen(print_at, shown, is_within, is_elsewhere, label)


def _back(image_from_template: Points, places: Points) -> Points:
    """Places of the picture on the template."""
    return transform(np.linalg.inv(image_from_template), places)


def _frame(corners: Points) -> Points:
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def _label(lines: Sequence[PrintSeen], field: Points) -> str:
    """The nearest line of print that stands elsewhere on the copy; "" where none does."""
    moved = [line for line in lines if line.moved]
    return min(moved, key=lambda line: _gap(_frame(points(line.at)), field)).text if moved else ""


def _gap(one: Points, other: Points) -> float:
    """Between two frames; 0 where they touch."""
    return float(np.linalg.norm(np.maximum(0, np.maximum(one[0] - other[1], other[0] - one[1]))))
