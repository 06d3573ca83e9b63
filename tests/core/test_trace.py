"""What a reading tells of itself: every line near a field, and what became of it."""

from __future__ import annotations

import pytest

from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.model import Field, Image, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.trace import Fate, Record, TracedLine
from tests.support.drawn_script import (
    HIGH,
    AlignerThatIsTold,
    DetectorThatSeesInk,
    RecognizerThatTellsColours,
    page,
    write,
)

NAME = Field("name", rectangle(100, 50, 400, 84))
BELOW = Field("below", rectangle(100, 100, 400, 134))


def traced(paper: Image, *fields: Field) -> Record:
    reader = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours())
    template = Template("t1", fields, b"", "2026-01-01T00:00:00Z")
    empty = page()
    record = Record()
    reading = reader.read(reader.prepare(template, reader.describe(empty, fields)), paper, record)
    again = reader.read(reader.prepare(template, reader.describe(empty, fields)), paper)
    assert reading.fields == again.fields  # being watched changes nothing
    return record


def the(lines: tuple[TracedLine, ...]) -> TracedLine:
    (line,) = lines
    return line


def test_a_line_that_was_read_is_kept_where_it_stands() -> None:
    paper = page()
    drawn = write(paper, 110, 57, "RGB")
    line = the(traced(paper, NAME).kept())
    assert (line.fate, line.value, line.looks) == (Fate.KEPT, "RGB", ("RGB",))
    assert line.reason == ""
    assert points(line.position) == pytest.approx(points(drawn), abs=0.3 * HIGH)


def test_a_line_above_the_field_is_let_go_for_lying_outside() -> None:
    paper = page()
    write(paper, 110, 57, "RGB", pale=0.3)  # in doubt, or no detector would have looked
    write(paper, 110, 25, "CMK")
    assert the(traced(paper, NAME).dropped()).fate is Fate.OUTSIDE


def test_what_one_field_leaves_to_its_neighbour_is_not_let_go() -> None:
    paper = page()
    write(paper, 110, 57, "RGB")
    write(paper, 110, 107, "CMK")
    record = traced(paper, NAME, BELOW)
    assert {line.value for line in record.kept()} == {"RGB", "CMK"}
    assert record.dropped() == ()


def test_a_label_cut_off_its_value_is_told() -> None:
    paper = page()
    write(paper, 100 - 5 * 16, 58, "KKKKKRGBRG")
    line = the(traced(paper, NAME).kept())
    assert line.value == "RGBRG"
    assert line.reason.startswith("of ")
    assert line.reason.endswith("kept RGBRG")


def test_an_ambiguous_line_is_told_to_have_been_read_again() -> None:
    paper = page()
    write(paper, 110, 57, "RGB", pale=0.35)
    line = the(traced(paper, NAME).kept())
    assert len(line.looks) == 2
    assert "ambiguous, read again" in line.reason


def test_an_empty_field_tells_that_nothing_was_there() -> None:
    record = traced(page(), NAME)
    assert record.kept() == ()
    assert the(record.dropped()).fate is Fate.SAYS_NOTHING
