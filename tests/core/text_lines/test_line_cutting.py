"""Lines: which are a field's, which characters of them, how rows join, and how a value is spelt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.geometry import points, quad, rectangle
from lambda_ocr.core.model import Glyph, Quad, Text
from lambda_ocr.core.text_lines import row_joining
from lambda_ocr.core.text_lines.line_cutting import belongs, clipped, joined, moved, of_field, supposed, within
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.row_joining import rows

FRAME = (100.0, 50.0, 400.0, 90.0)
"""A field of one line: 300 wide, 40 high; its line is about 30 high."""
TWO_LINES = (100.0, 50.0, 400.0, 130.0)


def line(left: float, top: float, right: float, bottom: float, tilt: float = 0) -> Quad:
    """A line's quad, turned by `tilt` degrees around its middle."""
    radians = np.deg2rad(tilt)
    turn = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    corners = points(rectangle(left, top, right, bottom))
    middle = corners.mean(axis=0)
    return quad((corners - middle) @ turn.T + middle)


def spelt(text: str, first: float = 0.0, last: float = 1.0) -> Text:
    """A text whose characters stand evenly between two places of its crop."""
    step = (last - first) / len(text)
    return Text.of(Glyph(character, 0.9, first + step * (i + 0.5)) for i, character in enumerate(text))


# -- which lines are the field's --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "mine"),
    [
        (line(110, 55, 300, 85), True),
        (line(96, 55, 300, 85), True),
        (line(60, 55, 380, 85), True),
        (line(110, 43, 300, 73), True),
        (line(110, 68, 300, 98), True),
        (line(0, 55, 600, 85), True),
        (line(110, 30, 300, 60), False),
        (line(110, 80, 300, 110), False),
        (line(110, 12, 300, 42), False),
        (line(0, 55, 95, 85), False),
        (line(0, 55, 110, 85), False),
        (line(390, 55, 600, 85), False),
        (line(380, 55, 600, 85), True),
        (line(110, 20, 300, 120), False),
        (line(110, -40, 150, 160), False),
    ],
    ids=[
        "in the middle",
        "begins four pixels outside",
        "begins before the field",
        "seven pixels too high",
        "eight pixels too low",
        "a line across the page",
        "the neighbour above, a third inside",
        "the neighbour below, a third inside",
        "the neighbour above",
        "the label before it",
        "the label before it, reaching a third of a character in",
        "what follows, reaching a third of a character in",
        "what follows, reaching two thirds in",
        "a stamp over the field",
        "a tall stripe",
    ],
)
def test_a_line_is_the_field_s_when_most_of_its_height_lies_in_it(seen: Quad, mine: bool) -> None:
    assert belongs(seen, FRAME) is mine


def test_a_character_alone_is_a_line_too() -> None:
    assert belongs(line(120, 55, 132, 85), FRAME)
    assert belongs(line(92, 55, 108, 85), FRAME)
    assert not belongs(line(86, 55, 102, 85), FRAME)


def test_both_lines_of_a_field_are_its_lines_and_the_third_is_not() -> None:
    first, second, third = (line(110, top, 300, top + 30) for top in (55, 92, 129))
    assert [belongs(seen, TWO_LINES) for seen in (first, second, third)] == [True, True, False]


def test_a_line_higher_than_a_flat_field_is_its_line_when_it_fills_it() -> None:
    flat = (100.0, 60.0, 400.0, 80.0)
    assert belongs(line(110, 52, 300, 88), flat)
    assert not belongs(line(110, 20, 300, 65), flat)


@pytest.mark.parametrize("tilt", [-4, -2, 2, 4])
def test_a_tilted_line_is_judged_where_it_crosses_the_field(tilt: float) -> None:
    """A line across the page whose ends are far above and below the field, whose middle is in it."""
    assert belongs(line(-150, 55, 650, 85, tilt), FRAME)
    above = line(-150, 20, 650, 50, tilt)
    assert not belongs(above, FRAME)


whole = st.integers


@given(st.tuples(whole(0, 500), whole(0, 140), whole(1, 500), whole(1, 90)), whole(-300, 300), whole(-300, 300))
def test_a_line_moved_with_its_field_belongs_as_before(place: tuple[int, int, int, int], right: int, down: int) -> None:
    left, top, width, height = place
    moved = (FRAME[0] + right, FRAME[1] + down, FRAME[2] + right, FRAME[3] + down)
    before = belongs(line(left, top, left + width, top + height), FRAME)
    after = belongs(line(left + right, top + down, left + right + width, top + down + height), moved)
    assert after is before


