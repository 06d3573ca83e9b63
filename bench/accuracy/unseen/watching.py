"""Reads a collection in process, with the reading's own record of what it saw.

Rule: the reader is the shipped one and is asked as the service asks it; a miss is looked at once more, whole, only to
say where its truth stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.accuracy.collection import LIMITS, Group, scaled_fields, sendable
from bench.accuracy.scoring import is_right, normalised
from bench.accuracy.unseen.causes import Cause, Scene, guess
from bench.accuracy.unseen.sights import FieldSeen, Sight
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.geometry import points, quad
from lambda_ocr.core.model import Field, FieldReading, Image, Prepared, Quad, Reading, Template
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.recognition.calibration import signs_of
from lambda_ocr.core.trace import Record
from lambda_ocr.documents.formats import load_document

SMALL_SIDE = 460
"""Pixels of a thumbnail's longer side."""
CROP_WIDE = 620
"""Pixels that a crop is shown wide, at most."""
AROUND = 0.9
"""Of a field's height: how much of its surroundings a crop shows."""


class Watch(Record):
    """The record, and what the judge weighed where it tells."""

    evidence: Any = None

    def judged(self, evidence: Any) -> None:
        """Keep what the judge weighed of this picture, accepted or not."""
        self.evidence = evidence


@dataclass(frozen=True)
class Page:
    """A picture, and what all of it says: read when it is first asked for."""

    reader: Reader
    picture: Image

    def lines(self) -> tuple[tuple[str, Quad], ...]:
        """Every line of the page."""
        return tuple((line.text.text, line.position) for line in self.reader.lines(self.picture).lines)


def watched(reader: Reader, groups: Sequence[Group]) -> Iterator[Sight]:
    """Every picture of the groups, true ones before those to refuse."""
    for group in groups:
        sent = sendable(group.template)
        fields = tuple(Field(name, quad(corners)) for corners, name in scaled_fields(group.fields, sent.factor))
        template = Template(group.name, fields, sent.data, "2026-01-01T00:00:00Z")
        prepared = reader.prepare(template, reader.describe(load_document(sent.data, LIMITS).first.pixels, fields))
        for picture, truth in group.queries.items():
            yield _sight(reader, prepared, group.name, picture, truth)
        for picture in group.wrong:
            yield _sight(reader, prepared, group.name, picture, None)


def _sight(reader: Reader, prepared: Prepared, group: str, path: Path, truth: Mapping[str, str] | None) -> Sight:
    picture, watch = load_document(sendable(path).data, LIMITS).first.pixels, Watch()
    reading: Reading | None = None
    facts: Mapping[str, Any] = {}
    try:
        reading = reader.read(prepared, picture, watch)
        facts = {"agreement": round(reading.alignment.agreement, 3), "inliers": reading.alignment.inliers}
    except TemplateMismatch as refusal:
        facts = refusal.details
    true, accepted = truth is not None, reading is not None
    steps = tuple(f"{step.name} {step.agreement:.2f}{'' if step.taken else ' (not taken)'}" for step in watch.steps)
    small = shown(picture, SMALL_SIDE) if true != accepted else b""
    fields = _fields(reading, truth or {}, Page(reader, picture))
    return Sight(group, path.name, true, accepted, fields, facts, watch.evidence, steps, small)


def _fields(reading: Reading | None, truth: Mapping[str, str], page: Page) -> tuple[FieldSeen, ...]:
    if reading is None:
        return tuple(FieldSeen(name, text, None, guess=Cause.REFUSED) for name, text in truth.items())
    read = {field.name: field for field in reading.fields}
    missed = [name for name, text in truth.items() if name in read and not is_right(read[name].value, text)]
    far = any(_is_far(read[name].value, truth[name]) for name in missed)
    lines = page.lines() if far else ()
    return tuple(
        _field(read[name], text, page.picture, lines, name in missed)
        if name in read
        else FieldSeen(name, text, "", status="no such field", guess=Cause.OTHER)
        for name, text in truth.items()
    )


def _is_far(value: str, truth: str) -> bool:
    """Whether the two share too little for the right line to have been read."""
    one, other = normalised(value), normalised(truth)
    return len(set(one) & set(other)) < 0.6 * len(set(other)) or len(one) < 0.7 * len(other) or not other


def _field(
    read: FieldReading, truth: str, picture: Image, lines: Sequence[tuple[str, Quad]], missed: bool
) -> FieldSeen:
    signs = signs_of(read.lines, read.error_px) if read.lines else None
    score = round(100 * read.confidence, 2)
    if not missed:
        return FieldSeen(read.name, truth, read.value, score, read.status.value, signs)
    crop = _around(picture, read.position)
    scene = Scene(truth, read.value, read.position, lines, coloured(crop))
    cut = shown(crop, CROP_WIDE) if crop.size else b""
    return FieldSeen(read.name, truth, read.value, score, read.status.value, signs, cut, guess(scene))


def _around(picture: Image, position: Quad) -> Image:
    """The field upright as it lies on the picture, with its surroundings; empty where it is off the picture."""
    corners = points(position)
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    high = float(np.linalg.norm(corners[3] - corners[0]))
    if not np.all(np.isfinite(corners)) or min(wide, high) < 1 or max(wide, high) > 8000:
        return np.zeros((0, 0, 3), np.uint8)
    room = AROUND * min(high, 60.0)
    size = (round(wide + 2 * room), round(high + 2 * room))
    target = np.array([[room, room], [room + wide, room], [room + wide, room + high], [room, room + high]])
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    cut = np.asarray(cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_AREA), np.uint8)
    cv2.polylines(cut, [np.round(target).astype(np.int32)], True, (60, 60, 230), 1)
    return cut


def coloured(crop: Image) -> float:
    """Share of pixels in strong colour under the light there is; the field's own red outline counts little."""
    if not crop.size:
        return 0.0
    inner = crop[crop.shape[0] // 5 : -(crop.shape[0] // 5) or None].astype(np.float32)
    white = np.clip(inner * (220 / np.maximum(np.median(inner, axis=(0, 1)), 1)), 0, 255)
    spread = white.max(axis=2) - white.min(axis=2)
    return float(np.mean(spread > 70))


def shown(picture: Image, longest: int) -> bytes:
    """A JPEG file of a picture, made no larger than asked."""
    factor = min(1.0, longest / max(picture.shape[:2]))
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 72])[1].tobytes()
