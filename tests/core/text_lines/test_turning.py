"""Columns of upright characters and lines on their side, in fields that were blank on the template."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Field, FieldReading, Glyph, Image, Status, Template, Text
from lambda_ocr.core.text_lines.turning import narrowed
from tests.core.test_tall_fields import reader

COLUMN = Field("column", rectangle(120, 40, 180, 460))


def paper() -> Image:
    return np.full((500, 300, 3), 240, np.uint8)


def upright(text: str, size: int) -> Image:
    """Each character upright, below the one before."""
    sheet = Pillow.fromarray(paper())
    pen, type_ = ImageDraw.Draw(sheet), ImageFont.load_default(size)
    for index, character in enumerate(text):
        pen.text((150 - type_.getlength(character) / 2, 52 + index * 1.2 * size), character, (25, 25, 30), type_)
    return np.asarray(sheet).copy()


def sideways(text: str, quarters: int) -> Image:
    """A line that runs down (1) or up (3)."""
    line = np.full((60, 420, 3), 240, np.uint8)
    cv2.putText(line, text, (20, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (25, 25, 30), 2, cv2.LINE_AA)
    sheet = paper()
    sheet[40:460, 120:180] = np.rot90(line, -quarters)
    return sheet


def read(template: Image, picture: Image) -> FieldReading:
    registered = Template("t1", (COLUMN,), b"", "2026-01-01T00:00:00Z")
    prepared = reader().prepare(registered, reader().describe(template, (COLUMN,)))
    return reader().read(prepared, picture).fields[0]


@pytest.mark.parametrize("size", [22, 32, 44])
def test_a_column_of_upright_characters_is_read_downwards(size: int) -> None:
    found = read(paper(), upright("A4471B", size))
    assert "".join(found.value.split()) == "A4471B"
    assert found.status is Status.OK


@pytest.mark.parametrize("quarters", [1, 3])
def test_a_line_on_its_side_is_read_whichever_way_it_runs(quarters: int) -> None:
    assert read(paper(), sideways("INV 20240817", quarters)).value == "INV 20240817"


def test_a_blank_column_is_empty() -> None:
    assert read(paper(), paper()).status is Status.EMPTY


def test_full_width_letters_and_digits_become_narrow_and_marks_stay() -> None:
    text = Text.of(Glyph(character, 0.9, 0.1 * at) for at, character in enumerate("Ａ４（東）ｚ"))
    assert narrowed(text).text == "A4（東）z"
    assert [glyph.character for glyph in narrowed(text).glyphs] == list("A4（東）z")
