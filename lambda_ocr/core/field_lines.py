"""From the regions of fields to the lines that stand in them: plain ones at once, the others with the detector's help.

Rule: a look that leaves doubt settles nothing, but its reading votes with the later ones; and where print is left that
no line explains, the field is looked at once more, at the height of its own ink.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lambda_ocr.core.budget import UNBOUNDED, Budget
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.evidence import FieldEvidence, better, longer_of
from lambda_ocr.core.extent import drawn_out
from lambda_ocr.core.finder import LineFinder, Regions, Seen, at_ink_s_height, is_tall
from lambda_ocr.core.ink import unexplained
from lambda_ocr.core.layout import Region, to_picture, work_px
from lambda_ocr.core.lines import moved, supposed
from lambda_ocr.core.model import FieldNote, Image, Line, LineInput, Quad, Text
from lambda_ocr.core.ports import LineDetector
from lambda_ocr.core.trace import NULL_TRACE, Trace
from lambda_ocr.core.transcriber import LineCandidate, Transcriber
from lambda_ocr.core.turning import may_be_turned, narrowed, quarter_turned, turned_note

Notes = Mapping[int, FieldNote]
Evidence = dict[int, FieldEvidence]
"""By field index."""
_Doubtful = Mapping[int, tuple[Quad, Text]]


@dataclass(frozen=True, eq=False)
class _Asked:
    """One picture, and what goes with every look at it."""

    picture: Image
    notes: Notes
    trace: Trace
    budget: Budget


class FieldLines:
    """Finds and reads the lines of all fields of one picture together."""

    def __init__(self, detector: LineDetector, transcriber: Transcriber) -> None:
        self.finder, self._transcriber = LineFinder(detector), transcriber

    @property
    def line(self) -> LineInput:
        """What lines are read as."""
        return self._transcriber.line

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
        """The lines of each field from top to bottom; none where it is empty. Laps: `detect` and `recognise`."""
        asked = _Asked(picture, notes, trace, budget)
        known = self._read(asked, regions, clock)
        drawn = _drawn_out(asked, regions, self.line)
        longer = self._read(asked, drawn, clock) if drawn else {}
        return known | {index: longer_of(known[index], other) for index, other in longer.items()}

    def _read(self, asked: _Asked, regions: Regions, clock: Clock) -> Evidence:
        """The lines of each field within its edges."""
        regions, plain = self._plain(asked, regions)
        clock.lap("detect")
        known, doubtful = self._at_once(asked, regions, plain)
        clock.lap("recognise")
        left = {index: region for index, region in regions.items() if index not in known}
        found = self.finder.detected(left, asked.trace, asked.budget)
        clock.lap("detect")
        known |= self._recognised(asked, left, found, doubtful)
        known |= self._again(asked, left, known)
        for quarters in (1, 3):
            known |= self._turned(asked, left, known, quarters)
        clock.lap("recognise")
        return known

    def read_thoroughly(self, picture: Image, regions: Regions, budget: Budget = UNBOUNDED) -> Evidence:
        """The same, every line as the detector draws it: for what is measured once and kept."""
        asked = _Asked(picture, {}, NULL_TRACE, budget)
        known = self._recognised(asked, regions, self.finder.detected(regions, NULL_TRACE, budget), {})
        return known | self._again(asked, regions, known)

    def places(self, regions: Regions, budget: Budget = UNBOUNDED) -> dict[int, Sequence[Quad]]:
        """Where the lines of each field stand, in its region's frame, unread; no detector is asked of plain ones."""
        plain = self.finder.plain(regions, budget)
        left = {index: region for index, region in regions.items() if not plain[index]}
        return {**plain, **{index: seen.lines for index, seen in self.finder.detected(left, budget=budget).items()}}

    def _plain(self, asked: _Asked, regions: Regions) -> tuple[Regions, dict[int, list[Quad]]]:
        """Regions and their plain lines; without any, those that may hold lines of another height are cut anew."""
        plain = self.finder.plain(regions, asked.budget)
        open_ = [
            index
            for index, region in regions.items()
            if not plain[index] and (is_tall(region) or not _is_filled(asked.notes.get(index)))
        ]
        anew = at_ink_s_height(asked.picture, regions, open_, self.line, asked.budget)
        return {**regions, **anew}, plain | self.finder.plain(anew, asked.budget)

    def _at_once(
        self, asked: _Asked, regions: Regions, plain: Mapping[int, Sequence[Quad]]
    ) -> tuple[Evidence, _Doubtful]:
        """Fields that one look reads beyond doubt; and what the others, of one line, seem to say."""
        candidates = [
            (index, LineCandidate(line, regions[index], asked.notes.get(index)))
            for index, lines in plain.items()
            for line in lines
        ]
        looks = self._transcriber.at_once(asked.picture, [item for _, item in candidates], asked.budget)
        doubtful = {
            index: (item.line, look.said)
            for (index, item), look in zip(candidates, looks, strict=True)
            if not look.undoubted
        }
        lines: dict[int, tuple[Line, ...]] = {}
        for (index, item), look in zip(candidates, looks, strict=True):
            if index not in doubtful:
                lines[index] = (*lines.get(index, ()), _placed(item, look.value))
                asked.trace.read(item.region, item.line, (look.said,), look.value)
        known = {index: FieldEvidence(mine) for index, mine in lines.items()}
        return known, {index: look for index, look in doubtful.items() if len(plain[index]) == 1}

    def _recognised(self, asked: _Asked, regions: Regions, found: Mapping[int, Seen], doubtful: _Doubtful) -> Evidence:
        """What the lines say, for every field of `found`, and how much of its ink they leave over."""
        candidates = list(_candidates(found, regions, asked.notes, doubtful))
        looks = self._transcriber.read(asked.picture, [item for _, item in candidates], asked.trace, asked.budget)
        lines: dict[int, tuple[Line, ...]] = dict.fromkeys(found, ())
        explaining = {index: list(seen.others) for index, seen in found.items()}
        for (index, item), look in zip(candidates, looks, strict=True):
            if look.value.text:
                lines[index] = (*lines[index], _placed(item, look.value))
            if look.value.text or (item.seen and look.said.text):  # a label, a colon or a leader is accounted for too
                explaining[index].append(item.line)
        return {index: FieldEvidence(lines[index], unexplained(regions[index], explaining[index])) for index in found}

    def _again(self, asked: _Asked, regions: Regions, known: Evidence) -> Evidence:
        """A second reading of fields whose lines leave ink over, where that ink is of another height than expected."""
        open_ = [index for index in regions if known[index].is_incomplete or not known[index].lines]
        anew = at_ink_s_height(asked.picture, regions, open_, self.line, asked.budget)
        if not anew:
            return {}
        again = self._recognised(asked, anew, self.finder.detected(anew, asked.trace, asked.budget), {})
        return {index: better(known[index], again[index]) for index in anew}

    def _turned(self, asked: _Asked, regions: Regions, known: Evidence, quarters: int) -> Evidence:
        """High fields, blank on the template and not read well now, read from another corner."""
        open_ = [
            index
            for index, region in regions.items()
            if may_be_turned(region) and not _is_filled(asked.notes.get(index)) and not known[index].is_sure
        ]
        if not open_:
            return {}
        anew = {index: quarter_turned(asked.picture, regions[index], quarters, asked.budget) for index in open_}
        anew |= at_ink_s_height(asked.picture, anew, open_, self.line, asked.budget)
        notes = {index: turned_note(note, quarters) for index in open_ if (note := asked.notes.get(index))}
        turned = replace(asked, notes=notes)
        again = self._recognised(turned, anew, self.finder.detected(anew, asked.trace, asked.budget), {})
        return {index: better(known[index], again[index]) for index in open_}


