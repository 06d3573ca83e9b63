"""From the regions of fields to the lines that stand in them: plain ones at once, the others with the detector's help.

Rule: a look that leaves doubt settles nothing, but its reading votes with the later ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.layout import Region, batches, on_region, pack, to_picture
from lambda_ocr.core.lines import clipped, moved, of_field, supposed
from lambda_ocr.core.model import FieldNote, Image, Line, Quad, Text
from lambda_ocr.core.plain import plain_lines
from lambda_ocr.core.ports import LineDetector
from lambda_ocr.core.trace import FORGETS, Trace
from lambda_ocr.core.transcriber import Sought, Transcriber

Regions = Mapping[int, Region]
"""Regions by field index."""
Notes = Mapping[int, FieldNote]
Lines = dict[int, tuple[Line, ...]]
Found = Mapping[int, Sequence[Quad]]
"""Places of lines, in the regions' frames, by field index."""
_Of = tuple[int, Sought]
_Doubtful = Mapping[int, tuple[Quad, Text]]


class FieldLines:
    """Finds and reads the lines of all fields of one picture together."""

    def __init__(self, detector: LineDetector, transcriber: Transcriber) -> None:
        self._detector, self._transcriber = detector, transcriber

    def read(
        self,
        picture: Image,
        regions: Regions,
        notes: Notes,
        clock: Clock,
        *,
        trace: Trace = FORGETS,
        budget: Budget = UNBOUNDED,
    ) -> Lines:
        """The lines of each field from top to bottom; none where it is empty. Laps: `detect` and `recognise`."""
        plain = _plain(regions, budget)
        clock.lap("detect")
        lines, doubtful = self._at_once(picture, regions, plain, notes, trace=trace, budget=budget)
        clock.lap("recognise")
        left = {index: region for index, region in regions.items() if index not in lines}
        found = self._detected(left, trace, budget)
        clock.lap("detect")
        lines |= self._recognised(picture, found, list(_sought(found, regions, notes, doubtful)), trace, budget)
        clock.lap("recognise")
        return lines

    def read_thoroughly(self, picture: Image, regions: Regions, budget: Budget = UNBOUNDED) -> Lines:
        """The same, every line as the detector draws it: for what is measured once and kept."""
        found = self._detected(regions, FORGETS, budget)
        return self._recognised(picture, found, list(_sought(found, regions, {}, {})), FORGETS, budget)

    def places(self, regions: Regions, budget: Budget = UNBOUNDED) -> dict[int, list[Quad]]:
        """Where the lines of each field stand, in its region's frame, unread; no detector is asked of plain ones."""
        plain = _plain(regions, budget)
        left = {index: region for index, region in regions.items() if not plain[index]}
        return plain | self._detected(left, FORGETS, budget)

    def _at_once(
        self, picture: Image, regions: Regions, plain: Found, notes: Notes, *, trace: Trace, budget: Budget
    ) -> tuple[Lines, _Doubtful]:
        """Fields that one look reads beyond doubt; and what the others, of one line, seem to say."""
        sought = [
            (index, Sought(line, regions[index], notes.get(index))) for index, lines in plain.items() for line in lines
        ]
        looks = self._transcriber.at_once(picture, [item for _, item in sought], budget)
        doubtful = {
            index: (item.line, look.said)
            for (index, item), look in zip(sought, looks, strict=True)
            if not look.undoubted
        }
        lines: dict[int, tuple[Line, ...]] = {}
        for (index, item), look in zip(sought, looks, strict=True):
            if index not in doubtful:
                lines[index] = (*lines.get(index, ()), _placed(item, look.value))
                trace.read(item.region, item.line, (look.said,), look.value)
        return lines, {index: look for index, look in doubtful.items() if len(plain[index]) == 1}

    def _detected(self, regions: Regions, trace: Trace, budget: Budget) -> dict[int, list[Quad]]:
        """Lines of each field from top to bottom, in its region's frame; all fields share a canvas, or few of them."""
        keys = list(regions)
        found: dict[int, list[Quad]] = {}
        for batch in batches([regions[key] for key in keys]):
            together = [regions[keys[index]] for index in batch]
            canvas, slots = pack(together)
            quads = [line.quad for line in self._detector.detect(canvas, budget)]
            for index, region, slot in zip(batch, together, slots, strict=True):
                seen = on_region(quads, slot, region)
                found[keys[index]] = [clipped(line, region.frame) for line in of_field(seen, region.frame)]
                trace.detected(region, seen, found[keys[index]])
        return found

    def _recognised(
        self, picture: Image, found: Iterable[int], sought: Sequence[_Of], trace: Trace, budget: Budget
    ) -> Lines:
        """What the lines say, for every field of `found`."""
        lines: Lines = dict.fromkeys(found, ())
        texts = self._transcriber.read(picture, [item for _, item in sought], trace, budget)
        for (index, item), text in zip(sought, texts, strict=True):
            if text.text:
                lines[index] = (*lines[index], _placed(item, text))
        return lines


def _plain(regions: Regions, budget: Budget) -> dict[int, list[Quad]]:
    """Lines that need no detector, none where there are others."""
    found = {}
    for index, region in regions.items():
        budget.check(Part.DETECT)
        found[index] = plain_lines(region)
    return found


def _sought(found: Found, regions: Regions, notes: Notes, doubtful: _Doubtful) -> Iterator[_Of]:
    """The lines detected; a field without any is tried once as a line of its own."""
    for index, lines in found.items():
        region = regions[index]
        for line in lines or supposed(region.frame, region.line_height):
            earlier = doubtful.get(index) if len(lines) < 2 else None
            said = moved(earlier[1], earlier[0], line) if earlier else None
            yield index, Sought(line, region, notes.get(index), bool(lines), said)


def _placed(item: Sought, text: Text) -> Line:
    """A text where it stands on the picture."""
    return Line(text.text, text.confidence, to_picture(item.line, item.region), text.weakest, text.beside)
