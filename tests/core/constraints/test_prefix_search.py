"""The search finds the likeliest accepted string, all its paths counted; likelihoods agree with it."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import product
from math import exp, log

import numpy as np
import pytest

from lambda_ocr.core.constraints import prefix_search
from lambda_ocr.core.constraints.automaton import accepts, compiled
from lambda_ocr.core.constraints.dictionary import Dictionary
from lambda_ocr.core.constraints.likelihood import log_likelihoods
from lambda_ocr.core.constraints.pattern import parsed
from lambda_ocr.core.constraints.prefix_search import search
from lambda_ocr.core.constraints.steps import LINE_END, Steps, extent, joined, steps_of
from lambda_ocr.core.model import Text
from lambda_ocr.core.recognition.greedy import greedy_text
from tests.support.lattices import lattice, row, spelled

ANY = compiled(parsed(".*"))


def every_string(steps: Steps) -> dict[str, float]:
    """The chance of each string, by walking every path."""
    told: defaultdict[str, float] = defaultdict(float)
    for path in product(*([("", blank), *possible] for blank, possible in steps)):
        text, last, chance = "", "", 1.0
        for letter, share in path:
            text += letter if letter != last else ""
            last, chance = letter, chance * share
        told[text] += chance
    return told


def at_random(seed: int) -> Steps:
    dice = random.Random(seed)
    steps = []
    for _ in range(dice.randint(1, 6)):
        shares = [dice.random() ** 3 for _ in range(4)]
        whole = sum(shares)
        steps.append((shares[0] / whole, tuple(zip("abA", (share / whole for share in shares[1:]), strict=True))))
    return tuple(steps)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("pattern", ["(ab?|A){1,3}", "a+b", ".{2}", "[^A]*"])
def test_what_is_found_is_what_walking_every_path_finds(
    seed: int, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefix_search, "NEGLIGIBLE", 0.0)
    steps, known = at_random(seed), compiled(parsed(pattern))
    wanted = sorted(
        ((chance, text) for text, chance in every_string(steps).items() if accepts(known, text)), reverse=True
    )
    found = search(steps, known, most=5, beam=10_000)
    assert found.is_exact or not wanted
    for one, (chance, text) in zip(found.found, wanted[:5], strict=False):
        assert exp(one.log_chance) == pytest.approx(chance, rel=1e-6)
        assert (one.text == text) or every_string(steps)[one.text] == pytest.approx(chance)


@pytest.mark.parametrize("seed", range(40))
def test_the_likelihood_of_a_text_is_the_sum_over_its_paths(seed: int) -> None:
    steps = at_random(seed)
    told = every_string(steps)
    texts = [text for text, chance in told.items() if chance > 1e-6]
    assert np.exp(log_likelihoods(steps, texts)) == pytest.approx([told[text] for text in texts], rel=1e-3)


def test_the_likeliest_string_is_not_the_one_that_the_best_path_spells() -> None:
    steps = row([{"a": 0.4}, {"a": 0.4}])  # the best path is all blank, 0.36; "a" has three paths
    assert greedy_text(lattice([{"a": 0.4}, {"a": 0.4}])).text == ""
    (first, *_) = search(steps, ANY).found
    assert first.text == "a" and exp(first.log_chance) == pytest.approx(0.64)


def test_a_type_decides_where_the_greedy_reading_is_wrong() -> None:
    doubtful = spelled("2026", {1: {"O": 0.6, "0": 0.38}})
    assert greedy_text(lattice(doubtful)).text == "2O26"
    (first, *_) = search(tuple(steps_of(lattice(doubtful), 0, 8)), compiled(parsed("\\d{4}"))).found
    assert first.text == "2026"


def test_what_the_lattice_leaves_out_cannot_be_chosen() -> None:
    assert search(row(spelled("2O26")), compiled(parsed("\\d{4}"))).found == ()


def test_a_repeated_character_needs_a_blank_between_and_lines_are_parted() -> None:
    steps = joined([row([{"1": 1.0}]), row([{"1": 1.0}])])
    assert [one.text for one in search(steps, compiled(parsed("11"))).found] == [f"1{LINE_END}1"]
    assert search(row([{"1": 1.0}, {"1": 1.0}]), compiled(parsed("11"))).found == ()
    assert log_likelihoods(steps, [f"1{LINE_END}1"])[0] == pytest.approx(0, abs=1e-6)


def test_what_the_beam_let_go_is_known() -> None:
    steps = at_random(3)
    narrow = search(steps, ANY, beam=1)
    assert narrow.lost > float("-inf")
    missing = 1 - sum(exp(one.log_chance) for one in search(steps, ANY, most=999, beam=1).found)
    assert exp(narrow.lost) >= missing - 1e-9


def test_chances_do_not_vanish_on_a_long_line() -> None:
    unsure = {place: dict.fromkeys("01234", 0.19) for place in range(600)}
    (first, *_) = search(row(spelled("0" * 600, unsure)), compiled(parsed("0*")), most=1).found
    assert first.log_chance == pytest.approx(600 * log(0.24), rel=0.01)


def test_a_space_is_nothing_to_a_search() -> None:
    spaced = lattice([{"1": 0.99}, {" ": 0.9}, {"2": 0.99}])
    assert [one.text for one in search(tuple(steps_of(spaced, 0, 3)), compiled(parsed("\\d+"))).found][:1] == ["12"]


def test_steps_that_are_surely_empty_are_drawn_together() -> None:
    wide = lattice([{"1": 0.99}, *[{}] * 20, {"2": 0.99}])
    assert len(tuple(steps_of(wide, 0, len(wide)))) < 22
    assert [one.text for one in search(tuple(steps_of(wide, 0, 22)), ANY, most=1).found] == ["12"]


def test_of_a_line_only_the_field_s_part_is_searched() -> None:
    known = lattice(spelled("No:12kg"))
    whole = greedy_text(known)
    kept = Text.of(whole.glyphs[3:5])
    first, last = extent(known, whole, kept)
    assert [one.text for one in search(tuple(steps_of(known, first, last)), ANY, most=1).found] == ["12"]
    assert extent(known, whole, Text("", 0.0)) == (0, 0)


# -- dictionaries --------------------------------------------------------------------------------------------------


def test_a_dictionary_accepts_its_entries_and_tells_them_as_they_were_given() -> None:
    listed = Dictionary(["胆拖票", "单式票", "单式", "New York", "Ａ１"])
    assert [accepts(listed, text) for text in ("单式", "单式票", "单", "NewYork", "A1", "B", "")] == [
        True,
        True,
        False,
        True,
        True,
        False,
        False,
    ]
    assert (listed.entry("NewYork"), listed.entry("A1"), listed.entry("A2")) == ("New York", "Ａ１", None)


def test_a_dictionary_steps_like_its_entries_one_by_one() -> None:
    dice = random.Random(1)
    entries = {"".join(dice.choices("abc", k=dice.randint(1, 5))) for _ in range(100)}
    listed = Dictionary(entries)
    for text in map("".join, product("abc", repeat=4)):
        for length in range(1, 5):
            assert accepts(listed, text[:length]) == (text[:length] in entries)


def test_an_entry_is_found_where_the_greedy_reading_is_none() -> None:
    listed = Dictionary(["PERMAI", "PERHATI", "BESTARI"])
    steps = row(spelled("PERHAI", {3: {"H": 0.7, "M": 0.28}}))
    assert [one.text for one in search(steps, listed).found] == ["PERMAI"]
    assert search(row(spelled("DENGKIL")), listed).found == ()
