"""What a file's own text says of a field, beside what its pixels say.

Rule: the pixels win. Where a file that draws its text means what is seen, the value is its own characters: with its
spaces, its dashes, its full or half width, and the right one of look-alikes, at characters that the network doubted or
that no pixels tell apart. Where it says another thing, the value stays, and a check tells it: layers lie, are covered,
or hidden by scans.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lambda_ocr.core.constraints.characters import fold, folded
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.field_types.graphics import Graphic
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.geometry import homography, is_convex, points, rectangle, transform
from lambda_ocr.core.model import Check, FieldReading, Held, Line, Quad, Status
from lambda_ocr.core.recognition.consensus import LOOKALIKES, SURE_FROM
from lambda_ocr.core.text_lines.line_cutting import joined

ROOM = 0.3
"""Of a line's height, above and below: a comma's middle hangs below its line, a quote's stands above."""
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Of a glyph whose font does not say what it means."""
_ONE_STROKE = frozenset("Il|")
"""In most typefaces without serifs one and the same to the eye, however sure the network is."""
_SQUARE = rectangle(0, 0, 1, 1)
_COMPOSED = (("\u2e80", "\u2fdf"), ("\uf900", "\ufaff"), ("\ufb00", "\ufb06"))
"""Radicals, compatibility ideographs and ligatures: as a font has them, never as a text is written."""


@dataclass(frozen=True)
class _Sign:
    at: int
    """Its place in the layer."""
    character: str
    hidden: bool


class LayerText:
    """A page's text layer, asked for what it says at places of the page."""

    def __init__(self, layer: TextLayer) -> None:
        self._signs = tuple(_signs(layer))
        boxes = np.array([layer.characters[sign.at].box for sign in self._signs], np.float64).reshape(-1, 4)
        self._middles = (boxes[:, :2] + boxes[:, 2:]) / 2

    def within(self, place: Quad, room: float = 0.0) -> tuple[_Sign, ...]:
        """What stands in a place, in the order of its text; `room` above and below belongs to it."""
        if not np.all(np.isfinite(points(place))) or not is_convex(place):
            return ()
        along, down = transform(homography(place, _SQUARE), self._middles).T
        inside = np.flatnonzero((along >= 0) & (along <= 1) & (down >= -room) & (down <= 1 + room))
        return tuple(self._signs[at] for at in inside[np.argsort(along[inside], kind="stable")])

    def agreed(self, kind: FieldType, read: FieldReading) -> FieldReading:
        """The field in the layer's own characters, line by line, where a layer that is drawn says the same."""
        if isinstance(kind, Graphic) or not read.lines:
            return read
        lines = tuple(self._worded(line) for line in read.lines)
        if lines == read.lines:
            return read
        return replace(read, lines=lines, value=joined([line.text for line in lines]))

    def compared(self, kind: FieldType, read: FieldReading) -> FieldReading:
        """The field, once it is decided, with whether the layer says the same; unchanged where that says nothing."""
        if isinstance(kind, (Graphic, Table)) or read.status is Status.OUT_OF_FRAME:
            return read  # a table's cells are compared, each by itself
        mine = self.within(read.position)
        if not any(sign.character.isalnum() for sign in mine) or any(sign.character == UNKNOWN for sign in mine):
            return read
        if self._is_same(read, mine):
            return replace(read, held=(*read.held, Held.TEXT_LAYER))
        return replace(read, checks=(*read.checks, Check.TEXT_LAYER_DIFFERS))

    def _worded(self, line: Line) -> Line:
        found = _found(line.text, self.within(line.position, ROOM), line.sureness)
        if not found or any(sign.hidden for sign in found):
            return line
        return replace(line, text=" ".join("".join(sign.character for sign in found).split()), sureness=())

    def _is_same(self, read: FieldReading, mine: Sequence[_Sign]) -> bool:
        """Whether every line that was read stands in the layer, and nothing else does but the labels beside them."""
        said = [read.value] if len(read.lines) == 1 else [line.text for line in read.lines]
        explained = set[int]()
        labels = Counter[str]()
        for text, line in zip(said, read.lines, strict=True):
            found = _found(text, self.within(line.position, ROOM))
            if not found:
                return False
            explained.update(sign.at for sign in found)
            labels.update(folded("".join(line.beside)))
        rest = Counter(fold(sign.character) for sign in mine if sign.at not in explained and sign.character.isalnum())
        return not rest - labels


def _signs(layer: TextLayer) -> Iterator[_Sign]:
    for at, placed in enumerate(layer.characters):
        character = placed.character
        if any(first <= character <= last for first, last in _COMPOSED):
            character = unicodedata.normalize("NFKC", character)
        for each in character:
            yield _Sign(at, each, placed.hidden)


def _found(text: str, signs: Sequence[_Sign], sureness: Sequence[float] = ()) -> Sequence[_Sign]:
    """Where a text stands among signs, white space aside; a doubted character also at its look-alikes.

    `sureness` is that of each character of the text, in its order; without it, all of them are taken as sure.
    """
    wanted = folded(text)
    sure = sureness if len(sureness) == len(text) else [1.0] * len(text)
    same = [_same if at >= SURE_FROM else _alike for each, at in zip(text, sure, strict=True) if not each.isspace()]
    print_at = [at for at, sign in enumerate(signs) if not sign.character.isspace()]
    there = [fold(signs[at].character) for at in print_at]
    for first in range(len(there) - len(wanted) + 1):
        if all(is_it(one, other) for is_it, one, other in zip(same, wanted, there[first:], strict=False)):
            return signs[print_at[first] : print_at[first + len(wanted) - 1] + 1] if wanted else ()
    return ()


def _same(one: str, other: str) -> bool:
    return one == other or {one, other} <= _ONE_STROKE


def _alike(one: str, other: str) -> bool:
    return _same(one, other) or frozenset((one, other)) in LOOKALIKES
