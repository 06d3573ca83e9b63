"""Several readings of a line become one: aligned first, then each character, and each gap, is voted on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.model import Glyph, Text
from lambda_ocr.core.recognition.consensus import resolve_lookalikes
from lambda_ocr.core.recognition.rover import Slot, aligned, letters_of, vote


def text(characters: str, confidence: float = 0.99, **rivals: tuple[str, float, float]) -> Text:
    """A text; `at3=("O", 0.4, 0.5)` gives character 3 the rival O of 0.4 and itself 0.5."""
    glyphs = []
    for index, character in enumerate(characters):
        place = (index + 0.5) / len(characters)
        other, its, mine = rivals.get(f"at{index}", ("", 0.0, confidence))
        glyphs.append(Glyph(character, mine, place, Glyph(other, its, place) if other else None))
    return Text.of(glyphs)


def test_looks_decide_every_character_together() -> None:
    looks = [
        text("7B75", at1=("8", 0.32, 0.68)),
        text("7875", at1=("B", 0.13, 0.87)),
        text("7B75", at1=("8", 0.16, 0.84)),
    ]
    glyph = vote(looks).glyphs[1]
    assert glyph.character == "B"
    assert glyph.confidence == pytest.approx(0.55)
    assert glyph.rival is not None
    assert glyph.rival.character == "8"
    assert glyph.rival.confidence == pytest.approx(0.45)
    assert resolve_lookalikes(vote(looks), "").text == "7875"


def test_one_look_that_is_sure_outweighs_two_that_are_not() -> None:
    torn = text("105", at1=("O", 0.39, 0.55))
    assert vote([text("1O5", 0.98), torn, torn]).text == "1O5"


def test_a_character_is_there_when_most_confidence_says_so() -> None:
    assert vote([text("12:30", 0.8), text("1230", 0.75), text("1230", 0.8)]).text == "1230"
    assert vote([text("12:30", 0.98), text("1230", 0.7), text("1230", 0.7)]).text == "12:30"
    assert vote([text("1230", 0.8), text("12:30", 0.75), text("12:30", 0.7)]).text == "12:30"


def test_two_characters_that_others_have_come_in_their_order() -> None:
    assert vote([text("ad", 0.8), text("abcd", 0.79), text("abcd", 0.79)]).text == "abcd"
    assert vote([text("ad", 0.8), text("abcd", 0.79), text("abd", 0.79)]).text == "abd"


@pytest.mark.parametrize("surest", [0, 1, 2])
def test_readings_of_one_length_that_are_shifted_are_not_interleaved(surest: int) -> None:
    """Each lacks a character, or has one twice, somewhere else."""
    said = ("penaltiesofperjury", "penatiesoffperjury", "penaltesofperjuury")
    looks = [text(item, 0.9 if index == surest else 0.88) for index, item in enumerate(said)]
    assert vote(looks).text == "penaltiesofperjury"


def test_white_space_is_that_of_the_surest_look() -> None:
    assert vote([text("A B", 0.9), text("AB", 0.75), text("A8", 0.7)]).text == "A B"


def test_looks_without_characters_of_their_own_are_chosen_among() -> None:
    assert vote([Text("AB", 0.7), Text("A8", 0.9)]) == Text("A8", 0.9)


def test_a_look_elsewhere_has_no_say_where_it_saw_nothing() -> None:
    """It saw the right half of the line: what stands in the left one is not voted away, a comma at its end is."""
    half = Text.of(Glyph(each, 0.95, at) for each, at in (("7", 0.8), ("2", 0.93)))
    assert vote([text("Weigh72", 0.7)], [half]).text == "Weigh72"
    narrow = Text.of(Glyph(each, 0.95, at) for each, at in (("7", 0.6), (".", 0.72), ("2", 0.84)))
    assert vote([text("Wt:7.2,", 0.7)], [narrow]).text == "Wt:7.2"


@given(st.lists(st.text("ab :1", max_size=6), min_size=1, max_size=4), st.data())
def test_nothing_is_said_that_no_look_says(texts: list[str], data: st.DataObject) -> None:
    looks = [text(item, data.draw(st.floats(0.1, 1))) for item in texts]
    bare = ["".join(item.split()) for item in texts]
    said = "".join(vote(looks).text.split())
    assert set(said) <= set().union(*bare)
    if len(set(bare)) == 1:
        assert said == bare[0]


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_an_alignment_names_every_character_once_and_in_order(first: str, second: str) -> None:
    pairs = aligned([Slot([glyph]) for glyph in letters_of(text(first))], letters_of(text(second)))
    assert [here for here, _ in pairs if here is not None] == list(range(len(first)))
    assert [there for _, there in pairs if there is not None] == list(range(len(second)))
    assert (None, None) not in pairs
