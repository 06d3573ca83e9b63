"""Pale broad ink under or beside print is taken off, and print of one pen, pale or dark, stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.watermarks import without_watermark
from lambda_ocr.core.model import Image, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.text_lines.canvas import Region, cut_region
from lambda_ocr.entrypoints.wiring import compose_reader
from tests.support.drawn_cells import Cells, Spoilt
from tests.support.drawn_script import AlignerThatIsTold

VALUES = ("4471-08", "Hamburg Nord", "1,280.50", "J. Pagoda", "17.05.2024", "INV-0081")
BLACK, PALE, PAPER = 24, 214, 244


def sheet(*words: tuple[str, int, int], slanted: int | None = PALE) -> Image:
    """Words with the places and greys they are printed in, over larger ones set aslant where asked."""
    paper: Image = np.full((100, 420), PAPER, np.uint8)
    if slanted is not None:
        large = np.full((260, 420), PAPER, np.uint8)
        for row in range(30, 260, 60):
            cv2.putText(large, "COPY 14 MAY COPY", (0, row), cv2.FONT_HERSHEY_SIMPLEX, 1.5, slanted, 7, cv2.LINE_AA)
        turn = cv2.getRotationMatrix2D((210, 130), 24, 1)
        paper = np.asarray(cv2.warpAffine(large, turn, (420, 260), borderMode=cv2.BORDER_REPLICATE), np.uint8)[80:180]
    for text, left, grey in words:
        cv2.putText(paper, text, (left, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, grey, 2, cv2.LINE_AA)
    noisy = paper + np.random.default_rng(3).normal(0, 2, paper.shape)
    return np.repeat(noisy.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def region(picture: Image) -> Region:
    return cut_region(picture, rectangle(20, 26, 400, 74), 32.0, np.eye(3))


def test_words_set_aslant_under_print_go_and_the_print_stays() -> None:
    picture = sheet(("Canteen", 40, BLACK))
    clear = without_watermark(picture, region(picture), 48)
    assert clear is not None
    assert clear.page is not None
    alone = sheet(("Canteen", 40, BLACK), slanted=None)
    left, top, right, bottom = (round(side) for side in clear.frame)
    now, wanted = (each.image[top:bottom, left:right, 0] for each in (clear, region(alone)))
    ink = cv2.dilate((wanted < 150).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert now[~ink].min() > 235, "no trace of the watermark"
    assert (now < 128).sum() == pytest.approx((wanted < 128).sum(), rel=0.15)


@pytest.mark.parametrize("grey", [BLACK, 110, 180, PALE], ids=["black", "grey", "faint", "as pale as a watermark"])
def test_print_of_one_depth_is_left_as_it_is(grey: int) -> None:
    picture = sheet(("Canteen", 40, grey), ("14 May", 220, grey), slanted=None)
    assert without_watermark(picture, region(picture), 48) is None


@pytest.mark.parametrize("pencil", [150, 180, PALE])
def test_a_pencil_beside_a_pen_is_no_watermark(pencil: int) -> None:
    picture = sheet(("Canteen", 40, BLACK), ("14 May", 220, pencil), slanted=None)
    assert without_watermark(picture, region(picture), 48) is None


def test_a_shadow_and_blank_paper_are_no_watermark() -> None:
    picture = sheet(("Canteen", 40, BLACK), slanted=None)
    shade = np.clip((np.arange(420) - 150) / 40, 0, 1)[None, :, None] * 0.2 + 0.8
    for seen in ((picture * shade).astype(np.uint8), sheet(slanted=None)):
        assert without_watermark(seen, region(seen), 48) is None


def test_looking_for_a_watermark_is_paid_for_whether_there_is_one() -> None:
    for picture in (sheet(("Canteen", 40, BLACK)), sheet(slanted=None)):
        with pytest.raises(OverBudget):
            without_watermark(picture, region(picture), 48, Budget(pixels=100))


def test_values_on_a_watermark_are_read_without_it() -> None:
    """Three of six, before, and the others with words of the watermark in them."""
    cells = Cells(VALUES, Spoilt.WATERMARK, seed=3, height=16)
    picture, image_from_template = cells.query()
    networks = compose_reader(1)
    reader = Reader(AlignerThatIsTold(image_from_template), networks._detector, networks._recognizer)
    template = Template("drawn", cells.fields, b"", "2026-01-01T00:00:00Z")
    prepared = reader.prepare(template, reader.describe(cells.template(), cells.fields))
    read = ["".join(each.value.split()) for each in reader.read(prepared, picture).fields]
    assert sum(value == "".join(truth.split()) for value, truth in zip(read, VALUES, strict=True)) >= 5
