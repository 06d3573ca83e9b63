"""Strings of a known length that an automaton accepts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from lambda_ocr.core.constraints.automaton import accepts, compiled
from lambda_ocr.core.constraints.counted import Counted
from lambda_ocr.core.constraints.pattern import parsed

INNER = compiled(parsed("[ab]*c?"))


@given(text=some.text("abc", max_size=6), length=some.integers(0, 6))
def test_it_accepts_what_the_other_does_of_its_length_alone(text: str, length: int) -> None:
    assert accepts(Counted(INNER, length), text) == (accepts(INNER, text) and len(text) == length)
