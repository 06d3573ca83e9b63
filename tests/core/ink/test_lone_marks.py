"""Marks that stand alone are values; rules, sides of boxes and what the form itself prints there are none."""

from __future__ import annotations

import numpy as np
import pytest

from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.ink.lone_marks import LoneMarks, is_at, is_stroke, line_of, lone_marks, named_by_measures
from lambda_ocr.core.model import Glyph, Image, Template, Text
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.text_lines.canvas import Region, cut_region
from lambda_ocr.entrypoints.wiring import compose_reader
from tests.support.drawn_cells import Cells, Spoilt
from tests.support.drawn_script import AlignerThatIsTold

VALUES = ("-", "7", "/", "-3", "--", "4", "J", "5.")
INK = 20


def region(*strokes: tuple[int, int, int, int], ink: int = INK, ground: int = 250) -> Region:
    """A field from (40, 30) to (360, 70) of a picture with these strokes (left, top, right, bottom)."""
    picture: Image = np.full((100, 400, 3), ground, np.uint8)
    for left, top, right, bottom in strokes:
        picture[top:bottom, left:right] = ink
    return cut_region(picture, rectangle(40, 30, 360, 70), 32.0, np.eye(3))


def found(*strokes: tuple[int, int, int, int], ink: int = INK, ground: int = 250) -> LoneMarks:
    free = lone_marks(region(*strokes, ink=ink, ground=ground))
    assert free is not None
    return free


def one(character: str) -> Text:
    return Text.of([Glyph(character, 0.99, 0.5)])


@pytest.mark.parametrize(("ink", "ground"), [(20, 250), (250, 20)])
def test_a_dash_on_light_or_dark_ground_stands_alone(ink: int, ground: int) -> None:
    free = found((60, 48, 70, 51), ink=ink, ground=ground)
    assert free.marks == 1
    assert np.allclose(free.place(region()), ((60 - 40) / 32, 18 / 32, 30 / 32, 21 / 32), atol=0.06)


@pytest.mark.parametrize(
    "strokes",
    [
        ((0, 66, 400, 69),),
        ((200, 48, 400, 51),),
        ((38, 10, 41, 90),),
        ((60, 20, 70, 40),),
        ((60, 48, 220, 51),),
        ((60, 34, 70, 44), (330, 34, 340, 44)),
        (),
    ],
    ids=[
        "a rule under it",
        "one that goes on beyond it",
        "the side of a box",
        "the foot of the line above",
        "a rule of its own",
        "print that fills it",
        "blank paper",
    ],
)
def test_what_goes_on_beyond_the_field_or_fills_it_is_no_lone_mark(
    strokes: tuple[tuple[int, int, int, int], ...],
) -> None:
    assert lone_marks(region(*strokes)) is None


