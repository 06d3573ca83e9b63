"""Lattices and the best path through them: probabilities written by hand, sparse where it costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from lambda_ocr.core.model import Glyph, Text
from lambda_ocr.core.recognition.greedy import MIN_RUNNER_UP
from lambda_ocr.core.recognition.greedy import greedy_text as text_of
from lambda_ocr.core.recognition.lattice import FLOOR, MAX_CLASSES, NONE, Lattice, Vocabulary

CHARACTERS = ("", "a", "b", "c", " ")
VOCABULARY = Vocabulary(CHARACTERS, 0.3)


def greedy_text(probabilities: NDArray[np.float32], characters: Sequence[str]) -> Text:
    return text_of(Lattice.of(probabilities, Vocabulary(tuple(characters), 0.3)))


def path(steps: str, likely: float | Sequence[float] = 0.99) -> NDArray[np.float32]:
    """Probabilities whose best path is `steps`, `-` the blank."""
    sure = [likely] * len(steps) if isinstance(likely, float) else likely
    matrix = np.zeros((len(steps), len(CHARACTERS)), np.float32)
    for row, step, share in zip(matrix, steps, sure, strict=True):
        row[:] = (1 - share) / (len(CHARACTERS) - 1)
        row[0 if step == "-" else CHARACTERS.index(step)] = share
    return matrix


# -- best paths -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ("", ""),
        ("----", ""),
        ("abc", "abc"),
        ("aabbbc", "abc"),
        ("aa-aa", "aa"),
        ("a-a-a", "aaa"),
        ("--a--b--", "ab"),
        ("aaaa", "a"),
        ("abab", "abab"),
        ("a- -b", "a b"),
        ("  a b  ", "a b"),
        ("- -", ""),
    ],
)
def test_repeats_merge_and_blanks_part(steps: str, text: str) -> None:
    assert greedy_text(path(steps), CHARACTERS).text == text


@given(st.text("abc -", max_size=40))
def test_what_is_decoded_is_the_path_without_repeats_and_blanks(steps: str) -> None:
    merged = "".join(step for before, step in pairwise("\0" + steps) if step not in (before, "-"))
    assert greedy_text(path(steps), CHARACTERS).text == " ".join(merged.split())


def test_a_gap_is_a_space_when_one_was_likely_enough_anywhere_in_it() -> None:
    steps = path("a---b")
    steps[1:4, 0], steps[1:4, -1] = 0.85, 0.15  # never the best, but 1 - 0.85 ** 3 of being there
    text = greedy_text(steps, CHARACTERS)
    assert text.text == "a b"
    assert text.glyphs[1].confidence == pytest.approx(1 - 0.85**3, abs=0.01)
    steps[1:4, 0], steps[1:4, -1] = 0.95, 0.05
    assert greedy_text(steps, CHARACTERS).text == "ab"


def test_a_character_stands_at_the_middle_of_its_steps() -> None:
    text = greedy_text(path("aa------bb"), CHARACTERS)
    assert [glyph.at for glyph in text.glyphs] == pytest.approx([0.1, 0.9])
    assert greedy_text(path("-----c----"), CHARACTERS).glyphs[0].at == pytest.approx(0.55)


@given(st.text("abc -", min_size=1, max_size=40))
def test_characters_stand_in_order_within_the_line(steps: str) -> None:
    places = [glyph.at for glyph in greedy_text(path(steps), CHARACTERS).glyphs]
    assert all(0 < place < 1 for place in places)
    assert all(before < after for before, after in pairwise(places))


def test_a_character_is_as_sure_as_its_surest_step_and_a_text_as_its_characters() -> None:
    text = greedy_text(path("aab-", [0.5, 0.9, 0.7, 0.99]), CHARACTERS)
    assert [glyph.confidence for glyph in text.glyphs] == pytest.approx([0.9, 0.7])
    assert text.confidence == pytest.approx(0.8)
    assert greedy_text(path("----"), CHARACTERS).confidence == 0


# -- sparse lattices --------------------------------------------------------------------------------------


def matrices(classes: int) -> st.SearchStrategy[NDArray[np.float32]]:
    """Steps of probabilities, most of them sure of one class, as a network's are."""
    logits = arrays.arrays(
        np.float32, st.tuples(st.integers(0, 12), st.just(classes)), elements=st.floats(-14, 14, width=32)
    )
    return logits.map(lambda rows: np.exp(rows) / np.exp(rows).sum(axis=1, keepdims=True))


