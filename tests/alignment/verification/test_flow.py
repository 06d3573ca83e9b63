"""Fields on receipts whose print flowed are placed on their own line, read, and never on a neighbour's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.verification.flow import shift_of
from lambda_ocr.alignment.verification.row_matching import matched, rows_of
from lambda_ocr.core.geometry import points, rectangle, side_lengths, transform
from lambda_ocr.core.model import Alignment, Field, Quad
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from tests.support.drawn_receipts import PITCH, Receipt, receipt

TEMPLATE = receipt(4, seed=1)
FIELDS = tuple(Field(name, corners) for name, corners in TEMPLATE.quads.items())


@pytest.fixture(scope="module")
def aligner() -> PrintAligner:
    return PrintAligner(PaddleLineDetector(threads=2), PaddleLineRecognizer(threads=2))


@pytest.fixture(scope="module")
def features(aligner: PrintAligner) -> Any:
    return aligner.load(aligner.describe(TEMPLATE.picture, FIELDS))


def lines_off(found: Alignment, copy: Receipt) -> dict[str, float]:
    """How far below its true place each field lies, in lines."""
    off = {}
    for placement, field in zip(found.placements, FIELDS, strict=True):
        placed = transform(placement.image_from_template, field.quad)[:, 1].mean()
        off[field.name] = float(placed - points(copy.quads[field.name])[:, 1].mean()) / PITCH
    return off


@pytest.mark.parametrize("bought", [1, 2, 3, 5, 6, 8, 12])
def test_totals_follow_their_labels_however_much_was_bought(aligner: PrintAligner, features: Any, bought: int) -> None:
    copy = receipt(bought, seed=20 + bought)
    off = lines_off(aligner.align(features, aligner.extract(copy.picture), FIELDS), copy)
    assert max(map(abs, off.values())) < 0.25, off


@pytest.mark.parametrize(
    ("remark", "saved", "bought"),
    [
        *[(True, False, bought) for bought in (2, 4, 7)],
        *[(False, True, bought) for bought in (2, 4, 7)],
        *[(True, True, bought) for bought in (2, 4, 7)],
    ],
)
def test_lines_that_only_some_copies_have_move_what_stands_below_them(
    aligner: PrintAligner, features: Any, remark: bool, saved: bool, bought: int
) -> None:
    copy = receipt(bought, seed=40 + bought, remark=remark, saved=saved)
    off = lines_off(aligner.align(features, aligner.extract(copy.picture), FIELDS), copy)
    assert max(map(abs, off.values())) < 0.25, off


def line(text: str, row: float, left: float = 0.0, *, outside: bool = True) -> Anchor:
    """A line of a page whose rows stand 30 pixels apart, its letters 20 high and 10 wide."""
    return Anchor(rectangle(left, 30 * row, left + 10 * len(text), 30 * row + 20), text, outside)


def test_lines_beside_each_other_are_one_row() -> None:
    rows = rows_of([line("Cash", 1), line("12.00", 1.1, 300), line("Total", 0), line("Change", 2)])
    assert [[part.text for part in row.lines] for row in rows] == [["Total"], ["Cash", "12.00"], ["Change"]]


def test_rows_are_matched_in_order_though_some_are_new_and_some_missing() -> None:
    template = rows_of([line(text, row) for row, text in enumerate(("Harbour Lane", "Bread", "Total", "Paid in cash"))])
    picture = rows_of([line(text, row) for row, text in enumerate(("Harbour Lane", "Flour", "Honey", "Paid in cash"))])
    assert [(match.row.lines[0].text, match.shift) for match in matched(template, picture)] == [
        ("Harbour Lane", 0.0),
        ("Paid in cash", 0.0),
    ]


def test_a_label_that_stands_twice_is_matched_where_its_neighbours_are() -> None:
    rows = ("Goods", "Amount due", "Tax", "Service", "Amount due", "Thank you")
    template = rows_of([line(text, row) for row, text in enumerate(rows)])
    moved = rows_of([line(text, row + 2) for row, text in enumerate(rows)])
    assert [match.shift for match in matched(template, moved)] == pytest.approx([60.0] * len(rows))


def test_figures_match_no_row() -> None:
    template = rows_of([line("12.50", 0), line("12.50", 1)])
    assert matched(template, rows_of([line("12.50", 1)])) == []


def test_a_value_that_many_copies_share_speaks_less_than_a_label() -> None:
    template = rows_of([line("Paid in cash", 0, outside=False), line("Paid in card", 1)])
    [match] = matched(template, rows_of([line("Paid in card", 4)]))
    assert match.row.lines[0].text == "Paid in card"


def test_the_height_of_a_row_is_that_of_its_middle_line() -> None:
    [row] = rows_of([line("Total", 0), line("12.00", 0.1, 300), line("EUR", 0.05, 500)])
    assert row.height == pytest.approx(side_lengths(row.lines[0].quad)[1])
    assert np.isclose(row.middle, 11.5)


def shifted(template: list[Anchor], picture: list[Anchor], field: Quad) -> float | None:
    """How far a field of a page with lines 20 pixels high moved."""
    return shift_of(field, matched(rows_of(template), rows_of(picture)), 20)


def field_at(row: float, left: float) -> Quad:
    return rectangle(left, 30 * row - 2, left + 80, 30 * row + 22)


def test_a_field_goes_with_the_label_beside_it() -> None:
    template = [line("Goods", 0), line("Total amount", 1), line("12.50", 1, 300), line("Thank you", 2)]
    picture = [line("Goods", 0), line("Total amount", 4), line("99.00", 4, 300), line("Thank you", 5)]
    assert shifted(template, picture, field_at(1, 290)) == pytest.approx(90)


def test_a_field_without_a_label_goes_with_the_rows_around_it_where_they_agree() -> None:
    template = [line("Sold to", 0), line("Mr Nobody", 1, outside=False), line("Payable until", 2)]
    moved = [line("Sold to", 3), line("Ms Anybody", 4), line("Payable until", 5)]
    apart = [line("Sold to", 0), line("Ms Anybody", 1), line("at some place", 2), line("Payable until", 3)]
    assert shifted(template, moved, field_at(1, 0)) == pytest.approx(90)
    assert shifted(template, apart, field_at(1, 0)) is None


def test_a_row_of_another_column_does_not_speak_for_a_field() -> None:
    template = [line("The first rule of this house", 1), line("Marks", 1.3, 400), line("/ 25", 1.3, 470)]
    picture = [line("The first rule of this house", 1), line("Marks", 2.6, 400), line("/ 25", 2.6, 470)]
    assert shifted(template, picture, field_at(1.3, 470)) != pytest.approx(0)


def test_a_row_of_figures_speaks_for_its_field_only_where_it_says_the_same() -> None:
    template = [line("Number 000181747712", 1)]
    assert shifted(template, [line("Number 000181747712", 3)], field_at(1, 0)) == pytest.approx(60)
    assert shifted(template, [line("Number 100100000031", 3)], field_at(1, 0)) is None
