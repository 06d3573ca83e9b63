"""High fields of tight lines, drawn in print and read by the real networks: their ink says how high they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Check, Field, FieldAnnotation, FieldReading, Image, Status, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.engines import EngineChoice, build_engine
from tests.support.drawn_script import AlignerThatIsTold

WIDTH = 520
WORDS = (
    *("Lantern Street 42", "Harbour Gate B", "Flat 7 North Quay", "Attn Receiving Dept", "Mill Road 1805"),
    *("Warehouse 3", "Keep Dry", "Pallet 9 of 12", "Rotterdam 3071"),
)


@cache
def reader() -> Reader:
    detector, recognizer = build_engine(2, EngineChoice())
    return Reader(AlignerThatIsTold(), detector, recognizer)


def high_field(pitch: int, lines: int = 9) -> Field:
    return Field("address", rectangle(60, 80, 460, 80 + round((lines + 0.8) * pitch)))


def page(field: Field, pitch: int, lines: Sequence[str]) -> Image:
    """A label above the field, the lines in it, set tight, and a caption below."""
    (left, top), _, (_, bottom), _ = field.quad
    paper = Pillow.new("RGB", (WIDTH, round(bottom) + 90), (244, 243, 238))
    pen, type_ = ImageDraw.Draw(paper), ImageFont.load_default(round(pitch / 1.25))
    pen.text((left, top - 1.5 * pitch), "Deliver to", (40, 40, 46), type_)
    pen.text((left, bottom + 10), "Signature of receiver", (40, 40, 46), type_)
    for index, text in enumerate(lines):
        pen.text((left + 6, top + (0.4 + index) * pitch), text, (25, 25, 30), type_)
    return np.asarray(paper)[..., ::-1].copy()


def read(field: Field, template: Image, picture: Image) -> tuple[FieldAnnotation, FieldReading]:
    registered = Template("t1", (field,), b"", "2026-01-01T00:00:00Z")
    prepared = reader().prepare(registered, reader().describe(template, (field,)))
    return prepared.notes[0], reader().read(prepared, picture).fields[0]


@pytest.mark.parametrize("pitch", [16, 24, 40])
@pytest.mark.parametrize(("before", "now"), [(0, 3), (0, 9), (9, 9), (3, 8), (8, 1)])
def test_every_line_is_read_however_many_the_template_had(pitch: int, before: int, now: int) -> None:
    field = high_field(pitch)
    note, found = read(field, page(field, pitch, WORDS[:before]), page(field, pitch, WORDS[:now]))
    assert found.value == " ".join(WORDS[:now])
    assert (found.status, found.checks) == (Status.OK, ())
    assert pitch / 1.5 < note.line_height < pitch * 1.5


def test_lines_tighter_than_the_template_s_are_read() -> None:
    field = high_field(40, lines=4)
    _, found = read(field, page(field, 40, WORDS[:2]), page(field, 17, WORDS[:8]))
    assert found.value == " ".join(WORDS[:8])


@pytest.mark.parametrize("scribbles", [1, 3])
def test_ink_that_nobody_can_read_is_neither_empty_nor_sure(scribbles: int) -> None:
    field = high_field(30, lines=4)
    blank = page(field, 30, ())
    _, alone = read(field, blank, scribbled(blank, field, scribbles))
    assert alone.status is Status.LOW_CONFIDENCE
    if not alone.value:
        assert alone.checks == (Check.UNEXPLAINED_INK,)
        assert alone.unexplained > 0.9


def test_a_ruled_and_framed_blank_field_is_empty() -> None:
    field = high_field(30, lines=4)
    blank = page(field, 30, ())
    (left, top), _, (right, bottom), _ = field.quad
    for y in np.arange(top, bottom + 1, 30):
        cv2.line(blank, (round(left), round(y)), (round(right), round(y)), (90, 90, 90), 1)
    cv2.rectangle(blank, (round(left) + 3, round(top) + 3), (round(right) - 3, round(bottom) - 3), (60, 60, 60), 2)
    _, found = read(field, page(field, 30, ()), blank)
    assert (found.status, found.unexplained) == (Status.EMPTY, 0.0)


def scribbled(paper: Image, field: Field, count: int) -> Image:
    """Zigzags of a pen, as a signature is drawn."""
    picture, hand = paper.copy(), np.random.default_rng(5)
    (left, top), *_ = field.quad
    for index in range(count):
        knots = [
            (round(left + 30 + 26 * step), round(top + 25 + 35 * index + hand.integers(-14, 14))) for step in range(8)
        ]
        for start, end in itertools.pairwise(knots):
            cv2.line(picture, start, end, (120, 40, 20), 2, cv2.LINE_AA)
    return picture
