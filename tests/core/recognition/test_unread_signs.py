"""Signs that were passed over are noticed; letters in parts, strokes and what stands beside the field are none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Glyph, Image, Text
from lambda_ocr.core.recognition.transcriber import Transcriber
from lambda_ocr.core.recognition.unread_signs import exchanged, unread
from lambda_ocr.core.text_lines.canvas import cut_region
from lambda_ocr.core.transcript import LineCandidate
from tests.support.drawn_script import RecognizerThatSays

LINE = rectangle(0, 0, 300, 32)
FRAME = (10.0, 0.0, 290.0, 32.0)
STEP = 24


def crop(letters: int, *, ink: int = 20, ground: int = 250) -> Image:
    """So many letters as blocks, 14 wide and 26 high, one each STEP pixels from 40 on."""
    picture: Image = np.full((48, 450, 3), ground, np.uint8)
    for index in range(letters):
        picture[11:37, 40 + index * STEP : 54 + index * STEP] = ink
    return picture


def said(characters: str, *places: int) -> Text:
    """Characters over the letters at these places."""
    return Text.of(
        Glyph(character, 0.99, (47 + place * STEP) / 450) for character, place in zip(characters, places, strict=True)
    )


@pytest.mark.parametrize(("ink", "ground"), [(20, 250), (240, 15)])
def test_a_letter_without_a_character_is_passed_over(ink: int, ground: int) -> None:
    picture = crop(5, ink=ink, ground=ground)
    assert unread(picture, LINE, FRAME, said("HaNoi", 0, 1, 2, 3, 4)) == 0
    assert unread(picture, LINE, FRAME, said("HaNi", 0, 1, 2, 4)) == 1
    assert unread(picture, LINE, FRAME, said("aNoi", 1, 2, 3, 4)) == 1
    assert unread(picture, LINE, FRAME, said("HaN", 0, 1, 2)) == 2


def test_an_ideograph_may_fall_into_parts() -> None:
    assert unread(crop(2), LINE, FRAME, said("川", 0)) == 0
    assert unread(crop(2), LINE, FRAME, said("K", 0)) == 1


def test_what_stands_beside_the_field_is_not_its_own() -> None:
    assert unread(crop(5), LINE, (10.0, 0.0, 55.0, 32.0), said("Ha", 0, 1)) == 0


def test_points_rules_and_sides_of_boxes_are_no_letters() -> None:
    picture = crop(2)
    picture[33:37, 120:125] = 20
    picture[40:43, :] = 20
    picture[:, 200:204] = 20
    picture[0:30, 240:254] = 20
    assert unread(picture, LINE, FRAME, said("AB", 0, 1)) == 0


@pytest.mark.parametrize("value", ["も120,50", "も 1.250.00", "120.50も", "3,499.00 ヒ"])
def test_one_kana_beside_an_amount_is_a_sign_the_network_lacks(value: str) -> None:
    assert exchanged(value) == 1


@pytest.mark.parametrize("value", ["も12-34", "ア120", "120,50", "3,000円", "のり3,000", "€120,50", "も"])
def test_kana_of_words_plates_and_codes_are_taken_as_they_are(value: str) -> None:
    assert exchanged(value) == 0


def test_blank_paper_and_faint_noise_tell_nothing() -> None:
    noise = np.random.default_rng(1).normal(240, 4, (48, 450, 3)).clip(0, 255).astype(np.uint8)
    assert unread(noise, LINE, FRAME, said("A", 0)) == 0
    assert unread(crop(0), LINE, FRAME, Text("", 0.0)) == 0


@pytest.mark.parametrize(("earlier", "found"), [("HaNi", 1), ("HaNoi", 0)])
def test_a_sign_that_one_look_lacks_is_lacking_in_the_next_that_says_the_same(earlier: str, found: int) -> None:
    """On a page where the next look's own crop shows none: cut otherwise, a neighbour may stand where the sign is."""
    page: Image = np.full((200, 600, 3), 250, np.uint8)
    region = cut_region(page, rectangle(100, 80, 400, 112), 32, np.eye(3))
    left, top, right, bottom = region.frame
    doubtful = replace(said(earlier, *range(len(earlier))), unread=1)
    candidate = LineCandidate(rectangle(left, top, right, bottom), region, doubtful=doubtful)
    [reading] = Transcriber(RecognizerThatSays(("HaNi", 0.99))).at_once(page, [candidate])
    assert (reading.value.text, reading.value.unread) == ("HaNi", found)
