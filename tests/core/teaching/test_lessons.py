"""From copies to lessons: print that stands or changes is counted, types are suggested of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.core.geometry import rectangle, transform_quad
from lambda_ocr.core.model import (
    Alignment,
    Bound,
    Field,
    FieldReading,
    Lesson,
    LessonKind,
    Line,
    Placement,
    Quad,
    Reading,
    Status,
    Taught,
    Template,
    Verdict,
)
from lambda_ocr.core.teaching import learning
from lambda_ocr.core.teaching import print_lessons as print_lessons_module
from lambda_ocr.core.teaching.copies import CopyRead, CopyStudied, PrintSeen
from lambda_ocr.core.teaching.learning import carried_over, forgotten

HEAD, DAY = rectangle(10, 10, 200, 30), rectangle(300, 10, 400, 30)
FIELDS = (Field("total", rectangle(10, 100, 90, 120)), Field("name", rectangle(10, 200, 90, 220)))
TEMPLATE = Template("t", FIELDS, b"picture", "2026-11-26T00:00:00Z")
ALIGNMENT = Alignment(np.eye(3), (), Verdict.MATCHED, 9, 0.5, 0.9, "told")
STAMP = [(500.0, 300.0), (510.0, 300.0), (520.0, 310.0)]
"""Pieces of print that the template has alone, and"""
LOGO = [(30.0, 300.0), (40.0, 300.0), (50.0, 310.0), (60.0, 310.0)]
"""those that every copy has."""


def copy(
    name: str,
    *,
    head: bool | None = True,
    day: bool | None = False,
    values: Mapping[str, str] | None = None,
    read: tuple[str, float] = ("", 0.0),
    found: int = 4,
    weight: float = 1.0,
) -> CopyRead:
    """A copy; `read` of the first field, with its chance; `found`: pieces of the logo."""
    lines = (PrintSeen(HEAD, "Receipt", head), PrintSeen(DAY, "Monday", day))
    tiles = np.array(LOGO + STAMP)
    studied = CopyStudied(ALIGNMENT, lines, tiles, np.arange(len(tiles)) < found, 10.0, weight)
    fields = tuple(
        FieldReading(field.name, *(read if not index else ("", 0.0)), Status.OK, field.quad, (), 0.5)
        for index, field in enumerate(FIELDS)
    )
    return CopyRead(name, studied, Reading("t", ALIGNMENT, fields, {}), values or {})


class WeighedByLines:
    """A page weighs what it was judged, and one more for each line that the lessons have on all copies."""

    def weight(self, lessons: Sequence[Lesson], judged: Any) -> float:
        sure = [each for each in lessons if each.kind is LessonKind.PRINT and each.agreeing == each.copies]
        return float(judged or 0.0) + len(sure)

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        return -0.7 if highest is None else (lowest + highest) / 2


def learned(template: Template, copies: Sequence[CopyRead], others: Sequence[Any] = ()) -> Taught:
    return learning.learned(template, copies, WeighedByLines(), others)


def bounds(taught: Taught) -> list[Lesson]:
    return [one for one in taught.lessons if one.kind is LessonKind.BOUND]


def prints(taught: Taught) -> dict[str, tuple[int, int]]:
    return {one.text: (one.agreeing, one.copies) for one in taught.lessons if one.kind is LessonKind.PRINT}


def test_a_line_is_counted_on_the_copies_that_can_tell() -> None:
    taught = learned(TEMPLATE, [copy("1"), copy("2", day=None), copy("3", head=False, day=None)])
    assert prints(taught) == {"Receipt": (2, 3), "Monday": (0, 1)}
    assert taught.copies == ("1", "2", "3")


def test_copies_that_come_later_add_up_and_one_that_is_known_does_not() -> None:
    first = learned(TEMPLATE, [copy("1")])
    later = learned(Template("t", FIELDS, b"picture", "", taught=first), [copy("1"), copy("2")])
    assert prints(later) == {"Receipt": (2, 2), "Monday": (0, 2)}
    assert later.copies == ("1", "2")


def marks(taught: Taught) -> list[Lesson]:
    return [one for one in taught.lessons if one.kind is LessonKind.MARKS]


def test_print_that_no_copy_has_is_one_place_that_holds_nothing_else() -> None:
    (mark,) = marks(learned(TEMPLATE, [copy("1"), copy("2")]))
    assert (mark.at, mark.copies, mark.agreeing) == (rectangle(495, 295, 525, 315), 2, 0)


def test_one_copy_alone_or_a_poor_one_says_nothing_of_what_is_missing() -> None:
    assert not marks(learned(TEMPLATE, [copy("1")]))
    assert not marks(learned(TEMPLATE, [copy("1"), copy("2", found=1)]))


def test_a_later_copy_that_has_such_print_takes_the_lesson_back() -> None:
    first = learned(TEMPLATE, [copy("1"), copy("2")])
    again = Template("t", FIELDS, b"picture", "", taught=first)
    assert not marks(learned(again, [copy("3", found=7)]))
    assert [mark.copies for mark in marks(learned(again, [copy("4")]))] == [3]


@pytest.mark.parametrize(
    ("values", "options"),
    [
        (("5", "12"), {"type": "integer"}),
        (("5", "5"), None),
        (("5", "five"), None),
        (("12.50", "7.00"), {"type": "amount"}),
        (("2026-11-02", "2026-12-24"), {"type": "date"}),
        (("DE89370400440532013000", "GB82WEST12345698765432"), {"type": "code", "scheme": "IBAN"}),
        (("DE89370400440532013000", "GB82WEST12345698765431"), None),
    ],
)
def test_a_type_is_suggested_where_every_value_is_of_it(values: tuple[str, str], options: Any) -> None:
    taught = learned(TEMPLATE, [copy(value + str(at), values={"total": value}) for at, value in enumerate(values)])
    types = [(one.of_field, one.options) for one in taught.lessons if one.kind is LessonKind.TYPE]
    assert types == ([(0, options)] if options else [])


def test_what_was_surely_read_counts_as_a_value_and_what_was_not_does_not() -> None:
    sure = learned(TEMPLATE, [copy("1", read=("5", 0.99)), copy("2", read=("12", 0.95))])
    assert any(one.kind is LessonKind.TYPE for one in sure.lessons)
    assert not any(
        one.kind is LessonKind.TYPE
        for one in learned(TEMPLATE, [copy("1", read=("5", 0.99)), copy("2", read=("12", 0.8))]).lessons
    )


def test_a_suggestion_goes_with_the_first_value_that_is_none_of_it_or_when_it_was_followed() -> None:
    first = learned(TEMPLATE, [copy("1", values={"total": "5"}), copy("2", values={"total": "12"})])
    again = Template("t", FIELDS, b"picture", "", taught=first)
    kept = learned(again, [copy("3", values={"total": "7"})])
    assert [one.copies for one in kept.lessons if one.kind is LessonKind.TYPE] == [3]
    gone = learned(again, [copy("3", values={"total": "n/a"})])
    assert not any(one.kind is LessonKind.TYPE for one in gone.lessons)
    typed = (Field("total", FIELDS[0].quad, {"type": "integer"}), FIELDS[1])
    followed = learned(Template("t", typed, b"picture", "", taught=first), [copy("3")])
    assert not any(one.kind is LessonKind.TYPE for one in followed.lessons)


def test_lessons_are_forgotten_by_name_and_all_of_them_with_their_copies() -> None:
    taught = learned(TEMPLATE, [copy("1"), copy("2")])
    (bound,) = bounds(taught)
    left = tuple(one for one in taught.lessons if one is not bound)
    assert forgotten(taught, [bound.id]).lessons == left
    assert forgotten(taught, [bound.id, left[0].id]).lessons == left[1:]
    assert forgotten(taught, "all") == Taught()
    assert len({lesson.id for lesson in taught.lessons}) == len(taught.lessons)


def test_a_field_s_lesson_goes_with_its_quad_and_all_go_with_the_picture() -> None:
    copies = [copy("1", values={"total": "5"}), copy("2", values={"total": "12"})]
    before = Template("t", FIELDS, b"picture", "", taught=learned(TEMPLATE, copies))

    def types(*fields: Field, picture: bytes = b"picture") -> list[int | None]:
        kept = carried_over(before, Template("t", fields, picture, "", taught=before.taught))
        return [one.of_field for one in kept.lessons if one.kind is LessonKind.TYPE]

    assert types(*reversed(FIELDS)) == [1]
    assert types(FIELDS[1], Field("total", rectangle(10, 101, 90, 121))) == []
    assert carried_over(before, Template("t", FIELDS, b"another", "")) == Taught()


def test_a_bound_lies_between_the_least_like_copy_by_what_the_others_taught_and_the_likest_other_template() -> None:
    taught = learned(TEMPLATE, [copy("1", weight=3.0), copy("2", weight=2.0, head=False)], [-1.0, None])
    (lesson,) = bounds(taught)
    # The second is weighed by what the first taught, one line that stands; the first by the second, none.
    assert lesson.bound == Bound(weight=1.0, lowest=3.0, others=2, highest=-1.0)
    assert (lesson.copies, lesson.agreeing) == (2, 2)
    (alone,) = bounds(learned(TEMPLATE, [copy("1", weight=-2.0)], [None]))
    assert alone.bound == Bound(weight=-0.7, lowest=-2.0, others=1, highest=None)
    assert (alone.copies, alone.agreeing) == (1, 0)


def test_a_bound_keeps_the_least_like_copy_of_earlier_requests_and_is_forgotten_as_one() -> None:
    first = learned(TEMPLATE, [copy("1", weight=0.5)], [-1.0])
    again = Template("t", FIELDS, b"picture", "", taught=first)
    later = learned(again, [copy("2", weight=9.0)], [-2.0])
    (lesson,) = bounds(later)
    assert (lesson.copies, lesson.agreeing) == (2, 2) and lesson.bound and lesson.bound.lowest == 0.5
    assert lesson.id == bounds(first)[0].id
    assert bounds(forgotten(later, [lesson.id])) == []
    assert bounds(learned(again, [copy("1")])) == bounds(first)  # a copy that is known says nothing


def test_a_bound_goes_with_the_lessons_on_print_by_which_it_was_weighed_and_with_no_other() -> None:
    copies = [copy("1", values={"total": "5"}), copy("2", values={"total": "12"})]
    taught = learned(TEMPLATE, copies)
    of_print = {LessonKind.PRINT, LessonKind.MARKS}
    assert of_print <= {one.kind for one in taught.lessons} > of_print | {LessonKind.BOUND}
    for one in taught.lessons:
        is_left = one.kind not in of_print | {LessonKind.BOUND}
        assert bounds(forgotten(taught, [one.id])) == (bounds(taught) if is_left else []), one.kind


@pytest.mark.parametrize("unseen", [[], [None]])
def test_what_an_earlier_request_saw_of_other_templates_holds_where_a_later_one_sees_none(unseen: list[None]) -> None:
    first = learned(TEMPLATE, [copy("1", weight=5.0)], [1.0, -2.0])
    later = learned(replace(TEMPLATE, taught=first), [copy("2", weight=9.0)], unseen)
    seen = Bound(weight=3.5, lowest=5.0, others=2, highest=2.0)  # a line that stands makes 2 of 1
    assert [one.bound for one in bounds(later)] == [seen] == [one.bound for one in bounds(first)]
    third = learned(replace(TEMPLATE, taught=later), [copy("3", weight=9.0)], [2.0])
    assert [one.bound for one in bounds(third)] == [replace(seen, weight=4.0, highest=3.0)]


def test_a_bound_goes_where_the_print_that_it_weighs_is_drawn_otherwise() -> None:
    before = Template("t", FIELDS, b"picture", "", taught=learned(TEMPLATE, [copy("1")]))
    renamed = (Field("sum", FIELDS[0].quad), FIELDS[1])
    assert bounds(carried_over(before, replace(before, fields=renamed))) == bounds(before.taught)
    assert bounds(carried_over(before, replace(before, fields=FIELDS[:1]))) == []
    assert bounds(carried_over(before, replace(before, variable=(DAY,)))) == []


def test_places_are_gathered_in_few_passes_however_they_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """120 that lie apart before 120 that lie together: each of these once began the comparison of all anew."""
    compared = 0
    joint = print_lessons_module._joint

    def counted(*boxes: Any) -> Any:
        nonlocal compared
        compared += 1
        return joint(*boxes)

    monkeypatch.setattr(print_lessons_module, "_joint", counted)
    apart = [(x * 100.0, y * 100.0) for x in range(12) for y in range(10)]
    together = [(2000 + x * 32.0, 2000 + y * 32.0) for x in range(12) for y in range(10)]
    boxes = print_lessons_module._gathered(np.array(apart + together), np.full(240, 3), 32.0, np.zeros((0, 2)))
    assert len(boxes) == 121
    assert compared < 2 * 240**2


def placed(name: str, print_at: Quad, shift: float = 0.0, value: str = "5", confidence: float = 0.99) -> CopyRead:
    """A copy twice as large as the template; its first field's print lies there on the template's scale, the field and
    what is printed at its left `shift` pixels lower than the page as a whole puts it."""
    page, lower = np.diag([2.0, 2.0, 1.0]), np.array([[1, 0, 0], [0, 1, shift], [0, 0, 1.0]])
    placements = (Placement(page @ lower, 0.5), Placement(page, 0.5))
    alignment = Alignment(page, placements, Verdict.MATCHED, 9, 0.5, 0.9, "told")
    seen = Line(value, confidence, transform_quad(page @ lower, print_at))
    read = FieldReading("total", value, confidence, Status.OK, FIELDS[0].quad, (seen,), 0.5)
    other = FieldReading("name", "", 0.0, Status.EMPTY, FIELDS[1].quad, (), 0.5)
    labels = (PrintSeen(DAY, "far away", True, True), PrintSeen(rectangle(0, 98, 8, 120), "Total", True, shift > 0))
    studied = CopyStudied(alignment, labels, np.zeros((0, 2)), np.zeros(0, bool), 10.0)
    return CopyRead(name, studied, Reading("t", alignment, (read, other), {}), {})


def places(taught: Taught, kind: LessonKind) -> list[Lesson]:
    return [one for one in taught.lessons if one.kind is kind]


def test_a_fields_extent_holds_its_print_on_all_copies_and_counts_those_that_keep_within_it() -> None:
    first = learned(TEMPLATE, [placed("1", rectangle(20, 102, 60, 118)), placed("2", rectangle(15, 104, 110, 119))])
    (extent,) = places(first, LessonKind.EXTENT)
    assert (extent.of_field, extent.at) == (0, rectangle(15, 102, 110, 119))
    assert (extent.agreeing, extent.copies) == (1, 2)
    again = Template("t", FIELDS, b"picture", "", taught=first)
    (later,) = places(learned(again, [placed("3", rectangle(12, 103, 50, 117))]), LessonKind.EXTENT)
    assert (later.at, later.agreeing, later.copies) == (rectangle(12, 102, 110, 119), 2, 3)
    assert later.id == extent.id
    assert places(forgotten(first, [extent.id]), LessonKind.EXTENT) == []


def test_where_a_field_moves_it_is_said_how_far_and_with_which_label() -> None:
    still = learned(TEMPLATE, [placed("1", FIELDS[0].quad), placed("2", FIELDS[0].quad, 3)])
    assert places(still, LessonKind.WANDER) == []
    again = Template("t", FIELDS, b"picture", "", taught=still)
    (wander,) = places(learned(again, [placed("3", FIELDS[0].quad, 24)]), LessonKind.WANDER)
    assert (wander.at, wander.text) == (rectangle(10, 124, 90, 144), "Total")
    assert (wander.agreeing, wander.copies) == (1, 3)
    assert replace(wander, text="Sum", agreeing=2).id == wander.id, "the label is that of the newest copies"


def test_print_that_was_not_surely_read_says_nothing_of_where_it_lies() -> None:
    doubtful = placed("1", FIELDS[0].quad, confidence=0.6)
    wrong = replace(placed("2", FIELDS[0].quad), values={"total": "7"})
    assert places(learned(TEMPLATE, [doubtful, wrong]), LessonKind.EXTENT) == []
    (extent,) = places(learned(TEMPLATE, [replace(doubtful, values={"total": "5"})]), LessonKind.EXTENT)
    assert extent.copies == 1
