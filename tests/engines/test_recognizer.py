"""The recognizer: best paths through probabilities written by hand, and drawn lines read by the network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.model import Image, Text
from lambda_ocr.engines import recognizer as module
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from lambda_ocr.engines.recognizer import greedy_text as greedy

CHARACTERS = ("", "a", "b", "c", " ")
NARROWEST, HEIGHT = RECOGNIZER.line.narrowest_px, RECOGNIZER.line.height_px


def greedy_text(probabilities: NDArray[np.float32], characters: Sequence[str]) -> Text:
    return greedy(probabilities, characters, RECOGNIZER.space)


def path(steps: str, likely: float | Sequence[float] = 0.99) -> NDArray[np.float32]:
    """Probabilities whose best path is `steps`, `-` the blank."""
    sure = [likely] * len(steps) if isinstance(likely, float) else likely
    matrix = np.zeros((len(steps), len(CHARACTERS)), np.float32)
    for row, step, share in zip(matrix, steps, sure, strict=True):
        row[:] = (1 - share) / (len(CHARACTERS) - 1)
        row[0 if step == "-" else CHARACTERS.index(step)] = share
    return matrix


# -- best paths -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ("", ""),
        ("----", ""),
        ("abc", "abc"),
        ("aabbbc", "abc"),
        ("aa-aa", "aa"),
        ("a-a-a", "aaa"),
        ("--a--b--", "ab"),
        ("aaaa", "a"),
        ("abab", "abab"),
        ("a- -b", "a b"),
        ("  a b  ", "a b"),
        ("- -", ""),
    ],
)
def test_repeats_merge_and_blanks_part(steps: str, text: str) -> None:
    assert greedy_text(path(steps), CHARACTERS).text == text


@given(st.text("abc -", max_size=40))
def test_what_is_decoded_is_the_path_without_repeats_and_blanks(steps: str) -> None:
    merged = "".join(step for before, step in pairwise("\0" + steps) if step not in (before, "-"))
    assert greedy_text(path(steps), CHARACTERS).text == " ".join(merged.split())


def test_a_gap_is_a_space_when_one_was_likely_enough_anywhere_in_it() -> None:
    steps = path("a---b")
    steps[1:4, 0], steps[1:4, -1] = 0.85, 0.15  # never the best, but 1 - 0.85 ** 3 of being there
    text = greedy_text(steps, CHARACTERS)
    assert text.text == "a b"
    assert text.glyphs[1].confidence == pytest.approx(1 - 0.85**3, abs=0.01)
    steps[1:4, 0], steps[1:4, -1] = 0.95, 0.05
    assert greedy_text(steps, CHARACTERS).text == "ab"


def test_a_character_stands_at_the_middle_of_its_steps() -> None:
    text = greedy_text(path("aa------bb"), CHARACTERS)
    assert [glyph.at for glyph in text.glyphs] == pytest.approx([0.1, 0.9])
    assert greedy_text(path("-----c----"), CHARACTERS).glyphs[0].at == pytest.approx(0.55)


@given(st.text("abc -", min_size=1, max_size=40))
def test_characters_stand_in_order_within_the_line(steps: str) -> None:
    places = [glyph.at for glyph in greedy_text(path(steps), CHARACTERS).glyphs]
    assert all(0 < place < 1 for place in places)
    assert all(before < after for before, after in pairwise(places))


def test_a_character_is_as_sure_as_its_surest_step_and_a_text_as_its_characters() -> None:
    text = greedy_text(path("aab-", [0.5, 0.9, 0.7, 0.99]), CHARACTERS)
    assert [glyph.confidence for glyph in text.glyphs] == pytest.approx([0.9, 0.7])
    assert text.confidence == pytest.approx(0.8)
    assert greedy_text(path("----"), CHARACTERS).confidence == 0


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
    texts = recognizer.recognize([printed(text, height, max(2, height // 6)) for text in TEXTS])
    assert [text.text for text in texts] == TEXTS
    assert min(text.confidence for text in texts) > 0.8


def test_texts_come_in_the_order_of_the_crops_though_batches_go_by_width(recognizer: PaddleLineRecognizer) -> None:
    mixed = [TEXTS[index % len(TEXTS)] for index in (9, 0, 6, 8, 3, 1, 9, 2, 5, 0, 4, 7)]
    assert [text.text for text in recognizer.recognize([printed(text) for text in mixed])] == mixed
    assert recognizer.recognize([]) == ()


def test_a_line_reads_the_same_alone_and_in_company(recognizer: PaddleLineRecognizer) -> None:
    crops = [printed(text) for text in TEXTS]
    together = recognizer.recognize(crops)
    for index in (0, 6, 9):
        (alone,) = recognizer.recognize([crops[index]])
        assert alone.text == together[index].text
        assert alone.confidence == pytest.approx(together[index].confidence, abs=0.02)


def test_characters_stand_where_they_are_drawn(recognizer: PaddleLineRecognizer) -> None:
    text = "A1B2C3D4"
    crop = printed(text, 40)
    font = ImageFont.load_default(40)
    (read,) = recognizer.recognize([crop])
    assert read.text == text
    for index, glyph in enumerate(read.glyphs):
        middle = 6 + (font.getlength(text[:index]) + font.getlength(text[: index + 1])) / 2
        assert glyph.at * crop.shape[1] == pytest.approx(middle, abs=0.35 * 40)


def test_blank_paper_says_nothing_surely(recognizer: PaddleLineRecognizer) -> None:
    for text in recognizer.recognize([np.full((48, 300, 3), 235, np.uint8), np.full((3, 1, 3), 235, np.uint8)]):
        assert text.text == "" or text.confidence < 0.6


def test_a_line_longer_than_any_is_squeezed_not_refused(recognizer: PaddleLineRecognizer) -> None:
    (text,) = recognizer.recognize([np.full((8, 4000, 3), 240, np.uint8)])
    assert len(text.text) <= 400
