"""What is drawn on a template, and what copies taught of it, as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_ocr.core.model import Bound, Field, Lesson, LessonKind, Quad, Taught
from lambda_ocr.core.templates.codec import Drawn, drawn_from_plain, drawn_to_plain

QUAD: Quad = ((0.5, 1.0), (30.25, 1.0), (30.0, 9.0), (0.0, 9.125))
FIELDS = (Field("名 \ud800 \U0001f600", QUAD, {"type": "date", "range": [1, 2.5]}), Field("名 \ud800 \U0001f600", QUAD))
LESSONS = (
    Lesson(LessonKind.PRINT, 3, 2, QUAD, "Total:"),
    Lesson(LessonKind.TYPE, 2, 2, of_field=0, options={"type": "amount", "currency": "EUR"}),
    Lesson(LessonKind.MARKS, 3, 0, QUAD),
    Lesson(LessonKind.PRINT, 3, 3, QUAD, "Subtotal", moved=2),
    Lesson(LessonKind.BOUND, 3, 3, bound=Bound(1.5, 2.25, 3, None)),
)


def back(drawn: Drawn) -> Drawn:
    return drawn_from_plain(json.loads(json.dumps(drawn_to_plain(drawn), allow_nan=False)))


@pytest.mark.parametrize("variable", [(), (QUAD, QUAD)])
def test_what_is_drawn_comes_back(variable: tuple[Quad, ...]) -> None:
    drawn = Drawn(FIELDS, variable)
    assert json.dumps(drawn_to_plain(drawn)).isascii()
    assert back(drawn) == drawn


def test_rules_and_lessons_come_back_and_a_template_without_any_is_written_as_ever() -> None:
    drawn = Drawn(FIELDS, (), ({"same": ["甲", "乙"]}, {"sum": ["a"], "equals": "b"}), Taught(("1f", "2e"), LESSONS))
    assert back(drawn) == drawn
    options = [{}, {"type": "amount", "currency": "EUR"}, {}, {}, {}]
    assert [each.options for each in back(drawn).taught.lessons] == options
    assert list(drawn_to_plain(Drawn(FIELDS))) == ["fields", "variable"]


def test_a_lesson_of_a_later_release_is_passed_over() -> None:
    plain = json.loads(json.dumps(drawn_to_plain(Drawn(FIELDS, taught=Taught(("1f",), LESSONS)))))
    plain["taught"]["lessons"][0] = {"kind": "smell", "strength": 3}
    assert drawn_from_plain(plain).taught == Taught(("1f",), LESSONS[1:])


def test_an_earlier_release_finds_no_member_in_the_lessons_that_it_knows_but_those_it_knows() -> None:
    written = drawn_to_plain(Drawn(FIELDS, taught=Taught(("1f",), LESSONS)))["taught"]["lessons"]
    assert [each["kind"] for each in written if "bound" in each] == ["bound"]


def test_the_bare_list_of_earlier_releases_is_read() -> None:
    assert drawn_from_plain(drawn_to_plain(Drawn(FIELDS))["fields"]) == Drawn(FIELDS)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        5,
        "text",
        {},
        {"fields": 1},
        {"fields": [{"name": 1}]},
        [{"name": "a", "quad": [[1, 2]], "options": {}}],
        {"fields": [], "taught": {"lessons": [{"kind": "print"}]}},
        {"fields": [], "taught": {"pupils": 3}},
    ],
)
def test_anything_else_is_refused(odd: Any) -> None:
    with pytest.raises(ValueError):
        drawn_from_plain(odd)
