"""Separators whose foot lies on a rule are noticed; not those that stand free, show a tail, or that the form tells."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Glyph, Image, Text
from lambda_ocr.core.recognition.ruled_signs import has_separator, hidden

FINE = 4
"""The crop is drawn so many times larger, and averaged down, as a photograph is."""
LINE = rectangle(0, 0, 400, 48)
FRAME = (4.0, 0.0, 396.0, 48.0)
FONT = ImageFont.load_default(33 * FINE)
LEFT, BASE = 30, 36


def crop(text: str, *, rule: int = 4, below: float = 0.0, ink: int = 20, ground: int = 250) -> Image:
    """A line 48 pixels high; the rule begins so far `below` the foot of its digits, which it else covers by a pixel."""
    paper = Pictures.new("L", (400 * FINE, 48 * FINE), ground)
    draw = ImageDraw.Draw(paper)
    draw.text((LEFT * FINE, BASE * FINE), text, ink, FONT, anchor="ls")
    if rule:
        top = (BASE - 1 + below) * FINE
        draw.rectangle((8 * FINE, top, 392 * FINE, top + rule * FINE), ink)
    small = cv2.resize(np.asarray(paper), (400, 48), interpolation=cv2.INTER_AREA)
    return np.repeat(small[..., None], 3, axis=2)


def said(text: str, printed: str) -> Text:
    """The characters of `text`, each where it is `printed`; those of the print that are not said are passed over."""
    glyphs, rest = [], list(text)
    for at, character in enumerate(printed):
        middle = FONT.getlength(printed[:at]) + FONT.getlength(character) / 2
        if rest and (rest[0] == character or {rest[0], character} <= {".", ","}):
            glyphs.append(Glyph(rest.pop(0), 0.99, (LEFT + middle / FINE) / 400))
    assert not rest
    return Text.of(glyphs)


@pytest.mark.parametrize(("ink", "ground"), [(20, 250), (240, 15)])
def test_a_point_on_a_rule_that_was_passed_over_is_noticed(ink: int, ground: int) -> None:
    picture = crop("12.5", ink=ink, ground=ground)
    assert hidden(picture, LINE, FRAME, said("125", "12.5")) == 1
    assert hidden(picture, LINE, FRAME, said("125", "12.5"), known=True) == 1


@pytest.mark.parametrize("printed", ["1.9", "1,9", "0.75", "1,284.50", "1.234.567,89"])
def test_a_rule_that_hides_tails_leaves_point_or_comma_open(printed: str) -> None:
    picture = crop(printed, rule=9, below=1)
    read = printed.replace(",", ".")
    assert hidden(picture, LINE, FRAME, said(read, printed)) == read.count(".")


def test_how_numbers_are_written_on_the_form_tells_point_from_comma() -> None:
    assert has_separator("EUR 1.284,50") and has_separator("3.5")
    assert not has_separator("No. 12, Lantern Street") and not has_separator("")
    assert hidden(crop("1.9"), LINE, FRAME, said("1.9", "1.9"), known=True) == 0


def test_a_rule_thinner_than_a_tail_hides_none() -> None:
    assert hidden(crop("1.9", rule=1), LINE, FRAME, said("1.9", "1.9")) == 0


def test_a_comma_that_shows_below_the_rule_is_none_of_them() -> None:
    assert hidden(crop("1,9", rule=1), LINE, FRAME, said("1,9", "1,9")) == 0


@pytest.mark.parametrize("below", [6.0, 9.0])
def test_what_stands_above_its_rule_is_read_as_ever(below: float) -> None:
    assert hidden(crop("12.5", rule=2, below=below), LINE, FRAME, said("12.5", "12.5")) == 0


@pytest.mark.parametrize("printed", ["12.5", "0,75"])
def test_without_a_rule_nothing_is_hidden(printed: str) -> None:
    assert hidden(crop(printed, rule=0), LINE, FRAME, said(printed, printed)) == 0


@pytest.mark.parametrize("printed", ["125", "1284"])
def test_digits_alone_on_a_rule_are_read_as_ever(printed: str) -> None:
    assert hidden(crop(printed), LINE, FRAME, said(printed, printed)) == 0


def test_words_and_what_stands_beside_the_field_are_left_alone() -> None:
    assert hidden(crop("A.B"), LINE, FRAME, said("A.B", "A.B")) == 0
    assert hidden(crop("12.5"), LINE, (300.0, 0.0, 396.0, 48.0), said("125", "12.5")) == 0
