"""From copies that were studied to lessons on the print outside the fields.

Rule: counting, nothing else: a line stands on so many of the copies that could tell, a piece of print was found on so
many. What that makes of the next copy is the aligner's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lambda_ocr.core.geometry import Points, points, rectangle
from lambda_ocr.core.model import Lesson, LessonKind, Quad
from lambda_ocr.core.teaching.copies import CopyStudied

FEWEST = 2
"""Copies that must miss a piece of print before it is taken for gone: one may be smeared."""
LEGIBLE_SHARE = 0.3
"""Of a copy's pieces of print that must be found for those that are not to tell anything: else it is a poor picture."""


def print_lessons(before: Sequence[Lesson], copies: Sequence[CopyStudied]) -> tuple[Lesson, ...]:
    """The lessons of `before` and of the copies on print outside the fields, evidence added up."""
    lines = _lines(before, copies)
    return (*lines, *_marks(before, copies, [line.at for line in lines if line.at]))


def _lines(before: Sequence[Lesson], copies: Sequence[CopyStudied]) -> tuple[Lesson, ...]:
    known: dict[str, Lesson] = {lesson.id: lesson for lesson in before if lesson.kind is LessonKind.PRINT}
    for copy in copies:
        for line in copy.lines:
            if line.stands is not None:
                new = Lesson(LessonKind.PRINT, 1, int(line.stands), line.at, line.text, moved=int(line.moved))
                known[new.id] = _more(known.get(new.id), new)
    return tuple(known.values())


def _more(known: Lesson | None, new: Lesson) -> Lesson:
    """The same fact, with the evidence of both."""
    if known is None:
        return new
    copies, agreeing = known.copies + new.copies, known.agreeing + new.agreeing
    return replace(known, copies=copies, agreeing=agreeing, moved=known.moved + new.moved)


@dataclass(frozen=True, eq=False)
class _Tiles:
    """Pieces of print, (n, 2) template pixels, on how many copies each could be seen and was found."""

    places: Points
    seen: NDArray[np.int_]
    found: NDArray[np.int_]
    side: float

    @staticmethod
    def of(copies: Iterable[CopyStudied]) -> _Tiles:
        """Counted over those copies that are legible."""
        counts: dict[tuple[float, float], list[int]] = {}
        side = 0.0
        for copy in copies:
            if not len(copy.found) or copy.found.mean() < LEGIBLE_SHARE:
                continue
            side = copy.tile
            for (x, y), is_found in zip(copy.tiles.round(1).tolist(), copy.found.tolist(), strict=True):
                count = counts.setdefault((x, y), [0, 0])
                count[0] += 1
                count[1] += int(is_found)
        numbers = np.array(list(counts.values()), int).reshape(-1, 2)
        return _Tiles(np.array(list(counts), float).reshape(-1, 2), numbers[:, 0], numbers[:, 1], side)

    def within(self, corners: Quad) -> NDArray[np.bool_]:
        """Which lie in a quad's upright frame."""
        low, high = points(corners).min(axis=0), points(corners).max(axis=0)
        return np.asarray(np.all((self.places >= low) & (self.places <= high), axis=1))


def _marks(before: Sequence[Lesson], copies: Sequence[CopyStudied], lines: Sequence[Quad]) -> tuple[Lesson, ...]:
    """Places without a readable line whose print no copy has."""
    tiles = _Tiles.of(copies)
    kept = tuple(_kept(before, tiles))
    apart = np.ones(len(tiles.places), bool)
    for corners in (*lines, *(mark.at for mark in kept if mark.at)):
        apart &= ~tiles.within(corners)
    gone = apart & (tiles.seen >= FEWEST) & (tiles.found == 0)
    there = tiles.places[tiles.found > 0]
    boxes = _gathered(tiles.places[gone], tiles.seen[gone], tiles.side, there)
    return (*kept, *(Lesson(LessonKind.MARKS, copies, 0, at=corners) for corners, copies in boxes))


def _kept(before: Sequence[Lesson], tiles: _Tiles) -> Iterator[Lesson]:
    """Earlier lessons that no new copy speaks against, with its evidence."""
    for lesson in before:
        if lesson.kind is not LessonKind.MARKS or lesson.at is None:
            continue
        inside = tiles.within(lesson.at)
        if not inside.any():
            yield lesson
        elif not tiles.found[inside].any():
            yield replace(lesson, copies=lesson.copies + int(tiles.seen[inside].max()))


def _gathered(places: Points, seen: NDArray[np.int_], side: float, there: Points) -> list[tuple[Quad, int]]:
    """Neighbouring places as few boxes that hold no piece of print that is there; each with its fewest copies."""
    boxes = [
        (x - side / 2, y - side / 2, x + side / 2, y + side / 2, int(count))
        for (x, y), count in zip(places.tolist(), seen, strict=True)
    ]
    before = 0
    while before != len(boxes):  # a box that grew may now reach one that was passed over
        before = len(boxes)
        done: list[_Box] = []
        while boxes:
            box, left = boxes.pop(0), []
            for other in boxes:
                both = _joint(box, other, side)
                if both and not _holds(both, there):
                    box = both
                else:
                    left.append(other)
            done.append(box)
            boxes = left
        boxes = done
    return [(rectangle(*box[:4]), box[4]) for box in boxes]


_Box = tuple[float, float, float, float, int]


def _joint(one: _Box, other: _Box, gap: float) -> _Box | None:
    """The frame around two boxes that are no farther apart than `gap`."""
    if max(one[0], other[0]) - min(one[2], other[2]) > gap or max(one[1], other[1]) - min(one[3], other[3]) > gap:
        return None
    left, top, right, bottom = (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
    return (left, top, right, bottom, min(one[4], other[4]))


def _holds(box: _Box, there: Points) -> bool:
    return bool(np.any(np.all((there >= box[:2]) & (there <= box[2:4]), axis=1)))
