"""What may be found wrong with a new template, each with a name and what to do about it.

Rule: nothing is read here; findings come from the drawing alone, or from what the self-test read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import cv2
import numpy as np

from lambda_ocr.core.geometry import (
    homography,
    points,
    reading_frame,
    rectangle,
    side_lengths,
    signed_area,
    transform,
    turned,
)
from lambda_ocr.core.model import Check, Field, FieldAnnotation, FieldReading, Prepared, Reading, Status

MAX_OUTSIDE_HEIGHTS = 0.25
"""Share of a line's height that may stand out of its field; on examples whose fields fit none does."""
MAX_OVERLAP_SHARE = 0.1
"""Share of the smaller of two fields that they may have in common."""
MIN_LANDMARKS = 24
"""Pieces of fixed print: twice what the aligner asks of a large page. Layouts looked at had 145 to 216."""
MIN_LANDMARK_SPAN = 0.35
"""Share of the page's width, and of its height, that fixed print must span. Layouts looked at spanned 0.71 and more."""
MAX_DIFFERING_SHARE = 1 / 3
"""Share of the distorted readings that may differ: the hardest ones are hard for good templates too."""


class WarningCode(StrEnum):
    """What may be wrong with a template."""

    FIELD_TOO_TIGHT = "field_too_tight"
    FEW_FIXED_FEATURES = "few_fixed_features"
    FIELD_NOT_READ_BACK = "field_not_read_back"
    FIELDS_OVERLAP = "fields_overlap"
    CONFUSABLE_TEMPLATE = "confusable_template"
    SCRIPT_NOT_READ = "script_not_read"


@dataclass(frozen=True)
class TemplateWarning:
    """One finding. The message says what to do; `details` are JSON values."""

    code: WarningCode
    message: str
    index: int | None = None
    """Index of the field it is about, None for the whole template."""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One picture of the template, read back."""

    distortion: str
    values: tuple[str, ...] | None
    """What each field said; None where the picture was refused."""


def confusable(other: str, name: str, takes_mine: bool, is_taken: bool) -> TemplateWarning:
    """The warning about another template (its id and name): it takes this one's picture, its picture is taken."""
    called = f"{other} ({name})" if name else other
    return TemplateWarning(
        WarningCode.CONFUSABLE_TEMPLATE,
        f"{_which(called, takes_mine, is_taken)}, so that a wrong template_id would not be noticed. Delete one of the "
        "two if they are the same; else leave the words and logos that tell them apart out of the fields.",
        details={"template_id": other, "matches_this_picture": takes_mine, "its_picture_matches": is_taken},
    )


def _which(called: str, takes_mine: bool, is_taken: bool) -> str:
    if takes_mine and is_taken:
        return f"The template {called} and this one match each other's pictures"
    if takes_mine:
        return f"The template {called} matches this one's picture"
    return f"This template matches the picture of {called}"


def overlapping(fields: Sequence[Field]) -> Iterator[TemplateWarning]:
    """Pairs of fields that cover the same print; the later one is named."""
    for index, one in enumerate(fields):
        for other in range(index):
            mine, theirs = points(one.quad), points(fields[other].quad)
            common, _ = cv2.intersectConvexConvex(mine.astype(np.float32), theirs.astype(np.float32))
            # Of the smaller one: a small field inside a large one has all of its print in common with it.
            smaller = min(abs(signed_area(one.quad)), abs(signed_area(fields[other].quad)))
            share = float(common) / max(smaller, 1e-6)
            if share > MAX_OVERLAP_SHARE:
                yield TemplateWarning(
                    WarningCode.FIELDS_OVERLAP,
                    f'"{one.name}" and "{fields[other].name}" overlap, so that one text may be read for both. '
                    "Draw them apart.",
                    index,
                    {"other": other, "other_name": fields[other].name, "share": round(share, 2)},
                )


def few_landmarks(prepared: Prepared) -> Iterator[TemplateWarning]:
    """Whether print outside the fields is scarce or stands on one side only."""
    count = len(prepared.landmarks)
    span = np.ptp(prepared.landmarks, axis=0) / prepared.size if count else np.zeros(2)
    details = {"found": count, "across": round(float(span[0]), 2), "down": round(float(span[1]), 2)}
    if count < MIN_LANDMARKS:
        yield _few("Outside the fields there is little print to know the document by", details)
    elif min(span) < MIN_LANDMARK_SPAN:
        yield _few("What print there is outside the fields lies on one side of the page", details)


