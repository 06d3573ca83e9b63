"""What a reading sees and lets go on its way, for people who ask why.

Rule: `Trace` forgets everything and costs nothing; `Record` keeps it. Neither changes what is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lambda_ocr.core.geometry import points
from lambda_ocr.core.layout import Region, to_picture
from lambda_ocr.core.lines import Frame, belongs
from lambda_ocr.core.model import Quad, Text


class Trace:
    """Told by the aligner of its steps and by the reader of every line around a field; forgets it."""

    def asked(self, step: str, agreement: float, taken: bool) -> None:
        """A step of the aligner's, the share of the fixed print found with it, and whether that was enough."""

    def detected(self, region: Region, seen: Sequence[Quad], kept: Sequence[Quad]) -> None:
        """Lines a detector saw in a region, and those of them (joined to rows, cut) that are the field's."""

    def read(self, region: Region, line: Quad, looks: Sequence[Text], kept: Text) -> None:
        """What one line said at each look (the last one counts), and what of it is the field's value."""


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

    def __init__(self) -> None:
        self.steps: list[TracedStep] = []
        self.lines: list[TracedLine] = []

    def asked(self, step: str, agreement: float, taken: bool) -> None:
        """Keep the step."""
        self.steps.append(TracedStep(step, agreement, taken))

    def detected(self, region: Region, seen: Sequence[Quad], kept: Sequence[Quad]) -> None:
        """Keep those that are not the field's; of the others `read` will tell."""
        for line in seen:
            if not belongs(line, region.frame):
                self._add(region, line, Fate.OUTSIDE)
            elif not any(_is_within(line, other) for other in kept):
                self._add(region, line, Fate.CROWDED_OUT)

    def read(self, region: Region, line: Quad, looks: Sequence[Text], kept: Text) -> None:
        """Keep what was read, and why nothing was kept."""
        texts = tuple(text.text for text in looks)
        self.lines.append(
            TracedLine(to_picture(line, region), _fate(looks[-1], line, region.frame, kept), texts, kept.text)
        )

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

    def _add(self, region: Region, line: Quad, fate: Fate) -> None:
        self.lines.append(TracedLine(to_picture(line, region), fate))


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
