"""Fields that are not read as print: marks and the presence of something, measured against the template, and bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.field_types.graphics import Barcode, Graphic, Mark
from lambda_ocr.core.field_types.graphics.mark import SELECTED
from lambda_ocr.core.geometry import Points, inside_share, transform_quad
from lambda_ocr.core.graphics import bars, marks, presence
from lambda_ocr.core.graphics.cutting import grey_of
from lambda_ocr.core.graphics.marks import NOTHING, Said
from lambda_ocr.core.graphics.options import OPTIONS
from lambda_ocr.core.graphics.page_print import PagePrint, page_print
from lambda_ocr.core.graphics.strengths import strengths
from lambda_ocr.core.graphics.unmarked import MarkTemplate
from lambda_ocr.core.model import (
    Alignment,
    Check,
    Field,
    FieldAnnotation,
    FieldReading,
    Image,
    Placement,
    Status,
    TemplateGrey,
)


class GraphicTemplate:
    """What is known of such fields of one template; safe to share among threads once a picture was read."""

    def __init__(
        self,
        grey: TemplateGrey,
        landmarks: Points,
        fields: Sequence[Field],
        notes: Sequence[FieldAnnotation],
        kinds: Sequence[object],
    ) -> None:
        self.grey, self.landmarks = grey, landmarks
        self.fields, self.notes = fields, notes
        self.kinds: Mapping[int, Graphic] = {at: kind for at, kind in enumerate(kinds) if isinstance(kind, Graphic)}
        self.marks = MarkTemplate(grey, fields, kinds)


class GraphicFields:
    """The fields of one picture that are not read as print."""

    def __init__(
        self, template: GraphicTemplate, picture: Image, alignment: Alignment, budget: Budget, in_frame: float
    ) -> None:
        self._template, self._picture, self._alignment, self._budget = template, picture, alignment, budget
        self._in_frame = in_frame

    def read(self) -> dict[int, FieldReading]:
        """By their place in the template; raises `OverBudget`."""
        self._budget.spend(Part.CROP, work_of(self._template.kinds.values()))
        found = {at: self._read(at, kind) for at, kind in self._template.kinds.items()}
        return _grouped(found, self._template.kinds)

    def _read(self, at: int, kind: Graphic) -> FieldReading:
        placement = self._alignment.placements[at]
        field = self._template.fields[at]
        position = transform_quad(placement.image_from_template, field.quad)
        size = (self._picture.shape[1], self._picture.shape[0])
        known = FieldReading(field.name, "", 0.0, Status.EMPTY, position, (), placement.error_px, type=kind.name)
        if placement.is_missing:
            return known
        if inside_share(position, size) < self._in_frame:
            return replace(known, status=Status.OUT_OF_FRAME)
        return _told(known, self._said(at, kind, placement))

    def _said(self, at: int, kind: Graphic, placement: Placement) -> Said:
        if isinstance(kind, Mark):
            return marks.said(kind, self._strengths(at, placement))
        field, note = self._template.fields[at], self._template.notes[at]
        if isinstance(kind, Barcode):
            return bars.said(kind, self._picture, placement, field, self._budget)
        look = presence.looked(self._template.grey, self._picture, placement, field, self._print, budget=self._budget)
        return presence.said(kind.of, look, is_coloured=note.coloured, is_grey=self._is_grey)

    def _strengths(self, at: int, placement: Placement) -> list[float]:
        own = self._template.marks[at]
        seen = own.cutting.of_picture(self._picture, placement, own.grey, self._budget)
        return strengths(own.looks, own.cutting.places(own.depth(grey_of(seen))))

    @cached_property
    def _print(self) -> PagePrint:
        known, found = self._template, self._alignment.image_from_template
        return page_print(known.grey, known.landmarks, self._picture, found, self._budget)

    @cached_property
    def _is_grey(self) -> bool:
        """Whether the picture has no colour at all, as a scan in grey levels."""
        few = self._picture[::8, ::8].astype(np.int16)
        return bool(np.percentile(few.max(axis=2) - few.min(axis=2), 99.9) <= OPTIONS.max_grey_spread)


def work_of(kinds: Iterable[object]) -> float:
    """What comparing the places of all marks costs, in the budget's pixels; cutting them comes to it."""
    return OPTIONS.place_work_px * sum(kind.count for kind in kinds if isinstance(kind, Mark))


def _told(known: FieldReading, said: Said) -> FieldReading:
    return replace(
        known,
        value=said.value,
        confidence=said.confidence,
        status=said.status,
        checks=said.checks,
        normalized=said.normalized,
        candidates=said.candidates,
    )


def _grouped(found: dict[int, FieldReading], kinds: Mapping[int, Graphic]) -> dict[int, FieldReading]:
    """The fields, those doubted of whose group several are selected."""
    groups: dict[str, list[int]] = {}
    for at, kind in kinds.items():
        if isinstance(kind, Mark) and kind.group and found[at].value == SELECTED:
            groups.setdefault(kind.group, []).append(at)
    several = {at for selected in groups.values() if len(selected) > 1 for at in selected}
    return {at: _doubted(read) if at in several else read for at, read in found.items()}


def _doubted(read: FieldReading) -> FieldReading:
    confidence = min(read.confidence, OPTIONS.several_chance)
    return replace(
        read, confidence=confidence, status=Status.LOW_CONFIDENCE, checks=(*read.checks, Check.SEVERAL_SELECTED)
    )


__all__ = ["NOTHING", "GraphicFields", "GraphicTemplate", "work_of"]
