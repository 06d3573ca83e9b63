"""The reading, top to bottom: align, cut, find and read the lines, join, decide by type."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import cv2
import numpy as np

from lambda_ocr.core.budget import UNBOUNDED, Budget, Part
from lambda_ocr.core.deciding.by_template.other_kind import doubted_by_kind
from lambda_ocr.core.deciding.by_template.printed_again import as_on_template
from lambda_ocr.core.deciding.decision import Terms, typed
from lambda_ocr.core.deciding.free import free_reading
from lambda_ocr.core.deciding.looks import Effort
from lambda_ocr.core.deciding.rules import known_rules
from lambda_ocr.core.deciding.text_layer import LayerText
from lambda_ocr.core.deciding.together import decided_together
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.evidence import FieldEvidence, Fields
from lambda_ocr.core.field_types import known_type
from lambda_ocr.core.field_types.graphics import Graphic
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.geometry import inside_share, resized, scaling, transform_quad
from lambda_ocr.core.graphics.reading import GraphicFields, GraphicTemplate, work_of
from lambda_ocr.core.model import (
    Alignment,
    Field,
    FieldAnnotation,
    FieldReading,
    Image,
    Lesson,
    Placement,
    Prepared,
    PrintedLine,
    PrintedPage,
    Quad,
    Reading,
    Template,
)
from lambda_ocr.core.ports import Aligner, LineDetector, LineRecognizer
from lambda_ocr.core.recognition.greedy import read_lines
from lambda_ocr.core.recognition.transcriber import Transcriber
from lambda_ocr.core.tables.deciding import table_reading
from lambda_ocr.core.tables.reading import TableFound
from lambda_ocr.core.tables.tables import Tables, placed_by
from lambda_ocr.core.teaching.bound_lessons import Weighing
from lambda_ocr.core.teaching.copies import CopyStudied
from lambda_ocr.core.templates import template_annotations
from lambda_ocr.core.templates.template_look import TemplateLook
from lambda_ocr.core.text_lines.canvas import Region, crop_line, cut_region, framed
from lambda_ocr.core.text_lines.field_lines import FieldLines, ReadingContext
from lambda_ocr.core.text_lines.field_looks import FieldLooks
from lambda_ocr.core.text_lines.options import OPTIONS
from lambda_ocr.core.text_lines.work import affordable
from lambda_ocr.core.trace import NULL_TRACE, Trace

IN_FRAME = 0.5
"""Share of a field that must lie on the picture."""
PAGE_PX = 3_000_000
"""Pixels of lines, padded as the recogniser sees them, that are read of a whole page: some 20 of the longest lines, or
400 short ones."""


class Reader:
    """`DocumentReader`: composes an aligner, a detector and a recognizer."""

    def __init__(
        self, aligner: Aligner, detector: LineDetector, recognizer: LineRecognizer, *, hints: bool = True
    ) -> None:
        self.version = _fingerprint(aligner, detector, recognizer)
        self._aligner, self._detector, self._recognizer = aligner, detector, recognizer
        transcriber = Transcriber(recognizer, hints=hints)
        self._field_lines = FieldLines(detector, transcriber)
        self._tables = Tables(self._field_lines.finder, transcriber)
        self._looks = FieldLooks(self._field_lines, transcriber)

    def describe(
        self, picture: Image, fields: Sequence[Field], budget: Budget = UNBOUNDED, variable: Sequence[Quad] = ()
    ) -> bytes:
        """Derived data of a new template: its fixed print, and what its own fields say; raises `OverBudget`.

        To the aligner what is struck out as `variable` is a field like any other.
        """
        if comparing := work_of(known_type(field.options) for field in fields):
            budget.foresee(Part.CROP, comparing)  # no copy could be read
        annotated = template_annotations.take(fields, TemplateLook(picture, self._field_lines, budget))
        taken = [*fields, *(Field("", corners) for corners in variable)]
        described = self._aligner.describe(picture, taken, budget)
        return template_annotations.pack(self.version, annotated, picture, described)

    def prepare(self, template: Template, derived: bytes) -> Prepared:
        """Template and derived data, ready to `read`; raises ValueError when `derived` is not of this version."""
        annotated, size, described = template_annotations.unpack(self.version, derived)
        features = self._aligner.load(described)
        if template.taught.lessons:
            features = self._aligner.taught(features, template.taught.lessons)
        landmarks = self._aligner.landmarks(features)
        lines = self._aligner.fixed_lines(features)
        kinds = tuple(known_type(field.options) for field in template.fields)
        rules = known_rules(template.rules, template.fields)
        graphics = None
        if any(isinstance(kind, Graphic) for kind in kinds):
            graphics = GraphicTemplate(self._aligner.grey(features), landmarks, template.fields, annotated, kinds)
        return Prepared(
            template.template_id,
            template.fields,
            annotated,
            size,
            features,
            landmarks,
            lines,
            kinds,
            graphics,
            rules,
            template.page_of,
        )

    def look(self, picture: Image, budget: Budget = UNBOUNDED) -> Any:
        """The page's features, for as many templates as it is aligned with."""
        return self._aligner.extract(picture, budget)

    def align(self, prepared: Prepared, page: Any, budget: Budget = UNBOUNDED, *, thorough: bool = True) -> Alignment:
        """Where the template lies on the page of `look`; raises TemplateMismatch or OverBudget."""
        return self._aligner.align(prepared.features, page, placed_by(prepared), budget=budget, thorough=thorough)

    def difference(
        self,
        one: tuple[Prepared, Alignment],
        other: tuple[Prepared, Alignment],
        page: Any,
        budget: Budget = UNBOUNDED,
    ) -> float:
        """What stands on the page where two templates that fit differ tells for the first, in nats; raises
        OverBudget.
        """
        mine, others = ((prepared.features, alignment) for prepared, alignment in (one, other))
        return self._aligner.difference(mine, others, page, budget)

    def read(
        self,
        prepared: Prepared,
        picture: Image,
        trace: Trace = NULL_TRACE,
        *,
        budget: Budget = UNBOUNDED,
        layer: TextLayer | None = None,
    ) -> Reading:
        """Read every field; raises TemplateMismatch when the picture is not of the template, or OverBudget."""
        context = ReadingContext(picture, budget, keeps=trace.keeps)
        page = self._aligner.extract(picture, budget)
        alignment = self._aligner.align(prepared.features, page, placed_by(prepared), trace, budget)
        del page  # its grey levels and keypoints are not kept while fields are read
        context.clock.lap("align")
        return self._read(prepared, alignment, context, trace, layer)

    def study(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> tuple[CopyStudied, Reading]:
        """A picture that is known to be a copy: its print looked for, its fields read; raises as `read` does, but is
        refused only where nothing of the template is found.
        """
        page = self._aligner.extract(picture, budget)
        studied = self._aligner.study(prepared.features, page, placed_by(prepared), budget)
        return studied, self.read_aligned(prepared, picture, studied.alignment, budget=budget)

    def beside(self, prepared: Prepared, picture: Image, *, budget: Budget = UNBOUNDED) -> Any | None:
        """A picture that is known to be of another template, as `weighing` takes it; None where a quick look finds
        nothing of this one. Raises OverBudget.
        """
        return self._aligner.beside(prepared.features, self._aligner.extract(picture, budget), budget)

    def weighing(self, prepared: Prepared) -> Weighing:
        """How like the template the pictures are that `study` and `beside` saw."""
        return _Weighing(self._aligner, prepared.features)

    def read_aligned(
        self,
        prepared: Prepared,
        picture: Image,
        alignment: Alignment,
        *,
        budget: Budget = UNBOUNDED,
        layer: TextLayer | None = None,
    ) -> Reading:
        """Read every field where `align` found the template; raises OverBudget."""
        return self._read(prepared, alignment, ReadingContext(picture, budget), NULL_TRACE, layer)

    def _read(
        self,
        prepared: Prepared,
        alignment: Alignment,
        context: ReadingContext,
        trace: Trace,
        layer: TextLayer | None,
    ) -> Reading:
        fields = _placed(prepared, alignment, context.picture, context.budget)
        context.clock.lap("crop")
        known = self._looks.read(context, fields)
        trace.fields(known)
        graphic = self._graphic(prepared, alignment, context)
        tables = self._tables.read(prepared, alignment, context, IN_FRAME)
        readings = self._with_types(prepared, known, graphic, tables, LayerText(layer) if layer else None)
        context.clock.lap("join")
        return Reading(prepared.template_id, alignment, readings, context.clock.laps)

    def _graphic(self, prepared: Prepared, alignment: Alignment, context: ReadingContext) -> Mapping[int, FieldReading]:
        """Fields that are not read as print, by their place in the template."""
        if prepared.graphics is None:
            return {}
        found = GraphicFields(prepared.graphics, context.picture, alignment, context.budget, IN_FRAME).read()
        context.clock.lap("marks")
        return found

    def _with_types(
        self,
        prepared: Prepared,
        known: Fields,
        graphic: Mapping[int, FieldReading],
        tables: Mapping[int, TableFound],
        layer: LayerText | None,
    ) -> tuple[FieldReading, ...]:
        """Every field's value with its score and status, as its type and the rules have it; `graphic` ones as read."""
        terms = Terms(self._recognizer.calibration, Effort(), prepared.alternatives or bool(prepared.rules))
        free = [free_reading(each, terms.calibration) for each in known]
        # With an effort of its own, or little would be left for fields that have a type.
        free = list(map(partial(as_on_template, replace(terms, effort=Effort())), prepared.kinds, known, free))
        free = list(map(doubted_by_kind, prepared.kinds, known, free))
        if layer:
            free = list(map(layer.agreed, prepared.kinds, free))
        read = list(map(partial(typed, terms), prepared.kinds, known, free))
        for at, each in graphic.items():
            read[at] = each
        for at, found in tables.items():
            read[at] = table_reading(terms, read[at], prepared.kinds[at], found, layer)
        decided = decided_together(prepared.rules, tuple(read))
        return tuple(map(layer.compared, prepared.kinds, decided)) if layer else decided

    def lines(self, picture: Image, budget: Budget = UNBOUNDED) -> PrintedPage:
        """The lines of text on an upright picture, top to bottom, as many as `PAGE_PX` allows; raises `OverBudget`."""
        height, width = picture.shape[:2]
        factor = min(1.0, OPTIONS.page_side_px / max(height, width))
        page = resized(picture, (max(1, round(width * factor)), max(1, round(height * factor))))
        quads = [transform_quad(scaling(1 / factor), line.quad) for line in self._detector.detect(page, budget)]
        mine = quads[: affordable(quads, PAGE_PX, self._recognizer.line)]
        height_px = self._recognizer.line.height_px
        crops = [crop_line(picture, line, np.eye(3), height_px) for line in mine]
        texts = read_lines(self._recognizer, crops, budget)
        lines = (PrintedLine(text, line) for text, line in zip(texts, mine, strict=True) if text.text)
        return PrintedPage(tuple(lines), len(quads) - len(mine))


@dataclass(frozen=True, eq=False)
class _Weighing:
    """An aligner's, with the lessons of its template replaced as asked."""

    aligner: Aligner
    features: Any

    def weight(self, lessons: Sequence[Lesson], judged: Any) -> float:
        """Of a page that was judged."""
        return self.aligner.weight(self.aligner.taught(self.features, lessons), judged)

    def bound(self, copies: int, lowest: float, highest: float | None) -> float:
        """The aligner's."""
        return self.aligner.bound(copies, lowest, highest)


def _fingerprint(aligner: Aligner, detector: LineDetector, recognizer: LineRecognizer) -> str:
    """Names everything that derived data depend on; OpenCV's version is in it, for its keypoints change with it."""
    parts = (
        aligner.version,
        template_annotations.VERSION,
        detector.fingerprint,
        recognizer.fingerprint,
        cv2.__version__,
    )
    return f"{template_annotations.VERSION}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def _placed(prepared: Prepared, alignment: Alignment, picture: Image, budget: Budget) -> list[FieldEvidence]:
    """What the template and the alignment tell of each field, its region cut where enough of it is on the picture."""
    known = zip(prepared.fields, prepared.notes, alignment.placements, strict=True)
    unread = {at for at, kind in enumerate(prepared.kinds) if isinstance(kind, (Graphic, Table))}
    return [
        FieldEvidence(
            field, placement, note, None if at in unread else _region(field, note, placement, picture, budget)
        )
        for at, (field, note, placement) in enumerate(known)
    ]


def _region(field: Field, note: FieldAnnotation, placement: Placement, picture: Image, budget: Budget) -> Region | None:
    size = (picture.shape[1], picture.shape[0])
    if placement.is_missing or inside_share(transform_quad(placement.image_from_template, field.quad), size) < IN_FRAME:
        return None
    return cut_region(picture, framed(field, note.turn), note.line_height, placement.image_from_template, budget)
