"""What further copies taught of the print outside the fields, brought to bear on a template's features.

Rule: lessons change what the print is believed to be, never what is kept of the template: taken away, all is as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.alignment.judging.captions import Caption
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.verification.tiles import FixedPrint
from lambda_ocr.core.geometry import Points, points
from lambda_ocr.core.model import Lesson, LessonKind, Quad


def told(lines: Sequence[Caption], lessons: Sequence[Lesson]) -> tuple[Caption, ...]:
    """The captions, each as likely on every copy as its kind and the copies together say."""
    heard = [lesson for lesson in lessons if lesson.kind is LessonKind.PRINT]
    if not heard:
        return tuple(lines)
    return tuple(_told(line, heard) for line in lines)


def _told(line: Caption, lessons: Sequence[Lesson]) -> Caption:
    mine = next((lesson for lesson in lessons if lesson.at and _is_same(lesson.at, line.anchor.quad)), None)
    if mine is None:
        return line
    in_place, anywhere = (likelihood(line.guessed, mine.copies, n) for n in (mine.agreeing - mine.moved, mine.agreeing))
    return replace(line, taught=(in_place, anywhere))


def likelihood(prior: float, copies: int, agreeing: int) -> float:
    """How likely a line is on the next copy, 0 to 1, that is so by its nature and stands on so many of so many.

    The mean of a beta distribution whose prior is worth `prior_copies` copies.
    """
    seen = (OPTIONS.prior_copies * prior + agreeing) / (OPTIONS.prior_copies + copies)
    # A line that stood on three copies is smeared, or under a stamp, on the fourth as often as any: so it may be taken
    # for no surer than print that is surely fixed, less the print that pictures lose.
    return min(seen, max(prior, OPTIONS.surest_taught))


def without_changed(fixed: FixedPrint, lessons: Sequence[Lesson]) -> FixedPrint:
    """The fixed print whose tiles on print that changes speak no more against a picture; as it is where few are left.

    Print that changes is like what stands in a field.
    """
    changed = on_any(fixed.centres, [lesson.at for lesson in lessons if lesson.at and _is_gone(lesson)])
    left = fixed.outside & ~changed
    return replace(fixed, outside=left) if left.sum() >= OPTIONS.min_outside_tiles else fixed


def on_any(places: Points, quads: Sequence[Quad]) -> NDArray[np.bool_]:
    """Which places (n, 2) lie in any of the quads' upright frames."""
    inside = np.zeros(len(places), bool)
    for corners in map(points, quads):
        inside |= np.all((places >= corners.min(axis=0)) & (places <= corners.max(axis=0)), axis=1)
    return inside


def _is_gone(lesson: Lesson) -> bool:
    """Whether print outside the fields is another one on every copy."""
    return lesson.kind in (LessonKind.PRINT, LessonKind.MARKS) and lesson.copies >= 2 and lesson.agreeing == 0


def _is_same(one: Quad, other: Quad) -> bool:
    """Whether two quads are of one line: another release, or network, draws a line a little otherwise."""
    (a_low, a_high), (b_low, b_high) = ((points(q).min(axis=0), points(q).max(axis=0)) for q in (one, other))
    common = np.clip(np.minimum(a_high, b_high) - np.maximum(a_low, b_low), 0, None).prod()
    return bool(common >= 0.5 * max((a_high - a_low).prod(), (b_high - b_low).prod()))
