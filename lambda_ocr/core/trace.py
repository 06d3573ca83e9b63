"""What a reading sees and lets go on its way, for people who ask why.

Rule: `Trace` forgets everything and costs nothing; `Record` keeps it. Neither changes what is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lambda_ocr.core.evidence import Fields
from lambda_ocr.core.geometry import points
from lambda_ocr.core.model import Quad, Text
from lambda_ocr.core.text_lines.canvas import Region, to_picture
from lambda_ocr.core.text_lines.line_cutting import Frame, belongs
from lambda_ocr.core.transcript import LineReading, Seen


class Trace:
    """Told by the aligner of its steps, and by the reader of all it knows of every field; forgets it."""

    keeps = False
    """Whether readings that were tried and lost are to be kept as well."""

    def asked(self, step: str, agreement: float, taken: bool) -> None:
        """A step of the aligner's, the share of the fixed print found with it, and whether that was enough."""

    def fields(self, fields: Fields) -> None:
        """What is known of each field, in template order, when all of them are read."""


NULL_TRACE = Trace()


@dataclass(frozen=True)
class TracedStep:
    """One step of the aligner's cascade, asked because those before it had not found enough."""

    name: str
    agreement: float
    """Share of the fixed print found with it, 0 to 1."""
    taken: bool
    """False where so little counts as nothing found."""


class Fate(StrEnum):
    """What became of a line."""

    KEPT = "kept"
    OUTSIDE = "of no field: it lies mostly outside"
    CROWDED_OUT = "the field is one line high, and another line fills it better"
    SAYS_NOTHING = "nothing could be read there"
    NEIGHBOUR = "its words stand beside the field"
    UNSURE = "no detector saw it, and it is not read beyond doubt"


@dataclass(frozen=True)
class TracedLine:
    """A line near a field, `position` on the picture."""

    position: Quad
    fate: Fate
    looks: tuple[str, ...] = ()
    """What each look at it said; more than one where the recognizer was undecided."""
    value: str = ""
    """What was kept of it."""

    @property
    def reason(self) -> str:
        """Why it is what it is, in a few words; "" where there is nothing to explain."""
        said = [] if self.fate is Fate.KEPT else [self.fate.value]
        if len(self.looks) > 1 and self.looks[0] != self.looks[-1]:
            said.append(f"ambiguous, read again: {self.looks[0]} → {self.looks[-1]}")
        elif len(self.looks) > 1:
            said.append("ambiguous, read again: the same")
        if self.fate is Fate.KEPT and self.looks and _bare(self.looks[-1]) != _bare(self.value):
            said.append(f"of {self.looks[-1]} kept {self.value}")
        return "; ".join(said)


class Record(Trace):
    """Keeps what it is told, in `steps` and `lines`."""

    keeps = True

    def __init__(self) -> None:
        self.steps: list[TracedStep] = []
        self.lines: list[TracedLine] = []

    def asked(self, step: str, agreement: float, taken: bool) -> None:
        """Keep the step."""
        self.steps.append(TracedStep(step, agreement, taken))

    def fields(self, fields: Fields) -> None:
        """Keep every line that was seen near a field, and what became of it."""
        for transcript in (tried for each in fields for tried in each.tried):
            if transcript.seen:
                self.lines.extend(_let_go(transcript.seen, transcript.region))
            self.lines.extend(map(_traced, transcript.readings))

    def dropped(self) -> tuple[TracedLine, ...]:
        """Lines of no field: what one field leaves to its neighbour is not dropped."""
        shown = list(self.kept())
        dropped: list[TracedLine] = []
        for line in sorted(self.lines, key=lambda line: -len(line.looks)):
            if line.fate is not Fate.KEPT and not any(_is_within(line.position, other.position) for other in shown):
                dropped.append(line)
                shown.append(line)
        return tuple(dropped)

    def kept(self) -> tuple[TracedLine, ...]:
        """Lines that became values."""
        return tuple(line for line in self.lines if line.fate is Fate.KEPT)


def _let_go(seen: Seen, region: Region) -> Iterator[TracedLine]:
    """Lines a detector saw in a region that are not the field's; of the others their readings tell."""
    for line in seen.everything:
        if not belongs(line, region.frame):
            yield TracedLine(to_picture(line, region), Fate.OUTSIDE)
        elif not any(_is_within(line, other) for other in seen.lines):
            yield TracedLine(to_picture(line, region), Fate.CROWDED_OUT)


def _traced(reading: LineReading) -> TracedLine:
    line, region = reading.candidate.line, reading.candidate.region
    fate = _fate(reading.said[-1], line, region.frame, reading.value)
    return TracedLine(to_picture(line, region), fate, tuple(text.text for text in reading.said), reading.value.text)


def _fate(text: Text, line: Quad, frame: Frame, kept: Text) -> Fate:
    if kept.text:
        return Fate.KEPT
    if not text.text:
        return Fate.SAYS_NOTHING
    x = points(line)[:, 0]
    stands = [x.min() + glyph.at * float(np.ptp(x)) for glyph in text.glyphs]
    return Fate.UNSURE if any(frame[0] <= place <= frame[2] for place in stands) else Fate.NEIGHBOUR


def _is_within(line: Quad, other: Quad) -> bool:
    """Whether a line's middle lies within another's box."""
    middle = points(line).mean(axis=0)
    low, high = points(other).min(axis=0), points(other).max(axis=0)
    return bool(np.all(middle >= low) and np.all(middle <= high))


def _bare(text: str) -> str:
    return "".join(text.split())
