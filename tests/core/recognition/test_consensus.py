"""Doubts: what is sure is never overruled, ambiguous lines are looked at again, look-alikes known by their company."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.model import Glyph, Text
from lambda_ocr.core.recognition.consensus import (
    AMBIGUOUS_BELOW,
    LOOKALIKES,
    SURE_FROM,
    is_ambiguous,
    resolve_lookalikes,
    stretched,
    wider,
)


def text(characters: str, confidence: float = 0.99, **rivals: tuple[str, float, float]) -> Text:
    """A text; `at3=("O", 0.4, 0.5)` gives character 3 the rival O of 0.4 and itself 0.5."""
    glyphs = []
    for index, character in enumerate(characters):
        place = (index + 0.5) / len(characters)
        other, its, mine = rivals.get(f"at{index}", ("", 0.0, confidence))
        glyphs.append(Glyph(character, mine, place, Glyph(other, its, place) if other else None))
    return Text.of(glyphs)


# -- ambiguous lines -------------------------------------------------------------------------------------------


def test_one_doubtful_character_makes_a_line_torn_but_a_space_does_not() -> None:
    assert not is_ambiguous(text("44053619"))
    assert is_ambiguous(text("44053619", at2=("O", 0.4, AMBIGUOUS_BELOW - 0.01)))
    assert not is_ambiguous(text("44053619", at2=("O", 0.2, AMBIGUOUS_BELOW)))
    assert not is_ambiguous(text("a b", at1=("-", 0.4, 0.3)))
    assert not is_ambiguous(Text("", 0.0))


# -- look-alikes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "settled_as"),
    [
        (text("44O53", at2=("0", 0.45, 0.5)), "44053"),
        (text("HEL1O", at3=("l", 0.45, 0.5)), "HEL1O"),
        (text("LO0K", at2=("O", 0.45, 0.5)), "LOOK"),
        (text("2S", at1=("5", 0.4, 0.5)), "25"),
    ],
    ids=["a digit among digits", "no small letter among capitals", "a letter among letters", "at the end"],
)
def test_between_look_alikes_the_neighbours_decide(read: Text, settled_as: str) -> None:
    assert resolve_lookalikes(read, "").text == settled_as


@pytest.mark.parametrize(
    "read",
    [
        text("44O53", at2=("0", 0.09, SURE_FROM)),
        text("44O53", at2=("0", 0.1, 0.6)),
        text("44X53", at2=("9", 0.45, 0.5)),
        text("44O53"),
        text("4 O 5", at2=("0", 0.45, 0.5)),
    ],
    ids=["surely read", "far less likely", "not alike", "no rival", "no neighbours"],
)
def test_what_is_not_open_stays_as_read(read: Text) -> None:
    assert resolve_lookalikes(read, "").text == read.text


def test_where_neighbours_say_nothing_the_template_s_text_decides() -> None:
    read = text("A-0", at2=("O", 0.45, 0.5))
    assert resolve_lookalikes(read, "").text == "A-0"
    assert resolve_lookalikes(read, "B-O").text == "A-O"
    assert resolve_lookalikes(read, "B-0").text == "A-0"
    assert resolve_lookalikes(read, "12-O").text == "A-0"


def test_between_points_the_digits_around_say_nothing_and_the_template_decides() -> None:
    read = text("15.29", at2=(":", 0.4, 0.5))
    assert resolve_lookalikes(read, "").text == "15.29"
    assert resolve_lookalikes(read, "14:31").text == "15:29"
    assert resolve_lookalikes(read, "14.31").text == "15.29"


def test_between_two_small_letters_among_small_letters_the_template_decides() -> None:
    read = text("Tampol", at5=("i", 0.4, 0.5))
    assert resolve_lookalikes(read, "").text == "Tampol"
    assert resolve_lookalikes(read, "Tampoi").text == "Tampoi"


def test_the_place_stays_and_the_loser_is_remembered() -> None:
    read = text("44O53", at2=("0", 0.45, 0.5))
    glyph = resolve_lookalikes(read, "").glyphs[2]
    assert (glyph.character, glyph.confidence, glyph.at) == ("0", 0.45, read.glyphs[2].at)
    assert glyph.rival is not None and glyph.rival.character == "O"


@given(st.text("0O1lI5S8B-. ", max_size=12), st.text("0O1lI5S8B-. ", max_size=12), st.data())
def test_whatever_the_doubts_every_character_is_itself_or_its_look_alike(
    characters: str, template: str, data: st.DataObject
) -> None:
    rivals = {
        f"at{index}": (data.draw(st.sampled_from("0O1lI5S8B")), 0.45, data.draw(st.floats(0.46, 0.99)))
        for index in range(len(characters))
    }
    read = text(characters, 0.99, **rivals)
    after = resolve_lookalikes(read, template)
    assert len(after.text) == len(read.text)
    for before, now in zip(read.text, after.text, strict=True):
        assert before == now or frozenset((before, now)) in LOOKALIKES


# -- second looks -----------------------------------------------------------------------------------------


def test_a_wider_line_has_the_same_middle_and_ends() -> None:
    assert points(wider(rectangle(10, 20, 110, 40))) == pytest.approx(points(rectangle(10, 18.4, 110, 41.6)))


def test_faint_ink_is_drawn_apart_from_its_paper() -> None:
    crop = np.full((48, 200, 3), 200, np.uint8)
    crop[10:38, 20:60] = (170, 175, 180)
    clear = stretched(crop)
    assert clear.shape == crop.shape and clear.dtype == np.uint8
    assert int(clear[5, 5, 0]) - int(clear[20, 40, 0]) > 200


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_paper_without_ink_stays_even(shade: int) -> None:
    assert np.ptp(stretched(np.full((48, 100, 3), shade, np.uint8))) == 0
