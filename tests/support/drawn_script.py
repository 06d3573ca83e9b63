"""A script of coloured blocks, drawn here, with small engines that really read it off the pixels.

Every letter of `LETTERS` is a block of its own colour. The detector finds ink, the recognizer tells blocks by colour,
and the aligner is told where the template lies: so the whole reading runs on pixels, without a network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import quad, rectangle
from lambda_ocr.core.model import (
    Alignment,
    Calibration,
    CanvasInput,
    Field,
    FixedLine,
    Glyph,
    Image,
    Lesson,
    LineInput,
    Matrix,
    Placement,
    Quad,
    TemplateGrey,
    Verdict,
)
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.teaching.copies import CopyStudied
from lambda_ocr.core.trace import NULL_TRACE, Trace

LETTERS: Mapping[str, tuple[int, int, int]] = {
    "R": (0, 0, 220),
    "G": (0, 160, 0),
    "B": (220, 0, 0),
    "C": (220, 200, 0),
    "M": (200, 0, 200),
    "K": (0, 40, 90),
    ":": (0, 110, 255),
}
"""Colours (BGR) of the letters; none is grey."""
CANVAS, LINE = CanvasInput(32, 400_000), LineInput(48, 160, 3200)
"""Pictures and lines as these engines take them."""
CALIBRATION = Calibration(bias=0.72, mean=0.52, weakest=0.29, off=1.85, length=0.62)
HIGH, WIDE, STEP = 20, 12, 16
"""A letter is HIGH x WIDE; the next begins STEP pixels later."""


def page(width: int = 800, height: int = 500) -> Image:
    """Blank paper."""
    return np.full((height, width, 3), 255, np.uint8)


def write(paper: Image, left: int, top: int, text: str, *, pale: float = 0.0) -> Quad:
    """Write a line, a space is a gap; `pale` 0 to 1 mixes white in. Returns where it stands."""
    for index, letter in enumerate(text):
        if letter != " ":
            x = left + index * STEP
            colour = np.array(LETTERS[letter]) * (1 - pale) + 255 * pale
            paper[top : top + HIGH, x : x + WIDE] = colour.round()
    return rectangle(left, top, left + (len(text) - 1) * STEP + WIDE, top + HIGH)


@dataclass(frozen=True)
class SeenInk:
    """A place with ink."""

    quad: Quad
    confidence: float = 0.9


class DetectorThatSeesInk:
    """Lines are ink with gaps of less than a letter's height; counts how often it is asked."""

    fingerprint = "ink-1"
    canvas = CANVAS

    def __init__(self) -> None:
        self.canvases: list[tuple[int, int]] = []

    def detect(self, image: Image, budget: Budget = UNBOUNDED) -> list[SeenInk]:
        """Boxes around ink, in no order."""
        budget.spend(Part.DETECT, image.shape[0] * image.shape[1])
        self.canvases.append((image.shape[1], image.shape[0]))
        blue, green, red = cv2.split(np.ascontiguousarray(image))
        ink = (cv2.min(cv2.min(blue, green), red) < 200).astype(np.uint8)
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 31), np.uint8))
        contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        boxes = (cv2.boundingRect(contour) for contour in contours)
        return [SeenInk(quad(rectangle(x, y, x + w, y + h))) for x, y, w, h in boxes if min(w, h) > 5]


class RecognizerThatTellsColours:
    """Letters are runs of columns of one colour; a pale letter is an unsure one, and without colour there is none."""

    fingerprint = "colours-1"
    line = LINE
    calibration = CALIBRATION

    def __init__(self) -> None:
        self.batches: list[int] = []

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        """What the crops say, in order."""
        budget.spend(Part.RECOGNISE, sum(crop.shape[0] * crop.shape[1] for crop in crops))
        self.batches.append(len(crops))
        return tuple(Lattice.saying(list(_letters(crop))) for crop in crops)


class RecognizerThatSays:
    """Says what it was told to, look after look, letters evenly over the crop; `left` is what nobody asked for."""

    fingerprint = "says-1"
    line = LINE
    calibration = CALIBRATION

    def __init__(self, *looks: tuple[str, float]) -> None:
        self.left = list(looks)

    def recognize(self, crops: Sequence[Image], budget: Budget = UNBOUNDED) -> tuple[Lattice, ...]:
        """The next of its sayings for each crop."""
        said = [self.left.pop(0) for _ in crops]
        return tuple(
            Lattice.saying([Glyph(letter, sure, (place + 0.5) / len(text)) for place, letter in enumerate(text)])
            for text, sure in said
        )


