"""Looks at fields beside the common one: their black print without a stamp's ink, and marks that stand alone in them.

Rule: only fields that hold such ink are looked at again; what the common look reads surely is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from lambda_ocr.core.evidence import FieldEvidence, Fields, compared
from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.ink.colours import without_colour
from lambda_ocr.core.ink.lone_marks import (
    MIN_MARK_CONFIDENCE,
    LoneMarks,
    is_at,
    is_stroke,
    line_of,
    lone_marks,
    named_by_measures,
)
from lambda_ocr.core.ink.strokes import without_strokes
from lambda_ocr.core.model import Line, Quad, Text
from lambda_ocr.core.recognition.label_trimming import without_leaders
from lambda_ocr.core.recognition.transcriber import UNDOUBTED, Transcriber
from lambda_ocr.core.text_lines.canvas import Region, to_picture
from lambda_ocr.core.text_lines.field_lines import FieldLines, ReadingContext
from lambda_ocr.core.text_lines.line_cutting import has_ideographs
from lambda_ocr.core.text_lines.watermarked import cleared
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Transcript

MAX_MARKS, MAX_UNSURE_CHARACTERS = 2, 6
"""Characters up to which a value may be the half of marks that stand alone, or those and strokes of the form."""
MIN_STANDING_OUT_HEIGHTS = 0.15
"""How far free marks must stand out of what was read, in their own heights, to be left out of it."""


class FieldLooks:
    """Reads the fields of one picture, those with something over or beside their print by their black ink."""

    def __init__(self, field_lines: FieldLines, transcriber: Transcriber) -> None:
        self._field_lines, self._transcriber = field_lines, transcriber

    def read(self, context: ReadingContext, fields: Fields) -> Fields:
        """The fields read, those that lie off the picture as they are. Laps: `detect` and `recognise`."""
        known = iter(self._read(context, [each for each in fields if each.region]))
        return [next(known) if each.region else each for each in fields]

    def _read(self, context: ReadingContext, fields: Fields) -> Fields:
        """Where coloured ink lies over or beside black print, and the template's own print has no colour, that print
        alone is read: a stamp over a value makes a value of both. It may be the form's, and the value the pen's.
        """
        black = [self._black(context, each) for each in fields]
        read = self._field_lines.read(context, [dark or each for dark, each in zip(black, fields, strict=True)])
        known: Fields = [
            each.taking(after, Reason.BLACK_PRINT if dark else None)
            for each, dark, after in zip(fields, black, read, strict=True)
        ]
        again = partial(self._field_lines.read, context)
        # Black print that says nothing, or what the template says there, may be the form's, and the value in colour:
        # read once more with it.
        whole: list[FieldEvidence | None] = []
        for each, dark in zip(known, black, strict=True):
            printed = "".join(each.note.value.split()) if each.note else None
            whole.append(each.anew(each.shown) if dark and _bare(each.lines) in ("", printed) else None)
        known = compared(known, whole, again, _picked(_is_more, Reason.WITH_COLOUR))
        known = cleared(known, again, context.picture, self._field_lines.line.height_px, context.budget)
        clear = [self._without_ticks(context, each) for each in known]
        known = compared(known, clear, again, _picked(_is_surer, Reason.WITHOUT_STROKES))
        known = self._alone(context, known)
        context.clock.lap("recognise")
        return known

    def _black(self, context: ReadingContext, known: FieldEvidence) -> FieldEvidence | None:
        """A variant less coloured ink that the template's own field has none of; None where there is no such ink."""
        if known.note is None or known.note.coloured:
            return None
        region = without_colour(context.picture, known.shown, self._field_lines.line.height_px, context.budget)
        return None if region is known.shown else known.anew(region)

    def _without_ticks(self, context: ReadingContext, known: FieldEvidence) -> FieldEvidence | None:
        """A variant less the ticks of a comb and all rules, of a field that is not read surely: ticks read as ones."""
        if known.note is None or _is_sure(known.lines):
            return None
        region = without_strokes(context.picture, known.shown, self._field_lines.line.height_px, context.budget)
        return known.anew(region) if region else None

    def _alone(self, context: ReadingContext, fields: Fields) -> Fields:
        """Fields in which marks stand alone that no line was found of, or whose line leaves one of them out."""
        free = [_free_marks(each) for each in fields]
        candidates = [
            LineCandidate(line_of(found, each.shown), each.shown)
            for each, found in zip(fields, free, strict=True)
            if found
        ]
        if not candidates:
            return fields
        readings = iter(self._transcriber.at_once(context.picture, candidates, context.budget))
        return [
            _with_marks(each, found, next(readings), context) if found else each
            for each, found in zip(fields, free, strict=True)
        ]


