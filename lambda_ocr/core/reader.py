"""The reading, top to bottom: align, cut, read what is plain, detect and read the rest, join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter

import numpy as np

from lambda_ocr.core import notes
from lambda_ocr.core.certainty import chance, signs_of
from lambda_ocr.core.geometry import inside_share, resized, scaling, transform_quad, turned
from lambda_ocr.core.layout import Region, batches, crop_line, cut_region, on_region, pack, to_picture
from lambda_ocr.core.lines import clipped, joined, of_field, supposed
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FieldNote,
    FieldReading,
    Image,
    Line,
    Matrix,
    Prepared,
    PrintedLine,
    Quad,
    Reading,
    Status,
    Template,
    Text,
)
from lambda_ocr.core.plain import plain_lines
from lambda_ocr.core.ports import Aligner, LineDetector, LineRecognizer
from lambda_ocr.core.trace import FORGETS, Trace
from lambda_ocr.core.transcriber import LINE_PIXELS, Sought, Transcriber

LOW_CONFIDENCE = 0.6
IN_FRAME = 0.5
"""Share of a field that must lie on the picture."""
WHOLE_PAGE = 1600
"""Longest side, in pixels, at which a whole page is searched for lines: 8-point print on A4 is 15 pixels high then."""


class Reader:
    """`DocumentReader`: composes an aligner, a detector and a recognizer."""

    def __init__(
        self, aligner: Aligner, detector: LineDetector, recognizer: LineRecognizer, *, hints: bool = True
    ) -> None:
        self.version = f"{aligner.version}.{notes.VERSION}"
        self._aligner, self._detector, self._recognizer = aligner, detector, recognizer
        self._transcriber = Transcriber(recognizer, hints=hints)

    def describe(self, picture: Image, fields: Sequence[Field]) -> bytes:
        """Derived data of a new template: its fixed print, and what its own fields say."""
        told = notes.take(picture, fields, self._lines_of)
        return notes.pack(self.version, told, picture, self._aligner.describe(picture, fields))

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        """Template and derived data, ready to `read`; raises ValueError when `derived` is not of this version."""
        told, size, described = notes.unpack(self.version, derived)
        features = self._aligner.load(described)
        landmarks = self._aligner.landmarks(features)
        return Prepared(template.template_id, template.fields, told, size, features, landmarks)

    def read(self, prepared: Prepared, picture: Image, trace: Trace = FORGETS) -> Reading:
        """Read every field; raises TemplateMismatch when the picture is not of the template."""
        clock = _Clock()
        alignment = self._aligner.align(prepared.features, prepared.fields, picture)
        clock.lap("align")
        regions = _regions(prepared, alignment, picture)
        clock.lap("crop")
        plain = {index: plain_lines(region) for index, region in regions.items()}
        clock.lap("detect")
        lines = self._at_once(picture, regions, plain, prepared.notes, trace)
        clock.lap("recognise")
        found = self._detected({index: regions[index] for index in regions if index not in lines}, trace)
        clock.lap("detect")
        lines |= self._recognised(picture, regions, found, prepared.notes, trace)
        clock.lap("recognise")
        readings = tuple(
            _reading(field, placement.image_from_template, lines.get(index), placement.error_px)
            for index, (field, placement) in enumerate(zip(prepared.fields, alignment.placements, strict=True))
        )
        clock.lap("join")
        return Reading(prepared.template_id, alignment, readings, clock.laps)

    def lines(self, picture: Image) -> tuple[PrintedLine, ...]:
        """Every line of text on an upright picture, top to bottom."""
        height, width = picture.shape[:2]
        factor = min(1.0, WHOLE_PAGE / max(height, width))
        page = resized(picture, (max(1, round(width * factor)), max(1, round(height * factor))))
        quads = [transform_quad(scaling(1 / factor), line.quad) for line in self._detector.detect(page)]
        texts = self._recognizer.recognize([crop_line(picture, line, np.eye(3), LINE_PIXELS) for line in quads])
        return tuple(PrintedLine(text, line) for text, line in zip(texts, quads, strict=True) if text.text)

    def _lines_of(self, picture: Image, quads: Sequence[Quad], line_heights: Sequence[float]) -> list[tuple[Line, ...]]:
        """Lines in quads of an upright picture (for the template itself)."""
        regions = {
            index: cut_region(picture, corners, height, np.eye(3))
            for index, (corners, height) in enumerate(zip(quads, line_heights, strict=True))
        }
        lines = self._recognised(picture, regions, self._detected(regions), [None] * len(quads))
        return [lines[index] for index in range(len(quads))]

    def _detected(self, regions: Mapping[int, Region], trace: Trace = FORGETS) -> dict[int, list[Quad]]:
        """Lines of each field from top to bottom, in its region's frame; all fields share a canvas, or few of them."""
        keys = list(regions)
        found: dict[int, list[Quad]] = {}
        for batch in batches([regions[key] for key in keys]):
            together = [regions[keys[index]] for index in batch]
            canvas, slots = pack(together)
            quads = [line.quad for line in self._detector.detect(canvas)]
            for index, region, slot in zip(batch, together, slots, strict=True):
                seen = on_region(quads, slot, region)
                found[keys[index]] = [clipped(line, region.frame) for line in of_field(seen, region.frame)]
                trace.detected(region, seen, found[keys[index]])
        return found

    def _at_once(
        self,
        picture: Image,
        regions: Mapping[int, Region],
        plain: Mapping[int, Sequence[Quad]],
        known: Sequence[FieldNote | None],
        trace: Trace,
    ) -> dict[int, tuple[Line, ...]]:
        """What plain lines say; only those fields all of whose lines one look reads beyond doubt."""
        sought = [
            (index, Sought(line, regions[index], known[index])) for index, lines in plain.items() for line in lines
        ]
        texts = self._transcriber.at_once(picture, [item for _, item in sought])
        doubtful = {index for (index, _), text in zip(sought, texts, strict=True) if text is None}
        lines: dict[int, list[Line]] = {}
        for (index, item), text in zip(sought, texts, strict=True):
            if text and index not in doubtful:
                lines.setdefault(index, []).append(_placed(item, text))
                trace.read(item.region, item.line, (text,), text)
        return {index: tuple(mine) for index, mine in lines.items()}

    def _recognised(
        self,
        picture: Image,
        regions: Mapping[int, Region],
        found: Mapping[int, Sequence[Quad]],
        known: Sequence[FieldNote | None],
        trace: Trace = FORGETS,
    ) -> dict[int, tuple[Line, ...]]:
        """What the lines of each field say; a field without lines is tried once as a line of its own."""
        sought = [
            (index, Sought(line, regions[index], known[index], seen=bool(lines)))
            for index, lines in found.items()
            for line in (lines or supposed(regions[index].frame, regions[index].line_height))
        ]
        lines: dict[int, list[Line]] = {index: [] for index in found}
        texts = self._transcriber.read(picture, [item for _, item in sought], trace)
        for (index, item), text in zip(sought, texts, strict=True):
            if text.text:
                lines[index].append(_placed(item, text))
        return {index: tuple(mine) for index, mine in lines.items()}


