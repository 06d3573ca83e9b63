"""The registration self-test: a new template is read back, and what will go wrong later is said by name now.

The template's own picture is the one document whose truth is known before any other arrives. It is read straight, with
the fields moved a little (as an alignment that is slightly off moves them), and under drawn distortions; a step begins
only while time is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.errors import OverBudget, TemplateMismatch
from lambda_ocr.core.geometry import points, quad
from lambda_ocr.core.model import Image, Prepared, Reading
from lambda_ocr.core.ports import DocumentReader
from lambda_ocr.core.templates.augmentation import DOZEN, Distortion
from lambda_ocr.core.templates.lint import (
    Attempt,
    TemplateWarning,
    few_landmarks,
    in_other_script,
    not_found,
    not_read_back,
    overlapping,
    refused,
    too_tight,
)
from lambda_ocr.core.text_lines.canvas import framed

STRAIGHT = "straight"
SHIFT_HEIGHTS = 0.25
"""How far the fields are moved, in line heights: print on pre-printed forms is off by up to a third."""


@dataclass(frozen=True)
class SelfTest:
    """What reading the template back told. `planned` attempts were meant to be made; time may not have reached."""

    warnings: tuple[TemplateWarning, ...]
    attempts: tuple[Attempt, ...]
    planned: int


def examine(
    reader: DocumentReader,
    prepared: Prepared,
    picture: Image,
    budget: Budget,
    *,
    seconds: float,
    distortions: Sequence[Distortion] = DOZEN,
) -> SelfTest:
    """Read a template back from its own picture; what is drawn or moved is done while `seconds` and pixels are left."""
    overlaps, landmarks = tuple(overlapping(prepared.fields)), tuple(few_landmarks(prepared))
    # The straight reading is worth a refusal for its cost; what is drawn after it only as much time as is left.
    limited = budget.within(seconds)
    planned = 1 + len(_SHIFTS) + len(distortions)
    try:
        straight = _read(reader, prepared, picture, budget)
    except OverBudget:
        return SelfTest((*overlaps, *landmarks), (), planned)
    if straight is None:
        attempts = (Attempt(STRAIGHT, None),)
        return SelfTest((*overlaps, *(landmarks or (not_found([STRAIGHT], 1),))), attempts, planned)
    # Lazily, so that no picture is drawn which time does not reach.
    shifted = ((name, _moved(prepared, *shift), picture) for name, shift in _SHIFTS.items() if limited.is_left())
    moved = list(_attempts(reader, shifted, limited))
    distorted = ((item.name, prepared, item.of(picture).picture) for item in distortions if limited.is_left())
    drawn = list(_attempts(reader, distorted, limited))
    warnings = (
        *overlaps,
        *(landmarks or refused(drawn)),
        *too_tight(prepared, straight, moved),
        *not_read_back(straight, drawn),
        *in_other_script(straight),
    )
    return SelfTest(warnings, (_attempt(STRAIGHT, straight), *moved, *drawn), planned)


def matches(reader: DocumentReader, prepared: Prepared, picture: Image, budget: Budget = UNBOUNDED) -> bool:
    """Whether a picture would be taken for this template: aligned and judged, nothing read; raises `OverBudget`."""
    return _read(reader, replace(prepared, fields=(), notes=()), picture, budget) is not None


def _read(reader: DocumentReader, prepared: Prepared, picture: Image, budget: Budget) -> Reading | None:
    """The reading; None where the picture is refused."""
    try:
        return reader.read(prepared, picture, budget=budget)
    except TemplateMismatch:
        return None


def _attempts(
    reader: DocumentReader, specimens: Iterable[tuple[str, Prepared, Image]], budget: Budget
) -> Iterator[Attempt]:
    """Readings of the specimens, drawn as they come; one that the budget cuts short is none."""
    for name, prepared, picture in specimens:
        try:
            yield _attempt(name, _read(reader, prepared, picture, budget))
        except OverBudget:
            return


def _attempt(name: str, reading: Reading | None) -> Attempt:
    """What a reading says, for the findings that compare."""
    return Attempt(name, None if reading is None else tuple(item.value for item in reading.fields))


_SHIFTS: Mapping[str, tuple[float, float]] = {
    "fields moved up and left": (-SHIFT_HEIGHTS, -SHIFT_HEIGHTS),
    "fields moved down and right": (SHIFT_HEIGHTS, SHIFT_HEIGHTS),
}
"""By name, along and across the text in line heights."""


def _moved(prepared: Prepared, along: float, across: float) -> Prepared:
    """The template with its fields moved, each along its own text and in its own line heights."""
    moved = []
    for item, note in zip(prepared.fields, prepared.notes, strict=True):
        a, b, _, d = points(framed(item, note.turn))
        way = along * (b - a) / np.linalg.norm(b - a) + across * (d - a) / np.linalg.norm(d - a)
        moved.append(replace(item, quad=quad(points(item.quad) + way * note.line_height)))
    return replace(prepared, fields=tuple(moved))