def _letters(crop: Image) -> Iterator[Glyph]:
    height, width = crop.shape[:2]
    blue, green, red = cv2.split(np.ascontiguousarray(crop))
    if cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)).max() < 10:
        return
    columns = crop[height // 3 : 2 * height // 3].mean(axis=0)
    inked = columns.min(axis=1) < 200
    edges = np.flatnonzero(np.diff(np.r_[False, inked, False].astype(int)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start > 0.2 * height:
            letter, sure = _nearest(np.median(columns[start:end], axis=0))
            yield Glyph(letter, sure, float((start + end) / 2 / width))


def _nearest(colour: NDArray[np.floating]) -> tuple[str, float]:
    away = {letter: float(np.abs(colour - np.array(other)).max()) for letter, other in LETTERS.items()}
    letter = min(away, key=away.__getitem__)
    return letter, max(0.0, 1 - away[letter] / 255)


@dataclass
class AlignerThatIsTold:
    """Places the template where the test says; `own` places single fields elsewhere, as on paper that is not flat."""

    image_from_template: Matrix = field(default_factory=lambda: np.eye(3))
    own: Mapping[str, Matrix] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    """Fields whose row this picture does not have."""
    version: str = "told-1"
    drawn: Image | None = None
    """The template's picture, where fields are measured against it."""

    def describe(self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED) -> bytes:
        """Its version and how many fields it saw."""
        return f"{self.version} {len(fields)}".encode()

    def load(self, described: bytes) -> str:
        """The same, when it is of this version."""
        if not described.startswith(self.version.encode()):
            raise ValueError("Not of this aligner.")
        return described.decode()

    def landmarks(self, features: str) -> NDArray[np.float64]:
        """Print all over the page."""
        return np.array([(x, y) for x in range(50, 800, 100) for y in range(50, 500, 100)], np.float64)

    def fixed_lines(self, features: str) -> tuple[FixedLine, ...]:
        """None is known."""
        return ()

    def grey(self, features: str) -> TemplateGrey:
        """The template that a test drew, else blank paper."""
        drawn = page() if self.drawn is None else self.drawn
        return TemplateGrey(np.asarray(cv2.cvtColor(drawn, cv2.COLOR_BGR2GRAY), np.uint8), 1.0)

    def extract(self, page: Image, budget: Budget = UNBOUNDED) -> Image:
        """The page itself: nothing is looked for on it."""
        return page

    def difference(self, one: Any, other: Any, page: Any, budget: Budget = UNBOUNDED) -> float:
        return 0.0

    def study(self, features: str, page: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED) -> CopyStudied:
        """No print outside the fields."""
        return CopyStudied(self.align(features, page, fields), (), np.zeros((0, 2)), np.zeros(0, bool), 20.0)

    def beside(self, features: str, page: Image, budget: Budget = UNBOUNDED) -> None:
        """Nothing of one template is on another's picture."""
        return

    def weight(self, features: str, judged: Any) -> float:
        """No page was judged."""
        return 0.0

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        """Whatever is found."""
        return 0.0

    def taught(self, features: str, lessons: Sequence[Lesson]) -> str:
        """The same: lessons on print change nothing."""
        return features

    def align(
        self,
        features: str,
        page: Image,
        fields: Sequence[Field],
        trace: Trace = NULL_TRACE,
        budget: Budget = UNBOUNDED,
        *,
        thorough: bool = True,
    ) -> Alignment:
        """As told."""
        placements = (
            Placement(self.own.get(item.name, self.image_from_template), 0.7, item.name in self.missing)
            for item in fields
        )
        return Alignment(self.image_from_template, tuple(placements), Verdict.MATCHED, 100, 0.7, 0.9, "told")


class AlignerThatFindsNothing(AlignerThatIsTold):
    """Every picture is of another template."""

    def fixed_lines(self, features: str) -> tuple[FixedLine, ...]:
        """None is known."""
        return ()

    def align(
        self,
        features: str,
        page: Image,
        fields: Sequence[Field],
        trace: Trace = NULL_TRACE,
        budget: Budget = UNBOUNDED,
        *,
        thorough: bool = True,
    ) -> Alignment:
        """Refuses."""
        raise TemplateMismatch("The picture is not of this template.", agreement=0.01)
