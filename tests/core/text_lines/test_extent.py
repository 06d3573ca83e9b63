"""Values longer than their field, drawn in blocks and in print: read to their end, up to other print, and said."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Check, Field, FieldReading, Image, Template
from lambda_ocr.core.reader import Reader
from tests.support.drawn_script import (
    HIGH,
    STEP,
    AlignerThatIsTold,
    DetectorThatSeesInk,
    RecognizerThatTellsColours,
    page,
    write,
)

NAME = Field("name", rectangle(300, 50, 300 + 6 * STEP, 84))
TOTAL = Field("total", rectangle(600, 50, 700, 84))
START = 304


def read(template: Image, picture: Image, *fields: Field) -> FieldReading:
    """The first field."""
    reader = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours())
    registered = Template("t1", fields or (NAME,), b"", "2026-01-01T00:00:00Z")
    prepared = reader.prepare(registered, reader.describe(template, fields or (NAME,)))
    return reader.read(prepared, picture).fields[0]


def written(text: str, left: int = START, *, beside: tuple[int, str] | None = None) -> Image:
    paper = page()
    write(paper, left, 57, text)
    if beside:
        write(paper, beside[0], 57, beside[1])
    return paper


@pytest.mark.parametrize("template", ["RGB", ""], ids=["filled", "blank"])
@pytest.mark.parametrize("value", ["RGBCMKRG", "RGBCMKRGBCMKRGB"])
def test_a_value_that_runs_on_into_blank_paper_is_read_to_its_end(template: str, value: str) -> None:
    found = read(written(template), written(value))
    assert (found.value, found.checks) == (value, (Check.EXTENDS,))


def test_a_value_aligned_to_the_right_is_read_from_its_first_character() -> None:
    end = 300 + 6 * STEP
    found = read(written("RGB", end - 3 * STEP), written("CMKRGBRG", end - 8 * STEP))
    assert (found.value, found.checks) == ("CMKRGBRG", (Check.EXTENDS,))


def test_print_before_a_value_that_is_aligned_to_the_left_is_a_label() -> None:
    found = read(written("RGB"), written("KKKKKRGB", 304 - 5 * STEP))
    assert (found.value, found.checks) == ("RGB", ())


def test_a_value_within_its_field_does_not_extend() -> None:
    found = read(written("RGB"), written("RGBCM"))
    assert (found.value, found.checks) == ("RGBCM", ())


@pytest.mark.parametrize("gap", [1.6, 4.0], ids=["near", "far"])
def test_print_beside_it_that_only_this_copy_has_is_not_the_value_s(gap: float) -> None:
    end = START + 6 * STEP
    found = read(written("RGB"), written("RGBCMK", beside=(round(end + gap * HIGH), "BBB")))
    assert (found.value, found.checks) == ("RGBCMK", ())


def test_a_unit_right_after_the_value_is_not_read() -> None:
    unit = (300 + 6 * STEP + 4, "KK")
    found = read(written("RGBCM", beside=unit), written("RGBCMB", beside=unit))
    assert (found.value, found.checks) == ("RGBCMB", ())


def test_a_field_over_the_first_part_of_a_line_ends_there_on_purpose() -> None:
    found = read(written("RGBCMKRGBC"), written("BGRCMKBGRM"))
    assert (found.value, found.checks) == ("BGRCMK", ())


def test_a_value_stops_before_the_side_of_its_box() -> None:
    template, picture = written("RGB"), written("RGBCMK", START + 4)
    for paper in (template, picture):
        cv2.rectangle(paper, (290, 44), (302 + 6 * STEP, 90), (60, 60, 60), 2)
        write(paper, 310 + 6 * STEP, 57, "BBB")
    assert read(template, picture).checks == ()


def test_a_value_never_runs_on_into_another_field() -> None:
    value = "RGBCMK" * 4
    found = read(written("RGB", beside=(604, "BB")), written(value), NAME, TOTAL)
    assert len(found.value) * STEP < TOTAL.quad[0][0] - START


def test_a_rule_under_the_value_does_not_draw_it_out() -> None:
    template, picture = written("RGB"), written("RGBC")
    for paper in (template, picture):
        cv2.line(paper, (290, 81), (760, 81), (60, 60, 60), 1)
    found = read(template, picture)
    assert (found.value, found.checks) == ("RGBC", ())
    longer = written("RGBCMKRGB")
    cv2.line(longer, (290, 81), (760, 81), (60, 60, 60), 1)
    assert read(template, longer).value == "RGBCMKRGB"


def test_what_is_known_at_add_does_not_depend_on_the_picture_s_edge() -> None:
    short = Field("short", rectangle(700, 50, 780, 84))
    paper = page()
    write(paper, 704, 57, "RGB")
    found = read(paper, np.ascontiguousarray(paper), short)
    assert (found.value, found.checks) == ("RGB", ())