@given(whole(1, 60), whole(0, 120))
def test_of_two_fields_under_each_other_a_line_is_never_nobody_s(height: int, top: int) -> None:
    upper, lower = FRAME, (FRAME[0], FRAME[3], FRAME[2], 2 * FRAME[3] - FRAME[1])
    seen = line(150, 50 + top * (80 - height) / 120, 300, 50 + top * (80 - height) / 120 + height)
    assert belongs(seen, upper) or belongs(seen, lower)


def test_a_field_high_enough_for_one_line_has_one() -> None:
    best, cut = line(110, 55, 300, 85), line(110, 75, 300, 105)
    assert of_field([cut, best], FRAME) == [best]
    assert of_field([line(210, 56, 300, 86), line(110, 55, 200, 85)], FRAME) == [line(110, 55, 300, 86)]
    assert of_field([], FRAME) == of_field([line(110, 120, 300, 150)], FRAME) == []


def test_a_field_for_several_lines_has_all_of_its() -> None:
    lines = [line(110, top, 300, top + 30) for top in (92, 55)]
    assert of_field(lines, TWO_LINES) == [lines[1], lines[0]]


def test_of_a_column_of_hundreds_each_line_is_compared_with_its_neighbours_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[object] = []

    def counted(first: object, second: object) -> bool:
        compared.append(first)
        return on_one_row(first, second)  # type: ignore[arg-type]

    on_one_row = row_joining._on_one_row
    monkeypatch.setattr(row_joining, "_on_one_row", counted)
    column = [line(100, 6 * at, 108, 6 * at + 5, tilt=2.0 * (at % 3 - 1)) for at in range(600)]
    pairs = [line(110, 6 * at, 118, 6 * at + 5) for at in range(600)]
    assert len(rows(column)) == len(rows([*column, *pairs])) == 600
    assert len(compared) < 10 * 1800


def test_where_no_line_is_seen_one_is_supposed_in_the_middle_of_a_field_for_one() -> None:
    assert supposed(FRAME, 30.0) == [rectangle(100, 55, 400, 85)]
    assert supposed(FRAME, 60.0) == [rectangle(*FRAME)]
    assert supposed(TWO_LINES, 30.0) == []


# -- how far a line is read -------------------------------------------------------------------------------


def test_a_line_is_read_a_little_beyond_the_field_on_both_sides() -> None:
    cut = clipped(line(0, 55, 900, 85), FRAME)
    assert cut == rectangle(100 - OPTIONS.reach_heights * 30, 55, 400 + OPTIONS.reach_heights * 30, 85)


def test_a_line_inside_the_field_is_read_whole() -> None:
    assert clipped(line(110, 55, 300, 85), FRAME) == line(110, 55, 300, 85)
    assert clipped(line(90, 55, 300, 85), FRAME) == line(90, 55, 300, 85)


@pytest.mark.parametrize("tilt", [-5.0, 3.0])
def test_a_tilted_line_is_cut_along_itself(tilt: float) -> None:
    long = line(-300, 55, 800, 85, tilt)
    a, b, c, d = points(clipped(long, FRAME))
    slope = np.tan(np.deg2rad(tilt))
    for start, end in ((a, b), (d, c)):
        assert (end[1] - start[1]) / (end[0] - start[0]) == pytest.approx(slope)
    assert a[0] == d[0] == pytest.approx(100 - OPTIONS.reach_heights * 30)
    assert b[0] == c[0] == pytest.approx(400 + OPTIONS.reach_heights * 30)


# -- which characters are the field's ---------------------------------------------------------------------


def test_characters_are_kept_by_where_they_stand() -> None:
    seen = line(0, 55, 600, 85)  # ten characters of 60 pixels: the field has those from 100 to 400
    assert within(spelt("ABCDEFGHIJ"), seen, FRAME).text == "CDEFG"


def test_a_first_character_three_pixels_outside_is_not_lost() -> None:
    seen = line(84, 55, 164, 85)  # four characters of 20: the first stands at 94, six pixels before the field
    assert within(spelt("1234"), seen, FRAME).text == "1234"
    far = line(78, 55, 158, 85)  # the first at 88, twelve pixels before it
    assert within(spelt("1234"), far, FRAME).text == "234"


def test_the_last_characters_of_the_field_are_not_lost_either() -> None:
    assert within(spelt("1234"), line(336, 55, 416, 85), FRAME).text == "1234"
    assert within(spelt("1234"), line(342, 55, 422, 85), FRAME).text == "123"