def _drawn_out(asked: _Asked, regions: Regions, line: LineInput) -> dict[int, Region]:
    """Regions of fields whose lines run on beyond them into paper that is blank on the template, drawn out."""
    drawn = {}
    for index, region in regions.items():
        note = asked.notes.get(index)
        if note and any(note.room):
            longer = drawn_out(asked.picture, region, note.room, asked.budget)
            if longer is not region and work_px(longer, line) <= asked.budget.pixels_left() / 2:
                drawn[index] = longer
    return drawn


def _is_filled(note: FieldNote | None) -> bool:
    """Whether the template's own field holds print, so that the height of its lines is known."""
    return note is not None and bool(note.value)


def _candidates(
    found: Mapping[int, Seen], regions: Regions, notes: Notes, doubtful: _Doubtful
) -> Iterator[tuple[int, LineCandidate]]:
    """The lines detected; a field without any is tried once as a line of its own."""
    for index, seen in found.items():
        region, lines = regions[index], seen.lines
        for line in lines or supposed(region.frame, region.line_height):
            earlier = doubtful.get(index) if len(lines) < 2 else None
            said = moved(earlier[1], earlier[0], line) if earlier else None
            yield index, LineCandidate(line, region, notes.get(index), bool(lines), said)


def _placed(item: LineCandidate, text: Text) -> Line:
    """A text where it stands on the picture."""
    if item.note and item.note.turn % 2:
        text = narrowed(text)
    return Line(text.text, text.confidence, to_picture(item.line, item.region), text.weakest, text.beside, text.unread)
