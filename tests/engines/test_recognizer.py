"""The recognizer: batches, and drawn lines read by the network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.budget import Budget
from lambda_ocr.core.model import Image
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.engines import recognizer as module
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer

NARROWEST, HEIGHT = RECOGNIZER.line.narrowest_px, RECOGNIZER.line.height_px


# -- batches ----------------------------------------------------------------------------------------------


@given(st.lists(st.integers(8, 3200), max_size=60), st.sampled_from([0, 160]))
def test_batches_hold_every_line_once_and_stay_small(lines: list[int], apart: int) -> None:
    widths = [module._padded(width, apart, NARROWEST) for width in lines]
    batches = list(module._batches(widths, RECOGNIZER, mixed=not apart))
    assert sorted(index for batch in batches for index in batch) == list(range(len(widths)))
    for batch in batches:
        widest = max(NARROWEST, *(widths[index] for index in batch))
        assert len(batch) == 1 or widest * HEIGHT * len(batch) <= RECOGNIZER.batch_px
    ends = [max(widths[index] for index in batch) for batch in batches]
    assert ends == sorted(ends)
    if apart:
        assert all(len({widths[index] for index in batch}) == 1 for batch in batches)


# -- the network ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recognizer() -> PaddleLineRecognizer:
    return PaddleLineRecognizer(threads=2)


def printed(text: str, height: int = 32, margin: int = 6) -> Image:
    """A line of text, cut close."""
    font = ImageFont.load_default(height)
    left, top, right, bottom = font.getbbox(text)
    paper = Pillow.new("RGB", (round(right - left) + 2 * margin, round(bottom - top) + 2 * margin), (240, 240, 236))
    ImageDraw.Draw(paper).text((margin - left, margin - top), text, (25, 25, 40), font)
    return np.asarray(paper)[..., ::-1].copy()


TEXTS = [
    "44053619",
    "Imogen Farrow",
    "02/04/2025",
    "DE67990037102058164027",
    "1,249.00",
    "imogen@farrow.test",
    "The Lock House, Canal Side, Marsh End MR8 4TL",
    "GRN/2025/05816",
    "7",
    "A storm broke the bedroom window and the rain ruined the carpet of the front room.",
]


@pytest.mark.parametrize("height", [18, 32, 60])
def test_drawn_lines_are_read_letter_by_letter_at_any_size(height: int, recognizer: PaddleLineRecognizer) -> None:
    texts = read_lines(recognizer, [printed(text, height, max(2, height // 6)) for text in TEXTS])
    assert [text.text for text in texts] == TEXTS
    assert min(text.confidence for text in texts) > 0.8


def test_texts_come_in_the_order_of_the_crops_though_batches_go_by_width(recognizer: PaddleLineRecognizer) -> None:
    mixed = [TEXTS[index % len(TEXTS)] for index in (9, 0, 6, 8, 3, 1, 9, 2, 5, 0, 4, 7)]
    assert [text.text for text in read_lines(recognizer, [printed(text) for text in mixed])] == mixed
    assert read_lines(recognizer, []) == ()


def test_a_line_reads_the_same_alone_and_in_company(recognizer: PaddleLineRecognizer) -> None:
    crops = [printed(text) for text in TEXTS]
    together = read_lines(recognizer, crops)
    for index in (0, 6, 9):
        (alone,) = read_lines(recognizer, [crops[index]])
        assert alone.text == together[index].text
        assert alone.confidence == pytest.approx(together[index].confidence, abs=0.02)


def test_characters_stand_where_they_are_drawn(recognizer: PaddleLineRecognizer) -> None:
    text = "A1B2C3D4"
    crop = printed(text, 40)
    font = ImageFont.load_default(40)
    (read,) = read_lines(recognizer, [crop])
    assert read.text == text
    for index, glyph in enumerate(read.glyphs):
        middle = 6 + (font.getlength(text[:index]) + font.getlength(text[: index + 1])) / 2
        assert glyph.at * crop.shape[1] == pytest.approx(middle, abs=0.35 * 40)


def test_blank_paper_says_nothing_surely(recognizer: PaddleLineRecognizer) -> None:
    for text in read_lines(recognizer, [np.full((48, 300, 3), 235, np.uint8), np.full((3, 1, 3), 235, np.uint8)]):
        assert text.text == "" or text.confidence < 0.6


def test_a_line_longer_than_any_is_squeezed_not_refused(recognizer: PaddleLineRecognizer) -> None:
    (text,) = read_lines(recognizer, [np.full((8, 4000, 3), 240, np.uint8)])
    assert len(text.text) <= 400


def test_a_long_line_is_dearer_than_as_many_pixels_of_short_ones(recognizer: PaddleLineRecognizer) -> None:
    spent = []
    for width, count in ((1600, 1), (160, 10)):
        budget = Budget(pixels=1e7)
        recognizer.recognize([np.zeros((HEIGHT, width, 3), np.uint8)] * count, budget)
        spent.append((1e7 - budget.pixels_left()) / (HEIGHT * 1600))
    assert spent == pytest.approx([1.16, 1.016])
