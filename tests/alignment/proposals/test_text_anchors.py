"""The lines of a page that may lie any of four ways: read as they stand, each quad beginning where its text does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.page import PageFeatures
from lambda_ocr.alignment.proposals import text_anchors
from lambda_ocr.core.geometry import points, quad, rectangle, side_lengths, turned
from lambda_ocr.core.model import Image
from tests.support.drawn_script import DetectorThatSeesInk, RecognizerThatSays

LINES = 3
BARS = ((20, 30, 150), (30, 60, 60), (60, 90, 90), (90, 120, 40))
"""Left, top and width of lines of several lengths."""


def page(lie_on_side: bool = False) -> Image:
    """Three lines, each a bar."""
    paper = np.full((300, 400, 3), 255, np.uint8)
    for line in range(LINES):
        paper[40 + 80 * line : 64 + 80 * line, 60:340] = 0
    return np.ascontiguousarray(paper.transpose(1, 0, 2)) if lie_on_side else paper


@pytest.mark.parametrize(
    ("lie_on_side", "looks", "begins"),
    [
        pytest.param(False, [0.95], (60, 40), id="upright: one way is looked at"),
        pytest.param(False, [0.4, 0.9], (340, 64), id="upside down"),
        pytest.param(False, [0.7, 0.5], (60, 40), id="faint: as it stands where no other way is surer"),
        pytest.param(True, [0.9], (64, 60), id="a quarter turn clockwise"),
        pytest.param(True, [0.4, 0.9], (40, 340), id="a quarter turn back"),
    ],
)
def test_a_page_is_read_whichever_way_it_lies(
    lie_on_side: bool, looks: list[float], begins: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The longest line is looked at each way, and no line is read again the way it was looked at."""
    monkeypatch.setattr(text_anchors, "TURN_LINES", 1)
    says = [("caption", sure) for sure in looks] + [("caption", 0.9)] * (LINES - 1)
    recognizer = RecognizerThatSays(*says)
    seen = PageFeatures(page(lie_on_side), DetectorThatSeesInk(), recognizer)
    assert not seen.is_read
    faint = max(looks) < OPTIONS.min_read_confidence
    assert len(seen.lines) == LINES - faint and seen.is_read and recognizer.left == []
    assert min(np.abs(np.array(line.quad[0]) - begins).max() for line in seen.lines) < 2


def test_a_page_without_lines_says_nothing() -> None:
    blank = np.full((300, 400, 3), 255, np.uint8)
    assert PageFeatures(blank, DetectorThatSeesInk(), RecognizerThatSays()).lines == ()


@pytest.mark.parametrize("degrees", [75, -75, 165, 0, 20])
def test_lines_of_a_leaning_page_begin_alike_from_whichever_corner_a_detector_counts_them(degrees: float) -> None:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, -sine], [sine, cosine]])
    placed = [quad(200 + (points(rectangle(x, y, x + wide, y + 20)) - 100) @ turn.T) for x, y, wide in BARS]
    seen = [SimpleNamespace(quad=turned(each, at), confidence=1.0) for at, each in enumerate(placed)]
    detector: Any = SimpleNamespace(
        detect=lambda image, budget: seen, canvas=DetectorThatSeesInk.canvas, fingerprint=""
    )
    recognizer = RecognizerThatSays(*[("caption", 0.95)] * len(BARS))
    lines = text_anchors.read_turned(np.full((400, 400, 3), 255, np.uint8), detector, recognizer)
    assert len(lines) == len(BARS)
    angles = [np.arctan2(*(points(line.quad)[1] - points(line.quad)[0])[::-1]) for line in lines]
    assert np.allclose(np.exp(1j * np.array(angles)), np.exp(1j * angles[0]), atol=0.01)
    assert all(wide > high for wide, high in (side_lengths(line.quad) for line in lines))


def test_anchors_come_back_as_they_were_packed() -> None:
    known = (
        text_anchors.Anchor(rectangle(0, 0, 90, 20), "Total"),
        text_anchors.Anchor(rectangle(0, 30, 90, 50), "Name: Ada", False, (rectangle(0, 30, 40, 50), "Name:")),
    )
    assert text_anchors.from_bytes(text_anchors.to_bytes(known)) == known
