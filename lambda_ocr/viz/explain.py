"""Why a picture was read as it was, drawn: template and picture side by side, what of the one was found on the other,
where fields were before and after refinement, and every line with what became of it.

Rule: nothing is read here; `Explanation` holds what was found, and this draws it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from lambda_ocr.alignment.explain import Sight
from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.geometry import fitted, transform_quad, warp
from lambda_ocr.core.model import Field, Image, Quad, Reading
from lambda_ocr.core.trace import TracedLine, TracedStep
from lambda_ocr.viz.fonts import find_font

SIDE = 900
"""Longest side of each picture as drawn."""
GAP, LINE = 16, 26
JOINED = 3
"""Every so many pieces found are joined by a line: more would hide the page."""
PAPER, INK = (255, 255, 255), (25, 28, 35)
TEMPLATE, BEFORE, AFTER = (40, 90, 200), (235, 150, 0), (0, 140, 90)
FOUND, MISSING, KEPT, DROPPED = (0, 160, 200), (215, 40, 40), (120, 40, 200), (215, 40, 40)
_LEGEND = (
    (FOUND, "fixed print found again, joined by lines"),
    (MISSING, "fixed print not found; lines let go"),
    (BEFORE, "fields by the homography of the whole page"),
    (AFTER, "fields after refinement"),
    (KEPT, "lines that were read"),
)


Colour = tuple[int, int, int]
Fact = tuple[Colour, str]
Frame = tuple[float, int]
"""Scale of a picture as drawn, and where its left edge is."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """All that is known of one reading; `reading` is None where the picture was refused with `refusal`."""

    template: Image
    picture: Image
    fields: tuple[Field, ...]
    reading: Reading | None
    refusal: OcrError | None
    sight: Sight | None
    kept: tuple[TracedLine, ...] = ()
    dropped: tuple[TracedLine, ...] = ()
    steps: tuple[TracedStep, ...] = ()


def draw_explanation(explanation: Explanation) -> Pillow.Image:
    """Matches above, the fixed print laid over the template and the facts below."""
    above = _matches(explanation)
    below = _beside(_overlaid(explanation), _facts(explanation, above.width))
    whole = Pillow.new("RGB", (max(above.width, below.width), above.height + GAP + below.height), PAPER)
    whole.paste(above, (0, 0))
    whole.paste(below, (0, above.height + GAP))
    return whole


def _matches(explanation: Explanation) -> Pillow.Image:
    left, left_scale = _shown(explanation.template)
    right, right_scale = _shown(explanation.picture)
    both = _beside(left, right)
    draw = ImageDraw.Draw(both)
    for item in explanation.fields:
        _outline(draw, item.quad, (left_scale, 0), TEMPLATE)
    _draw_tiles(draw, explanation.sight, (left_scale, right_scale), left.width + GAP)
    for corners, colour, width in _quads_on_picture(explanation):
        _outline(draw, corners, (right_scale, left.width + GAP), colour, width)
    for number, line in enumerate(explanation.dropped, 1):
        x, y = line.position[0]
        at = (x * right_scale + left.width + GAP, y * right_scale)
        draw.text(at, str(number), fill=DROPPED, font=find_font(14), anchor="rb")
    return both


def _draw_tiles(draw: ImageDraw.ImageDraw, sight: Sight | None, scales: tuple[float, float], offset: int) -> None:
    for number, tile in enumerate(sight.tiles if sight else ()):
        x, y = tile.template[0] * scales[0], tile.template[1] * scales[0]
        draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=MISSING if tile.picture is None else FOUND)
        if tile.picture is not None and number % JOINED == 0:
            draw.line((x, y, tile.picture[0] * scales[1] + offset, tile.picture[1] * scales[1]), fill=FOUND)


def _quads_on_picture(explanation: Explanation) -> Iterator[tuple[Quad, Colour, int]]:
    if explanation.sight:
        for item in explanation.fields:
            yield transform_quad(explanation.sight.image_from_template, item.quad), BEFORE, 1
    for reading in explanation.reading.fields if explanation.reading else ():
        yield reading.position, AFTER, 2
    yield from ((line.position, KEPT, 1) for line in explanation.kept)
    yield from ((line.position, DROPPED, 1) for line in explanation.dropped)


def _outline(draw: ImageDraw.ImageDraw, corners: Quad, frame: Frame, colour: Colour, width: int = 2) -> None:
    if np.all(np.isfinite(np.array(corners))):
        scale, offset = frame
        points = [(x * scale + offset, y * scale) for x, y in corners]
        draw.line([*points, points[0]], fill=colour, width=width, joint="curve")


def _overlaid(explanation: Explanation) -> Pillow.Image:
    """The picture, warped, in red over the template in cyan: where they agree print is dark, elsewhere coloured."""
    height, width = explanation.template.shape[:2]
    if explanation.sight is None:
        return Pillow.new("RGB", (SIDE, LINE), PAPER)
    seen = warp(explanation.picture, np.linalg.inv(explanation.sight.image_from_template), (width, height), border=255)
    template, picture = (cv2.cvtColor(item, cv2.COLOR_BGR2GRAY) for item in (explanation.template, seen))
    return _shown(np.dstack([picture, picture, template]).astype(np.uint8))[0]


def _facts(explanation: Explanation, width: int) -> Pillow.Image:
    lines = [*_verdict(explanation), *_LEGEND, *_on_fields(explanation), *_on_lines(explanation)]
    sheet = Pillow.new("RGB", (max(width - SIDE, SIDE), LINE * (len(lines) + 1)), PAPER)
    draw, font = ImageDraw.Draw(sheet), find_font(16)
    for row, (colour, text) in enumerate(lines):
        draw.text((8, LINE * row + 4), text, fill=colour, font=font)
    return sheet


def _verdict(explanation: Explanation) -> Iterator[Fact]:
    if explanation.refusal:
        facts = ", ".join(f"{name} {value}" for name, value in explanation.refusal.details.items())
        yield MISSING, f"refused: {explanation.refusal.code.value} ({facts})"
        yield INK, "shown is the best guess from keypoints" if explanation.sight else "no keypoints agree on any place"
    if explanation.reading:
        found = explanation.reading.alignment
        yield INK, f"{found.verdict.value} by {found.method}: {found.agreement:.0%} of the visible fixed print found"
        yield INK, f"typically {found.error_px:.2f} px away from where it should be"
    if explanation.steps:
        yield INK, f"steps asked: {', '.join(_step(step) for step in explanation.steps)}"
    if explanation.sight:
        sight = explanation.sight
        yield INK, f"with one homography for the page: {sight.found} of {len(sight.tiles)} pieces"
        yield INK, "left: the picture in red over the template in cyan, dark where they agree"


def _step(step: TracedStep) -> str:
    """As in `orb 12 %`: by the share of the fixed print that was found, once this step was asked too."""
    return f"{step.name} {step.agreement:.0%}{'' if step.taken else ' (too little to go by)'}"


def _on_fields(explanation: Explanation) -> Iterator[Fact]:
    readings = explanation.reading.fields if explanation.reading else ()
    for item, reading in zip(explanation.fields, readings, strict=False):
        moved = _moved(explanation, item, reading.position)
        yield (
            AFTER,
            f"{reading.name}: {reading.value or '(nothing)'}  {reading.status.value} {reading.confidence:.0%}, "
            f"moved {moved:.1f} px, within {reading.error_px:.1f} px",
        )


def _moved(explanation: Explanation, item: Field, position: Quad) -> float:
    """How far refinement moved a field, in pixels of the picture."""
    if explanation.sight is None:
        return 0.0
    before = np.array(transform_quad(explanation.sight.image_from_template, item.quad))
    return float(np.linalg.norm(np.array(position) - before, axis=1).mean())


def _on_lines(explanation: Explanation) -> Iterator[Fact]:
    for line in explanation.kept:
        if line.reason:
            yield KEPT, f"{line.value}: {line.reason}"
    numbered = [(str(number), line) for number, line in enumerate(explanation.dropped, 1)]
    for number, line in numbered:
        if line.looks:
            yield DROPPED, f"{number}: {line.looks[-1] or '(nothing)'}: {line.reason}"
    for reason in dict.fromkeys(line.reason for _, line in numbered if not line.looks):
        yield DROPPED, f"{', '.join(n for n, line in numbered if not line.looks and line.reason == reason)}: {reason}"


def _shown(picture: Image) -> tuple[Pillow.Image, float]:
    small, factor = fitted(picture, SIDE)
    return Pillow.fromarray(np.ascontiguousarray(small[..., ::-1])), factor


def _beside(*pictures: Pillow.Image) -> Pillow.Image:
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    whole, left = Pillow.new("RGB", (width, max(picture.height for picture in pictures)), PAPER), 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + GAP
    return whole
