"""Whether a drawn form is signed, stamped or pasted, through the reader."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from lambda_ocr.core.budget import REQUEST_PX, UNBOUNDED, Budget
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.graphics.added_ink import PrintDepths
from lambda_ocr.core.graphics.cutting import Cutting, grey_of
from lambda_ocr.core.graphics.page_print import PagePrint
from lambda_ocr.core.graphics.presence import looked
from lambda_ocr.core.model import Field, FieldReading, Image, Matrix, Placement, Quad, Status, Template, TemplateGrey
from lambda_ocr.core.reader import Reader
from tests.support.drawn_marks import photographed
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours
from tests.support.drawn_signed import FIELD, PEN, bent, form, heavier, pasted, signed, stamped

OFF = np.array([[1.0, 0, -0.8], [0, 1.0, 0.6], [0, 0, 1.0]])
THINGS = ("signature", "stamp", "handwriting", "photo")


LINES = [rectangle(50, 28 + at * 45, 640, 58 + at * 45) for at in range(4)]
"""Fields over print of the form."""


def read(template: Image, picture: Image, away: Matrix, things: Sequence[str] = THINGS) -> dict[str, FieldReading]:
    return read_fields(
        template, picture, away, [Field(each, FIELD, {"type": "presence", "of": each}) for each in things]
    )


def read_lines(template: Image, picture: Image, away: Matrix) -> list[FieldReading]:
    fields = [Field(str(at), line, {"type": "presence", "of": THINGS[at % 2 * 2]}) for at, line in enumerate(LINES)]
    return list(read_fields(template, picture, away, fields).values())


def read_fields(
    template: Image, picture: Image, away: Matrix, drawn: Sequence[Field], budget: Budget = UNBOUNDED
) -> dict[str, FieldReading]:
    fields = tuple(drawn)
    reader = Reader(AlignerThatIsTold(OFF @ away, drawn=template), DetectorThatSeesInk(), RecognizerThatTellsColours())
    kept = reader.prepare(Template("drawn", fields, b"", "2026-01-01T00:00:00Z"), reader.describe(template, fields))
    return {field.name: field for field in reader.read(kept, picture, budget=budget).fields}


def present(found: dict[str, FieldReading]) -> set[str]:
    return {name for name, field in found.items() if field.normalized}


@pytest.mark.parametrize("seed", range(4))
def test_a_blank_field_holds_nothing_whatever_its_label_and_light(seed: int) -> None:
    label = [(60, 60, 60), (40, 40, 190)][seed % 2]
    found = read(form(label), *photographed(form(label), seed, blur=0.6 + 0.4 * seed))
    assert {name: field.value for name, field in found.items()} == dict.fromkeys(THINGS, "absent")
    assert {field.status for field in found.values()} == {Status.OK}


@pytest.mark.parametrize("seed", range(4))
def test_a_signature_is_seen_also_where_the_template_is_signed_itself(seed: int) -> None:
    template = form() if seed % 2 else signed(form(), 99)
    found = read(template, *photographed(signed(form(), seed), seed), ["signature", "handwriting"])
    assert present(found) == {"signature", "handwriting"}
    assert found["signature"].value == "present"


@pytest.mark.parametrize("strength", [0.4, 0.7, 0.9])
@pytest.mark.parametrize("colour", [(50, 50, 215), (190, 60, 40)], ids=["red", "blue"])
def test_a_stamp_is_seen_by_its_colour(strength: float, colour: tuple[int, int, int]) -> None:
    found = read(form((40, 40, 190)), *photographed(stamped(form((40, 40, 190)), 2, strength, colour), 2), ["stamp"])
    assert found["stamp"].normalized is True


def test_print_and_black_ink_are_no_stamp() -> None:
    black = cv2.cvtColor(cv2.cvtColor(signed(form(), 3), cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    picture, away = photographed(np.asarray(black, np.uint8), 3)
    picture[:8, :8] = (0, 0, 255)  # a picture in colour
    picture[::8, ::8] = np.maximum(picture[::8, ::8], (0, 0, 12))
    assert read(form(), picture, away, ["stamp"])["stamp"].value == "absent"


def test_on_a_scan_without_colour_a_stamp_is_ink() -> None:
    picture, away = photographed(stamped(form(), 4, 0.9), 4, noise=0)
    grey = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    assert read(form(), np.asarray(grey, np.uint8), away, ["stamp"])["stamp"].normalized is True


@pytest.mark.parametrize("seed", range(2))
def test_a_photo_covers_its_field_and_a_signature_does_not(seed: int) -> None:
    assert read(form(), *photographed(pasted(form()), seed), ["photo"])["photo"].value == "present"
    assert read(form(), *photographed(signed(form(), seed), seed), ["photo"])["photo"].value == "absent"


def test_a_photo_is_seen_also_where_the_template_has_one_itself() -> None:
    other = pasted(form())
    other[342:459, 102:399] = other[342:459, 102:399][:, ::-1]
    assert read(pasted(form()), *photographed(other, 1), ["photo"])["photo"].value == "present"
    assert read(pasted(form()), *photographed(form(), 1), ["photo"])["photo"].value == "absent"


@pytest.mark.parametrize("is_heavier", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_print_of_the_form_itself_is_nothing_that_is_there(seed: int, is_heavier: bool) -> None:
    copy = heavier(form()) if is_heavier else form()
    found = read_lines(form(), *photographed(copy, seed, blur=0.5 + 0.5 * seed))
    assert {field.value for field in found} == {"absent"}
    assert {field.status for field in found} == {Status.OK}


@pytest.mark.parametrize("seed", range(3))
def test_print_on_paper_that_bends_is_nothing_that_is_there(seed: int) -> None:
    picture, away = photographed(bent(form()), seed)
    assert {field.value for field in read_lines(form(), picture, away)} == {"absent"}


@pytest.mark.parametrize("seed", range(3))
def test_a_word_written_after_print_is_seen(seed: int) -> None:
    written = form()
    for left, top in (line[0] for line in LINES):
        cv2.putText(written, "Ada", (round(left) + 530, round(top) + 24), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 0.8, PEN, 2)
    found = read_lines(form(), *photographed(written, seed))
    assert {field.value for field in found} == {"present"}


def test_a_value_is_seen_where_the_template_has_another_one() -> None:
    other = form(word="another")
    assert {field.value for field in read_lines(form(), *photographed(other, 1))} == {"present"}


@pytest.mark.parametrize("thin", [rectangle(10, 100, 790, 100.2), rectangle(30, 10, 30.05, 490)], ids=["low", "narrow"])
def test_a_field_thinner_than_a_pixel_is_told_as_one_pixel_of_it(thin: Quad) -> None:
    """Templates of other makers have them; on a large page a line of 4 px is one."""
    fields = [Field(each, thin, {"type": "presence", "of": each}) for each in THINGS]
    found = read_fields(form(), form(), np.linalg.inv(OFF), fields)
    assert {field.value for field in found.values()} == {"absent"}
    places = Cutting(thin, 4, 40)
    width, height = places.size
    assert {each.shape for each in places.places(np.zeros((height, width), np.float32))} == {(40, 40)}


def test_fields_are_compared_at_a_size_that_is_bounded() -> None:
    large, known = blank(1600), PagePrint(PrintDepths(0.5, 0.5), 0.0)
    there = Placement(np.eye(3), 1.0)
    field = Field("square", rectangle(20, 20, 1580, 1580))
    look = looked(TemplateGrey(grey_of(large), 1.0), large, there, field, known, budget=UNBOUNDED)
    assert max(look.template.shape) <= 800


def test_many_large_fields_are_more_than_a_request_may_hold() -> None:
    """Eight in a sixteenth of it: a request of 128, at 0.16 processor seconds each."""
    page = blank(1600)
    wide = [rectangle(20, 20 + at, 1580, 400 + at) for at in range(8)]
    fields = [Field(str(at), corners, {"type": "presence", "of": "signature"}) for at, corners in enumerate(wide)]
    with pytest.raises(OverBudget) as refused:
        read_fields(page, page, np.linalg.inv(OFF), fields, Budget(pixels=REQUEST_PX / 16))
    assert refused.value.details["part"] == "crop"


def blank(side: int) -> Image:
    return np.full((side, side, 3), 250, np.uint8)
