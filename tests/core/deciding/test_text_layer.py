"""What a file's own text says of a field: the value's own characters, or a check."""

from __future__ import annotations

import pytest

from lambda_ocr.core.deciding.text_layer import LayerText
from lambda_ocr.core.document import PlacedCharacter, TextLayer
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Check, FieldReading, Held, Line, Quad, Status

QUAD = rectangle(100, 100, 300, 140)
UPPER, LOWER = rectangle(95, 102, 305, 118), rectangle(95, 122, 305, 138)
TEXT = field_type({})


def placed(text: str, left: float = 104, middle: float = 110, hidden: bool = False) -> list[PlacedCharacter]:
    """Characters ten pixels apart, in boxes of eight by ten."""
    return [
        PlacedCharacter(each, (left + 10 * at, middle - 5, left + 10 * at + 8, middle + 5), hidden)
        for at, each in enumerate(text)
    ]


def layer(*texts: list[PlacedCharacter]) -> LayerText:
    return LayerText(TextLayer(tuple(each for text in texts for each in text)))


def read(*lines: str, doubted: str = "", beside: tuple[str, str] = ("", ""), quad: Quad = QUAD) -> FieldReading:
    seen = tuple(
        Line(text, 0.98, place, 0.5, beside, sureness=tuple(0.5 if each in doubted else 0.99 for each in text))
        for text, place in zip(lines, (UPPER, LOWER), strict=False)
    )
    status = Status.OK if lines else Status.EMPTY
    return FieldReading("field", " ".join(lines), 0.9, status, quad, seen, 0.5)


def told(layer: LayerText, field: FieldReading) -> tuple[str, tuple[Check, ...], tuple[Held, ...]]:
    """Its value, checks and what held, as a reading makes them."""
    done = layer.compared(TEXT, layer.agreed(TEXT, field))
    return done.value, done.checks, done.held


SAME = ((), (Held.TEXT_LAYER,))
DIFFERS = ((Check.TEXT_LAYER_DIFFERS,), ())


def test_a_value_that_the_layer_says_too_has_its_spaces_and_width() -> None:
    assert told(layer(placed("No：12 – 4")), read("No:12-4")) == ("No：12 – 4", *SAME)
    assert told(layer(placed("upper row"), placed("lower", middle=130)), read("upperrow", "lower")) == (
        "upper row lower",
        *SAME,
    )


@pytest.mark.parametrize("doubted", ["", "A", "O", "5", "O5"])
def test_look_alikes_are_the_layers_at_characters_that_the_network_doubted_alone(doubted: str) -> None:
    expected = ("AB 0S", *SAME) if doubted == "O5" else ("A BO5", *DIFFERS)
    assert told(layer(placed("AB 0S")), read("A BO5", doubted=doubted)) == expected


def test_characters_of_one_stroke_are_the_layers_however_sure_the_network_was() -> None:
    assert told(layer(placed("Ill")), read("III")) == ("Ill", *SAME)


@pytest.mark.parametrize("said", ["KM-7813", "KM-73180", "XKM-7318", "KM-731", "KM 731  8 EUR"])
def test_where_the_layer_says_another_thing_the_pixels_win(said: str) -> None:
    assert told(layer(placed(said)), read("KM-7318")) == ("KM-7318", *DIFFERS)


def test_a_hidden_layer_can_agree_and_never_words_the_value() -> None:
    assert told(layer(placed("12 3", hidden=True)), read("123")) == ("123", *SAME)
    assert told(layer(placed("12 0", hidden=True)), read("12O", doubted="O")) == ("12O", *DIFFERS)


def test_print_that_only_the_layer_holds_is_told() -> None:
    assert told(layer(placed("paid")), read()) == ("", *DIFFERS)
    assert told(layer(placed("paid"), placed("twice", middle=130)), read("paid")) == ("paid", *DIFFERS)


def test_of_a_field_where_the_layer_is_silent_nothing_is_said() -> None:
    for silent in (layer(), layer(placed("elsewhere", middle=300)), layer(placed("____"))):
        assert told(silent, read("4711")) == ("4711", (), ())
    unknown = layer(placed("47\N{REPLACEMENT CHARACTER}1"))
    assert told(unknown, read("4711")) == ("4711", (), ())


def test_labels_beside_the_value_are_no_difference_nor_is_what_stands_outside_the_field() -> None:
    assert told(layer(placed("No 47 kg")), read("47", beside=("No", "kg"))) == ("47", *SAME)
    assert told(layer(placed("x", left=88), placed("47"), placed("y", left=310)), read("47")) == ("47", *SAME)


def test_what_a_font_composes_is_written_as_text_is() -> None:
    assert told(layer(placed("\N{LATIN SMALL LIGATURE FI}t")), read("fit")) == ("fit", *SAME)
    assert told(layer(placed("2026\N{KANGXI RADICAL SUN}")), read("2026日")) == ("2026日", *SAME)


def test_a_line_that_runs_upwards_is_read_along_itself() -> None:
    upwards = [PlacedCharacter(each, (110, 236 - 10 * at, 120, 244 - 10 * at)) for at, each in enumerate("A 12")]
    quad: Quad = ((105, 250), (105, 190), (125, 190), (125, 250))
    field = FieldReading("field", "A12", 0.9, Status.OK, quad, (Line("A12", 0.98, quad),), 0.5)
    assert told(layer(upwards), field) == ("A 12", *SAME)


def test_a_place_without_area_holds_nothing() -> None:
    flat: Quad = ((100, 110), (300, 110), (300, 110), (100, 110))
    assert told(layer(placed("4711")), read(quad=flat)) == ("", (), ())
    nowhere: Quad = ((float("inf"), 0), (1, float("nan")), (1, 1), (0, 1))
    assert told(layer(placed("4711")), read(quad=nowhere)) == ("", (), ())


def test_marks_are_not_compared_with_text() -> None:
    mark = field_type({"type": "mark"})
    done = layer(placed("X")).compared(mark, layer(placed("X")).agreed(mark, read()))
    assert done.checks == () and done.held == ()
