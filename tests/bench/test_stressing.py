"""Strains do to a picture what they say, and truth follows."""

from __future__ import annotations

import numpy as np
import pytest

from bench.accuracy.stressing import AXES, Fold, Strain, hidden, mixed, one, shot_of
from examples.draw.camera import View

PAGE = (800, 1000)


def view_of(strain: Strain) -> View:
    shot = shot_of(strain, PAGE)
    return shot.aim(PAGE, shot.picture)


def share_inside(strain: Strain) -> float:
    """Of an even grid on the page, how much lies on the picture."""
    grid = np.stack(np.meshgrid(np.linspace(1, 799, 40), np.linspace(1, 999, 40)), -1).reshape(-1, 2)
    found, size = view_of(strain).project(grid), shot_of(strain, PAGE).picture
    return float(np.mean(np.all((found >= 0) & (found < size), axis=1)))


@pytest.mark.parametrize("axis", [axis for axis in AXES if axis != "crop"])
def test_the_whole_page_is_on_the_picture_at_every_level(axis: str) -> None:
    assert all(share_inside(one(axis, level)) == 1 for level in AXES[axis])


@pytest.mark.parametrize("crop", [0.1, 0.35, 0.5])
def test_a_crop_cuts_off_the_share_it_says(crop: float) -> None:
    assert share_inside(one("crop", crop)) == pytest.approx(1 - crop, abs=0.03)


@pytest.mark.parametrize("scale", [0.25, 1.0, 2.0])
def test_scale_is_picture_pixels_per_template_pixel(scale: float) -> None:
    a, b = view_of(one("scale", scale)).project([(300, 500), (500, 500)])
    assert np.linalg.norm(b - a) / 200 == pytest.approx(scale, rel=0.01)


def test_a_fold_bends_both_halves_and_keeps_their_length() -> None:
    points = Fold((0.2,), 1).lift(np.array([[400.0, 0.0], [400.0, 500.0], [400.0, 1000.0]]), PAGE)
    lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert lengths == pytest.approx([500, 500], rel=0.02)
    assert points[0, 2] == pytest.approx(points[2, 2], abs=1)
    assert abs(points[0, 2] - points[1, 2]) > 80


def test_a_thing_hides_the_share_of_the_page_it_says() -> None:
    strain = one("occlusion", 0.2)
    size = shot_of(strain, PAGE).picture
    picture = np.full((size[1], size[0], 3), 255, np.uint8)
    covered, mask = hidden(picture, view_of(strain), 0.2, np.random.default_rng(1))
    assert np.count_nonzero(mask) / (PAGE[0] * PAGE[1]) == pytest.approx(0.2, rel=0.03)
    assert (covered[mask == 0] == 255).all()


def test_a_mixed_strain_stays_within_its_severity() -> None:
    rng = np.random.default_rng(1)
    for strain in (mixed(0.5, rng) for _ in range(50)):
        assert strain.tilt <= 22.5
        assert strain.occlusion <= 0.1
        assert 0.7 < strain.scale < 1.42
