"""What the template picture itself says in its fields: line height, direction of reading, value.

Taken once, when a template is added, and kept with the aligner's data as one npz: a cache, never the truth.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from io import BytesIO
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np

from lambda_ocr.core.field_types import known_type
from lambda_ocr.core.field_types.graphics import Graphic, Presence
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.geometry import side_lengths
from lambda_ocr.core.model import Extent, Field, FieldAnnotation, Image, Line, Quad
from lambda_ocr.core.text_lines.canvas import framed
from lambda_ocr.core.text_lines.line_cutting import joined
from lambda_ocr.core.text_lines.turning import MIN_TALL_RATIO

VERSION = "6"
FILLED_SHARE = 0.7
"""Share of a single-line field's height that its text is taken to fill before it is known."""
COLUMN_WEIGHT = 0.75
"""Weight of characters that stand below each other, one a line."""
DOUBTFUL_BELOW = 0.6
MAX_LINE_WIDTH_RATIO = 8.0
"""A line is at most so many times as high as a field is wide: twice what an l needs with its paper."""

PRINT = "print"
_ACROSS = (1, 3)
"""Turns in which text runs down or up."""

DAMAGED = (OSError, KeyError, EOFError, RuntimeError, TypeError, BadZipFile, zlib.error)
"""What numpy and zipfile raise for bytes that are no npz of ours."""


@dataclass(frozen=True)
class InkLook:
    """What ink a field holds, unread."""

    coloured: bool = False
    mark: Extent | None = None
    """Free strokes: see `FieldAnnotation.mark`."""


