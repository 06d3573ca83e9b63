"""From the regions of fields to the lines that stand in them: clean ones at once, the others with the detector's help.

Rule: a look that leaves doubt settles nothing, but its reading votes with the later ones; and where print is left that
no line explains, the field is looked at once more, at the height of its own ink. Every other look is a variant of the
field's evidence, and the better of the two is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from lambda_ocr.core.budget import UNBOUNDED, WEIGHT, Budget, Part
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.evidence import FieldEvidence, Fields, among, better, compared, longer
from lambda_ocr.core.ink.unexplained_ink import unexplained
from lambda_ocr.core.model import Image, LineInput, Quad
from lambda_ocr.core.ports import LineDetector
from lambda_ocr.core.recognition.transcriber import Transcriber, is_undoubted
from lambda_ocr.core.text_lines.canvas import Region, work_px
from lambda_ocr.core.text_lines.extent import drawn_out
from lambda_ocr.core.text_lines.finder import LineFinder, at_ink_s_height, is_tall
from lambda_ocr.core.text_lines.line_cutting import moved, supposed
from lambda_ocr.core.text_lines.turning import may_be_turned, quarter_turned, turned_note
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Seen, Transcript


@dataclass(frozen=True, eq=False)
class ReadingContext:
    """One picture, and what goes with every look at it."""

    picture: Image
    budget: Budget = UNBOUNDED
    clock: Clock = field(default_factory=Clock)
    keeps: bool = False
    """Whether every reading that is tried is kept, for somebody who asks why."""


class FieldLines:
    """Finds and reads the lines of all fields of one picture together."""

    def __init__(self, detector: LineDetector, transcriber: Transcriber) -> None:
        self.finder, self._transcriber = LineFinder(detector), transcriber

    @property
    def line(self) -> LineInput:
        """What lines are read as."""
        return self._transcriber.line

    def read(self, context: ReadingContext, fields: Fields) -> Fields:
        """The fields with their lines, all of them on the picture. Laps: `detect` and `recognise`."""
        # Within its edges first, and the field drawn out only where that says the same and more: crops of other widths
        # are padded otherwise in their batches, and lines read with doubt flip (realset 381 to 380 the other way
        # round).
        known = self._within_edges(context, fields)
        drawn = [self._drawn_out(context, each) for each in known]
        return compared(known, drawn, partial(self._within_edges, context), longer)

    def read_thoroughly(self, context: ReadingContext, fields: Fields) -> Fields:
        """The same, every line as the detector draws it: for what is measured once and kept."""
        known = self._detected(context, fields)
        return self._at_own_height(context, known)

    def places(self, regions: Sequence[Region], budget: Budget, work: float) -> list[Sequence[Quad]]:
        """Where the lines of each field stand, in its region's frame, unread; no detector is asked of clean ones, nor
        of any where that would take more than `work` of the budget.
        """
        clean: list[Sequence[Quad]] = [*self.finder.plain(regions, budget)]
        left = [region for region, lines in zip(regions, clean, strict=True) if not lines]
        if WEIGHT[Part.DETECT] * sum(region.image.shape[0] * region.image.shape[1] for region in left) > work:
            return clean
        detected = iter(self.finder.detected(left, budget))
        return [lines or next(detected).lines for lines in clean]

    def _within_edges(self, context: ReadingContext, fields: Fields) -> Fields:
        """The lines of each field within its edges; the fields keep their regions, whatever was looked at."""

        def read(fields: Fields) -> Fields:
            known = self._at_once(context, fields)
            context.clock.lap("recognise")
            return among(known, lambda each: each.transcript is None, partial(self._with_detector, context))

        clean = self._clean(context, fields)
        context.clock.lap("detect")
        return compared(fields, clean, read, FieldEvidence.taking)

    def _clean(self, context: ReadingContext, fields: Fields) -> Fields:
        """The fields with their clean lines as candidates.

        Without any, those that may hold lines of another height than the template's are cut anew: bands of a projection
        profile are told from rules and accents by their height.
        """
        found = self._with_clean_lines(context, fields)
        open_ = [not each.candidates and (is_tall(each.shown) or not each.is_filled) for each in found]
        variants = self._cut_at_ink_height(
            context, [each if is_so else None for each, is_so in zip(found, open_, strict=True)]
        )
        return compared(found, variants, partial(self._with_clean_lines, context), lambda _, variant: variant)

    def _with_clean_lines(self, context: ReadingContext, fields: Fields) -> Fields:
        """The fields, each with the lines of its projection profile as candidates."""
        lines = self.finder.plain([each.shown for each in fields], context.budget)
        return [
            replace(each, candidates=tuple(LineCandidate(line, each.shown, each.note) for line in mine))
            for each, mine in zip(fields, lines, strict=True)
        ]

    def _at_once(self, context: ReadingContext, fields: Fields) -> Fields:
        """Fields that one look reads beyond doubt; of the others, of one line, what it seems to say is kept."""
        by_field = self._read_all(self._transcriber.at_once, context, fields)
        known = []
        for each, readings in zip(fields, by_field, strict=True):
            if readings and all(map(is_undoubted, readings)):
                transcript = Transcript(each.shown, readings, Reason.CLEAN)
                known.append(each.decided(transcript, keep=context.keeps))
            else:
                # With several lines it is not known which of a detector's each of them would be.
                known.append(replace(each, doubtful=readings[0] if len(readings) == 1 else None))
        return known

    def _with_detector(self, context: ReadingContext, fields: Fields) -> Fields:
        """What one look at clean lines did not settle: as a detector sees it, at its own height, from other corners."""
        known = self._detected(context, fields, lap=True)
        known = self._at_own_height(context, known)
        # Upside down is left out: a field that is blank on the template lies as the page does, whose turn is known.
        for quarters in (1, 3):
            variants = self._turned(context, known, quarters)
            known = compared(known, variants, partial(self._detected, context), better(Reason.TURNED))
        context.clock.lap("recognise")
        return known

    def _detected(self, context: ReadingContext, fields: Fields, *, lap: bool = False) -> Fields:
        """The fields read as a detector sees their lines, and how much of their ink those leave over."""
        seen = self.finder.detected([each.shown for each in fields], context.budget)
        if lap:
            context.clock.lap("detect")
        found = [
            replace(each, seen=mine, candidates=tuple(_candidates(each, mine)))
            for each, mine in zip(fields, seen, strict=True)
        ]
        by_field = self._read_all(self._transcriber.read, context, found)
        return [
            each.decided(_transcript(each, readings), keep=context.keeps)
            for each, readings in zip(found, by_field, strict=True)
        ]

    def _read_all(self, read: _Read, context: ReadingContext, fields: Fields) -> list[tuple[LineReading, ...]]:
        """The candidates of all fields, read together."""
        readings = iter(read(context.picture, [line for each in fields for line in each.candidates], context.budget))
        return [tuple(next(readings) for _ in each.candidates) for each in fields]

    def _at_own_height(self, context: ReadingContext, fields: Fields) -> Fields:
        """A second reading of fields whose lines leave ink over, where that ink is of another height than expected."""
        variants = self._cut_at_ink_height(context, [each if each.is_open else None for each in fields])
        return compared(fields, variants, partial(self._detected, context), better(Reason.OWN_HEIGHT))

    def _turned(self, context: ReadingContext, fields: Fields, quarters: int) -> list[FieldEvidence | None]:
        """Variants of high fields, blank on the template and not read well now, to be read from another corner.

        A filled template has told in which direction its text runs; a blank one cannot.
        """
        turned = [
            each.anew(
                quarter_turned(context.picture, each.shown, quarters, context.budget),
                each.note and turned_note(each.note, quarters),
            )
            if may_be_turned(each.shown) and not each.is_filled and not each.is_sure
            else None
            for each in fields
        ]
        resized = self._cut_at_ink_height(context, turned)
        return [after or before for before, after in zip(turned, resized, strict=True)]

    def _cut_at_ink_height(
        self, context: ReadingContext, fields: Sequence[FieldEvidence | None]
    ) -> list[FieldEvidence | None]:
        """Variants of those whose ink is of another line height than expected, None for the others."""
        regions = [each.shown for each in fields if each]
        heights = iter(at_ink_s_height(context.picture, regions, self.line, context.budget))
        return [each.anew(region) if each and (region := next(heights)) else None for each in fields]

    def _drawn_out(self, context: ReadingContext, known: FieldEvidence) -> FieldEvidence | None:
        """A variant of a field whose line runs on beyond it, into paper that is blank on the template."""
        if not known.note or not any(known.note.room):
            return None
        region = drawn_out(context.picture, known.shown, known.note.room, context.budget)
        # Half of what is left: all fields of a page may run on, and the reading comes after.
        if region is known.shown or work_px(region, self.line) > context.budget.pixels_left() / 2:
            return None
        return known.anew(region)


class _Read(Protocol):
    def __call__(self, picture: Image, candidates: Sequence[LineCandidate], budget: Budget, /) -> list[LineReading]: ...


def _candidates(known: FieldEvidence, seen: Seen) -> Iterator[LineCandidate]:
    """The lines detected; a field without any is tried once as a line of its own."""
    region, earlier = known.shown, known.doubtful if len(seen.lines) < 2 else None
    for line in seen.lines or supposed(region.frame, region.line_height):
        said = moved(earlier.agreed, earlier.candidate.line, line) if earlier else None
        if earlier and said:
            said = replace(said, unread=earlier.value.unread)
        yield LineCandidate(line, region, known.note, bool(seen.lines), said)


def _transcript(known: FieldEvidence, readings: tuple[LineReading, ...]) -> Transcript:
    """What was read as a detector saw it: a label, a colon or a leader accounts for its ink as a value does."""
    seen = known.seen or Seen()
    explaining = [
        reading.candidate.line
        for reading in readings
        if reading.value.text or (reading.candidate.seen and reading.agreed.text)
    ]
    left = unexplained(known.shown, [*seen.others, *explaining])
    return Transcript(known.shown, readings, Reason.DETECTED, seen, left)
