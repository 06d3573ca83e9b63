"""Geometry: the conventions of points, pixels and homographies, held by marks drawn at known places."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.geometry import (
    fitted,
    homography,
    inside_share,
    is_convex,
    points,
    polygon_mask,
    quad,
    rectangle,
    resized,
    scale_at,
    scaling,
    side_lengths,
    signed_area,
    transform,
    transform_quad,
    turned,
    warp,
)
from lambda_ocr.core.model import Image, Matrix, Point, Quad

SIZE = (200, 120)
SQUARE = rectangle(0, 0, 1, 1)
TILTED: Matrix = np.array([[0.9, -0.2, 30], [0.15, 0.8, 5], [0.0004, -0.0003, 1]])


def marked(spots: list[Point], size: tuple[int, int] = SIZE, spread: float = 4) -> Image:
    """Soft light spots on black, their middles exactly at the spots, to any fraction of a pixel."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]] + 0.5
    light = sum(np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * spread**2)) for x, y in spots)
    return np.repeat(np.round(255 * np.asarray(light)).astype(np.uint8)[..., None], 3, axis=2)


def middle(image: Image) -> Point:
    """Centre of gravity of the light, in continuous coordinates."""
    light = image[..., 0].astype(float)
    rows, columns = np.mgrid[0 : light.shape[0], 0 : light.shape[1]] + 0.5
    return float((light * columns).sum() / light.sum()), float((light * rows).sum() / light.sum())


def noise(size: tuple[int, int] = SIZE) -> Image:
    return np.random.default_rng(7).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)


# -- conventions ------------------------------------------------------------------------------------------


def test_convention_the_identity_changes_no_pixel() -> None:
    assert np.array_equal(warp(noise(), np.eye(3), SIZE), noise())


def test_convention_pixel_i_covers_i_to_i_plus_one() -> None:
    shift = np.array([[1, 0, 3], [0, 1, -2], [0, 0, 1.0]])
    moved = warp(noise(), shift, SIZE, border=0)
    assert np.array_equal(moved[:-2, 3:], noise()[2:, :-3])
    assert not moved[:, :3].any() and not moved[-2:].any()


def test_convention_half_pixels_a_picture_twice_as_large_has_its_first_pixel_over_two() -> None:
    image = np.full((4, 4, 3), 10, np.uint8)
    image[:, 0] = 200
    larger = warp(image, scaling(2), (8, 8))
    # Centres of the new pixels lie at 0.25, 0.75, 1.25 … of the old: outside, three quarters, a quarter.
    assert larger[0, :5, 0].tolist() == pytest.approx([200, 152, 58, 10, 10], abs=1)


@pytest.mark.parametrize("factor", [0.1, 0.25, 0.37, 0.5, 0.59, 0.61, 0.8, 1, 1.5, 2, 3])
@pytest.mark.parametrize("spot", [(40, 30), (101.25, 61.75), (160.5, 85.4)])
def test_convention_scaling_is_a_diagonal_homography_and_a_mark_keeps_its_place(factor: float, spot: Point) -> None:
    size = (round(SIZE[0] * factor), round(SIZE[1] * factor))
    found = middle(warp(marked([spot], spread=6), scaling(factor), size))
    assert np.hypot(*(np.array(found) - np.array(spot) * factor)) < 0.05


@pytest.mark.parametrize("factor", [0.2, 0.5, 0.75, 2, 3.5])
def test_convention_resizing_agrees_with_scaling(factor: float) -> None:
    """Keypoints found on a resized picture are led back by a division: no half pixel may be lost on the way."""
    size = (round(SIZE[0] * factor), round(SIZE[1] * factor))
    found = middle(resized(marked([(60.3, 50.6)], spread=10), size))
    assert np.hypot(*(np.array(found) - np.array((60.3, 50.6)) * factor)) < 0.05


@pytest.mark.parametrize("scale", [0.08, 0.2, 0.45, 0.7, 1.3])
@pytest.mark.parametrize("angle", [0, 30, 90, 145, 180, 270])
def test_convention_a_mark_lands_where_the_homography_says(angle: int, scale: float) -> None:
    radians = np.deg2rad(angle)
    cosine, sine = scale * np.cos(radians), scale * np.sin(radians)
    big = (1000, 800)
    to_middle = np.array([[1, 0, -500], [0, 1, -400], [0, 0, 1.0]])
    turn = np.array([[cosine, -sine, 300], [sine, cosine, 300], [0, 0, 1.0]])
    out_from_image = turn @ to_middle
    for spot in [(520.0, 380.0), (430.0, 470.0)]:
        found = middle(warp(marked([spot], big, spread=40), out_from_image, (600, 600), border=0))
        assert np.hypot(*(np.array(found) - transform(out_from_image, [spot])[0])) < 0.1


def test_convention_a_mark_lands_where_a_perspective_says() -> None:
    for spot in [(60.0, 40.0), (120.0, 80.0), (150.0, 35.0)]:
        found = middle(warp(marked([spot], spread=3), TILTED, (260, 160), border=0))
        assert np.hypot(*(np.array(found) - transform(TILTED, [spot])[0])) < 0.1


