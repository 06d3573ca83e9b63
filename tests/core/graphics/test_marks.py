"""Marks on drawn sheets, through the reader: by every hand, under shadow and blur, on templates filled in or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.field_types.graphics import Mark
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.graphics.marks import said
from lambda_ocr.core.model import Check, Field, FieldReading, Image, Matrix, Status, Template
from lambda_ocr.core.reader import Reader
from tests.support.drawn_marks import Hand, Sheet, photographed
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours

Marked = Mapping[str, Sequence[int]]
SHEET = Sheet()
ROWS = ("A", "B", "C", "D")
OFF = np.array([[1.0, 0, 0.8], [0, 1.0, -0.7], [0, 0, 1.0]])
"""What an aligner is wrong by."""


def read(
    template: Image, picture: Image, away: Matrix, fields: Sequence[Field] = SHEET.fields
) -> dict[str, FieldReading]:
    aligner = AlignerThatIsTold(OFF @ away, drawn=template)
    reader = Reader(aligner, DetectorThatSeesInk(), RecognizerThatTellsColours())
    kept = reader.prepare(
        Template("drawn", tuple(fields), b"", "2026-01-01T00:00:00Z"),
        reader.describe(np.full_like(template, 255), fields),
    )
    return {field.name: field for field in reader.read(kept, picture).fields}


def seen(
    marked: Marked, hand: Hand, seed: int, filled_in: Marked | None = None, **lens: float
) -> dict[str, FieldReading]:
    return read(SHEET.drawn(filled_in or {}), *photographed(SHEET.drawn(marked, hand, seed), seed, **lens))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("hand", [Hand.FILLED, Hand.PENCIL, Hand.TICK, Hand.CROSS])
def test_a_box_is_selected_where_it_was_marked_and_nowhere_else(hand: Hand, seed: int) -> None:
    marked = {f"box {at + 1}": [0] for at in range(4) if (at + seed) % 3 == 0}
    found = seen(marked, hand, seed)
    boxes = {name: field for name, field in found.items() if name.startswith("box")}
    assert {name for name, field in boxes.items() if field.normalized} == set(marked)
    assert {field.value for name, field in boxes.items() if name not in marked} == {"unselected"}
    assert {field.status for field in boxes.values()} == {Status.OK}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("filled_in", [{}, {"Q1": [1], "Q2": [3], "Q3": [0]}], ids=["blank", "filled in"])
def test_a_row_says_its_member_whatever_the_template_has_marked(filled_in: Marked, seed: int) -> None:
    marked = {f"Q{at + 1}": [(seed + at) % 4] for at in range(3)}
    found = seen(marked, [Hand.FILLED, Hand.PENCIL][seed % 2], seed, filled_in)
    assert [found[name].normalized for name in marked] == [ROWS[at] for (at,) in marked.values()]
    assert (found["Q4"].status, found["Q4"].normalized, found["Q4"].value) == (Status.EMPTY, None, "")
    assert {found[name].type for name in found} == {"mark"}


@pytest.mark.parametrize("hand", [Hand.CIRCLE, Hand.CROSS])
def test_a_word_is_circled_or_crossed(hand: Hand) -> None:
    assert seen({"word": [1]}, hand, 1)["word"].value == "no"


def test_deep_shadow_and_blur_select_nothing() -> None:
    paper, away = photographed(SHEET.drawn({}), 7, blur=2.0, noise=6.0)
    dark = (paper * np.linspace(0.25, 1.0, paper.shape[0])[:, None, None]).astype(np.uint8)
    found = read(SHEET.drawn({}), dark, away)
    assert not any(field.normalized for field in found.values())


def test_the_same_marks_are_seen_on_a_picture_a_third_as_bright() -> None:
    marked = {"Q1": [2], "box 2": [0]}
    paper, away = photographed(SHEET.drawn(marked, Hand.TICK), 3)
    dark = (paper / 3).astype(np.uint8)
    one, other = read(SHEET.drawn({}), paper, away), read(SHEET.drawn({}), dark, away)
    assert {name: field.normalized for name, field in one.items()} == {
        name: field.normalized for name, field in other.items()
    }


def test_two_marks_where_one_may_be_are_doubted_and_nothing_is_guessed() -> None:
    row = seen({"Q1": [0, 2]}, Hand.FILLED, 2)["Q1"]
    assert (row.value, row.normalized, row.status) == ("A, C", None, Status.LOW_CONFIDENCE)
    assert Check.SEVERAL_SELECTED in row.checks
    assert sorted(one.normalized for one in row.candidates) == ["A", "C"]


def test_any_number_may_be_marked_where_many_are_asked_for() -> None:
    fields = tuple(
        replace(field, options={"type": "mark", "many": list(ROWS)}) for field in SHEET.fields if field.name[0] == "Q"
    )
    found = read(SHEET.drawn({}), *photographed(SHEET.drawn({"Q1": [0, 1, 3]}, Hand.FILLED), 4), fields)
    assert (found["Q1"].normalized, found["Q1"].status) == (["A", "B", "D"], Status.OK)
    assert (found["Q2"].normalized, found["Q2"].status) == ([], Status.EMPTY)


def test_boxes_of_one_group_are_doubted_where_several_are_selected() -> None:
    fields = [
        replace(field, options={"type": "mark", "group": "sex"})
        for field in SHEET.fields
        if field.name in ("box 1", "box 2")
    ]
    both = read(SHEET.drawn({}), *photographed(SHEET.drawn({"box 1": [0], "box 2": [0]}, Hand.CROSS), 5), fields)
    assert {field.status for field in both.values()} == {Status.LOW_CONFIDENCE}
    assert all(Check.SEVERAL_SELECTED in field.checks for field in both.values())
    one = read(SHEET.drawn({}), *photographed(SHEET.drawn({"box 1": [0]}, Hand.CROSS), 5), fields)
    assert [field.normalized for field in one.values()] == [True, False]
    assert {field.status for field in one.values()} == {Status.OK}


def test_a_mark_off_the_picture_is_out_of_frame() -> None:
    paper, away = photographed(SHEET.drawn({"box 1": [0]}, Hand.CROSS), 6)
    cut = np.ascontiguousarray(paper[:, : round(away[0, 0] * 450)])
    found = read(SHEET.drawn({}), cut, away)
    assert (found["box 1"].status, found["box 1"].value) == (Status.OUT_OF_FRAME, "")


def test_what_is_between_marked_and_not_is_doubted() -> None:
    for strength in (0.85, 1.0, 1.2):
        assert said(Mark(), [strength]).status is Status.LOW_CONFIDENCE
        assert said(Mark(ROWS), [strength, 0, 0, 0]).status is Status.LOW_CONFIDENCE
    assert said(Mark(), [0.2]).value == "unselected" and said(Mark(), [2.0]).value == "selected"


def test_a_faint_mark_that_stands_out_of_its_row_is_not_said_to_be_blank() -> None:
    assert said(Mark(ROWS), [0.1, 0.6, 0.0, 0.1]).status is Status.LOW_CONFIDENCE
    assert said(Mark(ROWS), [0.5, 0.6, 0.4, 0.5]).status is Status.EMPTY


def test_fields_beside_marks_are_read_as_ever() -> None:
    assert (
        cv2.countNonZero(SHEET.drawn({})[..., 0] - SHEET.drawn({})[..., 1]) == 0
    )  # grey: the drawn script reads nothing
    fields = (*SHEET.fields[:1], Field("blank", ((600, 300), (780, 300), (780, 330), (600, 330))))
    found = read(SHEET.drawn({}), *photographed(SHEET.drawn({"Q1": [1]}), 8), fields)
    assert (found["blank"].status, found["blank"].type) == (Status.EMPTY, "text")
    assert found["Q1"].normalized == "B"


def test_more_places_than_a_request_may_compare_are_refused_when_the_template_is_added_and_before_one_is_cut() -> None:
    """Each is looked at by itself, however small: 50,000 took 38 processor seconds before the budget ended it."""
    members = {"type": "mark", "many": [str(number) for number in range(100)]}
    rows = [Field(str(at), rectangle(10, 10 + 2 * at, 790, 30 + 2 * at), members) for at in range(200)]
    reader = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours())
    budget = Budget()
    with pytest.raises(OverBudget, match="crop"):
        reader.describe(np.full((1000, 800, 3), 255, np.uint8), rows, budget)
    assert budget.pixels_left() == Budget().pixels_left()
    reader.describe(np.full((1000, 800, 3), 255, np.uint8), rows[:20], budget)
