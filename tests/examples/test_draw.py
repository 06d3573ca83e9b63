"""The drawn examples: their numbers, their geometry, and their files agree with each other."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from examples.draw.__main__ import NAMES, load, main
from examples.draw.amounts import capitals, digits, grouped, tax
from examples.draw.camera import Curl, Floats, Size, View, phone, scan, warp
from examples.draw.case import Case, Query, joined, picture, template_png
from examples.draw.checksums import citizen_id, credit_code, iban, iban_is_valid, luhn, mod_7
from examples.draw.fonts import missing_packages

EXAMPLES = Path(__file__).parents[2] / "examples"
needs_fonts = pytest.mark.skipif(bool(missing_packages()), reason=f"apt-get install {' '.join(missing_packages())}")
Quad = list[list[float]]


# -- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["91350100M000100Y43", "9144030071526726XG"])
def test_credit_codes_end_as_published_ones_do(number: str) -> None:
    assert credit_code(number[:-1]) == number


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_citizen_numbers_end_as_the_examples_of_the_standard_do(number: str) -> None:
    assert citizen_id(number[:-1]) == number


@pytest.mark.parametrize("number", ["79927398713", "4111111111111111"])
def test_luhn_digits_are_the_published_ones(number: str) -> None:
    assert luhn(number[:-1]) == number


@pytest.mark.parametrize("number", ["GB82WEST12345698765432", "DE89370400440532013000"])
def test_ibans_are_the_published_ones(number: str) -> None:
    assert iban(number[:2], number[4:]) == number
    assert iban_is_valid(number)
    assert not iban_is_valid(number[:-1] + ("1" if number[-1] != "1" else "2"))


def test_ticket_numbers_end_in_their_remainder_mod_7() -> None:
    assert mod_7("1234567") == "12345675"


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "零圆整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹圆整"),
        (1_000, "壹拾圆整"),
        (10_005, "壹佰圆零伍分"),
        (100_050, "壹仟圆伍角整"),
        (123_456, "壹仟贰佰叁拾肆圆伍角陆分"),
        (1_054_403, "壹万零伍佰肆拾肆圆零叁分"),
        (10_000_000, "壹拾万圆整"),
        (100_010_000, "壹佰万零壹佰圆整"),
        (100_000_000_100, "壹拾亿零壹圆整"),
        (2_030_004_000_00, "贰拾亿叁仟万肆仟圆整"),
        (1_000_500_00, "壹佰万零伍佰圆整"),
    ],
)
def test_amounts_in_capital_numerals_are_written_as_banks_write_them(cents: int, text: str) -> None:
    assert capitals(cents) == text


def test_amounts_in_digits_and_tax_are_rounded_to_the_cent() -> None:
    assert (digits(123_405), grouped(123_405), digits(7)) == ("1234.05", "1,234.05", "0.07")
    assert (tax(1_050, 13), tax(1_000, 6), tax(50, 13)) == (137, 60, 7)


# -- geometry ---------------------------------------------------------------------------------------------

PAGE: Size = (300, 200)
VIEWS = {
    "scan": scan(PAGE, (420, 300), 1.25, 3.0, 0.01),
    "upside down": scan(PAGE, (420, 300), 0.9, 181.0),
    "photo": phone(PAGE, (640, 480), 0.8, yaw=15, pitch=-18, spin=7),
    "on its side": phone(PAGE, (480, 640), 0.6, yaw=5, pitch=4, spin=92),
    "curled across": phone(PAGE, (640, 480), 0.8, yaw=-8, pitch=16, spin=4, curl=Curl((0.3, 0.1, -0.4), 0)),
    "curled along": phone(PAGE, (640, 480), 0.8, yaw=6, pitch=10, spin=-5, curl=Curl((0.1, 0.35), 1)),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("spot", [(40, 30), (150, 100), (262, 171)])
def test_convention_a_mark_lands_where_its_view_says(name: str, spot: tuple[int, int]) -> None:
    view, scale = VIEWS[name], 2
    source = np.zeros((PAGE[1] * scale, PAGE[0] * scale), np.float32)
    x, y = spot[0] * scale, spot[1] * scale
    source[y - 6 : y + 6, x - 6 : x + 6] = 1  # pixel edges lie on whole numbers: the mark's middle is at the spot
    seen, _ = warp(source, view, _frame(name), scale)
    rows, columns = np.mgrid[0 : seen.shape[0], 0 : seen.shape[1]] + 0.5
    found = np.array([(seen * columns).sum(), (seen * rows).sum()]) / seen.sum()
    assert np.hypot(*(found - view.project([spot])[0])) < 0.1


@pytest.mark.parametrize("name", ["scan", "photo", "on its side"])
def test_a_flat_view_is_its_homography(name: str) -> None:
    corners = np.array([[0, 0], [300, 0], [300, 200], [0, 200]], np.float64)
    matrix = VIEWS[name].homography
    assert matrix is not None
    assert np.abs(_through(matrix, corners) - VIEWS[name].project(corners)).max() < 1e-9


def test_a_curled_page_has_no_homography_and_keeps_its_length() -> None:
    curl = VIEWS["curled across"].curl
    assert VIEWS["curled across"].homography is None
    path = curl.lift(np.column_stack([np.linspace(0, 300, 4001), np.full(4001, 50.0)]), PAGE)
    assert np.linalg.norm(np.diff(path, axis=0), axis=1).sum() == pytest.approx(300, abs=0.01)


def _frame(name: str) -> Size:
    return (420, 300) if name in ("scan", "upside down") else (480, 640) if name == "on its side" else (640, 480)


def _through(matrix: Floats, points: Floats) -> Floats:
    image = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(image[:, :2] / image[:, 2:])


# -- drawing ----------------------------------------------------------------------------------------------


def _every_query() -> Iterator[tuple[Case, Query]]:
    for name in NAMES:
        yield from ((load(name), query) for query in load(name).queries)


@needs_fonts
def test_drawing_twice_gives_the_same_files_and_they_are_the_committed_ones() -> None:
    case = load("train_ticket")
    number = [query.label for query in case.queries].index("curled") + 1
    query = case.queries[number - 1]
    first, second = (picture(case, query)[0] for _ in range(2))
    assert first == second
    assert template_png(case) == template_png(case)
    committed = Image.open(EXAMPLES / f"train_ticket/query-{number}-curled.jpg")
    # Other library versions may round otherwise; the picture must still be the same one.
    drawn = np.asarray(Image.open(io.BytesIO(first)), np.int16)
    assert np.abs(drawn - np.asarray(committed, np.int16)).mean() < 1.5


@needs_fonts
@pytest.mark.parametrize("name", NAMES)
def test_values_lie_inside_their_fields_and_labels_outside(name: str) -> None:
    case = load(name)
    fields = dict(case.document.fields)
    sheets = [case.document.sheet(case.specimen)]
    sheets += [case.document.sheet(query.values, query.slip) for query in case.queries]
    for sheet in sheets:
        for field, (x0, y0, x1, y1) in sheet.filled.items():
            if field in fields:
                fx0, fy0, fx1, fy1 = fields[field]
                assert x0 >= fx0 + 3 and x1 <= fx1 - 2 and y0 >= fy0 - 2 and y1 <= fy1 + 2, (field, (x0, y0, x1, y1))
    for text, (x0, y0, x1, y1) in sheets[0].printed:
        height = y1 - y0
        for field, (fx0, fy0, fx1, fy1) in fields.items():
            apart = x1 <= fx0 or x0 >= fx1 or y1 - 0.12 * height <= fy0 or y0 + 0.12 * height >= fy1
            assert apart or not text.strip(), (text, field)


def test_every_value_differs_from_the_specimen_somewhere_and_one_field_is_left_empty() -> None:
    assert all(query.values != case.specimen for case, query in _every_query())
    assert any(not query.values[field] for case, query in _every_query() for field, _ in case.document.fields)


def test_lines_of_a_value_are_never_between_chinese_and_latin() -> None:
    for case, query in _every_query():
        for field, _ in case.document.fields:
            for before, after in re.findall(r"(.)\n(.)", query.values[field]):
                assert before.isascii() == after.isascii(), (case.document.name, query.values[field])
    assert (joined("北苑\n三楼"), joined("Old Quay\nGreenholm")) == ("北苑三楼", "Old Quay Greenholm")


def test_an_unknown_case_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["passport"])
    assert "no such case: passport" in capsys.readouterr().err


# -- files ------------------------------------------------------------------------------------------------


def _json(name: str, file: str) -> Any:
    return json.loads((EXAMPLES / name / file).read_text(encoding="utf-8"))


def _shown(name: str, file: str) -> Size:
    return ImageOps.exif_transpose(Image.open(EXAMPLES / name / file)).size


def test_the_pictures_stay_under_eight_megabytes() -> None:
    files = [file for name in NAMES for file in (EXAMPLES / name).iterdir()]
    assert sum(file.stat().st_size for file in files) < 8_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_template_has_eight_to_twelve_fields_that_do_not_overlap(name: str) -> None:
    template: list[tuple[Quad, str]] = _json(name, "template.json")
    assert 8 <= len(template) <= 12
    assert len({field for _, field in template}) == len(template)
    _check_quads([quad for quad, _ in template], _shown(name, "template.png"))
    for place, (quad, _) in enumerate(template):
        for other, _ in template[place + 1 :]:
            area, _ = cv2.intersectConvexConvex(np.array(quad, np.float32), np.array(other, np.float32))
            assert area == 0


@pytest.mark.parametrize("name", NAMES)
def test_expected_readings_name_the_template_s_fields_and_existing_pictures(name: str) -> None:
    fields = [field for _, field in _json(name, "template.json")]
    expected = _json(name, "expected.json")
    assert len(expected["queries"]) >= 4
    assert expected["queries"].keys() == expected["truth"].keys()
    assert all(list(values) == fields for values in expected["queries"].values())
    on_disk = {file.name for file in (EXAMPLES / name).iterdir() if file.suffix in (".png", ".jpg")}
    assert on_disk == {"template.png", *expected["queries"], *expected["refused"]}


@pytest.mark.parametrize("name", NAMES)
def test_true_quads_are_clockwise_inside_the_picture_and_agree_with_the_homography(name: str) -> None:
    template = {field: quad for quad, field in _json(name, "template.json")}
    for file, truth in _json(name, "expected.json")["truth"].items():
        assert list(truth["quads"]) == list(template)
        _check_quads(list(truth["quads"].values()), _shown(name, file))
        if truth["image_from_template"] is not None:
            matrix = np.array(truth["image_from_template"])
            for field, quad in template.items():
                landed = _through(matrix, np.array(quad, np.float64))
                assert np.abs(landed - truth["quads"][field]).max() < 0.02


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_readings_are_the_drawn_values(name: str) -> None:
    case, readings = load(name), list(_json(name, "expected.json")["queries"].values())
    for query, reading in zip(case.queries, readings, strict=True):
        assert reading == {field: joined(query.values[field]) for field, _ in case.document.fields}


def _check_quads(quads: list[Quad], size: Size) -> None:
    for quad in quads:
        points = np.array(quad, np.float64)
        assert (points >= 0).all() and (points <= size).all()
        sides = np.roll(points, -1, axis=0) - points
        following = np.roll(sides, -1, axis=0)
        assert (sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0] > 0).all()  # clockwise: y points down


def test_a_view_is_named_for_its_direction() -> None:
    view = View((10, 10), np.array([[1.0, 0, 0, 5], [0, 1, 0, 5], [0, 0, 0, 1]]))
    assert view.project([[0, 0], [10, 10]]).tolist() == [[0, 0], [10, 10]]