def _regions(prepared: Prepared, alignment: Alignment, picture: Image) -> dict[int, Region]:
    """The regions of the fields that lie on the picture, by field index."""
    size = (picture.shape[1], picture.shape[0])
    return {
        index: cut_region(picture, turned(field.quad, note.turn), note.line_height, placement.image_from_template)
        for index, (field, note, placement) in enumerate(
            zip(prepared.fields, prepared.notes, alignment.placements, strict=True)
        )
        if inside_share(transform_quad(placement.image_from_template, field.quad), size) >= IN_FRAME
    }


def _placed(item: Sought, text: Text) -> Line:
    """A text where it stands on the picture."""
    return Line(text.text, text.confidence, to_picture(item.line, item.region), text.weakest, text.beside)


def _reading(
    field: Field, image_from_template: Matrix, lines: tuple[Line, ...] | None, error_px: float
) -> FieldReading:
    """A field's lines as a value with a status; None means that the field is not on the picture."""
    mine = lines or ()
    confidence = chance(signs_of(mine, error_px)) if mine else 0.0
    return FieldReading(
        field.name,
        joined([line.text for line in mine]),
        confidence,
        _status(lines, confidence),
        transform_quad(image_from_template, field.quad),
        mine,
        error_px,
    )


def _status(lines: tuple[Line, ...] | None, confidence: float) -> Status:
    if lines is None:
        return Status.OUT_OF_FRAME
    if not lines:
        return Status.EMPTY
    return Status.OK if confidence >= LOW_CONFIDENCE else Status.LOW_CONFIDENCE


class _Clock:
    """Milliseconds of each step, by name."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + (now - self._last) * 1000
        self._last = now
