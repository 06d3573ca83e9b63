"""What a page must weigh to be taken for a template's, drawn between its copies and the pictures of other templates.

Rule: it moves within limits, whatever is known, and by a bound alone nothing is ever accepted that the untaught judge
refuses. A page that passes without lessons must weigh the bound; one that lessons alone make pass the bound too, where
that is above what they need anyhow.
"""

from __future__ import annotations

from collections.abc import Sequence

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.model import Lesson, LessonKind


def usual() -> float:
    """Of a page that passes without lessons, where they tell no bound, nats."""
    return OPTIONS.min_weight_nats - OPTIONS.lessons_refuse_nats


def drawn(copies: int, lowest: float, highest: float | None) -> float:
    """The bound, where so many copies weigh `lowest` and more, and other templates' pictures `highest` and less."""
    if copies < OPTIONS.bound_copies or highest is None or lowest <= highest:
        return usual()  # too few, nothing to keep away from, or no weight that parts them
    return _held(highest + OPTIONS.bound_share * (lowest - highest))


def told(lessons: Sequence[Lesson]) -> float | None:
    """What the lessons say, held within the limits; None where they say nothing."""
    found = next((lesson.bound for lesson in lessons if lesson.kind is LessonKind.BOUND and lesson.bound), None)
    return None if found is None else _held(found.weight)


def _held(bound: float) -> float:
    return min(max(bound, usual()), OPTIONS.min_weight_nats + OPTIONS.bound_rise_nats)
