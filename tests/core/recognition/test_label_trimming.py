"""Labels on a value's line: known from the template, left out wherever the field's edge falls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Glyph, Text
from lambda_ocr.core.recognition.label_trimming import Edges, beside, without, without_leaders


def line(characters: str) -> Text:
    return Text.of(Glyph(character, 0.99, (at + 0.5) / len(characters)) for at, character in enumerate(characters))


def part(whole: Text, start: int, end: int) -> Text:
    return Text.of(whole.glyphs[start:end])


def test_what_stands_beside_a_value_is_told() -> None:
    whole = line("Name: ADA of Ely")
    assert beside(whole, part(whole, 6, 9)) == ("Name:", "ofEly")
    assert beside(whole, whole) == ("", "")
    assert beside(whole, Text("", 0.0)) == ("", "")


def test_points_digits_and_a_single_letter_beside_a_value_are_no_label_but_a_wide_character_is() -> None:
    whole = line("12. ADA 7/8")
    assert beside(whole, part(whole, 4, 7)) == ("", "")
    assert beside(line("7 B"), part(line("7 B"), 0, 0)) == ("", "")
    price = line("B 7元")
    assert beside(price, part(price, 2, 3)) == ("", "元")


def edges(characters: str, start: float, end: float) -> Edges:
    """A field from character `start` to `end` of a line whose characters are half as wide as they are high."""
    count = len(characters)
    return Edges(start / count, end / count, 2 / count)


@pytest.mark.parametrize(
    ("characters", "start", "end", "labels", "value"),
    [
        ("云江北站", 0, 4, ("", "站"), "云江北"),
        ("云江北站", 0, 3, ("", "站"), "云江北"),
        ("新站站", 0, 2, ("", "站"), "新站"),
        ("EUR 12.50 cash", 2, 11, ("EUR", "cash"), "12.50"),
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
    assert without(part(whole, start, end), whole, labels, edges(characters, start, end)).text == value


def test_a_value_that_begins_like_its_label_reaches_into_the_field_and_is_left_alone() -> None:
    whole = line("Nora Telfer")
    assert without(whole, whole, ("No", ""), edges("Nora Telfer", -0.5, 20)).text == "Nora Telfer"
    assert without(whole, whole, ("", "fer"), edges("Nora Telfer", -2, 11.5)).text == "Nora Telfer"


def test_a_value_that_is_nothing_but_its_label_is_kept() -> None:
    whole = line("站")
    assert without(whole, whole, ("", "站"), edges("站", 0, 1)).text == "站"


def test_edges_are_told_along_the_line() -> None:
    told = Edges.of(rectangle(100, 10, 300, 50), (80, 0, 250, 60))
    assert (told.left, told.right, told.height) == pytest.approx((-0.1, 0.75, 0.2))


@given(st.text("AB1 ", max_size=8), st.text("AB1 ", max_size=3), st.text("AB1 ", max_size=3), st.data())
def test_nothing_is_ever_added(characters: str, before: str, after: str, data: st.DataObject) -> None:
    whole = line(characters)
    start = data.draw(st.integers(0, len(whole.glyphs)))
    end = data.draw(st.integers(start, len(whole.glyphs)))
    kept = part(whole, start, end)
    labels = ("".join(before.split()), "".join(after.split()))
    assert without(kept, whole, labels, Edges(start / 8, end / 8, 0.1)).text in kept.text


@pytest.mark.parametrize(
    ("read", "value"),
    [
        ("…… J. Pagoda", "J. Pagoda"),
        ("… 12.5", "12.5"),
        ("...4471-08.....", "4471-08"),
        ("Hamburg Nord ____", "Hamburg Nord"),
        ("12.5 ...", "12.5"),
        (". . . . 7", "7"),
        ("…………", ""),
        ("....", ""),
    ],
)
def test_the_row_of_dots_that_a_value_stands_on_is_no_part_of_it(read: str, value: str) -> None:
    assert without_leaders(line(read)).text == value


@pytest.mark.parametrize("read", ["and so on...", "J. Pagoda", "..5", ".5", "a_b", "12.5.", "1...2", "", "A-..."])
def test_points_of_a_value_s_own_stay(read: str) -> None:
    assert without_leaders(line(read)) == line(read)
