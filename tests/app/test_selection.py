"""Sisters of the one that fits: how many are looked at, and which of them may be answered in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.app.selection import MOST_IN_VAIN, Choice, NoneFits, Selection
from lambda_ocr.core.budget import UNBOUNDED
from lambda_ocr.core.errors import OcrError, OverBudget, TemplateMismatch, TemplateNotFound
from lambda_ocr.core.model import Alignment, Prepared, TemplateCandidate, TemplateRef, Verdict

PICTURE = np.zeros((2, 2, 3), np.uint8)
FIRST = "first"
OVER = OverBudget("Too much.")


def alignment(verdict: Verdict, weight: float) -> Alignment:
    return Alignment(np.eye(3), (), verdict, 9, 0.5, 0.9, "told", weight)


@dataclass
class World:
    """A page that fits the first template, found by the index; `sisters` say what each quick and thorough look finds,
    None where it refuses, and `told` what the captions tell for each sister."""

    sisters: Mapping[str, Sequence[Alignment | OcrError | None]]
    told: Mapping[str, float | OverBudget] = field(default_factory=dict)
    looks: list[tuple[str, bool]] = field(default_factory=list)
    first: Sequence[Alignment | OcrError | None] = (alignment(Verdict.MATCHED, 50.0), None)

    def choose(self) -> Choice:
        templates: Any = SimpleNamespace(
            find=lambda name, version: TemplateRef(name, 1),
            get=lambda ref, budget: Prepared(ref.template_id, (), (), (2, 2), None),
        )
        index: Any = SimpleNamespace(
            candidates=lambda page, among: iter([TemplateCandidate(FIRST, 1.0)]),
            sisters=lambda template_id: [TemplateCandidate(name, 0.5, is_plain=True) for name in self.sisters],
        )
        reader: Any = SimpleNamespace(look=lambda picture, budget: picture, align=self._align, difference=self._tells)
        keeping: Any = SimpleNamespace(keep_in_line=lambda among, budget: None)
        return Selection(reader, templates, index, keeping).choose(PICTURE, (), UNBOUNDED)

    def _align(self, prepared: Prepared, page: Any, budget: Any, *, thorough: bool) -> Alignment:
        self.looks.append((prepared.template_id, thorough))
        found = {**self.sisters, FIRST: self.first}[prepared.template_id][thorough]
        if isinstance(found, OcrError):
            raise found
        if found is None:
            raise TemplateMismatch("Another.", agreement=0.3)
        return found

    def _tells(self, one: tuple[Prepared, Alignment], *_: Any) -> float:
        told = self.told[one[0].template_id]
        if isinstance(told, OverBudget):
            raise told
        return told


WEAK, MATCHED = alignment(Verdict.WEAK, 5.0), alignment(Verdict.MATCHED, 40.0)


def test_of_sisters_that_do_not_fit_few_are_looked_at() -> None:
    world = World({f"sister {n}": (None, None) for n in range(20)})
    assert world.choose().ref.template_id == FIRST
    assert len(world.looks) == 1 + MOST_IN_VAIN


def test_a_sister_that_its_captions_speak_for_is_looked_at_thoroughly_unless_a_quick_look_was_enough() -> None:
    surer = alignment(Verdict.MATCHED, 30.0)
    world = World({"sister": (WEAK, surer)}, {"sister": 9.0})
    choice = world.choose()
    assert (choice.ref.template_id, choice.alignment) == ("sister", surer)
    assert [each for each, _ in choice.others] == [FIRST]
    plain = World({"sister": (MATCHED, None)}, {"sister": 9.0})
    assert plain.choose().alignment is MATCHED
    assert ("sister", True) not in plain.looks


@pytest.mark.parametrize("thorough", [None, OVER], ids=["refused", "over budget"])
def test_where_a_thorough_look_does_not_find_the_sister_the_first_is_answered(thorough: OverBudget | None) -> None:
    choice = World({"sister": (WEAK, thorough)}, {"sister": 9.0}).choose()
    assert choice.ref.template_id == FIRST
    assert [each for each, _ in choice.others] == ["sister"]


def test_one_that_was_found_is_answered_where_there_is_no_room_left_to_tell_sisters_apart() -> None:
    world = World({"a": (MATCHED, None), "b": (MATCHED, None)}, {"a": 9.0, "b": OVER})
    assert world.choose().ref.template_id == "a"


@pytest.mark.parametrize("sisters", [{}, {"sister": (WEAK, MATCHED)}], ids=["alone", "with a sister"])
def test_one_that_is_deleted_between_two_looks_is_none_of_those_that_fit(sisters: dict[str, Any]) -> None:
    world = World(sisters, first=(alignment(Verdict.WEAK, 50.0), TemplateNotFound("Gone.")))
    if sisters:
        assert world.choose().ref.template_id == "sister"
    else:
        with pytest.raises(NoneFits):
            world.choose()
