"""The score: the chance that a value is right, told from what the reading knows of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Line
from lambda_ocr.core.recognition.calibration import FARTHEST, PASSED_OVER, Signs, signs_of
from lambda_ocr.core.recognition.calibration import chance as chance_with
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER

SURE = st.floats(0, 1)


def chance(signs: Signs) -> float:
    return chance_with(signs, RECOGNIZER.calibration)


def line(text: str, confidence: float, weakest: float, height: float = 20.0) -> Line:
    return Line(text, confidence, rectangle(0, 0, 200, height), weakest)


def test_long_lines_count_by_their_characters_and_the_weakest_character_is_of_any_line() -> None:
    signs = signs_of([line("AB", 0.5, 0.4), line("CDEFGH", 0.9, 0.8)], 0.0)
    assert signs.mean == pytest.approx((2 * 0.5 + 6 * 0.9) / 8)
    assert signs.weakest == 0.4


def test_doubt_of_the_place_is_in_line_heights_and_bounded() -> None:
    assert signs_of([line("A", 1, 1, height=20)], 5.0).off == pytest.approx(0.25)
    assert signs_of([line("A", 1, 1, height=10)], 5.0).off == pytest.approx(0.5)
    assert signs_of([line("A", 1, 1, height=0.1)], 900.0).off == FARTHEST


@given(SURE, SURE, SURE, st.floats(0, FARTHEST), st.floats(0, FARTHEST))
def test_no_sign_turns_the_order_round(mean: float, other: float, weakest: float, off: float, more: float) -> None:
    less, better = sorted((mean, other))
    assert 0 <= chance(Signs(less, weakest, off)) <= chance(Signs(better, weakest, off)) <= 1
    assert chance(Signs(weakest, less, off)) <= chance(Signs(weakest, better, off))
    assert chance(Signs(mean, weakest, off, 12)) <= chance(Signs(mean, weakest, off, 3))
    near, far = sorted((off, more))
    assert chance(Signs(mean, weakest, far)) <= chance(Signs(mean, weakest, near))


def test_a_value_with_a_sign_that_was_passed_over_is_never_sure() -> None:
    sure = Signs(0.9999, 0.9999, 0.0, 6)
    assert chance(sure) > 0.98
    assert chance(Signs(0.9999, 0.9999, 0.0, 6, unread=1)) <= PASSED_OVER
    assert chance(Signs(0.3, 0.1, 0.0, 6, unread=1)) == chance(Signs(0.3, 0.1, 0.0, 6))
