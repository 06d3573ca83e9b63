"""What an importer finds, and what all of them share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

Corner = tuple[float, float]
WireField = list[Any]
"""`[quad, name]` or `[quad, name, options]`, as `add` takes it."""


class NotTaken(Exception):
    """The file cannot be taken over; the message says why, and what to do."""


@dataclass(frozen=True)
class Found:
    """One picture with its fields."""

    picture: str
    """The picture's file or url as the tool names it; "" where it names none."""
    fields: list[WireField]
    left_out: list[str] = field(default_factory=list)
    """What could not be taken over, a sentence each."""
    embedded: bytes = b""
    """The picture itself, where the file brings it."""
    size: tuple[float, float] | None = None
    """Width and height of the picture that the fields are drawn on; None: of the picture itself."""

    def on(self, width: int, height: int) -> list[WireField]:
        """The fields on a picture of this size."""
        if self.size is None:
            return self.fields
        across, down = width / self.size[0], height / self.size[1]
        return [[[(x * across, y * down) for x, y in quad], *rest] for quad, *rest in self.fields]


class Importer(Protocol):
    """A format."""

    NAME: str

    def is_one(self, content: Any) -> bool:
        """Whether this (parsed JSON, or the root of an XML document) is a file of the format."""
        ...

    def found(self, content: Any, path: Path) -> list[Found]:
        """Every picture in it, those without fields too; raises `NotTaken`."""
        ...


def box(left: float, top: float, width: float, height: float, degrees: float = 0.0) -> list[Corner]:
    """A rectangle's corners, clockwise from the upper left, turned clockwise about that corner."""
    turn = math.radians(degrees)
    right, down = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    corners = ((0.0, 0.0), (width, 0.0), (width, height), (0.0, height))
    return [
        (round(left + x * right[0] + y * down[0], 2), round(top + x * right[1] + y * down[1], 2)) for x, y in corners
    ]


def quad_of(points: Sequence[Sequence[float]]) -> list[Corner] | None:
    """A polygon as a field's quad: as it is where it has four corners, clockwise, else its upright frame; None where
    there is none.
    """
    corners = [(float(x), float(y)) for x, y in points]
    if len(corners) < 3:
        return None
    if len(corners) == 4 and _is_convex(corners):
        return _from_upper_left(corners)
    xs, ys = zip(*corners, strict=True)
    return box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _is_convex(corners: Sequence[Corner]) -> bool:
    turns = []
    for at in range(4):
        (ax, ay), (bx, by), (cx, cy) = corners[at], corners[(at + 1) % 4], corners[(at + 2) % 4]
        turns.append((bx - ax) * (cy - by) - (by - ay) * (cx - bx))
    return all(turn > 0 for turn in turns) or all(turn < 0 for turn in turns)


def _from_upper_left(corners: list[Corner]) -> list[Corner]:
    """Clockwise, beginning with the corner nearest to the picture's upper left: people click them in any order."""
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))
    clockwise = corners if area > 0 else corners[::-1]
    first = min(range(4), key=lambda at: sum(clockwise[at]))
    return [*clockwise[first:], *clockwise[:first]]


def counted(what: Iterable[str]) -> list[str]:
    """Sentences for kinds of things that were left out, each with how often it came."""
    counts: dict[str, int] = {}
    for each in what:
        counts[each] = counts.get(each, 0) + 1
    return [f"{count} × {each}" for each, count in counts.items()]


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object; an empty one else."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """The value where it is a list; an empty one else."""
    return value if isinstance(value, list) else []


def size_of(document: Path) -> tuple[int, int]:
    """Width and height of the first page of a file; raises `NotTaken`."""
    from lambda_ocr.core.errors import OcrError
    from lambda_ocr.documents.formats import load_document
    from lambda_ocr.documents.limits import PictureLimits

    try:
        with load_document(document.read_bytes(), PictureLimits(max_bytes=1 << 30)) as opened:
            return opened.pages[0].size
    except (OSError, OcrError) as error:
        raise NotTaken(f"{document} is needed for its size, and cannot be read: {error}") from None
