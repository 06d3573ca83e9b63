"""Lines that need no detector, on drawn fields; and beside the boxes the real detector draws."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from lambda_ocr.core.geometry import points, quad, rectangle, side_lengths
from lambda_ocr.core.model import Image, Quad
from lambda_ocr.core.text_lines.canvas import Region, cut_region, on_region, pack, to_picture
from lambda_ocr.core.text_lines.line_cutting import clipped, of_field
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.projection_profile import plain_lines
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.engines.detector import PaddleLineDetector

HIGH = 20
"""Height of a capital letter on the drawn paper; a detector's box around it is 1.4 times as high."""
FIELD = rectangle(100, 50, 460, 90)


def paper(background: int = 240) -> Image:
    return np.full((160, 640, 3), background, np.uint8)


def write(image: Image, left: int, base: int, text: str, ink: int = 30) -> None:
    """Text whose letters stand on the row `base`."""
    cv2.putText(image, text, (left, base), cv2.FONT_HERSHEY_SIMPLEX, HIGH / 21, (ink, ink, ink), 2, cv2.LINE_AA)


def region(image: Image, field: Quad = FIELD) -> Region:
    return cut_region(image, field, 1.4 * HIGH, np.eye(3))


def boxes(cut: Region) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the plain lines, on the paper."""
    placed = [points(to_picture(line, cut)) for line in plain_lines(cut)]
    return [(*corners.min(axis=0), *corners.max(axis=0)) for corners in placed]


def test_a_clean_line_is_framed_with_a_little_paper() -> None:
    image = paper()
    write(image, 120, 80, "HELMUT 42")
    ((left, top, right, bottom),) = boxes(region(image))
    (_, inked_top), (_, inked_bottom) = _inked(image)
    assert top == pytest.approx(inked_top - 4.5, abs=2)
    assert bottom == pytest.approx(inked_bottom + 4.5, abs=2)
    assert left == pytest.approx(_inked(image)[0][0] - 5.6, abs=2)
    assert right == pytest.approx(_inked(image)[1][0] + 5.6, abs=2)


def _inked(image: Image) -> tuple[tuple[int, int], tuple[int, int]]:
    """Upper left and lower right of all ink."""
    rows, columns = np.nonzero(image[..., 0] < 128)
    return (int(columns.min()), int(rows.min())), (int(columns.max()) + 1, int(rows.max()) + 1)


def test_a_box_around_the_field_is_no_print() -> None:
    image = paper()
    write(image, 130, 80, "HELMUT 42")
    bare = boxes(region(image))
    cv2.rectangle(image, (98, 48), (462, 92), (90, 90, 90), 1)
    boxed = boxes(region(image))
    assert len(boxed) == 1
    assert boxed[0] == pytest.approx(bare[0], abs=2)


def test_a_rule_under_a_value_is_no_part_of_it() -> None:
    image = paper()
    write(image, 130, 78, "HELMUT 42")
    bare = boxes(region(image))
    cv2.line(image, (100, 84), (460, 84), (60, 60, 60), 1)
    assert boxes(region(image))[0] == pytest.approx(bare[0], abs=1.5)


def test_dots_over_letters_belong_to_them() -> None:
    image = paper()
    write(image, 120, 84, "HULMUT 42")
    without = boxes(region(image))[0]
    for x in (146, 154):
        cv2.circle(image, (x, 60), 2, (30, 30, 30), -1)
    with_dots = boxes(region(image))[0]
    assert with_dots[1] == pytest.approx(without[1] - 4, abs=2.5)
    assert with_dots[3] == pytest.approx(without[3], abs=0.5)


def test_each_line_of_a_high_field_is_found() -> None:
    image = paper()
    write(image, 120, 68, "FIRST")
    write(image, 120, 108, "SECOND LINE")
    first, second = boxes(region(image, rectangle(100, 40, 460, 120)))
    assert first[3] < second[1]
    assert first[2] < second[2]


def test_words_before_the_field_are_cut_off_at_reach() -> None:
    image = paper()
    write(image, 20, 80, "LABEL HELMUT 42")
    ((left, *_),) = boxes(region(image))
    assert 100 - 1.2 * 1.4 * HIGH - 1 <= left < 100


@pytest.mark.parametrize("gap", [60, 90])
def test_a_stroke_that_may_be_the_side_of_a_box_is_left_to_the_detector(gap: int) -> None:
    image = paper()
    write(image, 120, 80, "HELMUT")
    end = _inked(image)[1][0]
    cv2.line(image, (end + gap, 62), (end + gap, 78), (30, 30, 30), 1)
    assert boxes(region(image)) == []


@pytest.mark.parametrize("at", [(120, 108), (300, 68)], ids=["a line below", "a word beside"])
def test_fainter_print_in_the_field_is_not_left_out(at: tuple[int, int]) -> None:
    field = rectangle(100, 40, 460, 120)
    image = paper()
    write(image, 120, 68, "HELMUT")
    assert len(boxes(region(image, field))) == 1
    write(image, *at, "PALE 42", ink=190)
    assert boxes(region(image, field)) == []


NOT_PLAIN = ["blank", "light on dark", "faint", "leaning", "touching lines", "half of it outside", "two where one fits"]


@pytest.mark.parametrize("what", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_detector(what: str) -> None:
    image = paper(40 if what == "light on dark" else 240)
    if what == "light on dark":
        write(image, 120, 80, "HELMUT 42", ink=230)
    elif what == "faint":
        write(image, 120, 80, "HELMUT 42", ink=215)
    elif what == "leaning":
        write(image, 120, 80, "HELMUT 42 HELMUT")
        image = np.asarray(
            cv2.warpAffine(image, cv2.getRotationMatrix2D((280, 70), 5, 1), (640, 160), borderValue=(240,) * 3),
            np.uint8,
        )
    elif what == "touching lines":
        for base in (74, 92, 56):
            write(image, 120, base, "HELMUT 42")
    elif what == "half of it outside":
        write(image, 120, 60, "HELMUT 42")
    elif what == "two where one fits":
        write(image, 120, 66, "HELMUT 42")
        write(image, 120, 90, "HELMUT 42")
    assert boxes(region(image, rectangle(100, 50, 460, 90))) == []


@pytest.mark.parametrize("kind", ["flight_itinerary", "form"])
def test_plain_lines_stand_where_the_detector_draws_them(kind: str) -> None:
    """Across the line nine in ten, along it (a label may stand near) three in four, to a quarter of its height."""
    detector, seen, away = PaddleLineDetector(2), 0, []
    for one in specimen_regions(kind):
        canvas, (slot,) = pack([one], 32)
        drawn = of_field(on_region([line.quad for line in detector.detect(canvas)], slot, one), one.frame)
        found = plain_lines(one)
        seen += len(drawn) == 1
        if len(drawn) == len(found) == 1:
            away.append(
                np.abs(points(found[0]) - points(clipped(drawn[0], one.frame))).max(axis=0) / OPTIONS.region_line_px
            )
    assert len(away) >= 0.7 * seen > 5
    along, across = np.array(away).T
    assert np.percentile(across, 90) < 0.25
    assert np.percentile(along, 75) < 0.25


def specimen_regions(kind: str) -> list[Region]:
    """The fields of an example's own template picture."""
    folder = Path(__file__).parents[3] / "examples" / kind
    picture = load_document((folder / "template.png").read_bytes(), PictureLimits()).first.pixels
    quads = [quad(corners) for corners, _ in json.loads((folder / "template.json").read_text(encoding="utf-8"))]
    return [cut_region(picture, corners, 0.7 * side_lengths(corners)[1], np.eye(3)) for corners in quads]
