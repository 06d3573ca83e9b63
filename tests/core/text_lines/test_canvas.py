"""Layout: regions are cut upright at one scale, packed apart, and every quad leads back to the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_ocr.core.budget import WEIGHT, Budget, Part
from lambda_ocr.core.errors import OverBudget
from lambda_ocr.core.geometry import homography, points, rectangle, scaling, transform, transform_quad, turned, warp
from lambda_ocr.core.model import Image, Matrix
from lambda_ocr.core.text_lines.canvas import (
    Region,
    batches,
    crop_line,
    cut_region,
    on_region,
    pack,
    to_picture,
)
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.work import PER_LOOK_PX, PER_REGION_PX

FIELD = rectangle(200, 100, 500, 124)
LINE_HEIGHT = 20.0
STRIDE, LARGEST_CANVAS = 32, 400_000
TILTED: Matrix = np.array([[0.9, -0.3, 150], [0.25, 0.8, 40], [0.0001, -0.0001, 1]])


def page(marks: list[tuple[float, float]], size: tuple[int, int] = (800, 600)) -> Image:
    """Black spots on white, one at each place."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]] + 0.5
    light = np.full(rows.shape, 255.0)
    for x, y in marks:
        light -= 255 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 18)
    return np.repeat(np.round(light).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def dark_middle(image: Image) -> tuple[float, float]:
    dark = 255 - image[..., 0].astype(float)
    rows, columns = np.mgrid[0 : dark.shape[0], 0 : dark.shape[1]] + 0.5
    return float((dark * columns).sum() / dark.sum()), float((dark * rows).sum() / dark.sum())


def region_of(width: int, height: int, grey: int = 200) -> Region:
    """A plain region of a size."""
    return Region(np.full((height, width, 3), grey, np.uint8), (10, 10, width - 10, height - 10), 32, np.eye(3))


# -- cutting ----------------------------------------------------------------------------------------------


def test_a_region_shows_the_field_with_its_lines_at_one_height_and_context_around() -> None:
    region = cut_region(page([]), FIELD, LINE_HEIGHT, np.eye(3))
    line = OPTIONS.region_line_px
    aside, above, scale = OPTIONS.context_aside_heights * line, OPTIONS.context_above_heights * line, line / LINE_HEIGHT
    assert region.line_height == line
    assert region.frame == pytest.approx((aside, above, aside + 300 * scale, 0.75 * line + 38.4))
    height, width = region.image.shape[:2]
    assert (width, height) == (round(300 * scale + 2 * aside), round(24 * scale + 2 * above))


def test_a_wide_field_is_cut_no_larger_than_the_detector_may_see() -> None:
    region = cut_region(page([], (3000, 200)), rectangle(50, 50, 2950, 70), 10.0, np.eye(3))
    assert region.image.shape[1] == OPTIONS.max_region_side_px
    assert region.line_height < OPTIONS.region_line_px


@pytest.mark.parametrize("image_from_template", [np.eye(3), TILTED, scaling(0.6)], ids=["same", "tilted", "smaller"])
def test_a_mark_of_the_field_lies_where_the_frame_says(image_from_template: Matrix) -> None:
    picture = page([tuple(transform(image_from_template, [(275, 112)])[0])])
    region = cut_region(picture, FIELD, LINE_HEIGHT, image_from_template)
    left, top, right, bottom = region.frame
    expected = (left + (right - left) * 0.25, (top + bottom) / 2)
    assert dark_middle(region.image) == pytest.approx(expected, abs=0.4)


def test_the_context_is_the_picture_s_own() -> None:
    region = cut_region(page([(180, 112), (350, 92)]), FIELD, LINE_HEIGHT, np.eye(3))
    left, top, *_ = region.frame
    assert region.image[:, : int(left), 0].min() < 60
    assert region.image[: int(top), :, 0].min() < 60


def test_a_region_leads_back_to_the_picture() -> None:
    region = cut_region(page([]), FIELD, LINE_HEIGHT, TILTED)
    left, top, right, bottom = region.frame
    back = to_picture(rectangle(left, top, right, bottom), region)
    assert points(back) == pytest.approx(points(transform_quad(TILTED, FIELD)), abs=0.01)


def test_a_field_counted_from_another_corner_is_cut_upright() -> None:
    """Text that stands a quarter turn clockwise: its beginning is on top, and left in the region."""
    field = rectangle(300, 100, 330, 400)
    region = cut_region(page([(315, 130)]), turned(field, 1), 20.0, np.eye(3))
    assert region.image.shape[1] > region.image.shape[0]
    x, y = dark_middle(region.image)
    left, top, right, bottom = region.frame
    assert (x - left) / (right - left) == pytest.approx(0.1, abs=0.01)
    assert (y - top) / (bottom - top) == pytest.approx(0.5, abs=0.02)


def test_a_line_is_cropped_from_the_picture_s_own_pixels() -> None:
    """The region is smaller than the picture; the crop is not made from the region."""
    fine = np.repeat(((np.indices((600, 800)).sum(axis=0) % 4 < 2) * 255).astype(np.uint8)[..., None], 3, axis=2)
    region = cut_region(fine, rectangle(100, 100, 700, 200), 80.0, np.eye(3))
    crop = crop_line(fine, rectangle(60, 30, 100, 62), region.image_from_region, 80)
    assert region.image[20:-20, 20:-20].std() < 40 < crop.std()


def test_a_crop_has_the_height_asked_and_the_line_s_proportions() -> None:
    region = cut_region(page([]), FIELD, LINE_HEIGHT, TILTED)
    assert crop_line(page([]), rectangle(64, 30, 264, 70), region.image_from_region, 48).shape == (48, 240, 3)
    assert crop_line(page([]), rectangle(64, 30, 64.01, 70), region.image_from_region, 48).shape == (48, 1, 3)


def test_a_mark_on_a_tilted_line_lies_in_its_crop_at_the_same_share_of_it() -> None:
    line = ((70.0, 30.0), (270.0, 40.0), (268.0, 72.0), (68.0, 62.0))
    region = cut_region(page([]), FIELD, LINE_HEIGHT, TILTED)
    spot = homography(rectangle(0, 0, 1, 1), line)
    at = transform(region.image_from_region @ spot, [(0.3, 0.6)])[0]
    crop = crop_line(page([tuple(at)]), line, region.image_from_region, 48)
    x, y = dark_middle(crop)
    assert (x / crop.shape[1], y / crop.shape[0]) == pytest.approx((0.3, 0.6), abs=0.015)


# -- packing ----------------------------------------------------------------------------------------------

sizes = st.lists(st.tuples(st.integers(1, 1920), st.integers(1, 300)), min_size=1, max_size=30)


@settings(max_examples=60)
@given(sizes)
def test_packed_regions_keep_their_distance_and_lie_on_the_canvas(given_sizes: list[tuple[int, int]]) -> None:
    regions = [region_of(*size) for size in given_sizes]
    canvas, slots = pack(regions, STRIDE)
    assert canvas.shape[0] % STRIDE == canvas.shape[1] % STRIDE == 0
    places = [
        (slot.left, slot.top, slot.left + w, slot.top + h) for slot, (w, h) in zip(slots, given_sizes, strict=True)
    ]
    for index, (left, top, right, bottom) in enumerate(places):
        assert left >= 0 and top >= 0 and right <= canvas.shape[1] and bottom <= canvas.shape[0]
        for other in places[index + 1 :]:
            aside = max(other[0] - right, left - other[2])
            above = max(other[1] - bottom, top - other[3])
            assert aside >= OPTIONS.region_gap_px or above >= OPTIONS.shelf_gap_px


@settings(max_examples=30)
@given(sizes)
def test_every_region_is_found_on_the_canvas_pixel_by_pixel(given_sizes: list[tuple[int, int]]) -> None:
    random = np.random.default_rng(3)
    regions = [
        Region(random.integers(0, 256, (h, w, 3)).astype(np.uint8), (0, 0, w, h), 32, np.eye(3)) for w, h in given_sizes
    ]
    canvas, slots = pack(regions, STRIDE)
    for region, slot in zip(regions, slots, strict=True):
        height, width = region.image.shape[:2]
        assert np.array_equal(canvas[slot.top : slot.top + height, slot.left : slot.left + width], region.image)


def test_between_the_regions_is_paper() -> None:
    canvas, _ = pack([region_of(100, 50, 180), region_of(60, 30, 181), region_of(80, 90, 30)], STRIDE)
    assert canvas[-1, -1].tolist() == [180, 180, 180]


def test_ten_fields_fill_a_good_part_of_their_canvas() -> None:
    regions = [region_of(400, 90)] * 8 + [region_of(900, 90)] * 2
    canvas, _ = pack(regions, STRIDE)
    inked = sum(region.image.shape[0] * region.image.shape[1] for region in regions)
    assert inked / (canvas.shape[0] * canvas.shape[1]) > 0.7


@settings(max_examples=60)
@given(sizes)
def test_every_region_comes_on_one_canvas_and_canvases_stay_small(given_sizes: list[tuple[int, int]]) -> None:
    regions = [region_of(*size) for size in given_sizes]
    together = list(batches(regions, LARGEST_CANVAS))
    assert sorted(index for batch in together for index in batch) == list(range(len(regions)))
    for batch in together:
        area = sum(
            (given_sizes[i][0] + OPTIONS.region_gap_px) * (given_sizes[i][1] + OPTIONS.shelf_gap_px) for i in batch
        )
        assert len(batch) == 1 or area <= LARGEST_CANVAS


def test_a_quad_of_the_canvas_is_led_to_the_one_region_it_lies_on() -> None:
    regions = [region_of(300, 80), region_of(200, 60), region_of(250, 40)]
    _, slots = pack(regions, STRIDE)
    inside = rectangle(20, 15, 120, 35)
    seen = [transform_quad(np.array([[1, 0, slot.left], [0, 1, slot.top], [0, 0, 1.0]]), inside) for slot in slots]
    for region, slot in zip(regions, slots, strict=True):
        assert on_region(seen, slot, region) == [inside]


def test_a_quad_between_two_regions_is_of_neither() -> None:
    regions = [region_of(300, 80), region_of(300, 80), region_of(700, 80)]
    canvas, slots = pack(regions, STRIDE)
    left, right = sorted((slot for slot in slots[:2]), key=lambda slot: slot.left)
    between = (
        rectangle(left.left + 310, 10, right.left - 10, 40) if right.left > left.left else rectangle(5, 82, 90, 94)
    )
    assert [on_region([between], slot, region) for slot, region in zip(slots, regions, strict=True)] == [[], [], []]
    assert canvas[0, 0].tolist() == [200, 200, 200]


def test_the_chain_from_picture_to_canvas_and_back_closes() -> None:
    """A word is drawn on the picture, found on the canvas by its ink, and its quad leads back to where it was drawn."""
    upright = page([])
    upright[106:118, 250:330] = 0
    picture = warp(upright, TILTED, (800, 600), border=255)
    drawn = transform_quad(TILTED, rectangle(250, 106, 330, 118))
    field_regions = [
        cut_region(picture, rectangle(200, 300, 420, 330), 24.0, TILTED),
        cut_region(picture, FIELD, LINE_HEIGHT, TILTED),
    ]
    canvas, slots = pack(field_regions, STRIDE)
    ys, xs = np.nonzero(canvas[..., 0] < 128)
    seen = rectangle(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
    assert on_region([seen], slots[0], field_regions[0]) == []
    (mine,) = on_region([seen], slots[1], field_regions[1])
    assert points(to_picture(mine, field_regions[1])) == pytest.approx(points(drawn), abs=0.8)


def test_a_crop_of_the_whole_picture_is_the_picture() -> None:
    picture = page([(50, 20), (120, 30)], (200, 48))
    assert np.array_equal(
        crop_line(picture, rectangle(0, 0, 200, 48), np.eye(3), 48), warp(picture, np.eye(3), (200, 48))
    )


def test_what_is_averaged_down_into_a_region_is_paid_for_even_by_fields_that_show_nothing() -> None:
    paper, budget = np.full((1000, 1000, 3), 255, np.uint8), Budget(pixels=2.4e4)
    for _ in range(4):
        cut_region(paper, rectangle(0, 0, 1000, 1000), 700.0, np.eye(3), budget)
    with pytest.raises(OverBudget) as refused:
        for _ in range(4):
            cut_region(paper, rectangle(0, 0, 1000, 1000), 700.0, np.eye(3), budget)
    assert refused.value.details["part"] == "crop"


def test_a_region_is_paid_for_though_nothing_is_averaged_down_into_it() -> None:
    paper, budget = np.full((1000, 1000, 3), 255, np.uint8), Budget(pixels=1e6)
    region = cut_region(paper, rectangle(100, 100, 500, 132), OPTIONS.region_line_px, np.eye(3), budget)
    height, width = region.image.shape[:2]
    assert 1e6 - budget.pixels_left() == pytest.approx(
        WEIGHT[Part.CROP] * (PER_LOOK_PX + (1 + PER_REGION_PX) * height * width)
    )
