"""The template's value says which form a value has: signs the network held possible are taken, nothing else is."""

from __future__ import annotations

import pytest

from lambda_ocr.core.model import Text
from lambda_ocr.core.recognition.form_hint import in_form
from tests.core.recognition.test_rover import text


@pytest.mark.parametrize(
    ("read", "template", "value"),
    [
        (text("12:01100", at5=(":", 0.4, 0.58)), "17:57:00", "12:01:00"),
        (text("00 02119", at5=(":", 0.2, 0.78)), "00 09:12", "00 02:19"),
        (text("5 70310", at4=(".", 0.3, 0.6)), "1 234.56", "5 70310"),
        (text("570310", at3=(".", 0.3, 0.6)), "123.56", "570.10"),
        (text("2024年01月208", at10=("日", 0.4, 0.5)), "2023年12月08日", "2024年01月20日"),
        (text("BA0876", at1=("a", 0.4, 0.5)), "Ba0876", "BA0876"),
    ],
    ids=["a time", "beside a space", "of another length", "an amount", "an ideograph", "a letter is no sign"],
)
def test_a_sign_that_was_held_possible_is_taken_where_the_template_has_it(
    read: Text, template: str, value: str
) -> None:
    assert in_form(read, template).text == value


@pytest.mark.parametrize(
    ("read", "template"),
    [
        (text("12:01100"), "17:57:00"),
        (text("12:01100", at5=(":", 0.05, 0.94)), "17:57:00"),
        (text("12:01100", at5=(".", 0.4, 0.58)), "17:57:00"),
        (text("2019/7/25", at7=("/", 0.3, 0.6)), "2017/12/7"),
        (text("BA0876", at3=("O", 0.4, 0.5)), "BAOB76"),
        (text("1:3", at1=("1", 0.4, 0.5)), "113"),
        (text("10 3", at2=(":", 0.4, 0.5)), ""),
    ],
    ids=[
        "surely read",
        "hardly possible",
        "another sign",
        "a form of its own",
        "letters and digits",
        "a digit in a sign's place",
        "no template",
    ],
)
def test_else_a_value_stays_as_it_was_read(read: Text, template: str) -> None:
    assert in_form(read, template) == read


def test_what_was_taken_is_as_sure_as_the_network_was_of_it() -> None:
    glyph = in_form(text("12:01100", at5=(":", 0.4, 0.58)), "17:57:00").glyphs[5]
    assert (glyph.character, glyph.confidence, glyph.rival and glyph.rival.character) == (":", 0.4, "1")


def test_full_width_and_half_width_are_of_one_form() -> None:
    read = text("¥58100", at3=(".", 0.4, 0.5))
    assert in_form(read, "￥27.00").text == "¥58.00"
