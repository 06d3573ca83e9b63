"""Ticks of a comb and the rules they stand on are taken off; characters, also those on a rule, stay."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.strokes import without_strokes
from lambda_ocr.core.model import Image, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.text_lines.canvas import Region, cut_region
from lambda_ocr.entrypoints.wiring import compose_reader
from tests.support.drawn_cells import Cells, Spoilt
from tests.support.drawn_script import AlignerThatIsTold

VALUES = ("12041987", "KOWALSKI", "704118", "19112024", "AB123456C", "900100")


def box(*, ticks: bool) -> Image:
    """A box from (30, 24) to (370, 72) with two letters, and ticks on its foot where asked."""
    picture: Image = np.full((100, 400, 3), 250, np.uint8)
    for stroke in ((24, 26, 30, 370), (70, 72, 30, 370), (24, 72, 30, 32), (24, 72, 368, 370)):
        top, bottom, left, right = stroke
        picture[top:bottom, left:right] = 20
    for left in (60, 140):
        picture[38:58, left : left + 12] = 20
    for left in (100, 180, 260) if ticks else ():
        picture[60:72, left : left + 2] = 20
    return picture


def region(picture: Image) -> Region:
    return cut_region(picture, rectangle(30, 24, 370, 72), 32.0, np.eye(3))


def test_ticks_and_the_box_go_and_letters_stay() -> None:
    picture = box(ticks=True)
    cut = region(picture)
    clear = without_strokes(picture, cut, 48)
    assert clear is not None
    assert clear.page is not None
    was, now = cut.image[..., 0] < 128, clear.image[..., 0] < 128
    left, top, right, bottom = (round(side) for side in cut.frame)
    assert not now[bottom - 12 : bottom, left:right].any()
    assert now[top + 13 : top + 35].sum() == pytest.approx(2 * 20 * 12, rel=0.15)
    assert was.sum() > 2 * now.sum()


def test_a_box_without_ticks_and_blank_paper_are_left_alone() -> None:
    for picture in (box(ticks=False), np.full((100, 400, 3), 250, np.uint8)):
        assert without_strokes(picture, region(picture), 48) is None


def test_looking_for_ticks_is_paid_for_whether_there_are_any() -> None:
    for picture in (box(ticks=True), box(ticks=False)):
        with pytest.raises(OverBudget):
            without_strokes(picture, region(picture), 48, Budget(pixels=100))


def test_a_point_on_a_rule_is_no_tick() -> None:
    picture = box(ticks=False)
    picture[66:71, 100:105] = 20
    assert without_strokes(picture, region(picture), 48) is None


def test_one_character_a_cell_of_a_comb_is_read_without_its_ticks() -> None:
    cells = Cells(VALUES, Spoilt.COMB, seed=2, height=22)
    picture, image_from_template = cells.query()
    networks = compose_reader(1)
    reader = Reader(AlignerThatIsTold(image_from_template), networks._detector, networks._recognizer)
    template = Template("drawn", cells.fields, b"", "2026-01-01T00:00:00Z")
    prepared = reader.prepare(template, reader.describe(cells.template(), cells.fields))
    read = ["".join(field.value.split()) for field in reader.read(prepared, picture).fields]
    assert read == list(VALUES)