class FieldLook(Protocol):
    """Looks into quads of an upright picture, given the line height of each in its pixels."""

    def foresee(self, quads: Sequence[Quad], guesses: Sequence[float], most: Sequence[float]) -> None:
        """Raise `OverBudget` where even the least look at each would cost too much; nothing is looked at for that.

        Lines of which nothing is known yet are taken to be as high as `guesses`, and are no higher than `most`.
        """
        ...

    def expected(self, quads: Sequence[Quad], guesses: Sequence[float]) -> list[float]:
        """How high the lines there are, before they are looked for: as their ink is, or print around a blank field."""
        ...

    def heights(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[list[float]]:
        """Heights of the lines that stand there."""
        ...

    def lines(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[Line, ...]]:
        """The lines, read."""
        ...

    def ink(self, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[InkLook]:
        """The ink that stands there."""
        ...

    def rooms(
        self, quads: Sequence[Quad], line_heights: Sequence[float], taken: Sequence[Quad] = ()
    ) -> list[tuple[float, float]]:
        """Blank paper before and after each along its text, in its line heights; what is `taken` is none."""
        ...


def take(fields: Sequence[Field], look: FieldLook) -> tuple[FieldAnnotation, ...]:
    """Look at the template's own picture, fields that are read as print in the direction in which they read best; of a
    table at its first row.
    """
    others = [framed(field) for field in fields if looked_at_as(field) != PRINT]
    asked = [_printed_parts(field) for field in fields]
    printed = iter(_printed([part for parts in asked for part in parts], look, others))
    return tuple(
        _taken(field, [next(printed) for _ in parts], look) for field, parts in zip(fields, asked, strict=True)
    )


def _printed_parts(field: Field) -> list[Field]:
    """What of a field is read as print: itself, or the columns of a table."""
    kind = known_type(field.options)
    if isinstance(kind, Table):
        return [Field(column.name, column.quad) for column in kind.columns]
    return [] if isinstance(kind, Graphic) else [field]


def _taken(field: Field, parts: Sequence[FieldAnnotation], look: FieldLook) -> FieldAnnotation:
    if not parts:
        return _graphic(field, look)
    return _first_row(parts) if isinstance(known_type(field.options), Table) else parts[0]


def _first_row(columns: Sequence[FieldAnnotation]) -> FieldAnnotation:
    """A table by the columns of its first row: how high its lines are, and what the row says."""
    filled = [each for each in columns if each.value] or columns
    height = float(np.median([each.line_height for each in filled]))
    value = "\t".join(each.value for each in columns)
    return FieldAnnotation(height, 0, value if value.strip() else "", min(each.confidence for each in filled))


def looked_at_as(field: Field) -> str:
    """ "print" of a field that is read as text, whatever its type; else the type's name, as of a mark or a barcode, and
    of a table where its columns stand.
    """
    kind = known_type(field.options)
    if isinstance(kind, Table):
        return f"{kind.name} {[column.quad for column in kind.columns]}"
    return kind.name if isinstance(kind, Graphic) else PRINT


def _graphic(field: Field, look: FieldLook) -> FieldAnnotation:
    """A field that is not read as print: only whether its print is coloured may be asked, and of a stamp alone."""
    corners = framed(field)
    height = _guess(*side_lengths(corners))
    coloured = isinstance(known_type(field.options), Presence) and look.ink([corners], [height])[0].coloured
    return FieldAnnotation(height, 0, "", 0.0, coloured=coloured)


def _printed(fields: Sequence[Field], look: FieldLook, others: Sequence[Quad]) -> tuple[FieldAnnotation, ...]:
    """Read the template in its own picture, each field in the direction in which it reads best."""
    if not fields:
        return ()
    certain = [framed(field, turn) for field in fields for turn in (0, *(_ACROSS if _is_tall(field) else ()))]
    guesses = [_guess(*side_lengths(corners)) for corners in certain]
    look.foresee(certain, guesses, [guess / FILLED_SHARE for guess in guesses])
    notes = _read(fields, [0] * len(fields), look)
    for turn in (*_ACROSS, 2):
        again = [i for i, field in enumerate(fields) if _may_be_turned(field, notes[i].note, turn)]
        other = _read([fields[i] for i in again], [turn] * len(again), look)
        for index, read in zip(again, other, strict=True):
            # Else the direction in which it was drawn: of print that reads badly either way neither says anything, and
            # upside down a line has not half as many characters (one or two are often lost: docs/tuning.md).
            fewer = turn == 2 and 2 * read.letters <= notes[index].letters
            if read.note.confidence >= DOUBTFUL_BELOW and read.weight > 1.2 * notes[index].weight and not fewer:
                notes[index] = read
    quads = [framed(field, read.note.turn) for field, read in zip(fields, notes, strict=True)]
    rooms = look.rooms(quads, [read.note.line_height for read in notes], others)
    return tuple(replace(read.note, room=room) for read, room in zip(notes, rooms, strict=True))


@dataclass(frozen=True)
class _Read:
    """A field read in one direction."""

    note: FieldAnnotation
    lines: tuple[Line, ...]

    @property
    def letters(self) -> int:
        """Characters, white space left out."""
        return sum(len("".join(line.text.split())) for line in self.lines)

    @property
    def weight(self) -> float:
        """Sureness summed over characters, squared so that a few sure ones outweigh many guesses.

        Print read across its direction falls into characters below each other, so these weigh less.
        """
        column = len(self.lines) > 1 and all(len(line.text) == 1 for line in self.lines)
        return self.note.confidence**2 * self.letters * (COLUMN_WEIGHT if column else 1.0)


def _may_be_turned(field: Field, note: FieldAnnotation, turn: int) -> bool:
    """On its side only what is a column by its shape; upside down what was read badly.

    That costs no upright field a second reading.
    """
    return _is_tall(field) if turn in _ACROSS else bool(note.value) and note.confidence < DOUBTFUL_BELOW


def _is_tall(field: Field) -> bool:
    width, height = side_lengths(framed(field))
    return height > MIN_TALL_RATIO * width


def _guess(width: float, height: float) -> float:
    """Line height before anything is known: of one line, unless that could not hold even one character."""
    return FILLED_SHARE * min(height, MAX_LINE_WIDTH_RATIO * width)


def _read(fields: Sequence[Field], turns: Sequence[int], look: FieldLook) -> list[_Read]:
    """Each field read in one direction."""
    if not fields:
        return []
    quads = [framed(field, turn) for field, turn in zip(fields, turns, strict=True)]
    guesses = [_guess(*side_lengths(corners)) for corners in quads]
    expected = look.expected(quads, guesses)
    # The median of the lines found at the expected height, at most what fills the field: lines merged by the detector,
    # or a neighbour's, would be taken for the rule on every copy.
    heights = []
    for found, before, guess in zip(look.heights(quads, expected), expected, guesses, strict=True):
        middle = float(np.median(found)) if found else before
        heights.append(min(max(middle, 4.0), guess / FILLED_SHARE))
    read = []
    for height, turn, lines, ink in zip(
        heights, turns, look.lines(quads, heights), look.ink(quads, heights), strict=True
    ):
        labels = lines[0].beside if len(lines) == 1 else ("", "")  # of several lines each would have its own
        mark = None if lines else ink.mark
        read.append(_Read(FieldAnnotation(height, turn, *_value(lines), labels, ink.coloured, mark), lines))
    return read


def _value(lines: Sequence[Line]) -> tuple[str, float]:
    """The lines as one value, and how sure it is, mean of its characters."""
    letters = sum(len(line.text) for line in lines)
    confidence = sum(line.confidence * len(line.text) for line in lines) / letters if letters else 0.0
    return joined([line.text for line in lines]), confidence


def pack(version: str, notes: Sequence[FieldAnnotation], picture: Image, described: bytes) -> bytes:
    """Everything derived from a template as bytes."""
    packed = BytesIO()
    np.savez(
        packed,
        version=np.array(version),
        size=np.array([picture.shape[1], picture.shape[0]]),
        notes=np.frombuffer(json.dumps([asdict(note) for note in notes]).encode(), np.uint8),
        described=np.frombuffer(described, np.uint8),
    )
    return packed.getvalue()


def unpack(version: str, derived: bytes) -> tuple[tuple[FieldAnnotation, ...], tuple[int, int], bytes]:
    """Notes, size of the template picture, the aligner's bytes; raises ValueError when not of this version."""
    try:
        with np.load(BytesIO(derived), allow_pickle=False) as stored:
            if str(stored["version"]) != version:
                raise ValueError("The derived data are of another version.")
            notes = tuple(_note(**note) for note in json.loads(stored["notes"].tobytes()))
            width, height = (int(side) for side in stored["size"])
            return notes, (width, height), stored["described"].tobytes()
    except DAMAGED as fault:
        raise ValueError("The derived data are damaged.") from fault


def _note(
    labels: Sequence[str], room: Sequence[float], mark: Sequence[float] | None, **members: Any
) -> FieldAnnotation:
    (before, after), (ahead, behind) = labels, room
    left, top, right, bottom = mark or (0.0,) * 4
    extent = (left, top, right, bottom) if mark else None
    return FieldAnnotation(**members, labels=(before, after), room=(ahead, behind), mark=extent)