def in_shade(deep: float, edge_px: float, *strokes: tuple[int, int, int, int], seed: int = 0) -> Region:
    """The same field on grained paper that a shadow darkens from the left, with these strokes on it, half as light."""
    light = 1 - deep / (1 + np.exp((np.arange(400) - 200) / edge_px))
    grey = np.broadcast_to(210 * light, (100, 400)) + np.random.default_rng(seed).normal(0, 1.5, (100, 400))
    for left, top, right, bottom in strokes:
        grey[top:bottom, left:right] *= 0.5
    picture: Image = np.repeat(grey.clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    return cut_region(picture, rectangle(40, 30, 360, 70), 32.0, np.eye(3))


SHADOWS = [(0.0, 40.0), (0.25, 60.0), (0.35, 40.0), (0.45, 40.0), (0.45, 80.0), (0.55, 60.0), (0.65, 40.0)]
"""How deep they are, and how soft their edges."""
RULE = (0, 66, 400, 69)


@pytest.mark.parametrize(("deep", "edge_px"), SHADOWS)
def test_paper_out_of_a_shadow_is_no_mark(deep: float, edge_px: float) -> None:
    assert [lone_marks(in_shade(deep, edge_px, RULE, seed=seed)) for seed in range(20)] == [None] * 20


@pytest.mark.parametrize(("deep", "edge_px"), SHADOWS)
@pytest.mark.parametrize("left", [60, 195, 330])
def test_a_dash_is_found_on_either_side_of_a_shadow_s_edge(left: int, deep: float, edge_px: float) -> None:
    for seed in range(5):
        free = lone_marks(in_shade(deep, edge_px, RULE, (left, 46, left + 10, 49), seed=seed))
        assert free is not None and free.marks == 1
        assert np.allclose(free.extent, np.add((left, 46, left + 10, 49), (24, -6, 24, -6)), atol=1.1)


def test_a_mark_above_a_rule_is_found_without_the_rule() -> None:
    free = found((60, 44, 70, 47), (0, 62, 400, 65))
    assert free.marks == 1
    assert free.extent[3] < 45


def test_what_the_template_shows_at_the_same_place_is_the_form_s() -> None:
    mark = found((60, 48, 70, 51)).place(region())
    assert is_at(found((62, 49, 72, 52)).place(region()), mark)
    assert not is_at(found((100, 48, 110, 51)).place(region()), mark)
    assert not is_at(mark, None)
    assert is_stroke(one("-")) and is_stroke(one("l")) and not is_stroke(one("7"))


@pytest.mark.parametrize(
    ("right", "ideographs", "name"), [(68, False, "-"), (74, False, "–"), (84, False, "—"), (84, True, "一")]
)
def test_a_bar_is_named_by_its_length(right: int, ideographs: bool, name: str) -> None:
    free = found((60, 48, right, 51))
    assert named_by_measures(one("一"), free, region((60, 48, right, 51)), ideographs=ideographs).text == name


def test_a_leaning_stroke_is_a_slash_and_an_upright_one_stays() -> None:
    leaning = tuple((70 - step // 2, 38 + step, 73 - step // 2, 39 + step) for step in range(22))
    assert named_by_measures(one("1"), found(*leaning), region(*leaning), ideographs=False).text == "/"
    upright = ((60, 38, 63, 60),)
    assert named_by_measures(one("l"), found(*upright), region(*upright), ideographs=False).text == "l"
    flagged = (*upright, (55, 41, 60, 44))
    assert named_by_measures(one("1"), found(*flagged), region(*flagged), ideographs=False).text == "1"


def test_a_line_around_a_mark_is_as_high_as_the_field_s_and_around_a_digit_as_high_as_that() -> None:
    for stroke, height in (((60, 48, 70, 51), 32.0), ((60, 40, 70, 60), 32.3)):
        _, (_, top), (_, bottom), _ = line_of(found(stroke), region())
        assert bottom - top == pytest.approx(height, abs=1)


@pytest.fixture(scope="module")
def networks() -> Reader:
    return compose_reader(1)


def read(networks: Reader, cells: Cells) -> list[str]:
    picture, image_from_template = cells.query()
    reader = Reader(AlignerThatIsTold(image_from_template), networks._detector, networks._recognizer)
    template = Template("drawn", cells.fields, b"", "2026-01-01T00:00:00Z")
    prepared = reader.prepare(template, reader.describe(cells.template(), cells.fields))
    return [field.value for field in reader.read(prepared, picture).fields]


@pytest.mark.parametrize("spoilt", [Spoilt.NOTHING, Spoilt.LIGHT_ON_DARK])
def test_fields_with_one_thin_mark_or_digit_are_read(networks: Reader, spoilt: Spoilt) -> None:
    cells = Cells(VALUES, spoilt, seed=3, height=22, printed=("3",) * len(VALUES))
    value = read(networks, cells)
    assert [text.replace("–", "-") for text in value] == list(VALUES)


def test_blank_cells_stay_empty_whatever_frames_them(networks: Reader) -> None:
    for spoilt in (Spoilt.NOTHING, Spoilt.COMB, Spoilt.LIGHT_ON_DARK):
        assert read(networks, Cells(("",) * 6, spoilt, seed=4, height=22)) == [""] * 6
