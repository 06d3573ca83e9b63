"""Homography hypotheses from the outline of the page: a sheet that stands out from what it lies on, whatever it says.

For pages too blurred or too bare for keypoints. The outline does not say which side is up, so every quarter turn is a
hypothesis; it supposes that the template's picture is the page, cut close.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.tiles import Grey
from lambda_ocr.core.geometry import Points, homography, is_convex, points, rectangle, signed_area
from lambda_ocr.core.model import Matrix


def proposals(
    size: tuple[int, int], found: Sequence[Points], picture_size: tuple[int, int], most: int = 2, turn: float = 0.0
) -> Iterator[Matrix]:
    """Homographies that put a template of `size` (width, height) on outlines found on a picture, in quarter turns.

    Up to `most` outlines are tried, then the picture's own: a scan may be cut as close as the template. Of an outline's
    turns those come first that are nearest to `turn` (degrees, clockwise as seen on screen).
    """
    page = rectangle(0, 0, *size)
    frame = points(rectangle(0, 0, *picture_size))
    for corners in (*found[:most], frame):
        turned = [np.roll(corners, -quarters, axis=0) for quarters in range(4)]
        for corners_so in sorted(turned, key=lambda each: abs((_turn(each) - turn + 180) % 360 - 180)):
            yield homography(page, corners_so)


def _turn(corners: Points) -> float:
    """Degrees that the upper side of a quad (4, 2) runs at, clockwise as seen on screen."""
    x, y = corners[1] - corners[0]
    return float(np.degrees(np.arctan2(y, x)))


def outlines(picture: ImagePyramid) -> list[Points]:
    """Convex quads (4, 2) that stand out on a picture, clockwise, largest first."""
    small, factor = picture.fitted(OPTIONS.outline_side_px)
    # What is smaller is a box or a label on the paper; what is larger is the picture's own edge, which is tried anyway.
    found = [
        corners
        for shape in _shapes(small)
        for corners in _quads(shape)
        if OPTIONS.min_sheet_share < signed_area(corners) / small.size < OPTIONS.max_sheet_share
    ]
    # Each way of parting the picture finds the same sheet: every double would cost four looks.
    kept: list[Points] = []
    for corners in sorted(found, key=signed_area, reverse=True):
        if all(_apart(corners, other) > OPTIONS.same_outline_share * max(small.shape) for other in kept):
            kept.append(corners)
    return [corners / factor for corners in kept]


def _shapes(small: Grey) -> Iterator[NDArray[np.uint8]]:
    """The picture parted in two, as paper from its ground: by brightness, by darkness, and by edges.

    Light paper on a dark desk is the rule, a dark card on a light one its reverse, both by Otsu's threshold (1979);
    paper as light as what it lies on shows by its edges alone (Canny 1986).
    """
    smooth = cv2.GaussianBlur(small, (0, 0), 2.0)  # else print and the grain of a desk have edges of their own
    _, bright = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    kernel = np.ones((5, 5), np.uint8)
    # Closed, so that print that reaches the paper's edge cuts no notch into its outline.
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, kernel, iterations=3)
    yield np.asarray(closed, np.uint8)
    yield np.asarray(cv2.morphologyEx(255 - bright, cv2.MORPH_CLOSE, kernel, iterations=3), np.uint8)
    yield np.asarray(cv2.dilate(cv2.Canny(smooth, 15, 45), kernel), np.uint8)


def _quads(shape: NDArray[np.uint8]) -> Iterator[Points]:
    """The largest areas of a picture in two parts (255 inside), as far as they have four corners; clockwise."""
    contours, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:3]:
        # The hull, for a thumb bites into the sheet; then its corners, by polygon simplification (Douglas and Peucker
        # 1973).
        hull = cv2.convexHull(contour)
        bulge = OPTIONS.max_outline_bulge_share * cv2.arcLength(hull, True)
        corners = points(cv2.approxPolyDP(hull, bulge, True)) + 0.5
        if len(corners) == 4 and is_convex(corners):
            yield corners if signed_area(corners) > 0 else corners[::-1]


def _apart(first: Points, second: Points) -> float:
    """How far the farthest corner is, counted from the corner that fits best."""
    return float(min(np.linalg.norm(np.roll(first, turn, axis=0) - second, axis=1).max() for turn in range(4)))
