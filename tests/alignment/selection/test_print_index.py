"""The index on print: looks first, words where looks tell nothing."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.selection import print_index
from lambda_ocr.alignment.selection.entry import Entry, entry_of, short_length
from lambda_ocr.alignment.selection.print_index import BY_WORDS, SHORTLIST, PrintIndex
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
        put(made, name, template(*texts))
    return made


def put(index: TemplateIndex, name: str, features: Any) -> None:
    index.put({name: index.entry(features)})


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


def test_what_looks_alike_comes_first_and_once_more_by_its_words() -> None:
    index = PrintIndex()
    put(index, "form", template("Something else entirely", orb=seen(form(1).template()).orb))
    put(index, "words", template(*PRINTED["invoice"]))
    shown = page(*PRINTED["invoice"], "Something else entirely", orb=copy_of(1).orb)
    assert names(index, shown) == ["form", "words", "form"]


def test_a_page_is_not_read_while_looks_are_enough(index: TemplateIndex) -> None:
    class Unread:
        orb, size = copy_of(1).orb, (400, 300)

        @property
        def lines(self) -> Any:
            raise AssertionError("read")

    put(index, "form", template("Form", orb=seen(form(1).template()).orb))
    assert next(iter(index.candidates(Unread()))).template_id == "form"


def test_few_are_named_among_those_asked_for_and_none_that_was_dropped(index: TemplateIndex) -> None:
    for number in range(9):
        put(index, f"copy {number}", template(*PRINTED["invoice"]))
    shown = page(*PRINTED["invoice"])
    assert len(names(index, shown)) == BY_WORDS
    assert names(index, shown, ["copy 4", "waybill", "no such"]) == ["copy 4", "waybill"]
    index.drop(["copy 4"])
    index.drop(["copy 4"])
    assert names(index, shown, ["copy 4"]) == []


def test_a_page_too_small_to_hold_print_has_no_candidates(index: TemplateIndex) -> None:
    assert names(index, page(*PRINTED["invoice"], size=(9, 400))) == []


def test_among_many_what_says_the_same_comes_first_and_looks_count_where_nothing_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_index, "FEW_TEMPLATES", 3)
    index = PrintIndex()
    put(index, "form", template("Something else entirely", orb=seen(form(1).template()).orb))
    for number in range(SHORTLIST + 3):
        put(index, f"sister {number}", template(*PRINTED["invoice"], f"Chapter {'abcdefgh'[number % 8] * 5}"))
    found = list(index.candidates(page(*PRINTED["invoice"], orb=copy_of(1).orb)))
    assert len(found) == SHORTLIST + 1 and found[-1].template_id == "form"
    assert found[-1].likeness < found[-2].likeness / 2, "so that it is not tried where one of the others fits"


def test_among_many_a_page_that_says_much_is_compared_by_looks_with_what_says_little_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_index, "FEW_TEMPLATES", 3)
    index, looks = PrintIndex(), seen(form(1).template()).orb
    much = ("Rates of carriage by road and rail", "Liability of the forwarding agent", "Delivery against signature")
    for number in range(3):
        put(index, f"other {number}", template(*PRINTED["invoice"]))
    put(index, "talkative", template(*much, orb=looks))
    put(index, "quiet", template("Form", orb=looks))
    words = " ".join("".join(chr(97 + (7 * at + 11 * step) % 26) for step in range(9)) for at in range(26))
    legible = page(words, orb=copy_of(1).orb)
    assert names(index, legible) == ["quiet"]
    assert set(names(index, page("hardly", orb=copy_of(1).orb))) == {"quiet", "talkative"}


def test_of_an_entry_cut_short_the_words_are_known_and_the_looks_once_they_are_asked_for(index: PrintIndex) -> None:
    kept = index.entry(template("Something else entirely", orb=seen(form(1).template()).orb))
    short, asked = kept[: short_length(kept)], list[list[str]]()

    def whole(template_ids: Collection[str]) -> dict[str, bytes]:
        asked.append(sorted(template_ids))
        return {"form": kept} if len(asked) > 1 else {}

    assert len(short) < len(kept) / 20
    index.put({"form": short, **{f"copy {at}": short for at in range(600)}}, whole)
    assert "form" in names(index, page("Something else entirely"), ["form"]), "by its words"
    index.drop([f"copy {at}" for at in range(600)])
    assert names(index, page("hardly", orb=copy_of(1).orb)) == ["form"], "what could not be had is asked for again"
    assert names(index, page("hardly", orb=copy_of(1).orb)) == ["form"] and asked == [["form"], ["form"]]


def test_looks_of_a_version_that_was_replaced_while_they_were_fetched_are_not_those_of_the_new_one() -> None:
    index = PrintIndex()
    old, new = (index.entry(template(orb=seen(form(seed).template()).orb)) for seed in (1, 2))
    brought = [old, new]

    def whole(template_ids: Collection[str]) -> dict[str, bytes]:
        if len(brought) == 2:
            index.put({"form": new[: short_length(new)]}, whole)
        return {"form": brought.pop(0)}

    index.put({"form": old[: short_length(old)]}, whole)
    assert names(index, page("hardly", orb=copy_of(1).orb)) == []
    assert names(index, page("hardly", orb=copy_of(2).orb)) == ["form"] and not brought


def test_among_many_the_looks_of_those_alone_are_brought_that_are_asked_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_index, "FEW_TEMPLATES", 3)
    index, asked = PrintIndex(), list[str]()
    much = ("Rates of carriage by road and rail", "Liability of the forwarding agent", "Delivery against signature")
    told = {**PRINTED, "quiet": ("Form",), "talkative": much}
    kept = {name: index.entry(template(*said, orb=copy_of(2).orb)) for name, said in told.items()}

    def whole(template_ids: Collection[str]) -> dict[str, bytes]:
        asked.extend(template_ids)
        return {}

    index.put({name: each[: short_length(each)] for name, each in kept.items()}, whole)
    assert names(index, page(*PRINTED["invoice"]))[0] == "invoice" and set(asked) == set(told), (
        "it says hardly anything"
    )
    asked.clear()
    words = " ".join("".join(chr(97 + (7 * at + 11 * step) % 26) for step in range(9)) for at in range(26))
    names(index, page(words))
    assert "quiet" in asked and "talkative" not in asked


def test_templates_that_say_the_same_or_look_alike_are_named_for_a_new_one(index: PrintIndex) -> None:
    put(index, "form", template("Something else entirely", orb=seen(form(1).template()).orb))
    new = template(*PRINTED["invoice"][:2], "Chapter one", orb=seen(form(1).template()).orb)
    assert [each.template_id for each in index.alike(index.entry(new))][:2] == ["invoice", "form"]
    assert index.alike(index.entry(template("Quarterly review of sheep"))) == []


def test_sisters_are_those_that_say_most_of_what_a_template_says() -> None:
    index = PrintIndex()
    shared = ("Insurance claim form", "Name of the insured", "Place and date of signature")
    told = {"claim": (*shared, "Damage"), "notice": (*shared, "Departure"), **PRINTED}
    index.put({name: entry_of(template(*words)).to_bytes() for name, words in told.items()})
    assert [each.template_id for each in index.sisters("claim")] == ["notice"]
    assert (index.sisters("waybill"), index.sisters("not known")) == ([], [])


def test_an_entry_is_small_and_says_what_it_was_made_of(index: TemplateIndex) -> None:
    made = entry_of(template(*PRINTED["invoice"] * 20, orb=seen(form(1).template()).orb))
    kept = made.to_bytes()
    again = Entry.from_bytes(kept)
    assert again.to_bytes() == kept and len(kept) < 40_000
    assert np.abs(again.keypoints.points.places - made.keypoints.points.places).max() == 0
    for damaged in (b"", kept[:-1], b"X" + kept[1:]):
        with pytest.raises(ValueError):
            index.put({"fine": kept, "damaged": damaged})
    assert names(index, page(*PRINTED["invoice"]))[0] == "invoice"
    assert "fine" not in names(index, page(*PRINTED["invoice"])), "all or none"
