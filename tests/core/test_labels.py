"""Labels on a value's line: known from the template, left out wherever the field's edge falls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.labels import beside, without
from lambda_ocr.core.model import Glyph, Text


def line(characters: str) -> Text:
    return Text.of(Glyph(character, 0.99, (at + 0.5) / len(characters)) for at, character in enumerate(characters))


def part(whole: Text, start: int, end: int) -> Text:
    return Text.of(whole.glyphs[start:end])


def test_what_stands_beside_a_value_is_told() -> None:
    whole = line("Name: ADA of Ely")
    assert beside(whole, part(whole, 6, 9)) == ("Name:", "ofEly")
    assert beside(whole, whole) == ("", "")
    assert beside(whole, Text("", 0.0)) == ("", "")


def test_points_and_digits_beside_a_value_are_no_label() -> None:
    whole = line("12. ADA 7/8")
    assert beside(whole, part(whole, 4, 7)) == ("", "")


@pytest.mark.parametrize(
    ("characters", "start", "end", "labels", "value"),
    [
        ("云江北站", 0, 4, ("", "站"), "云江北"),
        ("云江北站", 0, 3, ("", "站"), "云江北"),
        ("新站站", 0, 2, ("", "站"), "新站"),
        ("Total 12.50 EUR", 2, 13, ("Total", "EUR"), "12.50"),
        ("Total 12.50", 6, 11, ("Sum", "EUR"), "12.50"),
        ("12.50", 0, 5, ("Total", ""), "12.50"),
    ],
    ids=[
        "cut too late",
        "cut where it should be",
        "a value that ends like its label",
        "both ends",
        "another label",
        "the label apart",
    ],
)
def test_a_label_is_left_out_wherever_the_edge_fell(
    characters: str, start: int, end: int, labels: tuple[str, str], value: str
) -> None:
    whole = line(characters)
    assert without(part(whole, start, end), whole, labels).text == value


def test_a_value_that_is_nothing_but_its_label_is_kept() -> None:
    whole = line("站")
    assert without(whole, whole, ("", "站")).text == "站"


@given(st.text("AB1 ", max_size=8), st.text("AB1 ", max_size=3), st.text("AB1 ", max_size=3), st.data())
def test_nothing_is_ever_added(characters: str, before: str, after: str, data: st.DataObject) -> None:
    whole = line(characters)
    start = data.draw(st.integers(0, len(whole.glyphs)))
    end = data.draw(st.integers(start, len(whole.glyphs)))
    kept = part(whole, start, end)
    assert without(kept, whole, ("".join(before.split()), "".join(after.split()))).text in kept.text
