"""A quad says which area: whatever hand drew it, the field is read through a rectangle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lambda_ocr.core.errors import InvalidTemplate
from lambda_ocr.core.geometry import (
    homography,
    is_convex,
    points,
    quad,
    reading_frame,
    rectangle,
    signed_area,
    transform,
    turned,
)
from lambda_ocr.core.model import Field, Quad, Reading, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.wire.quads import placed
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours, page, write

PAPER = (350, 180)
SHEET = (200, 330)
"""As small as holds what is drawn there: a field that is all paper is all looked at."""
KITS_OWN = ((277.0, 917.0), (478.0, 909.0), (482.0, 954.0), (272.0, 950.0))
"""A quad of the Kit's sample: its sides meet between it and the picture's corner."""
KITS_THIRD = quad(points(KITS_OWN) / 3)

Jitter = tuple[tuple[float, float], ...]


def clockwise(corners: Jitter, start: int) -> Quad:
    """The corners in clockwise order as seen from their middle, counted from any of them."""
    given = points(corners)
    away = given - given.mean(axis=0)
    return turned(quad(given[np.argsort(np.arctan2(away[:, 1], away[:, 0]))]), start)


quads_anywhere = st.builds(
    clockwise, st.tuples(*[st.tuples(st.floats(0, SHEET[0]), st.floats(0, SHEET[1]))] * 4), st.integers(0, 3)
)
jitters = st.tuples(*[st.tuples(st.floats(-7, 7), st.floats(-7, 7))] * 4)
leans = st.floats(-44, 44)


def turned_about(corners: Quad, degrees: float) -> Quad:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    middle = points(corners).mean(axis=0)
    return quad((points(corners) - middle) @ np.array([[cosine, sine], [-sine, cosine]]) + middle)


def read(quads: list[Quad], paper: np.ndarray) -> Reading:
    reader = Reader(AlignerThatIsTold(), DetectorThatSeesInk(), RecognizerThatTellsColours())
    fields = placed([Field(str(index), corners) for index, corners in enumerate(quads)], paper.shape[1::-1])
    template = Template("t", fields, b"", "")
    return reader.read(reader.prepare(template, reader.describe(paper, fields)), paper)


@given(quads_anywhere)
@example(KITS_THIRD)
@settings(deadline=None, max_examples=60)
def test_any_accepted_quad_registers_and_is_read_without_a_nan(corners: Quad) -> None:
    paper = page(*SHEET)
    x, y = points(corners).mean(axis=0).astype(int)
    write(paper, max(0, x - 50), max(0, y - 10), "RGB CMK")
    try:
        placed([Field("a", corners)], SHEET)
    except InvalidTemplate:
        assume(False)
    [field] = read([corners], paper).fields
    assert np.isfinite(points(field.position)).all() and np.isfinite(field.confidence)
    assert all(np.isfinite(points(line.position)).all() for line in field.lines)


@given(jitters)
@example(((5, 8), (0, 0), (4, 4), (0, 0)))
@settings(deadline=None, max_examples=80)
def test_a_rectangle_drawn_askew_reads_what_the_upright_one_around_it_reads(
    jitter: tuple[tuple[float, float], ...],
) -> None:
    paper = page(*PAPER)
    write(paper, 150, 120, "RGB:CMK:RG")
    drawn = quad(points(rectangle(140, 110, 320, 150)) + jitter)
    around = rectangle(*points(drawn).min(axis=0), *points(drawn).max(axis=0))
    askew, upright = read([drawn], paper).fields[0], read([around], paper).fields[0]
    assert askew.value == upright.value == "RGB:CMK:RG"


@given(quads_anywhere)
@example(KITS_OWN)
@settings(deadline=None)
def test_the_frame_is_a_rectangle_around_the_quad_with_its_corners_in_the_same_order(corners: Quad) -> None:
    assume(is_convex(corners) and signed_area(corners) > 100)
    frame = points(reading_frame(corners))
    sides = np.roll(frame, -1, axis=0) - frame
    assert np.allclose(np.sum(sides * np.roll(sides, -1, axis=0), axis=1), 0, atol=1e-3)
    assert signed_area(frame) >= signed_area(corners) - 1e-6
    assert np.linalg.norm(sides[0] - sides[2] * -1) < 1e-6
    inside = transform(homography(frame, rectangle(0, 0, 1, 1)), corners)
    assert inside.min() > -1e-2 and inside.max() < 1 + 1e-2


@given(leans, st.sampled_from([0, 1, 2, 3]))
@settings(deadline=None)
def test_a_quad_along_slanted_print_keeps_its_slant_from_any_corner(lean: float, start: int) -> None:
    drawn = turned(turned_about(rectangle(300, 200, 500, 240), lean), start)
    assert np.allclose(points(reading_frame(drawn)), points(drawn), atol=1e-6)


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_a_lean_on_which_the_two_long_sides_disagree_is_the_hand_s(start: int) -> None:
    frame = reading_frame(turned(KITS_OWN, start))
    assert np.allclose(points(turned(frame, -start)), points(rectangle(272, 909, 482, 954)))


def test_convention_a_homography_sees_its_source_s_middle_before_the_horizon() -> None:
    frame_from_picture = homography(KITS_OWN, rectangle(0, 0, 200, 40))
    assert np.allclose(transform(frame_from_picture, KITS_OWN), points(rectangle(0, 0, 200, 40)), atol=0.1)
    assert np.isfinite(transform(frame_from_picture, [points(KITS_OWN).mean(axis=0)])).all()
