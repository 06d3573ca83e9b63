"""Text anchors: the template's fixed lines, by what they say and where they stand.

They answer a question that tiles alone cannot: sister layouts share fonts, boxes and labels, and only the words tell
them apart (`judging.judge`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.line_heads import head_of
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import (
    fitted,
    inside_share,
    points,
    polygon_mask,
    quad,
    scales_at,
    side_lengths,
    transforms,
    turned,
)
from lambda_ocr.core.model import Image, Quad, Text
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.text_lines.canvas import crop_line
from lambda_ocr.core.text_lines.work import affordable, crop_pixels

_T = TypeVar("_T")

TURN_LINES = 8
"""Longest lines of a page that are read to tell which of four ways it lies: a tenth of the page's price."""


@dataclass(frozen=True)
class Anchor:
    """A line of the template, in template pixels; only one outside the fields is fixed print for sure."""

    quad: Quad
    text: str
    outside: bool = True
    head: tuple[Quad, str] | None = None
    """Its beginning, and what that says, where the line runs into a field."""


def read_anchors(
    picture: Image,
    fields: Sequence[Quad],
    detector: LineDetector,
    recognizer: LineRecognizer,
    budget: Budget = UNBOUNDED,
) -> tuple[Anchor, ...]:
    """Readable lines of an upright picture, no more than the options allow, spread over it; quads in picture
    coordinates."""
    return _read(picture, fields, _seen(picture, detector, recognizer, budget), recognizer, budget)


def read_turned(
    picture: Image, detector: LineDetector, recognizer: LineRecognizer, budget: Budget = UNBOUNDED
) -> tuple[Anchor, ...]:
    """The same of a picture that may lie any of four ways; each quad begins where its text does."""
    lines = _counted_alike(_seen(picture, detector, recognizer, budget))
    quarters, known = _quarter_turns(picture, lines, recognizer, budget)
    return _read(picture, (), [turned(line, quarters) for line in lines], recognizer, budget, known=known)


def _seen(picture: Image, detector: LineDetector, recognizer: LineRecognizer, budget: Budget) -> Sequence[Quad]:
    """Lines of text as the detector sees them."""
    small, factor = fitted(picture, OPTIONS.detector_side_px)
    seen = spread([quad(points(line.quad) / factor) for line in detector.detect(small, budget)], OPTIONS.max_page_lines)
    # As many as the widest of them would pay for: then any choice of so many is paid for, and they may be spread over
    # the page instead of being its first, or its longest.
    widest_first = sorted(seen, key=lambda line: -crop_pixels(line, recognizer.line))
    allowed = affordable(widest_first, OPTIONS.max_page_lines_px, recognizer.line)
    return spread(seen, max(1, allowed))


def _counted_alike(lines: Sequence[Quad]) -> Sequence[Quad]:
    """The lines of one page, their corners counted from the same side of it.

    A detector takes the uppermost or leftmost corner for the first, which of a line that leans by more than 45 degrees
    depends on how long it is.
    """
    if not lines:
        return lines
    along = [points(line)[1] - points(line)[0] for line in lines]
    angles = np.array([np.arctan2(y, x) for x, y in along])
    lean = np.angle(np.exp(4j * angles).sum()) / 4  # of the page, as far as a quarter turn leaves it open
    return [turned(line, round((lean - angle) / (np.pi / 2))) for line, angle in zip(lines, angles, strict=True)]


def _quarter_turns(
    picture: Image, lines: Sequence[Quad], recognizer: LineRecognizer, budget: Budget
) -> tuple[int, Mapping[int, Text]]:
    """By how many quarter turns the corners of the lines are to be counted on: the way in which the longest of them
    are read with confidence, as they stand where no other way is surer; and what these say so, by their place.
    """
    sides = [side_lengths(line) for line in lines]
    lie_on_side = sum(wide < high for wide, high in sides) > len(sides) / 2
    ways = (1, 3) if lie_on_side else (0, 2)
    longest = sorted(range(len(lines)), key=lambda at: -max(sides[at]))[:TURN_LINES]
    best, known, surest = 0, dict[int, Text](), 0.0
    for quarters in ways:
        texts = _texts(picture, [turned(lines[at], quarters) for at in longest], recognizer, budget)
        sure = sum(text.confidence for text in texts) / max(1, len(texts))
        if sure > surest:
            best, known, surest = quarters, dict(zip(longest, texts, strict=True)), sure
        if sure >= OPTIONS.min_read_confidence:
            break
    return best, known


