"""The index that compares everything: the template on the page comes first, among those asked for."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.alignment.proposals import keypoints
from lambda_ocr.alignment.selection import descriptor_votes
from lambda_ocr.alignment.selection.descriptor_votes import DescriptorVotes
from lambda_ocr.alignment.selection.entry import Entry, entry_of
from lambda_ocr.core.model import Image, TemplateCandidate
from tests.support.drawn_forms import form

SEEDS = range(30)
"""More than are looked at closely, so that votes decide, too."""


def seen(picture: Image) -> Any:
    """Features of a template or of a page, as far as the index looks."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    return SimpleNamespace(orb=keypoints.orb(grey), size=grey.shape[::-1])


def kept(picture: Image) -> Entry:
    """A template as the index keeps it."""
    return entry_of(SimpleNamespace(orb=seen(picture).orb, captions=()))  # type: ignore[arg-type]


def copy_of(seed: int, quarter_turns: int = 0) -> Any:
    """Another copy of a form, filled in otherwise, turned and smaller."""
    sheet = np.rot90(form(seed).sheet(filled=seed + 7), quarter_turns)
    return seen(np.asarray(cv2.resize(sheet, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA), np.uint8))


def names(found: Sequence[TemplateCandidate]) -> list[str]:
    return [each.template_id for each in found]


@pytest.fixture(scope="module")
def index() -> DescriptorVotes:
    made = DescriptorVotes()
    for seed in SEEDS:
        made.put(f"form {seed}", kept(form(seed).template()))
    return made


@pytest.mark.parametrize("seed", [0, 11, 29])
@pytest.mark.parametrize("quarter_turns", [0, 1, 2])
def test_the_form_on_the_page_comes_first(index: DescriptorVotes, seed: int, quarter_turns: int) -> None:
    found = index.ranked(copy_of(seed, quarter_turns).orb)
    assert found[0].template_id == f"form {seed}"
    assert found[0].likeness > 2 * found[1].likeness


def test_among_those_asked_for_alone(index: DescriptorVotes) -> None:
    asked = ["form 3", "form 4", "form 11", "no such form"]
    assert names(index.ranked(copy_of(11).orb, asked))[0] == "form 11"
    assert set(names(index.ranked(copy_of(11).orb, asked))) <= {"form 3", "form 4", "form 11"}
    assert index.ranked(copy_of(11).orb, []) == []


def test_what_is_dropped_is_named_no_more_and_what_is_put_anew_is_known_as_it_is_now() -> None:
    index = DescriptorVotes()
    for name, seed in (("one", 1), ("two", 2)):
        index.put(name, kept(form(seed).template()))
    assert names(index.ranked(copy_of(1).orb)[:1]) == ["one"]
    index.put("two", kept(form(1).template()))
    index.put("one", kept(form(2).template()))
    assert names(index.ranked(copy_of(1).orb)[:1]) == ["two"]
    index.drop("two")
    index.drop("two")
    assert names(index.ranked(copy_of(1).orb)) == ["one"]


def test_among_thousands_fewer_keypoints_vote_and_the_form_comes_first_all_the_same(
    index: DescriptorVotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descriptor_votes, "MOST_COMPARISONS", 300)
    assert index.ranked(copy_of(11).orb)[0].template_id == "form 11"


def test_a_page_without_print_is_like_none(index: DescriptorVotes) -> None:
    assert index.ranked(seen(np.full((300, 400, 3), 255, np.uint8)).orb) == []


def test_an_index_without_templates_names_none() -> None:
    assert DescriptorVotes().ranked(copy_of(1).orb) == []
