"""The outline of a page on a picture, whatever is printed on it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from lambda_ocr.alignment.proposals.outline import outlines, proposals
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.core.geometry import Points, points, transform

SHEET = points([(150, 120), (620, 90), (660, 430), (120, 470)])


def picture(corners: Points, paper: int, ground: int) -> ImagePyramid:
    grey = np.full((600, 800), ground, np.uint8)
    cv2.fillPoly(grey, [np.round(corners).astype(np.int32)], paper)
    cv2.putText(grey, "blurred print", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.2, paper // 2, 3)
    return ImagePyramid(np.asarray(cv2.GaussianBlur(grey, (0, 0), 3), np.uint8))


def nearest(found: Points, corner: Points) -> float:
    return float(np.linalg.norm(found - corner, axis=1).min())


@pytest.mark.parametrize(("paper", "ground"), [(235, 60), (40, 190), (200, 180)], ids=["light", "dark", "faint"])
def test_a_sheet_is_found_by_what_it_lies_on(paper: int, ground: int) -> None:
    found = outlines(picture(SHEET, paper, ground))
    assert max(nearest(found[0], corner) for corner in SHEET) < 8


def test_every_quarter_turn_of_it_and_of_the_whole_picture_is_a_hypothesis() -> None:
    firsts = [
        transform(one, [(0, 0)])[0]
        for one in proposals((470, 350), outlines(picture(SHEET, 235, 60)), (800, 600), most=1)
    ]
    assert len(firsts) == 8
    assert all(min(np.linalg.norm(first - corner) for first in firsts[:4]) < 8 for corner in SHEET)
    assert sorted(map(tuple, np.round(firsts[4:]).tolist())) == [(0, 0), (0, 600), (800, 0), (800, 600)]


@pytest.mark.parametrize("turn", [0, 90, -180, 268])
def test_the_turn_that_the_page_likely_has_comes_first(turn: int) -> None:
    found = outlines(picture(SHEET, 235, 60))
    first = next(proposals((470, 350), found, (800, 600), turn=turn))
    left, right = transform(first, [(0, 0), (470, 0)])
    lies = np.degrees(np.arctan2(*(right - left)[::-1]))
    assert abs((lies - turn + 180) % 360 - 180) < 20


def test_an_even_picture_has_no_outline() -> None:
    assert outlines(ImagePyramid(np.full((600, 800), 128, np.uint8))) == []
    assert outlines(ImagePyramid(np.zeros((40, 3000), np.uint8))) == []
