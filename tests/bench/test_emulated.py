"""A batch in the emulated account passes where everything that is printed is as it must be, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from bench.performance.emulated import FED_BACK, SECOND_DELIVERY, is_right

TOLD: dict[str, Any] = {"files": 5, "poison": 1, "lines": 7, "none": 0, "twice": 0, "right": 5, "left": []}
TOLD |= {"deadly": 1, FED_BACK: 1}
TOLD |= {"reasons": {"invalid_picture": 1, "reader_died": 1}, SECOND_DELIVERY: "the same"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"none": 1},
        {"twice": 1},
        {"lines": 8},
        {"right": 4},
        {"reasons": {"invalid_picture": 1}},
        {"reasons": {"invalid_picture": 2}},
        {SECOND_DELIVERY: {"lines": 8}},
        {FED_BACK: 0},
        {"left": ["a table"]},
    ],
)
def test_whatever_is_wrong_is_the_exit_status(wrong: dict[str, Any]) -> None:
    assert is_right(TOLD) and not is_right(TOLD | wrong)


def test_it_passes_without_poison_too() -> None:
    assert is_right(TOLD | {"poison": 0, "lines": 6, "reasons": {"reader_died": 1}, FED_BACK: 0})