def test_places_are_measured_along_a_crop_that_is_wider_than_its_text() -> None:
    seen = line(0, 55, 600, 85)
    assert within(spelt("LABEL", 0, 0.15), seen, FRAME).text == ""
    assert within(spelt("VALUE", 0.2, 0.5), seen, FRAME).text == "VALUE"


def test_a_neighbour_s_text_leaves_no_confidence_behind() -> None:
    glyphs = [Glyph("x", 0.1, 0.05), Glyph("7", 0.9, 0.4), Glyph("8", 0.7, 0.5)]
    kept = within(Text.of(glyphs), line(0, 55, 600, 85), FRAME)
    assert kept.text == "78" and kept.confidence == pytest.approx(0.8)
    nothing = within(Text.of(glyphs[:1]), line(0, 55, 600, 85), FRAME)
    assert (nothing.text, nothing.confidence, nothing.glyphs) == ("", 0.0, ())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("VALUE NEXT", "VALUE"),
        ("VALU EXTERN", "VALU"),
        ("AB CD EFGHI", "AB CD"),
        ("ABCDEFGHIJK", "ABCDEFG"),
    ],
    ids=["a neighbour's first letter", "a longer one's", "two words and a neighbour's", "one long word is cut"],
)
def test_a_word_that_lies_mostly_outside_is_a_neighbour_s(text: str, value: str) -> None:
    """Characters of 20 pixels from the field's left; the field ends a quarter into the seventh."""
    frame = (100.0, 50.0, 225.0, 90.0)
    assert within(spelt(text), line(100, 55, 100 + 20 * len(text), 85), frame).text == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("of you.", "of you."),
        ("of you. He", "of you."),
        ("of 1,2.", "of 1,2"),
        ("of you,", "of you"),
        ("of the.s", "of the"),
    ],
    ids=["alone", "before a neighbour", "after a figure", "a comma", "within a word"],
)
def test_the_point_of_the_field_s_last_word_is_not_lost(text: str, value: str) -> None:
    """Characters of 20 pixels, of which the field holds six."""
    assert within(spelt(text), line(100, 55, 100 + 20 * len(text), 85), (100, 50, 220, 90)).text == value


@pytest.mark.parametrize(("place", "value"), [(0.115, "Ada."), (0.30, "Ada"), (0.95, "Ada")])
def test_a_point_far_behind_the_word_is_not_its_own(place: float, value: str) -> None:
    """A speck, a leader's last one, another column's: over wide gaps the network says no space."""
    letters = [Glyph(letter, 0.9, at) for letter, at in zip("Ada.", (0.02, 0.05, 0.08, place), strict=True)]
    assert within(Text.of(letters), line(100, 55, 700, 85), (100, 50, 160, 90)).text == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (":  1234", "1234"),
        ("：张三", "张三"),
        (" : :7", "7"),
        ("12:30", "12:30"),
        (" 5 kg ", "5 kg"),
        (":", ""),
        ("-5", "-5"),
        (".5", ".5"),
    ],
)
def test_a_colon_before_the_value_is_the_label_s(text: str, value: str) -> None:
    assert within(spelt(text), line(150, 55, 350, 85), FRAME).text == value


# -- rows -------------------------------------------------------------------------------------------------


def test_lines_are_ordered_from_top_to_bottom_whatever_the_order_they_come_in() -> None:
    lines = [line(100, top, 300, top + 30) for top in (130, 55, 92)]
    assert [y for (_, y), *_ in rows(lines)] == [55, 92, 130]
    assert rows([]) == []


def test_pieces_of_one_row_are_one_line() -> None:
    pieces = [line(250, 56, 390, 86), line(100, 55, 240, 85)]
    assert rows(pieces) == [line(100, 55, 390, 86)]


def test_overlapping_pieces_are_read_once() -> None:
    assert rows([line(100, 55, 260, 85), line(220, 55, 390, 85)]) == [line(100, 55, 390, 85)]
    assert rows([line(100, 55, 390, 85), line(220, 57, 300, 83)]) == [line(100, 55, 390, 85)]


def test_two_rows_of_pieces_stay_two() -> None:
    lines = [line(left, top, left + 120, top + 30) for top in (92, 55) for left in (100, 250)]
    assert rows(lines) == [line(100, 55, 370, 85), line(100, 92, 370, 122)]


def test_rows_that_touch_are_not_joined() -> None:
    assert len(rows([line(100, 55, 300, 85), line(100, 80, 300, 110)])) == 2


def test_a_stamp_across_two_rows_joins_neither() -> None:
    lines = [line(100, 55, 300, 85), line(320, 50, 400, 125), line(100, 92, 300, 122)]
    assert len(rows(lines)) == 3


