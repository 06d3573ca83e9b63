"""Stamps and other pens: the black print is read; one ink alone, of whatever colour, is left as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.colours import has_coloured, has_stamp, inks, without_colour
from lambda_ocr.core.model import Image, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.text_lines.canvas import Region, cut_region
from lambda_ocr.entrypoints.wiring import compose_reader
from tests.support.drawn_cells import CELL, PENS, Cells, Spoilt
from tests.support.drawn_script import AlignerThatIsTold

VALUES = ("4471-08", "Hamburg Nord", "1,280.50", "J. Pagoda", "17.05.2024", "INV-0081", "Oslo 3", "96,10")
RED = PENS[0]
NAVY = (40, 52, 120)


@pytest.fixture(scope="module")
def networks() -> Reader:
    return compose_reader(1)


def region(picture: Image) -> Region:
    height, width = picture.shape[:2]
    frame = rectangle(40, 20, width - 40, height - 20)
    return cut_region(picture, frame, 32.0, np.eye(3))


def paper(*strokes: tuple[int, tuple[int, int, int]]) -> Image:
    """Blocks as large as letters at these places (left edge), in these colours (RGB), on white."""
    picture = np.full((90, 400, 3), 252, np.uint8)
    for left, colour in strokes:
        picture[32:54, left : left + 12] = colour[::-1]
    return picture


@pytest.mark.parametrize("colour", [*PENS, NAVY, (20, 20, 24), (120, 116, 118)])
def test_one_ink_of_any_colour_is_no_reason_to_take_some_off(colour: tuple[int, int, int]) -> None:
    cut = region(paper((60, colour), (90, colour), (120, colour)))
    assert without_colour(paper((60, colour)), cut, 48) is cut


@pytest.mark.parametrize("colour", PENS)
def test_black_print_beside_a_stamp_stays_and_the_stamp_goes(colour: tuple[int, int, int]) -> None:
    picture = paper((60, (20, 20, 24)), (90, (20, 20, 24)), (200, colour), (230, colour), (260, colour))
    cut = region(picture)
    assert inks(cut).both
    black = without_colour(picture, cut, 48)
    assert black.page is not None and black.page_from_region is not None
    scale = black.image.shape[1] / cut.image.shape[1]
    left = round((60 - 40 + 64) * scale)  # two line heights of context stand before the frame
    assert black.image[:, left : left + 12].min() < 60
    right = round((200 - 40 + 64) * scale)
    assert black.image[:, right : right + 80].min() > 240


def test_what_taking_a_stamp_off_costs_is_paid_before_it_is_done() -> None:
    picture = paper((60, (20, 20, 24)), (90, (20, 20, 24)), (200, RED), (230, RED), (260, RED))
    stamped, plain = region(picture), region(paper((60, (20, 20, 24))))
    budget = Budget(pixels=1e7)
    assert without_colour(picture, plain, 48, budget) is plain
    assert budget.share_left() == 1
    without_colour(picture, stamped, 48, budget)
    assert budget.share_left() < 1
    with pytest.raises(OverBudget):
        without_colour(picture, stamped, 48, Budget(pixels=100))


def test_a_rule_and_the_sides_of_a_box_are_no_print_that_a_pen_wrote_beside() -> None:
    picture = paper((60, PENS[1]), (90, PENS[1]))
    picture[66:69, :] = 20
    picture[:, 44:47] = 20
    cut = region(picture)
    assert without_colour(picture, cut, 48) is cut


def test_a_blank_field_and_light_print_on_dark_hold_no_coloured_ink() -> None:
    assert not has_coloured(region(paper()))
    assert not has_coloured(region(255 - paper((60, (20, 20, 24)))))


def test_print_of_a_colour_close_beside_a_field_is_told_too() -> None:
    picture = paper((60, (20, 20, 24)))
    picture[4:16, 60:120] = RED[::-1]
    assert inks(region(picture)).coloured == 0
    assert has_coloured(region(picture))


def read(networks: Reader, cells: Cells) -> list[tuple[str, str]]:
    """What was read of each cell, with what stands there."""
    picture, image_from_template = cells.query()
    reader = Reader(AlignerThatIsTold(image_from_template), networks._detector, networks._recognizer)
    template = Template("drawn", cells.fields, b"", "2026-01-01T00:00:00Z")
    prepared = reader.prepare(template, reader.describe(cells.template(), cells.fields))
    fields = reader.read(prepared, picture).fields
    bare = ["".join(field.value.split()) for field in fields]
    return list(zip(bare, ["".join(value.split()) for value in cells.values], strict=True))


@pytest.mark.parametrize("height", [16, 24])
def test_a_stamp_beside_a_value_is_no_part_of_it(networks: Reader, height: int) -> None:
    read_of = read(networks, Cells(VALUES, Spoilt.STAMP_BESIDE, seed=height, height=height))
    assert [value for value, _ in read_of] == [value for _, value in read_of]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_stamp_that_the_template_has_too_is_no_part_of_a_value(networks: Reader, seed: int) -> None:
    read_of = read(networks, Cells(VALUES, Spoilt.STAMP_ON_EACH, seed, 20, printed=VALUES[::-1]))
    assert sum(value == truth for value, truth in read_of) >= 7


@pytest.mark.parametrize("colour", PENS)
def test_what_is_higher_than_a_line_is_a_stamp_and_print_of_a_line_s_height_is_none(
    colour: tuple[int, int, int],
) -> None:
    black, number = ((60, (20, 20, 24)), (90, (20, 20, 24))), ((200, colour), (230, colour))
    picture = paper(*black, *number)
    assert not has_stamp(region(picture)), "a coloured number behind a black label"
    stamped = paper(*black)
    cv2.circle(stamped, (230, 60), 34, colour[::-1], 3)
    stamped[50:58, 215:245] = colour[::-1]
    assert has_stamp(region(stamped))
    assert not has_stamp(region(paper(*number))), "without black print nothing tells what a line is"


def test_a_value_under_a_stamp_is_read(networks: Reader) -> None:
    read_of = read(networks, Cells(VALUES, Spoilt.STAMP_OVER, seed=5, height=22))
    assert sum(value == truth for value, truth in read_of) >= 7


def test_where_the_template_s_print_is_coloured_the_coloured_value_is_read() -> None:
    cells = Cells(VALUES[:2], printed=("Oslo", "Bergen"))
    template = cells.template()
    template[..., 2] = np.maximum(template[..., 2], 190)
    cut = cut_region(template, cells.fields[0].quad, CELL[1] * 0.7, np.eye(3))
    assert has_coloured(cut)
