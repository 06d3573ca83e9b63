"""The detector: from maps drawn here to quads, and real text found where it stands."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from lambda_ocr.core.budget import WEIGHT, Budget, Part
from lambda_ocr.core.geometry import points, quad, rectangle, side_lengths
from lambda_ocr.core.model import Image, Quad
from lambda_ocr.engines.detector import PER_LINE_PX, DetectedLine, PaddleLineDetector, lines_of_map
from lambda_ocr.engines.models.ppocrv6_small import DETECTOR

Map = NDArray[np.float32]


def blank(width: int = 320, height: int = 160) -> Map:
    return np.zeros((height, width), np.float32)


def draw(probability: Map, corners: Quad, likely: float = 0.9) -> None:
    cv2.fillPoly(probability, [np.round(points(corners) * 16 - 8).astype(np.int32)], likely, shift=4)


def tilted(centre: tuple[float, float], size: tuple[float, float], angle: float) -> Quad:
    return quad(cv2.boxPoints((centre, size, angle)))


def grown(size: tuple[float, float]) -> tuple[float, float]:
    """What a core of this size stands for: it is given back area * unclip / perimeter on each side."""
    away = size[0] * size[1] * DETECTOR.unclip / (2 * (size[0] + size[1]))
    return size[0] + 2 * away, size[1] + 2 * away


# -- maps -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(200, 10), (60, 20), (30, 6), (12, 12)])
def test_a_core_is_framed_and_grown_back_on_all_sides(size: tuple[int, int]) -> None:
    probability = blank()
    probability[70 : 70 + size[1], 50 : 50 + size[0]] = 0.9
    (line,) = lines_of_map(probability)
    assert side_lengths(line.quad) == pytest.approx(grown(size), abs=3.5)
    assert points(line.quad).mean(axis=0) == pytest.approx((50 + size[0] / 2, 70 + size[1] / 2), abs=0.6)


def test_quads_are_clockwise_from_the_upper_left() -> None:
    probability = blank()
    draw(probability, rectangle(100, 60, 220, 80))
    (line,) = lines_of_map(probability)
    a, b, c, d = line.quad
    assert a[0] < b[0] and d[0] < c[0] and a[1] < d[1] and b[1] < c[1]


@pytest.mark.parametrize("angle", [-40, -20, -5, 0, 5, 20, 40])
def test_a_tilted_core_gives_a_tilted_quad_that_begins_on_the_left(angle: float) -> None:
    probability = blank()
    draw(probability, tilted((160, 80), (120, 12), angle))
    (line,) = lines_of_map(probability)
    a, b, _, d = points(line.quad)
    assert np.degrees(np.arctan2(*(b - a)[::-1])) == pytest.approx(angle, abs=2)
    assert a[1] < d[1]
    assert points(line.quad).mean(axis=0) == pytest.approx((160, 80), abs=1)
    assert side_lengths(line.quad) == pytest.approx(grown((120, 12)), abs=8)  # steps of the outline count, and grow


def test_cores_apart_are_lines_of_their_own() -> None:
    probability = blank()
    for top in (20, 50, 80):
        draw(probability, rectangle(20, top, 140, top + 10))
        draw(probability, rectangle(180, top, 300, top + 10))
    assert len(lines_of_map(probability)) == 6


def test_cores_that_touch_are_one_line_and_two_pixels_keep_them_apart() -> None:
    probability = blank()
    draw(probability, rectangle(20, 60, 140, 70))
    draw(probability, rectangle(140, 60, 280, 70))
    (line,) = lines_of_map(probability)
    assert side_lengths(line.quad)[0] > 260
    probability[:, 139:143] = 0
    assert len(lines_of_map(probability)) == 2


def test_specks_and_hairlines_are_no_text() -> None:
    probability = blank()
    probability[20, 20] = 1
    probability[40:42, 40:42] = 1
    probability[60, 20:300] = 1
    probability[20:150, 310] = 1
    assert lines_of_map(probability) == []


@pytest.mark.parametrize(("likely", "lines"), [(0.2, 0), (0.4, 0), (0.45, 0), (0.55, 1), (0.95, 1)])
def test_a_core_must_be_likely_enough(likely: float, lines: int) -> None:
    probability = blank()
    draw(probability, rectangle(100, 60, 220, 80), likely)
    found = lines_of_map(probability)
    assert len(found) == lines
    assert all(line.confidence == pytest.approx(likely, abs=0.08) for line in found)


def test_a_hole_in_a_core_is_no_line() -> None:
    probability = blank()
    draw(probability, rectangle(60, 40, 260, 120))
    probability[60:100, 100:220] = 0
    found = lines_of_map(probability)
    assert [side_lengths(line.quad)[0] > 150 for line in found] == [True]


def test_an_empty_map_has_no_lines() -> None:
    assert lines_of_map(blank()) == []


def test_a_core_at_the_edge_reaches_beyond_it() -> None:
    """Nothing is clipped: what a line's box is, is for the caller to judge."""
    probability = blank()
    draw(probability, rectangle(0, 0, 100, 12))
    (line,) = lines_of_map(probability)
    assert line.quad[0][0] < 0 and line.quad[0][1] < 0


