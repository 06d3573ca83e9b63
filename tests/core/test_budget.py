from __future__ import annotations

import math

import pytest

from lambda_ocr.core.budget import UNBOUNDED, WEIGHT, Budget, Part
from lambda_ocr.core.errors import OverBudget


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_work_goes_on_until_the_deadline_and_is_refused_by_its_part_after_it() -> None:
    clock = Clock()
    budget = Budget(5, clock=clock)
    budget.check(Part.ALIGN)
    assert budget.seconds_left() == 5
    clock.now += 5
    with pytest.raises(OverBudget, match=r"5 seconds.*align") as refused:
        budget.check(Part.ALIGN)
    assert refused.value.details == {"part": "align", "seconds": 5.0}
    assert not budget.is_left()


@pytest.mark.parametrize("part", [Part.DETECT, Part.RECOGNISE])
def test_pixels_are_taken_by_what_they_cost_until_there_are_no_more(part: Part) -> None:
    budget = Budget(pixels=1000)
    budget.spend(part, 600 / WEIGHT[part])
    assert budget.pixels_left() == pytest.approx(400)
    budget.spend(part, 399 / WEIGHT[part])
    with pytest.raises(OverBudget) as refused:
        budget.spend(part, 2 / WEIGHT[part])
    assert refused.value.details == {"part": part.value, "allowed_px": 1000}


def test_both_networks_and_every_part_of_the_work_take_from_one_purse() -> None:
    whole = Budget(pixels=1000)
    part = whole.within(10)
    part.spend(Part.DETECT, 500 / WEIGHT[Part.DETECT])
    whole.spend(Part.RECOGNISE, 400)
    assert part.pixels_left() == whole.pixels_left() == pytest.approx(100)
    with pytest.raises(OverBudget):
        part.within(1).spend(Part.RECOGNISE, 200)


def test_what_is_certain_to_come_is_refused_before_any_of_it_is_spent() -> None:
    budget = Budget(pixels=1000)
    budget.spend(Part.RECOGNISE, 400)
    budget.foresee(Part.CROP, 600)
    with pytest.raises(OverBudget, match="fewer fields") as refused:
        budget.foresee(Part.CROP, 601)
    assert refused.value.details == {"part": "crop", "allowed_px": 1000}
    assert budget.share_left() == pytest.approx(0.6)
    assert UNBOUNDED.share_left() == 1
    UNBOUNDED.foresee(Part.CROP, 1e15)


def test_what_a_gone_caller_asked_for_ends_at_the_next_check() -> None:
    budget = Budget(1000)
    budget.abandon()
    with pytest.raises(OverBudget) as refused:
        budget.spend(Part.RECOGNISE, 1)
    assert refused.value.details["abandoned"] is True
    assert budget.seconds_left() == 0


def test_unbounded_work_is_never_refused() -> None:
    for part in Part:
        UNBOUNDED.check(part)
    UNBOUNDED.spend(Part.DETECT, 1e15)
    assert math.isinf(UNBOUNDED.seconds_left())


def test_every_part_says_what_to_send_instead() -> None:
    for part in Part:
        with pytest.raises(OverBudget, match=r"\. [A-Z][^.]+\.$"):
            Budget(0).check(part)
