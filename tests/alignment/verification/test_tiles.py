"""The parts of the aligner on their own: looking for tiles, following them, and what words are compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.alignment.features import grey_of
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals import keypoints
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification import refine_homography, windows
from lambda_ocr.alignment.verification.piecewise_homographies import Piece
from lambda_ocr.alignment.verification.refine_homography import refined
from lambda_ocr.alignment.verification.tile_matching import match_tiles
from lambda_ocr.alignment.verification.tiles import FixedPrint, Grey, choose_tiles
from lambda_ocr.core.geometry import scaling
from tests.support.drawn_forms import form

PAGE: Grey = grey_of(form(1).template())
OTHER: Grey = grey_of(form(3).template())


def fixed_print(grey: Grey, factor: float = 1.0, most: int = 240) -> FixedPrint:
    tiles = choose_tiles(grey, most)
    return FixedPrint(grey, factor, tiles, np.ones(len(tiles), bool))


def half(grey: Grey) -> FixedPrint:
    factor = OPTIONS.coarse_side_px / max(grey.shape)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return fixed_print(np.asarray(small, np.uint8), factor, OPTIONS.max_coarse_tiles)


def moved(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


@pytest.mark.parametrize(
    ("scale", "longest"), [(4.0, 1000), (2.0, 2000), (1.0, 4000), (0.5, 4000)], ids=["close", "near", "as it is", "far"]
)
def test_a_picture_is_looked_at_in_the_smallest_size_that_shows_the_print(scale: float, longest: int) -> None:
    grey, factor = ImagePyramid(np.zeros((1000, 4000), np.uint8)).for_scale(scale)
    assert max(grey.shape) == longest
    assert factor == longest / 4000


def test_a_strip_is_not_halved_away() -> None:
    grey, factor = ImagePyramid(np.zeros((40, 4096), np.uint8)).for_scale(20.0)
    assert (grey.shape, factor) == ((20, 2048), 0.5)


@pytest.mark.parametrize("longest", [5000, 4000, 1999, 1024, 600])
def test_a_picture_is_fitted_with_its_places_where_they_were(longest: int) -> None:
    grey = np.zeros((1001, 4001), np.uint8)
    grey[700:720, 3000:3020] = 255
    small, factor = ImagePyramid(grey).fitted(longest)
    y, x = np.argwhere(small > 127).mean(axis=0) + 0.5
    assert max(small.shape) == min(longest, 4001)
    assert (x / factor, y / factor) == pytest.approx((3010, 710), abs=2.5)


def test_tiles_are_found_where_they_moved_to() -> None:
    evidence = match_tiles(fixed_print(PAGE), ImagePyramid(PAGE), moved(4.0, -3.0), reach=8)
    assert evidence.found > 0.8 * len(evidence.visible)
    assert np.median(evidence.shifts, axis=0) == pytest.approx((-4.0, 3.0), abs=0.2)


def test_a_tile_is_found_to_a_fraction_of_a_pixel_in_its_window() -> None:
    fixed = fixed_print(PAGE)
    corners = fixed.corners - 5
    seen = windows.cut(PAGE, windows.nodes(corners, OPTIONS.tile_px + 12) + np.array((0.3, -0.4)), OPTIONS.tile_px + 12)
    ncc, shifts = windows.best_matches(seen, fixed.patches)
    assert ncc.min() > 0.7
    assert np.median(shifts, axis=0) == pytest.approx((-1.3, -0.6), abs=0.15)


def test_windows_behind_the_horizon_show_nothing() -> None:
    nodes = windows.nodes(np.array([[10, 10], [200, 200]]), 48)
    nodes[4] = np.nan
    seen = windows.cut(PAGE, nodes, 48)
    assert seen[0].std() == 0
    assert np.array_equal(seen[1], PAGE[200:248, 200:248])
    assert windows.best_matches(seen[:1], np.ones((1, OPTIONS.tile_px, OPTIONS.tile_px), np.float32))[0] == [0.0]
    assert windows.cut(PAGE, nodes[:0], 48).shape == (0, 48, 48)


def test_cheap_keypoints_agree_on_the_turn_of_a_page() -> None:
    template, image = keypoints.orb(PAGE), keypoints.orb(np.asarray(np.rot90(PAGE, -1)))
    few = keypoints.match_few(template, image)
    every = keypoints.match_turned(template, image, few.turn)
    assert few.turn % 360 == pytest.approx(90, abs=15)
    assert len(every.matches.template) > 1.5 * len(few.matches.template) > 100
    straight = np.c_[PAGE.shape[0] - every.matches.template[:, 1], every.matches.template[:, 0]]
    assert np.median(np.linalg.norm(every.matches.image - straight, axis=1)) < 2


def test_the_first_keypoints_are_the_strongest_of_every_size() -> None:
    found = keypoints.orb(PAGE)
    first = found.among(slice(len(found.sizes) // 4))
    for size in np.unique(found.sizes.round(3)):
        share = (first.sizes.round(3) == size).sum() / (found.sizes.round(3) == size).sum()
        assert share == pytest.approx(0.25, abs=0.1)


def test_nothing_matches_an_empty_page() -> None:
    blank, page = keypoints.orb(np.full_like(PAGE, 255)), keypoints.orb(PAGE)
    for template, image in ((blank, page), (page, blank), (blank, blank)):
        assert len(keypoints.match_few(template, image).matches.template) == 0
        assert len(keypoints.match_turned(template, image, 0.0).matches.image) == 0


def test_tiles_beyond_reach_are_found_when_led_there() -> None:
    """The coarse look sees twenty pixels' shift as ten of its own; the fine look goes on from there."""
    hypothesis = moved(20.0, 0.0)
    lost = match_tiles(fixed_print(PAGE), ImagePyramid(PAGE), hypothesis, reach=6)
    coarse = match_tiles(half(PAGE), ImagePyramid(PAGE), hypothesis, reach=16)
    led = match_tiles(fixed_print(PAGE), ImagePyramid(PAGE), hypothesis, reach=6, led_by=coarse)
    assert lost.found < 0.3 * len(lost.visible)
    assert led.found > 0.8 * len(led.visible)
    assert np.median(led.shifts, axis=0) == pytest.approx((-20.0, 0.0), abs=0.3)


