"""Looks at fields beside the common one: their black print without a stamp's ink, and marks that stand alone in them.

Rule: only fields that hold such ink are looked at again; what the common look reads surely is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.colours import without_colour
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_lines import Evidence, FieldLines, Notes
from lambda_ocr.core.finder import Regions
from lambda_ocr.core.geometry import points, rectangle
from lambda_ocr.core.layout import Region, to_picture
from lambda_ocr.core.lines import has_ideographs
from lambda_ocr.core.lone import SURE, Lone, is_at, is_stroke, line_of, lone, named
from lambda_ocr.core.model import FieldNote, Image, Line, Quad, Text
from lambda_ocr.core.recognition.labels import without_leaders
from lambda_ocr.core.strokes import without_strokes
from lambda_ocr.core.trace import NULL_TRACE, Trace
from lambda_ocr.core.transcriber import UNDOUBTED, LineCandidate, Transcriber

FEW, FEW_UNSURE = 2, 6
"""Characters up to which a value may be the half of marks that stand alone, or those and strokes of the form."""
OUT = 0.15
"""How far free marks must stand out of what was read, in their own heights, to be left out of it."""


class FieldLooks:
    """Reads the fields of one picture, those with something over or beside their print by their black ink."""

    def __init__(self, field_lines: FieldLines, transcriber: Transcriber) -> None:
        self._field_lines, self._transcriber = field_lines, transcriber

    def read(
        self,
        picture: Image,
        regions: Regions,
        notes: Notes,
        clock: Clock,
        *,
        trace: Trace = NULL_TRACE,
        budget: Budget = UNBOUNDED,
    ) -> Evidence:
        """What is known of each field. Where coloured ink lies over or beside black print, and the template's own print
        has no colour, that print alone is read. Laps: `detect` and `recognise`.
        """
        line_px = self._transcriber.line.height_px
        black = _without_colour(picture, regions, notes, line_px)
        known = self._field_lines.read(picture, {**regions, **black}, notes, clock, trace=trace, budget=budget)
        doubted = {i: regions[i] for i in black if _may_be_the_form_s(known[i].lines, notes[i])}
        if doubted:
            whole = self._field_lines.read(picture, doubted, notes, clock, trace=trace, budget=budget)
            known |= {i: found for i, found in whole.items() if _is_more(found.lines, known[i].lines)}
        ticked = _without_ticks(picture, regions, known, notes, line_px)
        if ticked:
            clear = self._field_lines.read(picture, ticked, notes, clock, trace=trace, budget=budget)
            known |= {i: found for i, found in clear.items() if _is_surer(found.lines, known[i].lines)}
        known |= self._alone(picture, regions, known, notes, trace=trace, budget=budget)
        clock.lap("recognise")
        return known

    def _alone(
        self, picture: Image, regions: Regions, known: Evidence, notes: Notes, *, trace: Trace, budget: Budget
    ) -> Evidence:
        """Fields in which marks stand alone that no line was found of, or whose line leaves one of them out."""
        asked = [index for index in regions if index in notes and _may_be_marks(known[index].lines)]
        seen = {index: lone(regions[index]) for index in asked}
        free = {i: found for i, found in seen.items() if found and _is_open(known[i].lines, found, regions[i])}
        candidates = {
            index: LineCandidate(line_of(found, regions[index]), regions[index], notes[index])
            for index, found in free.items()
        }
        if not candidates:
            return {}
        looks = self._transcriber.at_once(picture, list(candidates.values()), budget)
        told: Evidence = {}
        for (index, item), look in zip(candidates.items(), looks, strict=True):
            said = without_leaders(look.said)
            text = named(said, free[index], item.region, ideographs=has_ideographs(notes[index].value))
            own = is_stroke(text) and is_at(free[index].place(item.region), notes[index].mark)
            if (
                text.confidence >= SURE
                and not own
                and not _belongs_to_a_label(text)
                and _is_better(text, free[index], known[index].lines)
            ):
                line = Line(text.text, text.confidence, to_picture(item.line, item.region), text.weakest)
                told[index] = FieldEvidence((line,))
                trace.read(item.region, item.line, (look.said,), text)
        return told


def _without_colour(picture: Image, regions: Regions, notes: Notes, line_px: int) -> dict[int, Region]:
    """The regions that hold black print with coloured ink that the template's own field has none of, less that ink."""
    asked = {index: region for index, region in regions.items() if index in notes and not notes[index].coloured}
    black = {index: without_colour(picture, region, line_px) for index, region in asked.items()}
    return {index: region for index, region in black.items() if region is not asked[index]}


