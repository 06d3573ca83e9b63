"""`read`: every page of a file is read, each by the template it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.app.file_pages import named, opened
from lambda_ocr.app.own_pixels import in_own_pixels
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.selection import NoneFits
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.document import Page
from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.model import Prepared, Reading
from lambda_ocr.wire.messages import ReadRequest
from lambda_ocr.wire.read_answers import DocumentRead, Unmatched, own_size, read_answer


def answer(resources: Resources, request: ReadRequest, call: Call) -> dict[str, Any]:
    """Documents and pages that are none."""
    with opened(resources, request, call) as pages:
        reading = _PageReading(resources, call, named(request))
        found = pages.each(reading.read, reading.refused)
        return read_answer(found, pages.count, call.clock.with_total({}))


@dataclass(frozen=True, eq=False)
class _PageReading:
    """Reads pages by the templates that are named, or by all."""

    resources: Resources
    call: Call
    named: Sequence[str]

    def read(self, page: Page, budget: Budget) -> DocumentRead | Unmatched:
        """The document on a page; raises what is wrong with it."""
        prepared, version, reading = self._by_template(page, budget)
        for step, elapsed in reading.timings_ms.items():
            self.call.clock.laps[step] = self.call.clock.laps.get(step, 0.0) + elapsed
        own = in_own_pixels(reading, page.reduction)
        return DocumentRead(page.index, own_size(page), page.dpi, own, version, prepared.size)

    def refused(self, index: int, refusal: OcrError) -> DocumentRead | Unmatched:
        """A page that is no document."""
        if isinstance(refusal, NoneFits):
            return Unmatched(index, refusal, refusal.candidates)
        agreement = refusal.details.get("agreement")
        return Unmatched(index, refusal, () if agreement is None else [(self.named[0], float(agreement))])

    def _by_template(self, page: Page, budget: Budget) -> tuple[Prepared, int, Reading]:
        """By the only one that is named, or the one that is chosen."""
        reader, templates = self.resources.reader, self.resources.templates
        if len(self.named) == 1:
            ref = templates.find(self.named[0], None)
            prepared = _with_alternatives(templates.get(ref, budget))
            return prepared, ref.version, reader.read(prepared, page.pixels, budget=budget)
        with self.call.clock.step("choose"):
            choice = self.resources.selection.choose(page.pixels, self.named, budget)
        prepared = _with_alternatives(choice.prepared)
        reading = reader.read_aligned(prepared, page.pixels, choice.alignment, budget=budget)
        return prepared, choice.ref.version, reading


def _with_alternatives(prepared: Prepared) -> Prepared:
    """The answer says of each field what else it may say, as `query` does where it is asked for detail."""
    return replace(prepared, alternatives=True)
