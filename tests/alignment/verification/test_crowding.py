"""A field of which nothing tells is missing where another stands; fields that overlap as drawn are left alone."""

from __future__ import annotations

import pytest

from lambda_ocr.alignment.verification.crowding import crowded_out
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Quad


def row(number: float, left: float = 300) -> Quad:
    return rectangle(left, 30 * number, left + 150, 30 * number + 24)


DRAWN = (row(0), row(1), row(2))


@pytest.mark.parametrize(
    ("shown", "told", "missing"),
    [
        ((row(0), row(0.1), row(2)), (True, False, True), [False, True, False]),
        ((row(0), row(0.1), row(2)), (False, True, True), [True, False, False]),
        ((row(0), row(0.1), row(2)), (False, False, True), [False, False, False]),
        ((row(0), row(0.1), row(2)), (True, True, True), [False, False, False]),
        ((row(0), row(0.6), row(2)), (True, False, True), [False, False, False]),
        ((row(0), row(0, left=380), row(2)), (True, False, True), [False, False, False]),
        ((row(0), row(0, left=500), row(2)), (True, False, True), [False, False, False]),
        ((row(3), row(4), row(5)), (True, False, True), [False, False, False]),
    ],
    ids=[
        "upon one",
        "under one",
        "nothing tells",
        "both are told",
        "half off",
        "half of it beside",
        "beside it",
        "all moved alike",
    ],
)
def test_what_is_put_upon_a_field_that_is_known_to_stand_there_is_missing(
    shown: tuple[Quad, ...], told: tuple[bool, ...], missing: list[bool]
) -> None:
    assert crowded_out(DRAWN, shown, told).tolist() == missing


def test_cells_that_adjoin_are_no_row_upon_another_where_a_pixel_of_them_is_shared() -> None:
    drawn, shown = (row(0, left=300), row(0, left=450)), (row(0, left=300), row(0, left=449))
    assert not crowded_out(drawn, shown, (True, False)).any()
    assert not crowded_out(drawn, shown, (False, True)).any()


def test_a_line_in_the_foot_of_a_field_of_several_covers_little_of_it_and_it_all_of_the_line() -> None:
    high = rectangle(300, 0, 450, 120)
    drawn, shown = (high, row(4.2)), (high, row(3.2))
    assert crowded_out(drawn, shown, (False, True)).tolist() == [False, False]
    assert crowded_out(drawn, shown, (True, False)).tolist() == [False, True]


def test_fields_that_overlap_as_they_are_drawn_stay() -> None:
    drawn = (row(0), row(0.2), row(2))
    assert not crowded_out(drawn, drawn, (True, False, True)).any()