# -- the network ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def detector() -> PaddleLineDetector:
    return PaddleLineDetector(threads=2)


def printed(lines: dict[str, tuple[int, int]], size: tuple[int, int], height: int = 28) -> tuple[Image, list[Quad]]:
    """Lines of text at places, and the boxes of their ink."""
    paper = Pillow.new("RGB", size, (236, 236, 232))
    pen, font = ImageDraw.Draw(paper), ImageFont.load_default(height)
    boxes = []
    for text, place in lines.items():
        pen.text(place, text, (20, 20, 30), font)
        boxes.append(rectangle(*pen.textbbox(place, text, font)))
    return np.asarray(paper)[..., ::-1].copy(), boxes


def centred(found: tuple[DetectedLine, ...], boxes: list[Quad]) -> float:
    """Largest distance between the middles of lines found and drawn, top to bottom."""
    assert len(found) == len(boxes)
    return max(
        float(np.abs(points(line.quad).mean(axis=0) - points(box).mean(axis=0)).max())
        for line, box in zip(found, boxes, strict=True)
    )


@pytest.mark.parametrize("size", [(640, 320), (700, 333), (511, 290)])
def test_lines_are_found_where_they_stand_whatever_the_picture_s_size(
    size: tuple[int, int], detector: PaddleLineDetector
) -> None:
    """Sizes that are no multiple of 32 are stretched for the network; the quads are in the picture's own pixels."""
    picture, boxes = printed({"Policy 44053619": (40, 30), "Imogen Farrow": (200, 120), "02/04/2025": (60, 210)}, size)
    found = detector.detect(picture)
    assert centred(found, boxes) < 4
    for line, box in zip(found, boxes, strict=True):
        low, high = points(line.quad).min(axis=0), points(line.quad).max(axis=0)
        assert (low <= points(box).min(axis=0) + 2).all() and (high >= points(box).max(axis=0) - 2).all()
        assert line.confidence > 0.6


def test_lines_come_from_top_to_bottom(detector: PaddleLineDetector) -> None:
    picture, _ = printed({"third": (30, 220), "first": (300, 30), "second": (150, 130)}, (640, 288))
    tops = [line.quad[0][1] for line in detector.detect(picture)]
    assert len(tops) == 3 and tops == sorted(tops)


def test_blank_paper_has_no_lines(detector: PaddleLineDetector) -> None:
    assert detector.detect(np.full((100, 200, 3), 230, np.uint8)) == ()
    assert detector.detect(np.zeros((7, 5, 3), np.uint8)) == ()


def test_each_line_that_is_found_is_paid_for(detector: PaddleLineDetector) -> None:
    paper = np.full((160, 320, 3), 250, np.uint8)
    cv2.putText(paper, "TOTAL 4711", (20, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 2)
    blank, printed = Budget(pixels=1e7), Budget(pixels=1e7)
    assert not detector.detect(np.full_like(paper, 250), blank)
    found = len(detector.detect(paper, printed))
    assert found
    assert blank.pixels_left() - printed.pixels_left() == pytest.approx(WEIGHT[Part.DETECT] * PER_LINE_PX * found)
