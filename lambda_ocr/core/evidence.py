"""What a reading knows of one field when its lines are read: the reader decides from this alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lambda_ocr.core.model import Check, Line, Status

LOW_CONFIDENCE = 0.6
"""Chance of being right below which a value is doubtful."""
MUCH = 0.3
"""Share of a field's ink outside its lines from which print was missed."""
A_LINE = 0.6
"""The same, of what one of its lines has on average: of nine lines the one that is missed is a tenth of the ink."""

SURE = 0.9
"""Mean confidence of each line from which a high field is not read in other directions."""


@dataclass(frozen=True)
class FieldEvidence:
    """The lines of a field on a picture, top to bottom, and what speaks against them."""

    lines: tuple[Line, ...] = ()
    unexplained: float = 0.0
    """Share of the field's ink that no line explains (`core.ink.unexplained`)."""
    extends: bool = False
    """Whether a line was read on beyond the field's edge."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What the lines say."""
        return tuple(line.text for line in self.lines)

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
    def checks(self) -> tuple[Check, ...]:
        """What a caller should know."""
        noticed = {
            Check.UNEXPLAINED_INK: self.is_incomplete,
            Check.UNREAD_SIGN: any(line.unread for line in self.lines),
            Check.EXTENDS: self.extends,
        }
        return tuple(check for check, is_so in noticed.items() if is_so)

    def status(self, confidence: float) -> Status:
        """What became of the field, whose value is right with this chance."""
        if self.is_incomplete:
            return Status.LOW_CONFIDENCE
        if not self.lines:
            return Status.EMPTY
        return Status.OK if confidence >= LOW_CONFIDENCE else Status.LOW_CONFIDENCE

    @property
    def weight(self) -> float:
        """Sureness summed over characters, squared so that few sure ones outweigh many guesses; less what is left."""
        return (1 - self.unexplained) * sum(line.confidence**2 * len(line.text) for line in self.lines)


def better(first: FieldEvidence, second: FieldEvidence) -> FieldEvidence:
    """The one of two readings of a field that explains more of it."""
    return second if second.weight > first.weight else first


def longer_of(within: FieldEvidence, drawn_out: FieldEvidence) -> FieldEvidence:
    """A field's reading within its edges, or, where it says that and more, the one with the field drawn out.

    A character that the edge cuts may have been read as another.
    """
    short, long = (sorted(map(_bare, evidence.texts), key=len) for evidence in (within, drawn_out))
    more = sum(map(len, long)) > sum(map(len, short))
    same = all(any(text[1:-1] in other for other in long) for text in short)
    return replace(drawn_out, extends=True) if more and same else within


def _bare(text: str) -> str:
    return "".join(text.split())
