"""`read`: every page of a file is read, each by the template it is of.

Rule: a page that cannot be decoded, or is of no template, is one entry of the answer, never the loss of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.app.own_pixels import in_own_pixels
from lambda_ocr.app.resources import Call, Resources, within
from lambda_ocr.app.selection import NoneFits
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.document import Document, Page
from lambda_ocr.core.errors import InvalidPicture, OcrError, OverBudget, PictureTooLarge, TemplateMismatch
from lambda_ocr.core.model import Prepared, Reading
from lambda_ocr.documents.formats import load_document
from lambda_ocr.wire.messages import ReadRequest
from lambda_ocr.wire.page_ranges import chosen
from lambda_ocr.wire.read_answers import DocumentRead, Unmatched, own_size, read_answer

MAX_PAGES = 100
"""Read in one request: more than a minute's worth."""
MAX_PAGE_PX = 50_000_000
"""Pixels of a page, which is made smaller where a side has more than the limit of every picture."""
OF_THE_PAGE = (InvalidPicture, PictureTooLarge, TemplateMismatch, OverBudget)
"""What is wrong with one page alone; anything else refuses the request."""


def check(resources: Resources, request: ReadRequest) -> None:
    """Refuse an unknown template before a file is fetched."""
    for template_id in _named(request):
        resources.templates.find(template_id, None)


def answer(resources: Resources, request: ReadRequest, call: Call) -> dict[str, Any]:
    """Documents and pages that are none."""
    check(resources, request)
    with call.clock.step("fetch"):
        data = call.picture(request, resources)
    limits = replace(within(resources.limits, call.budget), reducible_px=MAX_PAGE_PX)
    with call.clock.step("decode"):
        document = load_document(data, limits, request.password or "")
    with document:
        count = len(document.pages)
        pages = chosen(request.pages or "", count, MAX_PAGES)
        reading = _FileReading(resources, call, document, _named(request))
        return read_answer([reading.of(index) for index in pages], count, call.clock.with_total({}))


def _named(request: ReadRequest) -> tuple[str, ...]:
    """The templates in question; none where all are."""
    given = request.template_id
    return () if given is None else (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))


@dataclass(frozen=True, eq=False)
class _FileReading:
    """One file being read."""

    resources: Resources
    call: Call
    document: Document
    named: Sequence[str]

    def of(self, index: int) -> DocumentRead | Unmatched:
        """What is on a page."""
        budget = self.call.budget.anew()
        try:
            budget.check(Part.DECODE)
            with self.call.clock.step("decode"):
                page = self.document.pages[index]
            return self._read(page, budget)
        except NoneFits as refusal:
            return Unmatched(index, refusal, refusal.candidates)
        except OF_THE_PAGE as refusal:
            return Unmatched(index, refusal, self._refused_by(refusal))

    def _refused_by(self, refusal: OcrError) -> Sequence[tuple[str, float]]:
        """The one template that was named, where the page is not of it."""
        agreement = refusal.details.get("agreement")
        return () if agreement is None else [(self.named[0], float(agreement))]

    def _read(self, page: Page, budget: Budget) -> DocumentRead:
        prepared, version, reading = self._by_template(page, budget)
        for step, elapsed in reading.timings_ms.items():
            self.call.clock.laps[step] = self.call.clock.laps.get(step, 0.0) + elapsed
        own = in_own_pixels(reading, page.reduction)
        return DocumentRead(page.index, own_size(page), page.dpi, own, version, prepared.size)

    def _by_template(self, page: Page, budget: Budget) -> tuple[Prepared, int, Reading]:
        """By the only one that is named, or the one that is chosen."""
        reader, templates = self.resources.reader, self.resources.templates
        if len(self.named) == 1:
            ref = templates.find(self.named[0], None)
            prepared = templates.get(ref, budget)
            return prepared, ref.version, reader.read(prepared, page.pixels, budget=budget)
        with self.call.clock.step("choose"):
            choice = self.resources.selection.choose(page.pixels, self.named, budget)
        reading = reader.read_aligned(choice.prepared, page.pixels, choice.alignment, budget=budget)
        return choice.prepared, choice.ref.version, reading