def _few(problem: str, details: Mapping[str, Any]) -> TemplateWarning:
    return TemplateWarning(
        WarningCode.FEW_FIXED_FEATURES,
        f"{problem}: photographs may be refused, or fields misplaced. Take a picture of the whole document, sharp and "
        "large, and draw fields no larger than their values, so that labels and rules stay outside.",
        details=details,
    )


def refused(drawn: Sequence[Attempt]) -> list[TemplateWarning]:
    """Whether too many of the drawn pictures were not recognised."""
    names = [attempt.distortion for attempt in drawn if attempt.values is None]
    return [not_found(names, len(drawn))] if len(names) > MAX_DIFFERING_SHARE * len(drawn) else []


def not_found(names: Sequence[str], tried: int) -> TemplateWarning:
    """The template is not found on these pictures of itself, of `tried`."""
    return _few("The template was not found again on its own picture", {"refused": list(names), "pictures": tried})


def too_tight(prepared: Prepared, straight: Reading, moved: Sequence[Attempt]) -> Iterator[TemplateWarning]:
    """Fields whose lines stand out of them, or lose letters when the field is moved."""
    for index, (item, note) in enumerate(zip(straight.fields, prepared.notes, strict=True)):
        # Fewer letters on a moved copy, though the field moves with its print by no more than an alignment is off.
        lost = [
            attempt.distortion
            for attempt in moved
            if attempt.values is not None and _letters(attempt.values[index]) < _letters(item.value)
        ]
        out = _standing_out(item, note)
        if lost or out > MAX_OUTSIDE_HEIGHTS:
            yield TemplateWarning(
                WarningCode.FIELD_TOO_TIGHT,
                f'The text of "{item.name}" touches the edge of its field, and on other documents part of it will be '
                "lost. Draw the field larger: a quarter of a line height of free paper above and below, half of one "
                "at either end, and as long as the longest value.",
                index,
                {"lost_when": lost, "outside": round(out, 2)},
            )


def _standing_out(item: FieldReading, note: FieldAnnotation) -> float:
    """Share of a line's height that stands out of the field above or below, the worst of its lines."""
    corners = turned(reading_frame(item.position), note.turn)
    width, height = side_lengths(corners)
    frame_from_picture = homography(corners, rectangle(0, 0, width, height))
    worst = 0.0
    for line in item.lines:
        y = transform(frame_from_picture, line.position)[:, 1]
        top, bottom = y[:2].mean(), y[2:].mean()
        worst = max(worst, float(max(-top, bottom - height, 0.0) / max(bottom - top, 1e-6)))
    return worst


def not_read_back(straight: Reading, drawn: Sequence[Attempt]) -> Iterator[TemplateWarning]:
    """Fields that are doubtful straight, or read otherwise on too many drawn pictures; white space aside."""
    for index, item in enumerate(straight.fields):
        others = {attempt.distortion: attempt.values[index] for attempt in drawn if attempt.values is not None}
        differing = {name: value for name, value in others.items() if _bare(value) != _bare(item.value)}
        if item.status is Status.LOW_CONFIDENCE or len(differing) > max(1, MAX_DIFFERING_SHARE * len(others)):
            yield TemplateWarning(
                WarningCode.FIELD_NOT_READ_BACK,
                f'"{item.name}" is not read alike on every picture of this template. Use a sharper, larger template '
                "picture, and draw the field around its value alone.",
                index,
                {"straight": item.value, "differing": differing, "pictures": len(others)},
            )


def in_other_script(straight: Reading) -> Iterator[TemplateWarning]:
    """Fields in which letters or signs were passed over."""
    for index, item in enumerate(straight.fields):
        if Check.UNREAD_SIGN in item.checks:
            yield TemplateWarning(
                WarningCode.SCRIPT_NOT_READ,
                f'Look at each value of "{item.name}": it holds letters or signs that the engine does not read, of '
                "another script or a kind it lacks. Values come without them, at a low score (check unread_sign).",
                index,
                {"read": item.value, "passed_over": sum(line.unread for line in item.lines)},
            )


def _letters(text: str) -> int:
    """Letters and digits; points and colons come and go with the pixels they fall on."""
    return sum(character.isalnum() for character in text)


def _bare(text: str) -> str:
    """White space left out, which wavers."""
    return "".join(text.split())
