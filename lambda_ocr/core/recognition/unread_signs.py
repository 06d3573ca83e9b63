"""Signs that a recogniser passed over: ink as large as a letter with no character read where it stands.

A letter or sign that the network's dictionary lacks is decoded as a blank (CTC), and the line's other characters are
sure; so the line's picture is asked: every shape as large as its letters must have a character at its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.model import Glyph, Image, Quad, Text
from lambda_ocr.core.text_lines.line_cutting import Frame

FAINTEST = 30
"""Grey levels between ink and ground below which a crop tells nothing."""
TALL, LETTER = 0.28, 0.55
"""Height of a shape, as a share of the crop, that may be a letter's, and as a share of the median of those."""
SMALLEST = 0.01
"""Area of such a shape, in squares of the crop's height."""
NARROWEST, WIDEST = 0.17, 1.3
"""Width of a letter looked for, in heights of the crop: broken strokes are narrower, rules and pictures wider."""
REACH_HEIGHTS = 0.15
"""How far from a shape its character may stand, in heights of the crop: half a letter, and a step of the network."""
REACH_BROAD_HEIGHTS, REACH_WIDE_HEIGHTS = 0.3, 0.6
"""The same of broad letters, and of ideographs, which fall into parts. With these 1 of 1,040 right values is doubted on
two collections of real paper and the examples, and 10 of 15 with a sign lost; nearer, 4 to 30 are."""
_BROAD = "WMwm%@&"
_KANA_BESIDE_AMOUNT = re.compile(r"[\u3041-\u30fe]\s?\d[\d.,]*[.,]\d+|\d[\d.,]*[.,]\d+\s?[\u3041-\u30fe]")
"""A whole value that is an amount and one kana: currency signs that the dictionary lacks come back so (`₺` as `も`)."""
Box = tuple[int, int, int, int]


def unread(crop: Image, line: Quad, frame: Frame, said: Text) -> int:
    """How many signs within a field (`frame`; `line` is where the crop was cut) no character of the crop stands at."""
    letters = _letters(crop)
    if not letters:
        return 0
    height, width = crop.shape[:2]
    low, high = on_crop(line, frame, width)
    reaches = [(glyph.at * width, _reach(glyph) * height) for glyph in said.glyphs if not glyph.character.isspace()]
    return sum(
        low <= left and right <= high and not any(left - reach <= at <= right + reach for at, reach in reaches)
        for left, top, right, bottom in letters
        if NARROWEST * height <= right - left <= WIDEST * height and top > 1 and bottom < height - 1
    )


def exchanged(text: str) -> int:
    """How many signs of a value came back as a character of another script, because the network has none for them."""
    return int(_KANA_BESIDE_AMOUNT.fullmatch(text.strip()) is not None)


def on_crop(line: Quad, frame: Frame, width: int) -> tuple[float, float]:
    """Where a field begins and ends on a crop so wide that was cut along `line`."""
    start, end = (line[0][0] + line[3][0]) / 2, (line[1][0] + line[2][0]) / 2
    scale = width / max(end - start, 1e-6)
    return (frame[0] - start) * scale, (frame[2] - start) * scale


def _reach(glyph: Glyph) -> float:
    if unicodedata.east_asian_width(glyph.character) in "WF":
        return REACH_WIDE_HEIGHTS
    return REACH_BROAD_HEIGHTS if glyph.character in _BROAD else REACH_HEIGHTS


def _letters(crop: Image) -> list[Box]:
    """Shapes as high as the line's letters, parts above each other as one: left, top, right, bottom."""
    ink = ink_of(crop)
    if ink is None:
        return []
    height = crop.shape[0]
    _, _, shapes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = (shapes[1:, place] for place in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    tall = (high > TALL * height) & (area > SMALLEST * height**2)
    if not tall.any():
        return []
    tall &= high > LETTER * float(np.median(high[tall]))
    left, top = shapes[1:, cv2.CC_STAT_LEFT], shapes[1:, cv2.CC_STAT_TOP]
    corners = np.column_stack([left, top, left + wide, top + high])[tall]
    return _joined(sorted((int(a), int(b), int(c), int(d)) for a, b, c, d in corners))


def ink_of(crop: Image) -> NDArray[np.uint8] | None:
    """1 where there is ink, light or dark; None where there is hardly any contrast."""
    grey = cv2.GaussianBlur(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY), (3, 3), 0)
    between, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = np.asarray(grey < between, np.uint8)
    share = cv2.countNonZero(ink) / ink.size
    if not 0 < share < 1 or cv2.mean(grey, 1 - ink)[0] - cv2.mean(grey, ink)[0] < FAINTEST:
        return None
    return ink if share <= 0.5 else 1 - ink


def _joined(boxes: Sequence[Box]) -> list[Box]:
    joined: list[Box] = []
    for box in boxes:
        before = joined[-1] if joined else box
        if joined and box[0] < before[2] - 0.2 * min(box[2] - box[0], before[2] - before[0]):
            joined[-1] = (before[0], min(before[1], box[1]), max(before[2], box[2]), max(before[3], box[3]))
        else:
            joined.append(box)
    return joined
