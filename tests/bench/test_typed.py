"""The bench of types: its table of types is sound, and its bound is fitted on what it should be."""

from __future__ import annotations

import pytest

from bench.accuracy.typed.scores import Scored, moved, told
from bench.accuracy.typed.scores import fitted as fitted_nats
from bench.accuracy.typed.seen import types
from bench.accuracy.typed.swapped import BOUNDS, MOST_OUT, Swap, fitted, is_of, share_out
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import Status


@pytest.mark.parametrize("at", list(types()), ids=str)
def test_every_type_of_the_bench_is_one(at: tuple[str, str]) -> None:
    kind = field_type(types()[at])
    assert not is_of(kind, ["no value of any type"])


def swap(below: float) -> Swap:
    return Swap("kind", False, below, Status.INVALID, is_value=False)


def test_the_bound_is_the_largest_with_which_few_enough_come_out() -> None:
    swapped = [swap(float("inf"))] * 996 + [swap(1.2), swap(2.2), swap(3.2), swap(3.3)]
    assert fitted(swapped) == max(BOUNDS) and share_out(swapped, 3.0) == 0.002
    assert fitted([*swapped, swap(5.1)]) == 5.0
    assert fitted([swap(0.1)] * 10) == min(BOUNDS) and MOST_OUT == 0.004


def test_what_the_other_kinds_add_to_a_score_is_what_they_were_right_oftener() -> None:
    def kind(group: str, right: int) -> list[Scored]:
        return [Scored(group, 0.7, 0.8, at < right) for at in range(100)]

    alike = [*kind("a", 90), *kind("b", 90)]
    assert fitted_nats(kind("a", 70)) == pytest.approx(0, abs=0.01)
    assert moved(0.7, fitted_nats(alike)) == pytest.approx(0.9, abs=0.02)
    assert "200 fields read as values, 20 of them wrong: 0.4414 as text" in told(alike)
