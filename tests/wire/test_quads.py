"""Which quads can be fields; the same quad turned any way stays one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.errors import InvalidTemplate
from lambda_ocr.core.model import Field, Quad
from lambda_ocr.wire.quads import check_shapes, placed


def refusal(*corners: tuple[float, float]) -> str:
    """The message this quad is refused with, empty when it is accepted."""
    upper_left, upper_right, lower_right, lower_left = corners
    try:
        check_shapes([Field("first", ((0, 0), (9, 0), (9, 9), (0, 9))), Field("名", (*corners,))])  # type: ignore[arg-type]
    except InvalidTemplate as error:
        assert error.details == {"field": 1, "name": "名"}
        assert error.message.startswith('template[1] ("名"): ')
        return error.message
    assert len({upper_left, upper_right, lower_right, lower_left}) == 4
    return ""


def test_the_predecessors_slanted_quads_are_accepted() -> None:
    assert refusal((421, 465), (909, 471), (911, 503), (419, 495)) == ""
    assert refusal((345, 339), (595, 343), (583, 397), (341, 385)) == ""


def test_convention_clockwise_is_on_the_screen_with_y_down() -> None:
    assert refusal((0, 0), (10, 0), (10, 10), (0, 10)) == ""
    assert "counter-clockwise" in refusal((0, 0), (0, 10), (10, 10), (10, 0))


def test_the_upper_left_may_be_any_corner_for_text_runs_in_any_direction() -> None:
    corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    for turn in range(4):
        assert refusal(*corners[turn:], *corners[:turn]) == ""


def test_what_is_no_quad_is_refused() -> None:
    assert "sides cross" in refusal((0, 0), (10, 10), (10, 0), (0, 10))
    assert "bent inwards" in refusal((0, 0), (100, 0), (30, 30), (0, 100))
    assert "flat" in refusal((0, 0), (50, 0), (100, 0), (50, 50))
    assert "thinner" in refusal((0, 0), (100, 0), (100, 3), (0, 3))
    assert "thinner" in refusal((5, 5), (5, 5), (5, 5), (5, 5))
    assert "thinner" in refusal((0, 0), (100, 0), (199, 2), (99, 2))


@given(
    st.floats(4.1, 500),
    st.floats(4.1, 500),
    st.floats(0, 2 * math.pi),
    st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)),
)
def test_a_rectangle_is_accepted_turned_any_way_and_its_mirror_image_never(
    width: float, height: float, angle: float, at: tuple[float, float]
) -> None:
    cos, sin = math.cos(angle), math.sin(angle)
    corners = [
        (at[0] + x * cos - y * sin, at[1] + x * sin + y * cos)
        for x, y in [(0, 0), (width, 0), (width, height), (0, height)]
    ]
    assert refusal(*corners) == ""
    assert "counter-clockwise" in refusal(*reversed(corners))


def test_fields_are_placed_on_the_picture_or_refused() -> None:
    quad: Quad = ((-2, -2), (102, 0), (101, 52), (0, 50))
    assert placed([Field("a", quad)], (100, 50))[0].quad == ((0, 0), (100, 0), (100, 50), (0, 50))
    with pytest.raises(InvalidTemplate, match=r"\[102, 0\] lies outside the picture, which is 99 x 50"):
        placed([Field("a", quad)], (99, 50))
    with pytest.raises(InvalidTemplate, match="thinner"):
        placed([Field("a", ((10, -2), (50, -2), (50, 3), (10, 3)))], (100, 50))
