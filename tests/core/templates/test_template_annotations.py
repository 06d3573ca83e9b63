"""Notes: what a template's own fields say, and that stored notes come back whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.geometry import rectangle, side_lengths, turned
from lambda_ocr.core.model import Field, FieldAnnotation, Line, Quad
from lambda_ocr.core.templates.template_annotations import FILLED_SHARE, InkLook, pack, take, unpack

PICTURE = np.zeros((300, 400, 3), np.uint8)
ROOM = (0.0, 3.5)
NOTES = (FieldAnnotation(21.5, 0, "北京 7", 0.93), FieldAnnotation(12.0, 3, "", 0.0, ("No.", "元"), room=ROOM))


class PrintThatReads:
    """Says a text in a field read from one corner, other texts from other corners, lines of one height."""

    def __init__(self, texts: dict[Quad, tuple[str, float]], height: float = 20.0) -> None:
        self.texts = texts
        self.height = height
        self.asked: list[tuple[Sequence[Quad], Sequence[float]]] = []

    def expected(self, quads: Sequence[Quad], guesses: Sequence[float]) -> list[float]:
        return list(guesses)

    def foresee(self, quads: Sequence[Quad], guesses: Sequence[float], most: Sequence[float]) -> None:
        self.foreseen = list(zip(quads, guesses, most, strict=True))

    def heights(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[list[float]]:
        return [[side_lengths(line.position)[1] for line in lines] for lines in self.lines(quads, line_heights)]

    def lines(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[Line, ...]]:
        self.asked.append((quads, line_heights))
        return [self._lines(corners) for corners in quads]

    def ink(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[InkLook]:
        return [InkLook() for _ in quads]

    def rooms(
        self, quads: Sequence[Quad], line_heights: Sequence[float], taken: Sequence[Quad] = ()
    ) -> list[tuple[float, float]]:
        self.taken = taken
        return [ROOM] * len(quads)

    def _lines(self, corners: Quad) -> tuple[Line, ...]:
        if corners not in self.texts:
            return ()
        text, confidence = self.texts[corners]
        place = rectangle(0, 0, 100, self.height)
        return tuple(Line(part, confidence, place) for part in text.split("|"))


WIDE = Field("wide", rectangle(10, 10, 210, 50))
TALL = Field("tall", rectangle(300, 10, 330, 210))


def test_a_note_says_the_value_and_the_height_of_its_lines() -> None:
    (note,) = take([WIDE], PrintThatReads({WIDE.quad: ("Imogen Farrow", 0.75)}))
    assert note == FieldAnnotation(20.0, 0, "Imogen Farrow", 0.75, room=ROOM)


def test_several_lines_are_one_value() -> None:
    (note,) = take([WIDE], PrintThatReads({WIDE.quad: ("Flat 3,|Lantern Street", 0.8)}))
    assert note.value == "Flat 3, Lantern Street"


def test_an_empty_field_is_taken_for_one_line_that_fills_most_of_it() -> None:
    (note,) = take([WIDE], PrintThatReads({}))
    assert note == FieldAnnotation(FILLED_SHARE * 40, 0, "", 0.0, room=ROOM)


def test_lines_are_read_a_second_time_at_the_height_found_the_first() -> None:
    reading = PrintThatReads({WIDE.quad: ("x", 0.9)}, height=11.0)
    take([WIDE], reading)
    assert [heights for quads, heights in reading.asked if WIDE.quad in quads][:2] == [[FILLED_SHARE * 40], [11.0]]


@pytest.mark.parametrize(("found", "noted"), [(1.0, 4.0), (20.0, 20.0), (300.0, 40.0)])
def test_a_line_s_height_stays_between_what_can_be_read_and_what_fits(found: float, noted: float) -> None:
    (note,) = take([WIDE], PrintThatReads({WIDE.quad: ("x", 0.9)}, height=found))
    assert note.line_height == pytest.approx(noted)


@pytest.mark.parametrize("turn", [1, 3])
def test_a_tall_field_is_read_in_the_direction_in_which_it_reads_best(turn: int) -> None:
    reading = PrintThatReads({TALL.quad: ("|", 0.4), turned(TALL.quad, turn): ("WAYBILL 7", 0.95)}, height=18.0)
    (note,) = take([TALL], reading)
    assert (note.turn, note.value, note.line_height) == (turn, "WAYBILL 7", 18.0)


def test_a_tall_field_of_upright_lines_stays_upright() -> None:
    reading = PrintThatReads({TALL.quad: ("a|b|c|d|e", 0.95), turned(TALL.quad, 1): ("oo", 0.5)})
    assert take([TALL], reading)[0].turn == 0


def test_a_wide_field_that_reads_surely_is_never_turned() -> None:
    reading = PrintThatReads({WIDE.quad: ("sure", 0.9), turned(WIDE.quad, 2): ("also sure and longer", 0.99)})
    assert take([WIDE], reading)[0].value == "sure"


@pytest.mark.parametrize(("field", "turn"), [("wide", 2), ("tall", 1), ("tall", 3)])
def test_a_field_that_reads_badly_either_way_stays_as_it_was_drawn(field: str, turn: int) -> None:
    """A longer guess is no better one: a copy's `Lucian Brook` was read upside down after such a template."""
    drawn = {"wide": WIDE, "tall": TALL}[field]
    reading = PrintThatReads({drawn.quad: ("nan", 0.4), turned(drawn.quad, turn): ("y N euouep", 0.45)})
    assert take([drawn], reading)[0].turn == 0


