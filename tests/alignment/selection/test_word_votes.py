"""The inverted file of words: rare ones tell more, and what comes and goes is known at once."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.alignment.selection import entry, word_votes
from lambda_ocr.alignment.selection.entry import grams_of, n_grams
from lambda_ocr.alignment.selection.word_votes import WordVotes

DIGITS = str.maketrans("0123456789", "abcdefghij")


def votes_of(**templates: str) -> WordVotes:
    votes = WordVotes()
    for name, said in templates.items():
        votes.put(name, grams_of(said.split()))
    return votes


def ranked(votes: WordVotes, seen: str, among: list[str] | None = None) -> list[str]:
    return [each.template_id for each in votes.ranked(grams_of(seen.split()), 20, among)]


def test_what_a_rare_word_tells_weighs_more_than_what_all_templates_say() -> None:
    votes = votes_of(one="conditions chapterone", two="conditions chaptertwo", three="conditions chaptersix")
    found = votes.ranked(grams_of(["conditions", "chaptersix"]), 20)
    assert found[0].template_id == "three" and found[0].likeness > 1.5 * found[1].likeness


def test_what_comes_and_goes_is_known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_votes, "LARGEST_TAIL", 2)
    votes = votes_of(one="alphabet")
    for at, name in enumerate(("two", "three", "four", "five")):
        assert name not in ranked(votes, "alphabet")
        votes.put(name, grams_of(["alphabet", "x" * (at + 5)]))
        assert set(ranked(votes, "alphabet")) >= {"one", name}
    for name in ("two", "one", "five", "five"):
        votes.drop(name)
        assert name not in ranked(votes, "alphabet")
    votes.put("three", grams_of(["otherwise"]))
    assert ranked(votes, "alphabet") == ["four"] and ranked(votes, "otherwise") == ["three"]


def test_a_share_does_not_depend_on_when_a_template_came(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {name: f"general {name * 6} conditions" for name in ("ab", "cd", "ef", "gh")}
    asked = grams_of(["general", "abababababab", "efefef"])
    at_once = {each.template_id: each.likeness for each in votes_of(**said).ranked(asked, 20)}
    one_by_one = WordVotes()
    for name, words in said.items():
        one_by_one.put(name, grams_of(words.split()))
        one_by_one.ranked(asked, 20)
    assert {each.template_id: each.likeness for each in one_by_one.ranked(asked, 20)} == pytest.approx(at_once)


def test_among_those_asked_for_alone_and_none_where_nothing_is_known() -> None:
    votes = votes_of(one="alphabet", two="alphabet")
    assert ranked(votes, "alphabet", ["two", "no such"]) == ["two"]
    assert ranked(WordVotes(), "alphabet") == [] and ranked(votes, "") == []


def test_no_more_are_named_than_were_asked_for_and_the_likeliest_of_old_and_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_votes, "LARGEST_TAIL", 3)
    votes = WordVotes()
    for at in range(30):
        votes.put(f"page {at}", grams_of(["alphabet", f"number{at:02}".translate(DIGITS)]))
        votes.ranked(grams_of(["alphabet"]), 1)
    asked = grams_of(["alphabet", *(f"number{at:02}".translate(DIGITS) for at in (3, 29))])
    assert {each.template_id for each in votes.ranked(asked, 2)} == {"page 3", "page 29"}
    assert len(votes.ranked(asked, 20)) == 20 and len(votes.ranked(asked, 100)) == 30


def test_a_caption_shorter_than_an_n_gram_counts_as_one() -> None:
    assert n_grams("ab") == {"ab"} and n_grams("abcde") == {"abcd", "bcde"} and n_grams("") == frozenset()
    assert n_grams("法定代") == {"法定", "定代"}


def test_of_a_page_full_of_print_some_n_grams_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "KEPT_GRAMS", 10)
    kept = grams_of(["abcdefghijklmnopqrstuvwxyz"])
    assert 5 < len(kept) <= 10 and (np.diff(kept.astype(np.int64)) > 0).all()