def _texts(picture: Image, lines: Sequence[Quad], recognizer: LineRecognizer, budget: Budget) -> Sequence[Text]:
    height = recognizer.line.height_px
    crops = [crop_line(picture, line, np.eye(3), height) for line in lines]
    return read_lines(recognizer, crops, budget) if crops else ()


def _read(
    picture: Image,
    fields: Sequence[Quad],
    lines: Sequence[Quad],
    recognizer: LineRecognizer,
    budget: Budget,
    *,
    known: Mapping[int, Text] = MappingProxyType({}),
) -> tuple[Anchor, ...]:
    """What can be read of these lines; of some it is `known` what they say, by their place."""
    unknown = [at for at in range(len(lines)) if at not in known]
    read = dict(zip(unknown, _texts(picture, [lines[at] for at in unknown], recognizer, budget), strict=True))
    texts = [known[at] if at in known else read[at] for at in range(len(lines))]
    size = (picture.shape[1], picture.shape[0])
    taken = polygon_mask(fields, size)
    corners = np.array(fields, np.float64).reshape(-1, 4, 2)
    anchors = []
    for line, text in zip(lines, texts, strict=True):
        # A misread caption would be missed on every copy; two letters stand on any page.
        if text.confidence >= OPTIONS.min_read_confidence and len(text.text) >= OPTIONS.min_line_characters:
            # A third of a line may lie in a field, which is often drawn over the end of its own label.
            mine = polygon_mask([line], size) > 0
            outside = not mine.any() or bool(taken[mine].mean() < 255 / 3)
            anchors.append(Anchor(line, text.text, outside, head_of(line, text, corners)))
    return tuple(anchors)


def spread(lines: Sequence[_T], most: int) -> list[_T]:
    """At most `most`, evenly from first to last."""
    if len(lines) <= most:
        return list(lines)
    return [lines[index] for index in np.linspace(0, len(lines) - 1, most).round().astype(int)]


def to_bytes(anchors: Sequence[Anchor]) -> bytes:
    """Anchors as JSON."""
    return json.dumps([asdict(anchor) for anchor in anchors]).encode()


def from_bytes(stored: bytes) -> tuple[Anchor, ...]:
    """Anchors of `to_bytes`."""
    return tuple(
        Anchor(
            quad(each["quad"]), each["text"], each["outside"], each["head"] and (quad(each["head"][0]), each["head"][1])
        )
        for each in json.loads(stored)
    )


def visible(lines: NDArray[np.float64], at: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which lines (n, 4, 2) are on a picture of `size`, each by its own homography (n, 3, 3), and not too small to be
    read.
    """
    # What is cut off at the picture's edge, or too small for the recogniser, is missing on a true page too, and would
    # speak against it.
    heights = (np.linalg.norm(lines[:, [3, 2]] - lines[:, [0, 1]], axis=2)).mean(axis=1)
    shown = transforms(at, lines)
    within = np.all((shown >= 0) & (shown <= size), axis=(1, 2))
    for index in np.flatnonzero(~within):  # the exact share only of lines that cross the edge: most do not
        within[index] = inside_share(shown[index], size) > OPTIONS.min_line_in_frame_share
    return np.asarray(within & (heights * scales_at(at, lines.mean(axis=1)) >= OPTIONS.min_read_height_px))


def likeness(first: str, second: str) -> float:
    """Share of characters two texts have in common, in order, white space ignored."""
    return SequenceMatcher(None, "".join(first.split()), "".join(second.split()), autojunk=False).ratio()
