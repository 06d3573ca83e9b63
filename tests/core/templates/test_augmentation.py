"""Drawn distortions: the truth that comes with each picture is where the page lies on it."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.core.geometry import is_convex, points, rectangle, signed_area, transform
from lambda_ocr.core.model import Image
from lambda_ocr.core.templates.augmentation import DESK_GREY, DOZEN, MAX_SIDE_PX, Distortion

SPOTS = ((60, 40), (540, 40), (540, 360), (60, 360), (300, 200))


def page_with_spots() -> Image:
    """White paper, 600 x 400, with black spots."""
    paper = np.full((400, 600, 3), 255, np.uint8)
    for x, y in SPOTS:
        paper[y - 10 : y + 10, x - 10 : x + 10] = 0
    return paper


@pytest.mark.parametrize("distortion", DOZEN, ids=lambda item: item.name)
def test_what_was_printed_is_where_the_distortion_says(distortion: Distortion) -> None:
    seen = distortion.of(page_with_spots())
    grey = seen.picture[..., 1].astype(int)
    for spot in SPOTS:
        x, y = transform(seen.image_from_page, spot)[0]
        beside_x, beside_y = transform(seen.image_from_page, (spot[0] + 25, spot[1]))[0]
        assert grey[int(y), int(x)] + 25 < grey[int(beside_y), int(beside_x)]


@pytest.mark.parametrize("distortion", DOZEN, ids=lambda item: item.name)
def test_the_whole_page_is_on_the_picture_and_never_mirrored(distortion: Distortion) -> None:
    seen = distortion.of(page_with_spots())
    corners = transform(seen.image_from_page, rectangle(0, 0, 600, 400))
    height, width = seen.picture.shape[:2]
    assert is_convex(corners)
    assert signed_area(corners) > 0
    assert np.all(corners >= -1)
    assert np.all(corners <= np.array([width, height]) + 1)


def test_a_turned_page_lies_on_a_desk() -> None:
    assert Distortion("turned", turn=30).of(page_with_spots()).picture[2, 2].tolist() == [DESK_GREY] * 3


def test_a_light_alone_leaves_every_pixel_in_its_place() -> None:
    seen = Distortion("dim", dim=0.5).of(page_with_spots())
    assert seen.picture.shape == (400, 600, 3)
    assert seen.image_from_page == pytest.approx(np.eye(3))


def test_a_large_page_is_drawn_smaller_so_that_work_is_bounded() -> None:
    seen = Distortion("larger", scale=1.5).of(np.full((3000, 4000, 3), 255, np.uint8))
    assert max(seen.picture.shape) == MAX_SIDE_PX
    assert points(transform(seen.image_from_page, (4000, 3000)))[0] == pytest.approx((2400, 1800))


def test_the_same_picture_is_distorted_alike_every_time() -> None:
    for distortion in DOZEN:
        assert np.array_equal(distortion.of(page_with_spots()).picture, distortion.of(page_with_spots()).picture)