def test_a_hypothesis_that_is_a_little_off_is_settled_on_the_print() -> None:
    evidence = refined(half(PAGE), fixed_print(PAGE), ImagePyramid(PAGE), scaling(1.01) @ moved(6.0, 2.0))
    assert evidence is not None
    assert evidence.image_from_template == pytest.approx(np.eye(3), abs=0.2)
    assert np.linalg.norm(evidence.shifts, axis=1).max() < 1.0


def test_a_fine_look_that_leaves_nothing_over_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper that bends by five pixels: what the coarse print leaves of it the fine print tells in one look."""
    fine, looks = fixed_print(PAGE), list[FixedPrint]()

    def counted(fixed: FixedPrint, *where: Any, **how: Any) -> Any:
        looks.append(fixed)
        return match_tiles(fixed, *where, **how)

    monkeypatch.setattr(refine_homography, "match_tiles", counted)
    y, x = np.mgrid[: PAGE.shape[0], : PAGE.shape[1]].astype(np.float32)
    bent = cv2.remap(PAGE, x, y + 5 * (x / PAGE.shape[1] * 2 - 1) ** 2, cv2.INTER_LINEAR)
    evidence = refined(half(PAGE), fine, ImagePyramid(np.asarray(bent, np.uint8)), np.eye(3))
    assert evidence is not None and Piece(evidence).error < 0.5
    assert looks.count(fine) == 1


def test_matches_are_explained_by_a_piece_that_puts_them_where_they_are_seen() -> None:
    piece = Piece(match_tiles(fixed_print(PAGE), ImagePyramid(PAGE), moved(4.0, -3.0), reach=8))
    places = np.array([[100.0, 100.0], [500.0, 300.0], [700.0, 600.0]])
    known = piece.explains(places, places + np.array([[0.0, 0.0], [3.0, -2.0], [0.0, 20.0]]), 8.0)
    assert known.tolist() == [True, True, False]
    fallen = replace(piece.evidence, image_from_template=np.array([[1.0, 0, 0], [0, 1, 0], [0, -0.01, 1]]))
    assert not Piece(fallen).explains(places, places, 1e9)[2]


def test_nothing_is_settled_on_another_page_nor_twice_on_the_same_print() -> None:
    coarse, fine = half(PAGE), fixed_print(PAGE)
    assert refined(coarse, fine, ImagePyramid(np.full_like(PAGE, 255)), np.eye(3)) is None
    first = refined(coarse, fine, ImagePyramid(PAGE), np.eye(3))
    assert first is not None
    assert refined(coarse, fine, ImagePyramid(PAGE), moved(2.0, 0.0), [first]) is None
    elsewhere = refined(coarse, fine, ImagePyramid(OTHER), np.eye(3))
    assert elsewhere is None or elsewhere.found < 0.5 * first.found


def test_strong_keypoints_of_a_page_are_found_in_bands_as_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = keypoints.sift(PAGE, most=800)
    monkeypatch.setattr(keypoints, "OPTIONS", replace(OPTIONS, sift_band_px=128 * PAGE.shape[1]))
    banded = keypoints.sift(PAGE, most=800)
    assert len(banded.places) == 800
    away = np.linalg.norm(whole.places[:, None] - banded.places[None], axis=2).min(axis=1)
    assert (away < 0.5).mean() > 0.85


def test_bands_leave_out_what_is_masked_and_stand_an_empty_page() -> None:
    mask = np.zeros_like(PAGE)
    mask[: PAGE.shape[0] // 3] = 255
    found = keypoints.sift(PAGE, mask, most=800)
    assert len(found.places) > 50
    assert found.places[:, 1].max() <= PAGE.shape[0] // 3 + 1
    assert keypoints.sift(np.full_like(PAGE, 255), most=800).descriptors.shape == (0, 128)