def _free_marks(known: FieldEvidence) -> LoneMarks | None:
    """Marks that stand alone in a field, and that its lines leave open."""
    if known.note is None:
        return None
    # Where more was read surely, a dash in the field is the value's own; looking for marks costs a millisecond.
    said = len(_bare(known.lines))
    if said > MAX_MARKS and (said > MAX_UNSURE_CHARACTERS or _is_sure(known.lines)):
        return None
    found = lone_marks(known.shown)
    return found if found and _is_open(known.lines, found, known.shown) else None


def _with_marks(known: FieldEvidence, free: LoneMarks, reading: LineReading, context: ReadingContext) -> FieldEvidence:
    """The field read as its free marks say, where they say it surely, are not the form's own, and say more."""
    assert known.note
    ideographs = has_ideographs(known.note.value)
    text = named_by_measures(without_leaders(reading.agreed), free, known.shown, ideographs=ideographs)
    # The form's own: a stroke that the template shows at the same place, or the colon of a label cut at the field's
    # edge.
    is_own = is_stroke(text) and is_at(free.place(known.shown), known.note.mark)
    is_of_label = all(character in ":：;,'·" or character.isspace() for character in text.text)
    if text.confidence < MIN_MARK_CONFIDENCE or is_own or is_of_label or not _is_better(text, free, known.lines):
        return known
    transcript = Transcript(known.shown, (replace(reading, value=text),), Reason.LONE_MARKS)
    return known.decided(transcript, keep=context.keeps)


def _picked(
    wins: Callable[[FieldEvidence, FieldEvidence], bool], reason: Reason
) -> Callable[[FieldEvidence, FieldEvidence], FieldEvidence]:
    """Takes the variant, for this reason, where it `wins` over what is known."""

    def pick(known: FieldEvidence, variant: FieldEvidence) -> FieldEvidence:
        return known.taking(variant, reason) if wins(variant, known) else known.passing_over(variant)

    return pick


def _is_surer(variant: FieldEvidence, known: FieldEvidence) -> bool:
    """Whether a field is read better than before, the least sure of its characters."""
    if not variant.lines or not known.lines:
        return bool(variant.lines)
    return min(line.weakest for line in variant.lines) > min(line.weakest for line in known.lines)


def _is_more(variant: FieldEvidence, black: FieldEvidence) -> bool:
    """Whether a field says all that its black print says, and more."""
    return len(_bare(variant.lines)) > len(_bare(black.lines)) and _bare(black.lines) in _bare(variant.lines)


def _is_sure(lines: Sequence[Line]) -> bool:
    """Whether something was read, and each character of it beyond doubt."""
    return bool(lines) and min(line.weakest for line in lines) >= UNDOUBTED


def _is_better(text: Text, free: LoneMarks, lines: Sequence[Line]) -> bool:
    """Whether free marks say more than was read before, the like more surely, or less where the rest has no ink."""
    said, before = len("".join(text.text.split())), len(_bare(lines))
    if said == before:
        return text.confidence > lines[0].confidence
    return said > before or (free.marks <= said and not _is_sure(lines))


def _is_open(lines: Sequence[Line], free: LoneMarks, region: Region) -> bool:
    """Whether the lines of a field leave free marks open: one mark is read unsurely, as one character or more than it
    can be, or a line ends before they do.
    """
    said = len(_bare(lines))
    one_word = sum(len(line.text.split()) for line in lines) == 1  # whose letters may touch
    if not lines or (free.marks == 1 and not _is_sure(lines) and (said == 1 or said > free.marks + one_word)):
        return True
    return said <= MAX_MARKS and _leaves_out(lines, rectangle(*free.extent), region)


def _leaves_out(lines: Sequence[Line], around: Quad, region: Region) -> bool:
    """Whether the lines of a field end before the marks in it do."""
    mine = np.concatenate([points(line.position) for line in lines])
    marks = points(to_picture(around, region))
    way = (marks[1] - marks[0]) / max(float(np.linalg.norm(marks[1] - marks[0])), 1e-6)
    slack = MIN_STANDING_OUT_HEIGHTS * float(np.linalg.norm(marks[3] - marks[0]))
    return bool((mine @ way).min() > (marks @ way).min() + slack or (mine @ way).max() < (marks @ way).max() - slack)


def _bare(lines: Sequence[Line]) -> str:
    """What lines say, white space left out."""
    return "".join("".join(line.text.split()) for line in lines)