@settings(max_examples=200)
@given(matrices(40))
def test_what_is_kept_is_what_the_network_said_and_what_is_left_out_is_little(full: NDArray[np.float32]) -> None:
    vocabulary = Vocabulary(("", *(chr(97 + index) for index in range(38)), " "), 0.3)
    lattice = Lattice.of(full, vocabulary)
    assert len(lattice) == len(full)
    assert lattice.classes.shape == lattice.probabilities.shape and lattice.classes.shape[1] <= MAX_CLASSES
    assert np.array_equal(lattice.blank, full[:, 0]) and np.array_equal(lattice.space, full[:, -1])
    for step, classes, shares in zip(full, lattice.classes, lattice.probabilities, strict=True):
        mine = classes[classes != NONE]
        assert len(set(mine.tolist())) == len(mine)
        assert np.array_equal(shares[: len(mine)], step[mine]) and not shares[len(mine) :].any()
        assert mine[0] == step.argmax() and all(np.diff(shares) <= 0)
        left_out = np.delete(step, mine)
        assert len(mine) == MAX_CLASSES or left_out.max() <= FLOOR


@settings(max_examples=200)
@given(matrices(7))
def test_the_best_path_through_a_sparse_lattice_is_that_through_all_probabilities(full: NDArray[np.float32]) -> None:
    characters = ("", *"abcde", " ")
    expected = []
    for best, run in groupby(range(len(full)), key=lambda step: int(full[step].argmax())):
        peak = max(run, key=lambda step: (full[step, best], -step))
        likely, second = max((full[peak, other], -other) for other in range(1, 7) if other != best)
        has_rival = likely >= MIN_RUNNER_UP and 1 - full[peak, best] >= MIN_RUNNER_UP
        if 0 < best < 6:
            rival = (characters[-second], likely) if has_rival else None
            expected.append((characters[best], full[peak, best], rival))
    read = [glyph for glyph in greedy_text(full, characters).glyphs if glyph.character != " "]
    told = [(one.rival.character, one.rival.confidence) if one.rival else None for one in read]
    assert [(one.character, one.confidence, rival) for one, rival in zip(read, told, strict=True)] == expected


def test_a_rival_is_the_likeliest_other_character_and_never_the_blank() -> None:
    steps = np.array([[0.3, 0.5, 0.15, 0.05, 0.0]], np.float32)
    (glyph,) = greedy_text(steps, CHARACTERS).glyphs
    assert glyph.rival is not None
    assert glyph.rival.character == "b" and glyph.rival.confidence == pytest.approx(0.15)
    (sure,) = greedy_text(np.array([[0.0, 0.96, 0.04, 0.0, 0.0]], np.float32), CHARACTERS).glyphs
    assert sure.rival is None


def test_a_lattice_keeps_hold_of_nothing_large() -> None:
    """A batch's probabilities are megabytes, and must go when its lattices are made."""
    full = np.zeros((30, 18_710), np.float32)
    full[:, 7] = 1
    lattice = Lattice.of(full, VOCABULARY)
    for kept in (lattice.classes, lattice.probabilities, lattice.blank, lattice.space, lattice.places):
        assert kept.base is None or kept.base.nbytes < 1000
    assert lattice.classes.shape == (30, 1)


def test_logarithms_are_those_of_the_probabilities() -> None:
    lattice = Lattice.of(path("a-", [0.97, 1.0]), VOCABULARY)
    assert np.exp(lattice.log_probabilities) == pytest.approx(lattice.probabilities)
    assert lattice.log_probabilities[1, 1] == -np.inf


said = st.builds(Glyph, st.sampled_from("ab c"), st.floats(0.01, 1), st.floats(0, 1))


@given(st.lists(said, max_size=8))
def test_a_recogniser_that_tells_characters_alone_is_taken_at_its_word(glyphs: list[Glyph]) -> None:
    is_space = [False, *(glyph.character == " " for glyph in glyphs)]
    alone = [one for one, after in zip(glyphs, is_space, strict=False) if not (after and one.character == " ")]
    assert text_of(Lattice.saying(alone)) == Text.of(alone)
