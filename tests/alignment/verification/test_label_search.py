"""Labels are found where they stand, near and far, and where nothing or two places answer they say nothing."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
import pytest

from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.judging.strips import Strip
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.label_search import (
    LabelFound,
    LabelLines,
    SoughtLabel,
    Stands,
    find_label,
)
from lambda_ocr.alignment.verification.tiles import FixedPrint, Grey
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Quad

PITCH, HEIGHT = 34, 22
"""Pixels from line to line, and of a line."""


def page(rows: Mapping[int, str], seed: int = 0) -> Grey:
    """Lines of print on the numbered rows, with values at the right that are another for each seed."""
    paper = np.full((34 * PITCH, 620), 244, np.uint8)
    numbers = np.random.default_rng(seed)
    for row, text in rows.items():
        baseline = row * PITCH + 19
        cv2.putText(paper, text, (30, baseline), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 25, 2, cv2.LINE_AA)
        value = f"{numbers.integers(100, 99999) / 100:.2f}"
        cv2.putText(paper, value, (470, baseline), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 25, 2, cv2.LINE_AA)
    noisy = paper + np.random.default_rng(seed).normal(0, 5, paper.shape)
    return np.asarray(cv2.GaussianBlur(noisy.clip(0, 255).astype(np.uint8), (0, 0), 0.8), np.uint8)


def line_at(row: int, text: str = "Amount due") -> Quad:
    return rectangle(28, row * PITCH - 1, 28 + 13 * len(text), row * PITCH - 1 + HEIGHT + 4)


GOODS = ("Pressure gauge", "Cable gland", "Drive belt", "Hex bolt", "Gasket set", "Relay", "Hose", "Valve") * 3
TEMPLATE = {0: "Ravensdale Trading", 2: "Cable gland", 4: "Net amount", 5: "Amount due", 7: "Please pay to"}


def found_on(copy: Mapping[int, str], row: int = 5) -> LabelFound | None:
    """Where "Amount due" of the template's row 5, or another row's label, is found on a copy that lies just as it."""
    text = TEMPLATE[row]
    none = np.zeros((0, 2))
    fixed = FixedPrint(page(TEMPLATE), 1.0, none, np.zeros(0, bool))
    return find_label(Strip.of(fixed, line_at(row, text)), ImagePyramid(page(copy, seed=7)), np.eye(3), HEIGHT)


def test_a_label_in_its_place_says_that_the_field_stays() -> None:
    found = found_on(TEMPLATE)
    assert found is not None
    assert found.shift == 0
    assert found.ncc > 0.8


@pytest.mark.parametrize("rows", [-3, -1, 1, 2, 4, 11])
def test_a_label_that_moved_is_found_near_and_far(rows: int) -> None:
    copy = {0: TEMPLATE[0], 4 + rows: "Net amount", 5 + rows: "Amount due", 7 + rows: "Please pay to"}
    copy |= {row: GOODS[row] for row in range(2, 4 + rows)}
    found = found_on(copy)
    assert found is not None
    assert found.shift == pytest.approx(rows * PITCH, abs=0.1 * HEIGHT)


def test_a_label_that_is_nowhere_says_nothing() -> None:
    assert found_on({0: TEMPLATE[0], 2: "Cable gland", 6: "Relay", 8: "Hose"}) is None


def test_a_label_that_stands_twice_off_its_place_says_nothing() -> None:
    assert found_on({0: TEMPLATE[0], 3: "Amount due", 7: "Amount due"}) is None


def test_a_label_that_stands_in_its_place_and_once_more_stays() -> None:
    found = found_on({**TEMPLATE, 9: "Amount due"})
    assert found is not None
    assert found.shift == 0


def test_a_blank_page_says_nothing() -> None:
    assert found_on({}) is None


def test_how_far_a_label_lies_off_its_place_is_told_though_it_stays() -> None:
    paper = np.roll(page(TEMPLATE, seed=7), 4, axis=0)
    fixed = FixedPrint(page(TEMPLATE), 1.0, np.zeros((0, 2)), np.zeros(0, bool))
    found = find_label(Strip.of(fixed, line_at(5)), ImagePyramid(paper), np.eye(3), HEIGHT)
    assert found is not None
    assert found.shift == 0
    assert found.slip == pytest.approx(4, abs=1)


def sought(row: int, shift: float | None, ncc: float = 0.95, stands: Stands = Stands.BESIDE) -> SoughtLabel:
    return SoughtLabel(line_at(row), line_at(row), stands, None if shift is None else LabelFound(shift, ncc))


def test_a_row_is_missing_where_another_s_label_took_its_place() -> None:
    moved_up = sought(6, -PITCH)
    assert sought(5, None).is_displaced([moved_up], HEIGHT)
    assert sought(5, 0.0, ncc=0.72).is_displaced([moved_up], HEIGHT), "a short label is much like another"


@pytest.mark.parametrize(
    ("label", "other"),
    [
        (sought(5, 0.0), sought(6, -PITCH)),
        (sought(5, PITCH), sought(4, PITCH)),
        (sought(5, None), sought(6, 0.0)),
        (sought(5, None), sought(7, -PITCH)),
        (sought(5, None), sought(6, -PITCH, stands=Stands.ABOVE)),
        (sought(5, None, stands=Stands.BELOW), sought(6, -PITCH)),
        (sought(5, None), sought(6, None)),
    ],
    ids=["it stands", "it moved too", "none moved", "another row", "a neighbour", "no label of its own", "not found"],
)
def test_else_no_row_is_missing(label: SoughtLabel, other: SoughtLabel) -> None:
    assert not label.is_displaced([label, other], HEIGHT)


def test_a_row_is_missing_where_a_label_that_stays_with_its_own_piece_took_its_place() -> None:
    with_its_piece = SoughtLabel(line_at(6), line_at(5), Stands.BESIDE, LabelFound(0.0, 0.95))
    assert sought(5, None).is_displaced([with_its_piece], HEIGHT)


def test_a_label_that_lies_where_its_own_print_does_is_not_taken_for_missing() -> None:
    """Rows below a list moved, the list's sum by two: `Due`, moved by one, was taken for the sum's."""
    due = SoughtLabel(line_at(5), line_at(6), Stands.BESIDE, None)
    assert not due.is_displaced([sought(3, 2 * PITCH)], HEIGHT)


@pytest.mark.parametrize(
    ("label", "field", "shift"),
    [(0, 0, 0), (2, 2, 0), (2, 0, 2), (0, 2, -2), (0.3, 0, 0)],
    ids=["both stay", "both moved", "the label moved", "the field alone was moved", "less than counts"],
)
def test_a_field_moves_by_what_its_label_moved_more(label: float, field: float, shift: float) -> None:
    def lower(rows: float) -> Quad:
        return rectangle(28, (5 + rows) * PITCH, 158, (5 + rows) * PITCH + HEIGHT)

    seen = SoughtLabel(lower(0), lower(label), Stands.BESIDE, LabelFound(0.0, 0.9, slip=2.0))
    found = seen.moved_from(lower(0), lower(field), 0.5 * PITCH)
    assert found is not None
    assert found.shift == pytest.approx(shift * PITCH + 2 * bool(shift))


def printed(text: str, row: float, left: float) -> Anchor:
    return Anchor(rectangle(left, row * PITCH, left + 12 * len(text), row * PITCH + HEIGHT), text)


def labels(*lines: Anchor) -> LabelLines:
    return LabelLines(captions(lines))


def field_at(row: int, left: float = 300) -> Quad:
    return rectangle(left, row * PITCH - 2, left + 150, row * PITCH + HEIGHT + 2)


def test_the_label_of_a_field_is_on_its_row_and_likely_on_every_copy() -> None:
    lines = labels(printed("Amount due:", 5, 30), printed("Net amount:", 4, 30), printed("SPECIMEN4471", 5, 180))
    assert lines.beside(field_at(5), HEIGHT) == 0
    assert lines.beside(field_at(9), HEIGHT) is None


def test_the_label_of_the_next_column_is_none_of_the_field_s() -> None:
    lines = labels(printed("Payment due:", 5, 560))
    assert lines.beside(field_at(5), HEIGHT) is None
    assert labels(printed("metres in all", 5, 470)).beside(field_at(5), HEIGHT) == 0, "a unit right behind it"


def test_a_field_without_a_label_on_its_row_goes_by_what_stands_above_and_below_in_its_column() -> None:
    lines = labels(printed("Please pay to", 4, 300), printed("Thank you", 6, 300), printed("Other column", 4, 20))
    assert lines.around(field_at(5), HEIGHT) == {Stands.ABOVE: 0, Stands.BELOW: 1}
    assert lines.around(field_at(12), HEIGHT) == {}


def test_an_item_of_a_list_does_not_speak_for_the_one_above_it() -> None:
    lines = labels(printed("Drive belt", 6, 300), printed("12.50", 6, 520))
    assert lines.around(field_at(5), HEIGHT) == {}