def test_convention_a_shrinking_perspective_keeps_places() -> None:
    big = (1600, 1200)
    out_from_image = scaling(0.15) @ np.array([[0.9, -0.2, 90], [0.15, 0.8, 20], [0.0001, -0.00008, 1]])
    for spot in [(400.0, 300.0), (900.0, 700.0), (1300.0, 500.0)]:
        found = middle(warp(marked([spot], big, spread=30), out_from_image, (240, 180), border=0))
        assert np.hypot(*(np.array(found) - transform(out_from_image, [spot])[0])) < 0.15


def test_convention_a_from_b_maps_points_of_b_and_chains_read_from_right_to_left() -> None:
    a_from_b, b_from_c = scaling(2), np.array([[1, 0, 10], [0, 1, 0], [0, 0, 1.0]])
    assert transform(a_from_b @ b_from_c, [(1, 1)]).tolist() == [[22, 2]]
    assert transform(b_from_c @ a_from_b, [(1, 1)]).tolist() == [[12, 2]]
    assert transform(np.linalg.inv(TILTED), transform(TILTED, [(33, 44)]))[0] == pytest.approx((33, 44))


def test_convention_quads_go_clockwise_from_the_upper_left_as_seen_on_screen() -> None:
    assert rectangle(1, 2, 5, 4) == ((1, 2), (5, 2), (5, 4), (1, 4))
    assert signed_area(rectangle(1, 2, 5, 4)) == 8
    assert signed_area(rectangle(1, 2, 5, 4)[::-1]) == -8


# -- points and quads -------------------------------------------------------------------------------------


def test_points_at_the_horizon_and_behind_it_are_nowhere() -> None:
    steep = np.array([[1, 0, 0], [0, 1, 0], [0.01, 0, 1.0]])
    mapped = transform(steep, [(-50, 0), (-100, 0), (-150, 0)])
    assert np.isfinite(mapped[0]).all() and np.isnan(mapped[1:]).all()


corner = st.floats(-50, 50)


@given(st.lists(st.tuples(corner, corner), min_size=4, max_size=4))
def test_a_homography_of_four_points_leads_exactly_through_them(moves: list[Point]) -> None:
    source = rectangle(0, 0, 400, 300)
    target = points(source) + moves
    if not is_convex(target):
        return
    assert transform(homography(source, target), source) == pytest.approx(target, abs=2e-3)


def test_a_quad_is_plain_floats_whatever_it_was() -> None:
    plain = quad(np.array([[0, 1], [2, 1], [2, 3], [0, 3]], np.float32))
    assert plain == ((0.0, 1.0), (2.0, 1.0), (2.0, 3.0), (0.0, 3.0))
    assert {type(value) for point in plain for value in point} == {float}


def test_side_lengths_are_measured_along_the_sides() -> None:
    assert side_lengths(rectangle(0, 0, 30, 10)) == (30, 10)
    assert side_lengths([(0, 0), (30, 40), (24, 48), (-6, 8)]) == pytest.approx((50, 10))


def test_turning_a_quad_counts_its_corners_from_the_next_one() -> None:
    upright = rectangle(0, 0, 2, 1)
    assert turned(upright, 0) == turned(upright, 4) == upright
    assert turned(upright, 1) == ((2, 0), (2, 1), (0, 1), (0, 0))
    assert turned(turned(upright, 1), 3) == upright


def test_text_turned_a_quarter_clockwise_reads_upright_after_one_turn() -> None:
    page = np.zeros((100, 60, 3), np.uint8)
    page[10:30, 40:50] = 255  # reads downwards: what comes first stands on top, and tops of letters look right
    field = rectangle(20, 5, 55, 95)
    upright = turned(field, 1)
    width, height = side_lengths(upright)
    shown = warp(page, homography(upright, rectangle(0, 0, width, height)), (round(width), round(height)))
    assert (width, height) == (90, 35)
    assert middle(shown) == pytest.approx((15, 10), abs=0.1)


@pytest.mark.parametrize(
    ("corners", "convex"),
    [
        (SQUARE, True),
        (SQUARE[::-1], True),
        (((0, 0), (1, 0), (0.2, 0.2), (0, 1)), False),
        (((0, 0), (1, 1), (1, 0), (0, 1)), False),
        (((0, 0), (1, 0), (2, 0), (0, 1)), False),
        (((0, 0), (0, 0), (0, 0), (0, 0)), False),
    ],
    ids=["square", "square the other way", "dented", "crossed", "three in a row", "a point"],
)
def test_a_quad_is_convex_when_every_corner_turns_the_same_way(corners: Quad, convex: bool) -> None:
    assert is_convex(corners) is convex


