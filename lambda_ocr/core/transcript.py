"""What was read of a field in one way of looking at it: its lines, the looks at each, and what speaks against them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from lambda_ocr.core.geometry import cut_along
from lambda_ocr.core.model import FieldAnnotation, Line, Quad, Text
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.text_lines.canvas import Region, to_picture
from lambda_ocr.core.text_lines.turning import narrowed

MUCH = 0.3
"""Share of a field's ink outside its lines from which print was missed."""
A_LINE = 0.6
"""The same, of what one of its lines has on average: of nine lines the one that is missed is a tenth of the ink."""

SURE = 0.9
"""Mean confidence of each line from which a high field is not read in other directions."""


@dataclass(frozen=True, eq=False)
class LineCandidate:
    """A line to be read. `note` is what the template says in the field and beside it: weak hints."""

    line: Quad
    region: Region
    note: FieldAnnotation | None = None
    seen: bool = True
    """False where no detector saw it, and it is only supposed there."""
    doubtful: Text | None = None
    """What a look before this one said, with doubts."""


@dataclass(frozen=True, eq=False)
class LineReading:
    """What was read of one candidate: the looks at it, what they agree on, and what of that is the field's value."""

    candidate: LineCandidate
    lattices: tuple[Lattice, ...]
    """One of each look; more than one where the first was ambiguous."""
    first: Text
    agreed: Text
    value: Text
    part: tuple[float, float] | None = None
    """From where to where along the candidate's line the value's own part of it goes, 0 (left edge) to 1; None: all."""

    @property
    def said(self) -> tuple[Text, ...]:
        """What the first look said, and, where there were more, what all of them agree on."""
        return (self.first, self.agreed) if len(self.lattices) > 1 else (self.first,)

    @cached_property
    def line(self) -> Line:
        """The value where it stands on the picture."""
        note, text = self.candidate.note, self.value
        if note and note.turn % 2:
            text = narrowed(text)
        line = cut_along(self.candidate.line, *self.part) if self.part else self.candidate.line
        place = to_picture(line, self.candidate.region)
        sureness = tuple(glyph.confidence for glyph in text.glyphs)
        return Line(text.text, text.confidence, place, text.weakest, text.beside, text.unread, sureness)


@dataclass(frozen=True)
class Seen:
    """What a detector saw in a region: the field's lines, cut to what is read of them, and those of neighbours."""

    lines: tuple[Quad, ...] = ()
    others: tuple[Quad, ...] = ()
    everything: tuple[Quad, ...] = ()
    """All of them, before pieces of a row were joined and lines were cut."""


class Reason(StrEnum):
    """Why a transcript is the one that counts."""

    CLEAN = "its lines stand clean on their paper, and one look read them beyond doubt"
    DETECTED = "read as a detector sees its lines"
    OWN_HEIGHT = "more is read of it at the height of its own ink"
    TURNED = "more is read of it from another corner"
    BEYOND_EDGE = "its value runs on beyond the field's edge"
    BLACK_PRINT = "its black print alone, without the coloured ink over it"
    WITH_COLOUR = "the coloured ink says more than the black print"
    WITHOUT_WATERMARK = "its print without the much paler ink under it"
    WITHOUT_STROKES = "read more surely with the form's own strokes taken off"
    LONE_MARKS = "marks stand alone in it that no line was found of"


@dataclass(frozen=True, eq=False)
class Transcript:
    """One way of reading a field: its lines from top to bottom, and what speaks against them."""

    region: Region
    """What was looked at."""
    readings: tuple[LineReading, ...]
    reason: Reason
    seen: Seen | None = None
    """None where no detector was asked."""
    unexplained: float = 0.0
    """Share of the field's ink that no line explains (`core.ink.unexplained_ink.unexplained`)."""
    extends: bool = False
    """Whether a line was read on beyond the field's edge."""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Those of which something is the field's."""
        return tuple(reading.line for reading in self.readings if reading.value.text)

    @property
    def is_incomplete(self) -> bool:
        """Whether print was missed."""
        return self.unexplained >= min(MUCH, A_LINE / max(len(self.lines), 1))

    @property
    def is_sure(self) -> bool:
        """Whether all of the field was read, and the recognizer was sure of it."""
        sure = bool(self.lines) and min(line.confidence for line in self.lines) >= SURE
        return sure and not self.is_incomplete

    @property
    def weight(self) -> float:
        """Sureness summed over characters, squared so that few sure ones outweigh many guesses; less what is left."""
        return (1 - self.unexplained) * sum(line.confidence**2 * len(line.text) for line in self.lines)
