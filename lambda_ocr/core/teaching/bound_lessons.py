"""From copies and other templates' pictures to how like the template a picture must be.

Rule: what a copy weighs is weighed by what the others taught, for what it taught itself speaks for it. The bound is the
aligner's to draw (`Weighing.bound`), within limits of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from lambda_ocr.core.model import Bound, Lesson, LessonKind
from lambda_ocr.core.teaching.copies import CopyStudied
from lambda_ocr.core.teaching.print_lessons import print_lessons


class Weighing(Protocol):
    """How like a template pages are that were looked at before (`DocumentReader.weighing`)."""

    def weight(self, lessons: Sequence[Lesson], judged: Any) -> float:
        """Of a page as it was `judged`, were the template taught this: nats for it against something else."""
        ...

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        """What a picture must weigh, where so many copies weigh `lowest` at least, and pictures of other templates
        `highest` at most."""
        ...


def bound_lessons(
    before: Sequence[Lesson],
    copies: Sequence[CopyStudied],
    others: Sequence[Any | None],
    weighing: Weighing,
) -> tuple[Lesson, ...]:
    """The lesson of `before` with the evidence of these copies, and of the pictures of `others` as they were judged
    (None where nothing of the template is on one); none where no copy tells. Of all requests the copy that weighs least
    and the other picture that weighs most count, and the most others that one of them looked at.
    """
    known = next((lesson for lesson in before if lesson.kind is LessonKind.BOUND), None)
    if not copies:
        return (known,) if known else ()
    weights = [weighing.weight(_without(before, copies, at), copy.judged) for at, copy in enumerate(copies)]
    taught = print_lessons(before, copies)
    likes = [weighing.weight(taught, judged) for judged in others if judged is not None]
    lowest, looked_at, number, agreeing = min(weights), len(others), len(copies), 0
    if known and known.bound:
        lowest, number, agreeing = min(lowest, known.bound.lowest), number + known.copies, known.agreeing
        # A request that has no time to look at others takes nothing back of what an earlier one saw.
        looked_at = max(looked_at, known.bound.others)
        likes += [] if known.bound.highest is None else [known.bound.highest]
    highest = max(likes, default=None)
    bound = round(weighing.bound(number, lowest, highest), 2)
    agreeing += sum(weight >= bound for weight in weights)
    shown = None if highest is None else round(highest, 2)
    return (Lesson(LessonKind.BOUND, number, agreeing, bound=Bound(bound, round(lowest, 2), looked_at, shown)),)


def _without(before: Sequence[Lesson], copies: Sequence[CopyStudied], at: int) -> tuple[Lesson, ...]:
    """What all copies but one taught of the print."""
    return print_lessons(before, [copy for place, copy in enumerate(copies) if place != at])
