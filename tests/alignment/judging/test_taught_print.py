"""What copies taught of a template's print changes what it is believed to be, and nothing that is kept of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lambda_ocr.alignment.judging.captions import FIXED, Role, captions
from lambda_ocr.alignment.judging.judge import Asked
from lambda_ocr.alignment.judging.taught_print import likelihood, told, without_changed
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.verification.tiles import FixedPrint
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Lesson, LessonKind

HEAD, TOWN = rectangle(10, 10, 200, 30), rectangle(10, 50, 120, 70)
LINES = captions([Anchor(HEAD, "This receipt is valid on the day of issue"), Anchor(TOWN, "Springfield")])


def lesson(at: tuple[tuple[float, float], ...] | None, agreeing: int, copies: int = 3) -> Lesson:
    return Lesson(LessonKind.PRINT, copies, agreeing, at, "said")  # type: ignore[arg-type]


def test_a_line_that_no_copy_has_is_hardly_believed_and_one_that_all_have_more_than_its_kind() -> None:
    gone, sure = (told(LINES, [lesson(TOWN, agreeing)])[1] for agreeing in (0, 3))
    assert gone.fixed < 0.25 < OPTIONS.min_lasting < LINES[1].fixed < sure.fixed
    assert gone.role == sure.role == LINES[1].role


def test_a_line_that_moves_is_no_print_to_judge_by_and_a_label_all_the_same() -> None:
    moved = Lesson(LessonKind.PRINT, 3, 3, TOWN, "said", moved=3)
    line = told(LINES, [moved])[1]
    assert line.fixed < 0.25 and line.lasting > LINES[1].lasting


def test_what_no_lesson_is_about_stays_as_it_is() -> None:
    assert told(LINES, []) == LINES
    moved = rectangle(10, 90, 120, 110)
    assert told(LINES, [lesson(moved, 0), Lesson(LessonKind.MARKS, 3, 0, TOWN)]) == LINES


def test_a_line_that_another_release_draws_a_little_otherwise_is_the_same() -> None:
    assert told(LINES, [lesson(rectangle(12, 51, 122, 69), 0)])[1].fixed < 0.25


@pytest.mark.parametrize("role", Role)
def test_more_copies_say_more_and_none_says_what_the_kind_does(role: Role) -> None:
    kind = FIXED[role]
    assert likelihood(kind, 0, 0) == kind
    assert likelihood(kind, 9, 0) < likelihood(kind, 2, 0) < kind <= likelihood(kind, 2, 2) <= likelihood(kind, 9, 9)
    assert likelihood(kind, 99, 99) == max(kind, OPTIONS.surest_taught)


def test_a_headline_that_all_copies_have_stays_as_sure_and_one_that_none_has_is_none() -> None:
    line = replace(LINES[1], is_headline=True)
    held, gone = (Asked(told([line], [lesson(TOWN, agreeing)])[0], -8.0) for agreeing in (3, 0))
    assert held.look.fixed >= OPTIONS.headline_fixed and held.look.is_headline
    assert not gone.look.is_headline and gone.guess.is_headline


def fixed_print(places: int) -> FixedPrint:
    """Tiles in a row from (20, 60) on, ten pixels apart, none of them in a field; the picture is twice as large."""
    tiles = np.array([(10 + 5 * place, 30) for place in range(places)], float)
    return FixedPrint(np.zeros((100, 400), np.uint8), 0.5, tiles, np.ones(places, bool))


def test_tiles_on_print_that_changes_speak_no_more_against_a_picture() -> None:
    fixed = fixed_print(30)
    gone = without_changed(fixed, [lesson(TOWN, 0), Lesson(LessonKind.MARKS, 2, 0, rectangle(295, 50, 330, 70))])
    assert np.flatnonzero(~gone.outside).tolist() == [*range(11), 28, 29]
    assert without_changed(fixed, [lesson(TOWN, 1), lesson(TOWN, 0, copies=1)]).outside.all()


def test_where_hardly_any_print_would_be_left_all_of_it_counts() -> None:
    fixed = fixed_print(12)
    assert without_changed(fixed, [lesson(TOWN, 0)]).outside.all()