@pytest.mark.parametrize("tilt", [-5.0, -2.0, 2.0, 5.0])
def test_pieces_of_a_tilted_row_are_one_line_along_its_tilt(tilt: float) -> None:
    whole = points(line(100, 55, 400, 85, tilt))
    a, b, c, d = whole
    left = quad([a, a + 0.45 * (b - a), d + 0.45 * (c - d), d])
    right = quad([a + 0.55 * (b - a), b, c, d + 0.55 * (c - d)])
    (row,) = rows([right, left])
    assert points(row) == pytest.approx(whole, abs=30 * np.sin(np.deg2rad(5)) + 0.1)  # its ends are upright


@pytest.mark.parametrize("tilt", [-4.0, 4.0])
def test_tilted_rows_under_each_other_stay_apart(tilt: float) -> None:
    """At four degrees the end of one line is as high as the start of its neighbour: they are two all the same."""
    first, second = points(line(100, 55, 700, 80, tilt)), points(line(100, 95, 700, 120, tilt))
    found = rows([quad(second), quad(first)])
    assert len(found) == 2
    assert points(found[0]) == pytest.approx(first)


# -- values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        ([], ""),
        (["one"], "one"),
        (["Flat 3,", "52 Lantern Street"], "Flat 3, 52 Lantern Street"),
        (["北京市海淀区", "中关村大街"], "北京市海淀区中关村大街"),
        (["さくら", "カフェ"], "さくらカフェ"),
        (["北苑", "Tower 3"], "北苑 Tower 3"),
        (["Room 5", "三楼"], "Room 5 三楼"),
        (["（一）", "（二）"], "（一）（二）"),
        (["서울시", "강남구"], "서울시 강남구"),
        (["3", "4", "5"], "3 4 5"),
    ],
)
def test_lines_join_with_a_space_except_between_chinese_and_japanese(lines: list[str], value: str) -> None:
    assert joined(lines) == value


def test_text_drops_the_spaces_around_it_and_keeps_those_inside() -> None:
    assert Text.of(Glyph(c, 1.0, 0.5) for c in "  a b\u3000").text == "a b"
    assert Text.of([]) == Text("", 0.0, ())


def test_what_was_read_along_one_line_is_placed_along_another() -> None:
    text = Text.of([Glyph("A", 0.9, 0.25, Glyph("4", 0.1, 0.25)), Glyph("B", 0.9, 0.75)])
    placed = moved(text, rectangle(100, 10, 200, 30), rectangle(50, 12, 250, 28))
    assert placed.text == "AB"
    assert [glyph.at for glyph in placed.glyphs] == [0.375, 0.625]
    assert placed.glyphs[0].rival == Glyph("4", 0.1, 0.375)


# -- words far apart --------------------------------------------------------------------------------------


def far_apart(first: str, second: str, gap: float) -> Text:
    """Two words of characters 20 pixels wide on a line of 600, `gap` pixels between them."""
    step = 20 / 600
    glyphs = [Glyph(letter, 0.95, (at + 0.5) * step) for at, letter in enumerate(first)]
    start = len(first) * step + gap / 600
    return Text.of([*glyphs, *(Glyph(letter, 0.95, start + (at + 0.5) * step) for at, letter in enumerate(second))])


@pytest.mark.parametrize(("gap", "value"), [(10, "AnnaBerg"), (50, "AnnaBerg"), (90, "Anna Berg"), (240, "Anna Berg")])
def test_words_farther_apart_than_a_word_can_be_wide_have_a_space_between(gap: float, value: str) -> None:
    wide = (0.0, 50.0, 600.0, 90.0)
    assert within(far_apart("Anna", "Berg", gap), line(0, 55, 600, 85), wide).text == value


def test_characters_spread_evenly_are_one_word() -> None:
    assert within(spelt("12345"), line(0, 55, 600, 85), (0.0, 50.0, 600.0, 90.0)).text == "12345"


@pytest.mark.parametrize("tilts", [(-4.0, 4.0), (4.0, -4.0), (3.0, 3.0)])
def test_short_words_far_apart_on_a_level_row_are_one_line_whatever_their_own_tilt(tilts: tuple[float, float]) -> None:
    left, right = line(100, 55, 164, 85, tilts[0]), line(332, 57, 396, 87, tilts[1])
    (joined_row,) = rows([left, right])
    assert points(joined_row)[:, 1] == pytest.approx([55, 57, 87, 85], abs=4.5)


def test_lines_below_each_other_far_apart_stay_two() -> None:
    assert len(rows([line(100, 55, 164, 85), line(332, 80, 396, 110)])) == 2
