"""Ink that no line explains, on drawn fields."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.unexplained_ink import kernel_on, unexplained
from lambda_ocr.core.model import Image, Quad
from lambda_ocr.core.text_lines.canvas import Region, cut_region
from lambda_ocr.core.text_lines.line_height import line_height_of_ink

FIELD = rectangle(60, 40, 460, 200)
FIRST, SECOND = rectangle(80, 52, 400, 84), rectangle(80, 112, 400, 144)


def paper(dark: bool = False) -> Image:
    return np.full((240, 520, 3), 40 if dark else 235, np.uint8)


def letters(image: Image, line: Quad, ink: int = 30) -> None:
    """Upright strokes with a bar, nine of them, in a line's box."""
    (left, top), _, (_, bottom), _ = line
    for x in np.arange(left + 6, left + 300, 34):
        cv2.line(image, (int(x), int(top) + 5), (int(x), int(bottom) - 6), (ink,) * 3, 3)
        cv2.line(image, (int(x), int(bottom) - 8), (int(x) + 14, int(bottom) - 8), (ink,) * 3, 3)


def region(image: Image, line_height: float = 32.0) -> Region:
    return cut_region(image, FIELD, line_height, np.eye(3))


def in_region(cut: Region, *lines: Quad) -> list[Quad]:
    scale, (left, top) = cut.line_height / 32.0, cut.frame[:2]
    return [
        rectangle(
            left + (a[0] - 60) * scale, top + (a[1] - 40) * scale, left + (c[0] - 60) * scale, top + (c[1] - 40) * scale
        )
        for a, _, c, _ in lines
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["dark on light", "light on dark"])
def test_of_two_lines_alike_one_is_half_of_the_ink(dark: bool) -> None:
    image = paper(dark)
    letters(image, FIRST, 220 if dark else 30)
    letters(image, SECOND, 220 if dark else 30)
    cut = region(image)
    assert unexplained(cut, in_region(cut, FIRST)) == pytest.approx(0.5, abs=0.02)
    assert unexplained(cut, in_region(cut, FIRST, SECOND)) == 0.0
    assert unexplained(cut, []) == 1.0


def test_paper_noise_specks_and_faint_marks_are_no_print() -> None:
    image = paper()
    noise = np.random.default_rng(3).normal(0, 5, image.shape)
    image = np.clip(image + noise, 0, 255).astype(np.uint8)
    cv2.putText(image, "VOID", (90, 130), cv2.FONT_HERSHEY_SIMPLEX, 2, (220, 220, 220), 3)
    for x in range(80, 400, 18):
        cv2.circle(image, (x, 160), 2, (40, 40, 40), -1)
    assert unexplained(region(image), []) == 0.0


def test_rules_and_the_sides_of_boxes_are_no_print() -> None:
    image = paper()
    cv2.rectangle(image, (62, 42), (456, 196), (50, 50, 50), 2)
    for x in range(100, 450, 40):
        cv2.line(image, (x, 42), (x, 196), (50, 50, 50), 1)
    cv2.line(image, (62, 110), (456, 112), (50, 50, 50), 2)
    assert unexplained(region(image), []) == 0.0


def test_letters_of_a_neighbour_that_reach_in_are_not_the_field_s() -> None:
    image = paper()
    letters(image, rectangle(80, 16, 400, 48))
    letters(image, rectangle(80, 190, 400, 222))
    assert unexplained(region(image), []) == 0.0


@pytest.mark.parametrize("expected", [8.0, 32.0, 110.0])
def test_the_height_of_lines_is_told_by_the_ink_whatever_was_expected(expected: float) -> None:
    image = paper()
    letters(image, FIRST)
    letters(image, SECOND)
    cut = region(image, expected)
    height = line_height_of_ink(image, cut)
    assert height is not None
    assert 24 < height * expected / cut.line_height < 40
    assert line_height_of_ink(paper(), region(paper(), expected)) is None


@pytest.mark.parametrize("shape", [(900, 4), (4, 900), (30, 40), (1, 1), (81, 81)])
def test_a_kernel_cut_to_what_sees_all_of_a_picture_finds_what_the_whole_one_does(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(4)
    ink = (random.random(shape) < 0.97).astype(np.uint8)
    grey = random.integers(0, 256, shape).astype(np.uint8)
    for high, wide in ((1, 400), (300, 1), (81, 81), (3, 3), (120, 61)):
        whole, cut = np.ones((high, wide), np.uint8), kernel_on(shape, high, wide)
        for how, picture in ((cv2.MORPH_OPEN, ink), (cv2.MORPH_BLACKHAT, grey), (cv2.MORPH_TOPHAT, grey)):
            assert np.array_equal(cv2.morphologyEx(picture, how, cut), cv2.morphologyEx(picture, how, whole))
