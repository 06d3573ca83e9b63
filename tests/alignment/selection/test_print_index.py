"""The index on print: looks first, words where looks tell nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.selection.print_index import BY_WORDS, PrintIndex
from lambda_ocr.alignment.selection.word_votes import WordVotes, n_grams
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ports import TemplateIndex
from tests.alignment.selection.test_descriptor_votes import copy_of, seen
from tests.support.drawn_forms import form

BLANK = seen(np.full((300, 400, 3), 255, np.uint8))
PRINTED = {
    "invoice": ("Invoice number and date", "Name of the purchaser", "Payable within thirty days"),
    "waybill": ("Consignment note", "Name of the carrier", "Number of parcels"),
    "licence": ("营业执照 副本", "统一社会信用代码", "法定代表人"),
}


def lines(*texts: str) -> tuple[Anchor, ...]:
    return tuple(Anchor(rectangle(10, 30 * at, 200, 30 * at + 20), text) for at, text in enumerate(texts))


def template(*texts: str, orb: Any = BLANK.orb) -> Any:
    return SimpleNamespace(orb=orb, captions=captions(lines(*texts)))


def page(*texts: str, orb: Any = BLANK.orb, size: tuple[int, int] = (400, 300)) -> Any:
    return SimpleNamespace(orb=orb, lines=lines(*texts), size=size)


@pytest.fixture
def index() -> PrintIndex:
    made = PrintIndex()
    for name, texts in PRINTED.items():
        made.put(name, template(*texts))
    return made


def names(index: TemplateIndex, shown: Any, among: Any = None) -> list[str]:
    return [each.template_id for each in index.candidates(shown, among)]


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_that_says_what_a_template_says_is_likest_to_it(index: TemplateIndex, name: str) -> None:
    assert names(index, page(*PRINTED[name], "Ann Example, 4711"))[0] == name


def test_a_slip_of_reading_changes_little(index: TemplateIndex) -> None:
    assert names(index, page("lnvoice nunber and dale", "Name of tke purchaser"))[0] == "invoice"
    assert names(index, page("营业执照副木", "统一社会信用代玛"))[0] == "licence"


def test_a_page_that_says_something_else_has_no_candidate(index: TemplateIndex) -> None:
    assert names(index, page("Quarterly review of sheep")) == []


def test_what_looks_alike_comes_first_and_is_not_named_twice() -> None:
    index = PrintIndex()
    index.put("form", template("Something else entirely", orb=seen(form(1).template()).orb))
    index.put("words", template(*PRINTED["invoice"]))
    shown = page(*PRINTED["invoice"], "Something else entirely", orb=copy_of(1).orb)
    assert names(index, shown) == ["form", "words"]


def test_a_page_is_not_read_while_looks_are_enough(index: TemplateIndex) -> None:
    class Unread:
        orb, size = copy_of(1).orb, (400, 300)

        @property
        def lines(self) -> Any:
            raise AssertionError("read")

    index.put("form", template("Form", orb=seen(form(1).template()).orb))
    assert next(iter(index.candidates(Unread()))).template_id == "form"


def test_few_are_named_among_those_asked_for_and_none_that_was_dropped(index: TemplateIndex) -> None:
    for number in range(9):
        index.put(f"copy {number}", template(*PRINTED["invoice"]))
    shown = page(*PRINTED["invoice"])
    assert len(names(index, shown)) == BY_WORDS
    assert names(index, shown, ["copy 4", "waybill", "no such"]) == ["copy 4", "waybill"]
    index.drop("copy 4")
    index.drop("copy 4")
    assert names(index, shown, ["copy 4"]) == []


def test_a_page_too_small_to_hold_print_has_no_candidates(index: TemplateIndex) -> None:
    assert names(index, page(*PRINTED["invoice"], size=(9, 400))) == []


def test_what_a_rare_word_tells_weighs_more_than_what_all_templates_say() -> None:
    votes = WordVotes()
    for name in ("one", "two", "three", "four"):
        votes.put(name, template("General conditions of sale apply", f"Chapter {name} {name} {name}"))
    ranked = votes.ranked(page("Chapter three three three"))
    assert ranked[0].template_id == "three" and ranked[0].likeness > 2 * ranked[1].likeness


def test_a_caption_shorter_than_an_n_gram_counts_as_one() -> None:
    assert n_grams("ab") == {"ab"} and n_grams("abcde") == {"abcd", "bcde"} and n_grams("") == frozenset()
    assert n_grams("法定代") == {"法定", "定代"}
