"""Text anchors: the template's fixed lines, by what they say and where they stand.

They answer a question that tiles alone cannot: sister layouts share fonts, boxes and labels, and only the words tell
them apart (`judging`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.geometry import (
    fitted,
    inside_share,
    points,
    polygon_mask,
    quad,
    scales_at,
    transforms,
)
from lambda_ocr.core.model import Image, LineInput, Quad
from lambda_ocr.core.ports import LineDetector, LineRecognizer
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.text_lines.canvas import affordable, crop_line, crop_pixels

_T = TypeVar("_T")


@dataclass(frozen=True)
class Anchor:
    """A line of the template, in template pixels; only one outside the fields is fixed print for sure."""

    quad: Quad
    text: str
    outside: bool = True


def read_anchors(
    picture: Image,
    fields: Sequence[Quad],
    detector: LineDetector,
    recognizer: LineRecognizer,
    budget: Budget = UNBOUNDED,
) -> tuple[Anchor, ...]:
    """Readable lines of a picture, no more than the options allow, spread over it; quads in picture coordinates."""
    small, factor = fitted(picture, OPTIONS.detector_side_px)
    seen = spread([quad(points(line.quad) / factor) for line in detector.detect(small, budget)], OPTIONS.max_page_lines)
    allowed = affordable(_widest_first(seen, recognizer.line), OPTIONS.max_page_lines_px, recognizer.line)
    lines = spread(seen, max(1, allowed))
    height = recognizer.line.height_px
    texts = read_lines(recognizer, [crop_line(picture, line, np.eye(3), height) for line in lines], budget)
    taken = polygon_mask(fields, (picture.shape[1], picture.shape[0]))
    return tuple(
        Anchor(line, text.text, _is_outside(line, taken))
        for line, text in zip(lines, texts, strict=True)
        if text.confidence >= OPTIONS.min_read_confidence and len(text.text) >= OPTIONS.min_line_characters
    )


def _widest_first(lines: Sequence[Quad], taken_as: LineInput) -> list[Quad]:
    """So that any choice of as many as these pay for is paid for."""
    return sorted(lines, key=lambda line: -crop_pixels(line, taken_as))


def _is_outside(line: Quad, taken: NDArray[np.uint8]) -> bool:
    """Whether less than a third of a line lies in fields (255 in `taken`)."""
    mine = polygon_mask([line], (taken.shape[1], taken.shape[0])) > 0
    return bool(taken[mine].mean() < 255 / 3) if mine.any() else True


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
    return tuple(Anchor(quad(item["quad"]), item["text"], item["outside"]) for item in json.loads(stored))


def visible(lines: NDArray[np.float64], at: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
    """Which lines (n, 4, 2) are on a picture of `size`, each by its own homography (n, 3, 3), and not too small to be
    read.
    """
    heights = (np.linalg.norm(lines[:, [3, 2]] - lines[:, [0, 1]], axis=2)).mean(axis=1)
    shown = transforms(at, lines)
    within = np.all((shown >= 0) & (shown <= size), axis=(1, 2))
    for index in np.flatnonzero(~within):
        within[index] = inside_share(shown[index], size) > OPTIONS.min_line_in_frame_share
    return np.asarray(within & (heights * scales_at(at, lines.mean(axis=1)) >= OPTIONS.min_read_height_px))


def likeness(first: str, second: str) -> float:
    """Share of characters two texts have in common, in order, white space ignored."""
    return SequenceMatcher(None, "".join(first.split()), "".join(second.split()), autojunk=False).ratio()