@pytest.mark.parametrize("point", [(0, 0), (100, 60), (180, 20)])
def test_the_scale_at_a_point_is_how_a_small_square_grows_there(point: Point) -> None:
    x, y = point
    small = transform(TILTED, rectangle(x - 0.05, y - 0.05, x + 0.05, y + 0.05))
    assert scale_at(TILTED, point) == pytest.approx(np.sqrt(signed_area(small)) / 0.1, rel=1e-3)
    assert scale_at(scaling(3), point) == pytest.approx(3)


@pytest.mark.parametrize(
    ("corners", "share"),
    [
        (rectangle(10, 10, 50, 50), 1),
        (rectangle(-20, 10, 20, 50), 0.5),
        (rectangle(-20, -20, 20, 20), 0.25),
        (rectangle(180, 100, 260, 180), 0.0625),
        (rectangle(300, 0, 400, 50), 0),
        (rectangle(-1000, -1000, 1200, 1120), 200 * 120 / (2200 * 2120)),
        (rectangle(-20, 10, 20, 50)[::-1], 0.5),
        (rectangle(5, 5, 5, 50), 0),
        (((float("nan"), 0), (1, 0), (1, 1), (0, 1)), 0),
    ],
)
def test_the_share_of_a_quad_on_the_picture(corners: Quad, share: float) -> None:
    assert inside_share(corners, SIZE) == pytest.approx(share, abs=1e-4)


def test_a_mask_covers_exactly_the_pixels_of_a_quad_with_whole_corners() -> None:
    mask = polygon_mask([rectangle(10, 20, 30, 25), rectangle(150, 100, 160, 110)], SIZE)
    rows, columns = np.nonzero(mask)
    assert mask.shape == (120, 200) and set(np.unique(mask)) == {0, 255}
    assert abs(int((mask > 0).sum()) - (100 + 100)) <= 50  # OpenCV fills the outline too
    first = columns < 100
    assert np.array([columns[first].mean(), rows[first].mean()]) + 0.5 == pytest.approx((20, 22.5), abs=0.51)


def test_a_mask_has_room_for_quads_beyond_the_picture_and_for_none() -> None:
    assert polygon_mask([rectangle(-500, -500, 500, 500)], SIZE).all()
    assert not polygon_mask([], SIZE).any()


# -- pictures ---------------------------------------------------------------------------------------------


def test_beyond_the_edge_the_edge_is_repeated_or_a_border_drawn() -> None:
    image = np.full((10, 10, 3), 50, np.uint8)
    away = np.array([[1, 0, 5], [0, 1, 5], [0, 0, 1.0]])
    assert warp(image, away, (20, 20)).min() == warp(image, away, (20, 20)).max() == 50
    assert warp(image, away, (20, 20), border=255)[0, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("factor", [0.05, 0.15, 0.3, 0.5])
def test_what_shrinks_is_averaged_not_skipped(factor: float) -> None:
    grain = np.where(np.indices((400, 400)).sum(axis=0) % 2, 255, 0).astype(np.uint8)
    board = np.repeat(grain[..., None], 3, axis=2)
    small = warp(board, scaling(factor), (round(400 * factor), round(400 * factor)))
    assert np.abs(small[1:-1, 1:-1].astype(int) - 127).max() < 40


def test_a_part_of_a_large_picture_is_cut_at_its_place() -> None:
    spots = [(900.0, 700.0), (100.0, 100.0)]
    part = np.array([[0.2, 0, -0.2 * 800], [0, 0.2, -0.2 * 600], [0, 0, 1]])
    found = middle(warp(marked(spots, (1600, 1200), spread=15), part, (40, 40)))
    assert found == pytest.approx((20, 20), abs=0.05)


def test_a_view_past_the_horizon_is_drawn_all_the_same() -> None:
    past = np.linalg.inv(np.array([[0.2, 0, 0], [0, 0.2, 0], [0.03, 0, 0.2]]))
    assert warp(noise(), past, SIZE).shape == (120, 200, 3)


def test_grey_pictures_are_warped_as_colours_are() -> None:
    grey = noise()[..., 0].copy()
    assert np.array_equal(warp(grey, TILTED, SIZE), warp(np.repeat(grey[..., None], 3, axis=2), TILTED, SIZE)[..., 0])


def test_fitting_shrinks_to_the_longest_side_and_never_enlarges() -> None:
    image = np.zeros((300, 1000, 3), np.uint8)
    small, factor = fitted(image, 500)
    assert (small.shape, factor) == ((150, 500, 3), 0.5)
    same, factor = fitted(image, 2000)
    assert same is image and factor == 1
    assert fitted(np.zeros((1, 5000), np.uint8), 100)[0].shape == (1, 100)


def test_a_field_is_led_to_the_picture_corner_by_corner() -> None:
    field = rectangle(10, 10, 60, 30)
    assert points(transform_quad(TILTED, field)) == pytest.approx(transform(TILTED, field))
    expected = cv2.perspectiveTransform(points(field)[None], TILTED)[0]
    assert points(transform_quad(TILTED, field)) == pytest.approx(expected)