def _without_ticks(picture: Image, regions: Regions, known: Evidence, notes: Notes, line_px: int) -> dict[int, Region]:
    """The regions of fields with ticks of a comb that are not read surely, less those and all rules."""
    asked = [index for index in regions if index in notes and not _is_sure(known[index].lines)]
    clear = {index: without_strokes(picture, regions[index], line_px) for index in asked}
    return {index: region for index, region in clear.items() if region}


def _is_surer(lines: Sequence[Line], before: Sequence[Line]) -> bool:
    """Whether lines are read better than before, the least sure of their characters."""
    if not lines or not before:
        return bool(lines)
    return min(line.weakest for line in lines) > min(line.weakest for line in before)


def _may_be_the_form_s(lines: Sequence[Line], note: FieldNote) -> bool:
    """Whether the black print of a field says nothing, or what the template says there: the value may be the pen's."""
    return not lines or _bare(lines) == "".join(note.value.split())


def _is_more(lines: Sequence[Line], black: Sequence[Line]) -> bool:
    """Whether lines say all that the black print says, and more."""
    return len(_bare(lines)) > len(_bare(black)) and _bare(black) in _bare(lines)


def _belongs_to_a_label(text: Text) -> bool:
    """Whether a text is only what ends a label, or parts it from its value."""
    return all(character in ":：;,'·" or character.isspace() for character in text.text)


def _may_be_marks(lines: Sequence[Line]) -> bool:
    """Whether a value may be marks that stand alone: nothing was read, very little, or little and unsure."""
    said = len(_bare(lines))
    return said <= FEW or (said <= FEW_UNSURE and not _is_sure(lines))


def _is_sure(lines: Sequence[Line]) -> bool:
    return bool(lines) and min(line.weakest for line in lines) >= UNDOUBTED


def _is_better(text: Text, free: Lone, lines: Sequence[Line]) -> bool:
    """Whether free marks say more than was read before, the like more surely, or less where the rest has no ink."""
    said, before = len("".join(text.text.split())), len(_bare(lines))
    if said == before:
        return text.confidence > lines[0].confidence
    return said > before or (free.marks <= said and not _is_sure(lines))


def _is_open(lines: Sequence[Line], free: Lone, region: Region) -> bool:
    """Whether the lines of a field leave free marks open: one mark is read unsurely, as one character or more than it
    can be, or a line ends before they do.
    """
    said = len(_bare(lines))
    one_word = sum(len(line.text.split()) for line in lines) == 1  # whose letters may touch
    if not lines or (free.marks == 1 and not _is_sure(lines) and (said == 1 or said > free.marks + one_word)):
        return True
    return said <= FEW and _leaves_out(lines, rectangle(*free.extent), region)


def _leaves_out(lines: Sequence[Line], around: Quad, region: Region) -> bool:
    """Whether the lines of a field end before the marks in it do."""
    mine = np.concatenate([points(line.position) for line in lines])
    marks = points(to_picture(around, region))
    way = (marks[1] - marks[0]) / max(float(np.linalg.norm(marks[1] - marks[0])), 1e-6)
    slack = OUT * float(np.linalg.norm(marks[3] - marks[0]))
    return bool((mine @ way).min() > (marks @ way).min() + slack or (mine @ way).max() < (marks @ way).max() - slack)


def _bare(lines: Sequence[Line]) -> str:
    return "".join("".join(line.text.split()) for line in lines)
