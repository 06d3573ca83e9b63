"""Previews: small enough, and of the picture's proportions."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from lambda_ocr.documents.preview import QUALITIES, thumbnail, within_bytes

NOISE = np.random.default_rng(5).integers(0, 256, (120, 200, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("size", "shown"), [((400, 200), (100, 50)), ((200, 400), (50, 100)), ((60, 30), (60, 30)), ((5000, 1), (100, 1))]
)
def test_a_thumbnail_keeps_proportions_and_never_enlarges(size: tuple[int, int], shown: tuple[int, int]) -> None:
    picture = Image.open(io.BytesIO(thumbnail(np.full((size[1], size[0], 3), 128, np.uint8), 100)))
    assert (picture.format, picture.size) == ("JPEG", shown)


def test_colours_stay_in_their_order() -> None:
    red = np.zeros((40, 40, 3), np.uint8)
    red[..., 2] = 255
    pixel = Image.open(io.BytesIO(thumbnail(red, 40))).convert("RGB").getpixel((20, 20))
    assert isinstance(pixel, tuple) and pixel[0] > 240 and max(pixel[1:]) < 20


def test_a_picture_is_as_good_as_fits_and_the_worst_when_nothing_does() -> None:
    sizes = [len(within_bytes(NOISE, 0, (quality,))) for quality in QUALITIES]
    assert sizes == sorted(sizes, reverse=True)
    assert [len(within_bytes(NOISE, most)) for most in sizes] == sizes
    assert len(within_bytes(NOISE, sizes[1] - 1)) == sizes[2]
    assert len(within_bytes(NOISE, 1)) == sizes[-1]
