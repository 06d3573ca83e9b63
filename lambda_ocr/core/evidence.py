"""What a reading knows of one field when its lines are read: the reader decides from this alone."""

from __future__ import annotations

from dataclasses import dataclass

from lambda_ocr.core.model import Check, Line, Status

LOW_CONFIDENCE = 0.6
"""Chance of being right below which a value is doubtful."""
MUCH = 0.25
"""Share of a field's ink outside its lines from which print was missed."""


@dataclass(frozen=True)
class FieldEvidence:
    """The lines of a field on a picture, top to bottom, and what speaks against them."""

    lines: tuple[Line, ...] = ()
    unexplained: float = 0.0
    """Share of the field's ink that no line explains (`core.ink.unexplained`)."""
    extends: bool = False
    """Whether a line was read on beyond the field's edge."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """What a caller should know."""
        noticed = {
            Check.UNEXPLAINED_INK: self.unexplained >= MUCH,
            Check.UNREAD_SIGN: any(line.unread for line in self.lines),
            Check.EXTENDS: self.extends,
        }
        return tuple(check for check, is_so in noticed.items() if is_so)

    def status(self, confidence: float) -> Status:
        """What became of the field, whose value is right with this chance."""
        if self.unexplained >= MUCH:
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
