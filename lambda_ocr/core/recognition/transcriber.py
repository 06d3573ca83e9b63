"""From places of lines to their texts: all lines in few batches, ambiguous ones looked at again.

Lines come as `LineCandidate`: where to cut, in which region, and whether the line was seen or is only supposed there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.model import Image, LineInput, Quad, Text
from lambda_ocr.core.ports import LineRecognizer
from lambda_ocr.core.recognition.consensus import agree, is_ambiguous, resolve_lookalikes, stretched, wider
from lambda_ocr.core.recognition.form_hint import in_form
from lambda_ocr.core.recognition.greedy import greedy_text
from lambda_ocr.core.recognition.label_trimming import Edges, beside, without, without_leaders
from lambda_ocr.core.recognition.lattice import Lattice
from lambda_ocr.core.recognition.rover import vote
from lambda_ocr.core.recognition.ruled_signs import has_separator, hidden
from lambda_ocr.core.recognition.unread_signs import exchanged, unread
from lambda_ocr.core.text_lines.canvas import Region, crop_line
from lambda_ocr.core.text_lines.line_cutting import within
from lambda_ocr.core.transcript import LineCandidate, LineReading

SUPPOSED, WEAKEST = 0.95, 0.8
"""Confidence that a line no detector saw, and each of its characters, must be read with; or the field is empty."""
UNDOUBTED = 0.9
"""Confidence of each character, spaces included, from which one look is enough and no detector is asked. Measured: 802
of 985 fields are read so (two in three on real paper), and all 795 whose truth is known are right."""
NOTHING = Text("", 0.0)


@dataclass(frozen=True, eq=False)
class _Look:
    """A first look at a candidate."""

    candidate: LineCandidate
    crop: Image
    lattice: Lattice
    said: Text

    @property
    def settles_nothing(self) -> bool:
        """Whether a character within the field is doubtful, or an earlier look said otherwise.

        What stands beside the field need not be sure, and spaces always waver.
        """
        line, earlier = self.candidate, self.candidate.doubtful
        differs = earlier is not None and not agree(earlier, self.said)
        return differs or is_ambiguous(within(self.said, line.line, line.region.frame))


class Transcriber:
    """Reads lines with a recognizer and its own doubts; `hints` lets the template's text decide between look-alikes."""

    def __init__(self, recognizer: LineRecognizer, *, hints: bool = True) -> None:
        self._recognizer, self._hints = recognizer, hints

    @property
    def line(self) -> LineInput:
        """What lines are cut as."""
        return self._recognizer.line

    def at_once(
        self, picture: Image, candidates: Sequence[LineCandidate], budget: Budget = UNBOUNDED
    ) -> list[LineReading]:
        """One look at each candidate."""
        looks = self._looks(picture, candidates, budget)
        return [self._judged(look, (look.lattice,), look.said) for look in looks]

    def read(
        self, picture: Image, candidates: Sequence[LineCandidate], budget: Budget = UNBOUNDED
    ) -> list[LineReading]:
        """What each candidate says, and what of it is the field's; ambiguous ones are looked at up to three times."""
        # All second looks of a picture in one batch; of 1,055 fields 130 lines need them.
        looks = self._looks(picture, candidates, budget)
        ambiguous = [look.settles_nothing for look in looks]
        again = self._again(picture, [look for look, is_so in zip(looks, ambiguous, strict=True) if is_so], budget)
        judged = []
        for look, is_so in zip(looks, ambiguous, strict=True):
            more, agreed = next(again) if is_so else ((), look.said)
            judged.append(self._judged(look, (look.lattice, *more), agreed))
        return judged

    def _looks(self, picture: Image, candidates: Sequence[LineCandidate], budget: Budget) -> list[_Look]:
        crops = [self._cut(picture, item.line, item.region) for item in candidates]
        lattices = self._recognizer.recognize(crops, budget)
        return [
            _Look(item, crop, lattice, greedy_text(lattice))
            for item, crop, lattice in zip(candidates, crops, lattices, strict=True)
        ]

    def _again(
        self, picture: Image, looks: Sequence[_Look], budget: Budget
    ) -> Iterator[tuple[tuple[Lattice, ...], Text]]:
        """Further looks at each, and what all agree on: more contrast and, unless an earlier look is known, more paper.

        Two looks would only disagree; the third decides.
        """
        lines = [look.candidate for look in looks]
        clearer = [stretched(look.crop) for look in looks]
        looser = [self._cut(picture, wider(line.line), line.region) for line in lines if not line.doubtful]
        lattices = self._recognizer.recognize([*clearer, *looser], budget)
        others = iter(lattices[len(looks) :])
        for look, clear in zip(looks, lattices, strict=False):
            earlier = look.candidate.doubtful
            more = (clear,) if earlier else (clear, next(others))
            read = [greedy_text(lattice) for lattice in more]
            yield more, vote([look.said, *read], [earlier] if earlier else [])

    def _judged(self, look: _Look, lattices: tuple[Lattice, ...], agreed: Text) -> LineReading:
        """What of a text is the field's: within its edges, less what the form prints there, look-alikes resolved."""
        item = look.candidate
        # First what is the field's, then what of that is label: a look-alike is decided by neighbours that are the
        # value's.
        kept = within(agreed, item.line, item.region.frame)
        cut_off = beside(agreed, kept)
        if item.note and self._hints:
            edges = Edges.of(item.line, item.region.frame)
            kept = resolve_lookalikes(without(kept, agreed, item.note.labels, edges), item.note.value)
            kept = in_form(kept, item.note.value)
        else:
            kept = resolve_lookalikes(kept, "")
        kept = without_leaders(kept)
        # Of a line that no detector saw, noise reads as text too.
        if not (item.seen or _is_text(kept, WEAKEST)):
            return LineReading(item, lattices, look.said, agreed, NOTHING)
        passed_over = self._passed_over(look, agreed) + exchanged(kept.text) if kept.text else 0
        return LineReading(item, lattices, look.said, agreed, replace(kept, beside=cut_off, unread=passed_over))

    def _passed_over(self, look: _Look, agreed: Text) -> int:
        """Signs of the line that no character stands at, or that a rule keeps from being told apart."""
        item = look.candidate
        known = self._hints and item.note is not None and has_separator(item.note.value)
        where = (look.crop, item.line, item.region.frame, agreed)
        found, earlier = unread(*where) + hidden(*where, known=known), item.doubtful
        # Two looks that say the same lack the same sign, though on one of the two crops a neighbour stands near it.
        return max(found, earlier.unread) if earlier and earlier.text == agreed.text else found

    def _cut(self, picture: Image, line: Quad, region: Region) -> Image:
        """A line from the picture itself, or from the region's page where something was taken off that."""
        if region.page is None or region.page_from_region is None:
            return crop_line(picture, line, region.image_from_region, self.line.height_px)
        return crop_line(region.page, line, region.page_from_region, self.line.height_px)


def is_undoubted(reading: LineReading) -> bool:
    """Whether one look at a line is enough."""
    return _is_text(reading.value, UNDOUBTED) and not reading.value.unread


def _is_text(text: Text, weakest: float) -> bool:
    """Whether it is text beyond doubt: rules and box edges are read as single strokes."""
    return (
        text.confidence >= SUPPOSED
        and all(glyph.confidence >= weakest for glyph in text.glyphs)
        and sum(character.isalnum() for character in text.text) > 1
    )
