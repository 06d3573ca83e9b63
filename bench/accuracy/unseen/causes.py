"""Why a field was missed: a list of causes, and a first guess that a person may correct.

Rule: the guess compares the truth with what was read and with where the truth stands on the page; it never looks at how
the reader works.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bench.accuracy.scoring import distance, normalised
from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Quad


class Cause(StrEnum):
    """What is at fault."""

    REFUSED = "true picture refused"
    PLACEMENT = "field laid beside its print"
    FLOW = "value stands lines higher or lower"
    OTHER_LINE = "another line read"
    NEIGHBOUR = "a neighbour's text taken in"
    EMPTY = "empty with ink"
    ADDED = "read where nothing stands"
    LINES = "lines lost or merged"
    LENGTH = "cut at an end"
    PUNCTUATION = "punctuation"
    LOOK_ALIKE = "look-alike character or case"
    OVER = "stamp, rule or watermark over the print"
    PIXELS = "poor pixels"
    HANDWRITING = "handwriting"
    SCRIPT = "script or sign not read"
    TRUTH = "truth is wrong or not legible"
    OTHER = "other"


NEAR = 0.34
"""Share of characters off up to which a value is the right print read badly, not other print."""
COLOURED = 0.02
"""Share of a crop's pixels in strong colour from which something lies over it."""
LOOK_ALIKES = (
    "0OoQDC",
    "1lI|i!",
    "5Ss",
    "8B",
    "2Zz",
    "6Gb",
    "9gq4",
    "7T",
    "uvUVyY",
    "cCeo",
    "未末",
    "日曰口",
    "一-—–_",
    "己已",
)
UNREAD_SCRIPTS = ("CYRILLIC", "GREEK", "HANGUL", "ARABIC", "HEBREW", "THAI", "DEVANAGARI")
UNREAD_SIGNS = "₹₺₩₽₫"
SHORTEST = 3
"""Characters from which a line found elsewhere tells anything."""


@dataclass(frozen=True)
class Scene:
    """A miss and its surroundings; `lines` is the whole page as read, in the picture's pixels."""

    truth: str
    value: str
    position: Quad
    """The field on the picture."""
    lines: Sequence[tuple[str, Quad]] = ()
    coloured: float = 0.0
    """Share of the field's pixels in strong colour."""


def guess(scene: Scene) -> Cause:
    """The likeliest cause."""
    truth, value = normalised(scene.truth), normalised(scene.value)
    if any(_is_unread(char) for char in truth):
        return Cause.SCRIPT
    if not truth:
        return Cause.OTHER_LINE if _is_printed(value, scene) else Cause.ADDED
    if value and distance(value, truth) <= max(1, NEAR * len(truth)):
        return _badly_read(truth, value, scene.coloured)
    if value and truth in value:
        return Cause.OVER if scene.coloured > COLOURED else Cause.NEIGHBOUR
    return _elsewhere(truth, value, scene)


def _badly_read(truth: str, value: str, coloured: float) -> Cause:
    if _bare(truth) == _bare(value):
        return Cause.PUNCTUATION
    if truth in value:
        return Cause.OVER if coloured > COLOURED else Cause.NEIGHBOUR
    if truth.startswith(value) or truth.endswith(value):
        return Cause.LENGTH
    if coloured > COLOURED:
        return Cause.OVER
    alike = len(truth) == len(value) and all(map(_is_alike, truth, value))
    return Cause.LOOK_ALIKE if alike else Cause.PIXELS


def _elsewhere(truth: str, value: str, scene: Scene) -> Cause:
    """Nothing like the truth was read: where does it stand?"""
    mine = [(text, quad) for text, quad in scene.lines if len(text) >= min(SHORTEST, len(truth)) and _says(text, truth)]
    if value and value in truth:
        return Cause.LINES if len(mine) > 1 else Cause.LENGTH
    along, across = offset(scene.position, max(mine, key=lambda line: len(line[0]))[1]) if mine else (0.0, 0.0)
    tests = (
        (abs(across) > 0.5 and len(mine) == 1, Cause.FLOW),
        (abs(along) > 0.5, Cause.PLACEMENT),
        (not value, Cause.EMPTY),
        (len(mine) > 1, Cause.LINES),
        (_is_printed(value, scene), Cause.OTHER_LINE),
        (scene.coloured > COLOURED, Cause.OVER),
    )
    return next((cause for holds, cause in tests if holds), Cause.PIXELS)


def offset(field: Quad, line: Quad) -> tuple[float, float]:
    """How far a line's middle lies from a field's, along and across the field, in the field's width and height."""
    corners = points(field)
    along, across = corners[1] - corners[0], corners[3] - corners[0]
    away = points(line).mean(axis=0) - corners.mean(axis=0)
    found = np.linalg.lstsq(np.column_stack([along, across]), away, rcond=None)[0]
    return float(found[0]), float(found[1])


def _says(text: str, truth: str) -> bool:
    """Whether a line is (a part of) the truth, or holds it."""
    said = normalised(text)
    return bool(said) and (said in truth or truth in said)


def _is_printed(value: str, scene: Scene) -> bool:
    """Whether the value is a line of the page that lies outside the field."""
    for text, quad in scene.lines:
        if len(value) >= SHORTEST and _says(text, value) and abs(offset(scene.position, quad)[1]) > 0.4:
            return True
    return False


def _bare(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char)[0] not in "PS")


def _is_alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or any(one in group and other in group for group in LOOK_ALIKES)


def _is_unread(char: str) -> bool:
    name = unicodedata.name(char, "")
    return char in UNREAD_SIGNS or name.startswith(UNREAD_SCRIPTS) or "WITH DOT BELOW" in name or "HORN" in name