def test_a_line_with_half_the_characters_upside_down_stays_as_it_was_drawn() -> None:
    """`货一`, badly printed, read `一` upside down at 0.95, and four of four copies after it."""
    reading = PrintThatReads({WIDE.quad: ("货员", 0.53), turned(WIDE.quad, 2): ("一", 0.95)})
    assert take([WIDE], reading)[0].turn == 0


def test_a_line_that_loses_a_character_or_two_upside_down_is_turned() -> None:
    """`Willem Ill`, printed upside down, read `lllilelm` as it was drawn, at 0.51."""
    reading = PrintThatReads({WIDE.quad: ("lllilelm", 0.51), turned(WIDE.quad, 2): ("WllmIll", 0.95)})
    assert take([WIDE], reading)[0].turn == 2


def test_a_doubtful_field_is_tried_upside_down() -> None:
    reading = PrintThatReads({WIDE.quad: ("nmop", 0.4), turned(WIDE.quad, 2): ("down", 0.9)})
    assert take([WIDE], reading)[0] == FieldAnnotation(20.0, 2, "down", 0.9, room=ROOM)


def test_every_field_has_its_note_in_order() -> None:
    reading = PrintThatReads({WIDE.quad: ("first", 0.9), turned(TALL.quad, 1): ("second", 0.9)})
    assert [note.value for note in take([WIDE, TALL, WIDE], reading)] == ["first", "second", "first"]
    assert take([], reading) == ()


def test_the_height_asked_for_is_of_the_direction_read() -> None:
    reading = PrintThatReads({})
    take([TALL], reading)
    for quads, heights in reading.asked:
        for corners, height in zip(quads, heights, strict=True):
            assert height <= side_lengths(corners)[1]


# -- bytes ------------------------------------------------------------------------------------------------


def test_what_is_packed_comes_back() -> None:
    packed = pack("a1.1", NOTES, PICTURE, b"\x00described\xff")
    assert unpack("a1.1", packed) == (NOTES, (400, 300), b"\x00described\xff")
    assert unpack("a1.1", pack("a1.1", [], PICTURE, b"")) == ((), (400, 300), b"")


def test_another_version_is_refused() -> None:
    packed = pack("a1.1", NOTES, PICTURE, b"described")
    for version in ("a1.2", "a2.1", "", "a1.11"):
        with pytest.raises(ValueError, match="version"):
            unpack(version, packed)


def test_a_pickle_is_refused_unopened() -> None:
    out = io.BytesIO()
    np.savez(out, version=np.array("a1.1"), size=np.array([1, 2]), notes=np.array([{"a": 1}], object), described=[0])
    with pytest.raises(ValueError, match="allow_pickle"):
        unpack("a1.1", out.getvalue())


def test_bytes_cut_off_anywhere_are_a_value_error() -> None:
    packed = pack("a1.1", NOTES, PICTURE, b"described" * 20)
    for length in range(0, len(packed), 7):
        with pytest.raises(ValueError, match=r".*"):
            unpack("a1.1", packed[:length])


PACKED = pack("a1.1", NOTES, PICTURE, b"described" * 20)


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_a_value_error_or_changes_nothing(at: int, change: int) -> None:
    damaged = PACKED[:at] + bytes([PACKED[at] ^ change]) + PACKED[at + 1 :]
    with suppress(ValueError):
        assert unpack("a1.1", damaged) == unpack("a1.1", PACKED)


@given(st.binary(max_size=200))
def test_other_bytes_are_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        unpack("a1.1", data)


def test_a_line_is_never_taken_for_higher_than_one_of_its_characters_can_be() -> None:
    slit = Field("slit", rectangle(300, 10, 308, 290))
    reading = PrintThatReads({})
    take([slit], reading)
    assert reading.asked[0][1] == [FILLED_SHARE * 8 * 8]


def test_a_field_that_is_no_print_is_not_read_and_its_paper_is_no_other_s() -> None:
    box = Field("box", rectangle(220, 10, 240, 50), {"type": "mark"})
    look = PrintThatReads({WIDE.quad: ("Imogen Farrow", 0.75)})
    (before, mark, after) = take([WIDE, box, TALL], look)
    assert (before.value, mark.value, after.value) == ("Imogen Farrow", "", "")
    assert look.taken == [box.quad]
    assert all(box.quad not in quads for quads, _ in look.asked)


def test_of_a_stamp_it_is_known_whether_the_template_s_own_print_is_coloured() -> None:
    class Coloured(PrintThatReads):
        def ink(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[InkLook]:
            return [InkLook(coloured=True) for _ in quads]

    (stamp, mark) = take(
        [Field("stamp", WIDE.quad, {"type": "presence", "of": "stamp"}), Field("m", TALL.quad, {"type": "mark"})],
        Coloured({}),
    )
    assert (stamp.coloured, mark.coloured) == (True, False)
