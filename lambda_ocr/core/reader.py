"""The reading, top to bottom: align, cut, detect, recognise, join."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from lambda_ocr.core.geometry import inside_share, points, quad, side_lengths, transform_quad
from lambda_ocr.core.layout import Region, crop_line, cut_region, on_region, pack, to_picture
from lambda_ocr.core.lines import belongs, clipped, joined, reading_order, within
from lambda_ocr.core.model import Alignment, Field, FieldReading, Image, Line, Prepared, Quad, Reading, Status, Template
from lambda_ocr.core.ports import Aligner, LineDetector, LineRecognizer

LOW_CONFIDENCE = 0.6
IN_FRAME = 0.5
"""Share of a field that must lie on the picture."""
LINE_PIXELS = 48


class Reader:
    """`DocumentReader`: composes an aligner, a detector and a recognizer."""

    def __init__(self, aligner: Aligner, detector: LineDetector, recognizer: LineRecognizer) -> None:
        self.version = aligner.version
        self._aligner, self._detector, self._recognizer = aligner, detector, recognizer

    def describe(self, picture: Image, fields: Sequence[Field]) -> bytes:
        """Derived data of a new template."""
        return self._aligner.describe(picture, fields)

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        """Template and derived data, ready to `read`."""
        return self._aligner.prepare(template, derived)

    def read(self, prepared: Prepared, picture: Image) -> Reading:
        """Read every field; raises TemplateMismatch when the picture is not of the template."""
        clock = _Clock()
        alignment = self._aligner.align(prepared, picture)
        clock.lap("align")
        quads = [
            transform_quad(placement.image_from_template, field.quad)
            for field, placement in zip(prepared.fields, alignment.placements, strict=True)
        ]
        size = (picture.shape[1], picture.shape[0])
        seen = [index for index, corners in enumerate(quads) if inside_share(corners, size) >= IN_FRAME]
        regions = {index: self._region(prepared, alignment, picture, index) for index in seen}
        clock.lap("crop")
        found = self._detected(regions)
        clock.lap("detect")
        lines = self._recognised(picture, regions, found)
        clock.lap("recognise")
        readings = tuple(
            _reading(field, quads[index], lines.get(index), alignment.placements[index].error_px)
            for index, field in enumerate(prepared.fields)
        )
        clock.lap("join")
        return Reading(prepared.template_id, alignment, readings, clock.laps)

    def _region(self, prepared: Prepared, alignment: Alignment, picture: Image, index: int) -> Region:
        field = prepared.fields[index]
        _, height = side_lengths(field.quad)
        return cut_region(picture, field.quad, height * 0.7, alignment.placements[index].image_from_template)

    def _detected(self, regions: dict[int, Region]) -> dict[int, list[Quad]]:
        """Lines of each field in reading order, in its region's frame, from one pass over one canvas."""
        if not regions:
            return {}
        canvas, slots = pack(list(regions.values()))
        quads = [line.quad for line in self._detector.detect(canvas)]
        found: dict[int, list[Quad]] = {}
        for (index, region), slot in zip(regions.items(), slots, strict=True):
            mine = [
                clipped(line, region.frame) for line in on_region(quads, slot, region) if belongs(line, region.frame)
            ]
            found[index] = [mine[i] for i in reading_order(mine)]
        return found

    def _recognised(
        self, picture: Image, regions: dict[int, Region], found: dict[int, list[Quad]]
    ) -> dict[int, tuple[Line, ...]]:
        """What the lines of each field say, all fields in few batches."""
        wanted = [(index, line) for index, lines in found.items() for line in lines]
        crops = [crop_line(picture, line, regions[index].image_from_region, LINE_PIXELS) for index, line in wanted]
        lines: dict[int, list[Line]] = {index: [] for index in found}
        for (index, line), text in zip(wanted, self._recognizer.recognize(crops), strict=True):
            kept = within(text, line, regions[index].frame)
            if kept.text:
                lines[index].append(Line(kept.text, kept.confidence, to_picture(line, regions[index])))
        return {index: tuple(mine) for index, mine in lines.items()}


def _reading(field: Field, position: Quad, lines: tuple[Line, ...] | None, error_px: float) -> FieldReading:
    """A field's lines as a value with a status; None means that the field is not on the picture."""
    mine = lines or ()
    value = joined([line.text for line in mine])
    letters = sum(len(line.text) for line in mine)
    confidence = sum(line.confidence * len(line.text) for line in mine) / letters if letters else 0.0
    return FieldReading(field.name, value, confidence, _status(lines, confidence), position, mine, error_px)


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
        self.laps[name] = (now - self._last) * 1000
        self._last = now


__all__ = ["Reader", "points", "quad"]
