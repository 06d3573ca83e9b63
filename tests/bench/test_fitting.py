"""Calibrations find the truth they were drawn from, never turn the order round, and are judged on others' marks."""

from __future__ import annotations

import numpy as np
import pytest

from bench.accuracy.fitting import Isotonic, Logistic, Marks, left_out, logit, quality, reliability, thinned


def drawn(bias: float, mean: float, weakest: float, off: float = 0.0, count: int = 6000) -> Marks:
    """Marks whose chance of being right is known."""
    rng = np.random.default_rng(3)
    confidence = rng.uniform(0.3, 0.999, count)
    lowest = confidence * rng.uniform(0.5, 1, count)
    doubt = rng.uniform(0, 2, count)
    chance = 1 / (1 + np.exp(-(bias + mean * logit(confidence) + weakest * logit(lowest) - off * doubt)))
    right = (rng.uniform(size=count) < chance).astype(float)
    return Marks(
        confidence, lowest, doubt, np.ones(count), right, tuple(f"group {number % 4}" for number in range(count))
    )


def test_a_logistic_calibration_recovers_what_the_marks_were_drawn_from() -> None:
    found = Logistic.fit(drawn(-0.5, 0.8, 0.4, 0.6))
    assert (found.bias, found.mean, found.weakest, found.off) == pytest.approx((-0.5, 0.8, 0.4, 0.6), abs=0.2)


def test_a_weight_never_falls_even_where_marks_say_so() -> None:
    found = Logistic.fit(drawn(1.0, -0.8, 0.6, -0.5))
    assert found.mean == 0
    assert found.off == 0
    assert found.weakest >= 0


def test_an_isotonic_calibration_rises_and_keeps_the_mean() -> None:
    marks = drawn(-0.5, 0.8, 0.4)
    found = Isotonic.fit(marks)
    assert all(np.diff(found.at) > 0)
    assert all(np.diff(found.chances) >= 0)
    assert found.chance(marks).mean() == pytest.approx(marks.right.mean(), abs=0.01)


def test_a_calibration_is_better_than_none_on_groups_it_has_not_seen() -> None:
    marks = drawn(-2.0, 1.0, 0.5)
    for kind in (Isotonic, Logistic):
        assert quality(left_out(kind, marks), marks.right).gap < 0.5 * quality(marks.mean, marks.right).gap


def test_a_perfect_order_is_one_and_a_coin_is_a_half() -> None:
    right = np.array([0.0, 0.0, 1.0, 1.0])
    assert quality(np.array([0.1, 0.2, 0.8, 0.9]), right).order == 1
    assert quality(np.full(4, 0.5), right).order == 0.5


def test_the_bins_of_a_reliability_table_hold_every_mark_once() -> None:
    marks = drawn(0, 1, 0, count=103)
    bins = reliability(marks.mean, marks.right)
    assert sum(count for *_, count in bins) == 103
    assert [said for said, *_ in bins] == sorted(said for said, *_ in bins)


def test_few_steps_are_shown_with_the_first_and_the_last() -> None:
    steps = [(float(number), 0.5) for number in range(50)]
    shown = thinned(steps, 5)
    assert len(shown) == 5
    assert (shown[0], shown[-1]) == (steps[0], steps[-1])
