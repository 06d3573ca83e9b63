"""`read`: every page of a file is read, each by the template it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.app.file_pages import named, opened
from lambda_ocr.app.many_documents import documents_on
from lambda_ocr.app.own_pixels import in_own_pixels
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.selection import Choice, NoneFits
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.document import Page
from lambda_ocr.core.errors import OcrError, OverBudget, TemplateMismatch
from lambda_ocr.core.model import Image, Prepared, Reading, TemplateRef
from lambda_ocr.wire.messages.reading import ReadRequest
from lambda_ocr.wire.read_answers import DocumentRead, Unmatched, own_size, read_answer


def answer(resources: Resources, request: ReadRequest, call: Call) -> dict[str, Any]:
    """Documents and pages that are none."""
    with opened(resources, request, call) as pages:
        reading = _PageReading(resources, call, named(request))
        found = pages.each(reading.all if request.many else reading.one, reading.refused)
        return read_answer([each for page in found for each in page], pages.count, call.clock.with_total({}))


Entries = list[DocumentRead | Unmatched]


@dataclass(frozen=True, eq=False)
class _PageReading:
    """Reads pages by the templates that are named, or by all."""

    resources: Resources
    call: Call
    named: Sequence[str]

    def one(self, page: Page, budget: Budget) -> Entries:
        """The document on a page; raises what is wrong with it."""
        if len(self.named) == 1:
            ref = self.resources.templates.find(self.named[0], None)
            prepared = _with_alternatives(self.resources.templates.get(ref, budget))
            try:
                reading = self.resources.reader.read(prepared, page.pixels, budget=budget, layer=page.text_layer)
            except TemplateMismatch as refusal:
                self.resources.after.refused(ref, refusal, page.pixels)
                raise
            return [self._told(page, prepared, ref, reading)]
        with self.call.clock.step("choose"):
            choice = self.resources.selection.choose(page.pixels, self.named, budget)
        return [self._read(page, choice, budget)]

    def all(self, page: Page, budget: Budget) -> Entries:
        """The documents on a page, each with a request's pixels of its own; raises what is wrong with the page, or is
        told of what is left of it once something was found."""

        def choose(view: Image, among: Sequence[str]) -> Choice:
            with self.call.clock.step("choose"):
                return self.resources.selection.choose(view, among, budget.anew())

        found: Entries = []
        try:
            for choice in documents_on(page.pixels, self.named, choose):
                found.append(self._read(page, choice, budget.anew()))
        except OverBudget as refusal:
            if not found:
                raise
            found += self.refused(page.index, refusal)
        return found

    def refused(self, index: int, refusal: OcrError) -> Entries:
        """A page that is no document."""
        if isinstance(refusal, NoneFits):
            return [Unmatched(index, refusal, refusal.candidates)]
        agreement = refusal.details.get("agreement")
        return [Unmatched(index, refusal, () if agreement is None else [(self.named[0], float(agreement))])]

    def _read(self, page: Page, choice: Choice, budget: Budget) -> DocumentRead:
        prepared = _with_alternatives(choice.prepared)
        reading = self.resources.reader.read_aligned(
            prepared, page.pixels, choice.alignment, budget=budget, layer=page.text_layer
        )
        return self._told(page, prepared, choice.ref, reading)

    def _told(self, page: Page, prepared: Prepared, ref: TemplateRef, reading: Reading) -> DocumentRead:
        self.resources.after.read(ref, reading, page.pixels)
        for step, elapsed in reading.timings_ms.items():
            self.call.clock.laps[step] = self.call.clock.laps.get(step, 0.0) + elapsed
        own = in_own_pixels(reading, page.reduction)
        return DocumentRead(page.index, own_size(page), page.dpi, own, ref.version, prepared.size, prepared.page_of)


def _with_alternatives(prepared: Prepared) -> Prepared:
    """The answer says of each field what else it may say, as `query` does where it is asked for detail."""
    return replace(prepared, alternatives=True)
