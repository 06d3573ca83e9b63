"""`classify`: which template each page of a file is of, without reading its fields."""

from __future__ import annotations

from typing import Any

from lambda_ocr.app.file_pages import named, opened
from lambda_ocr.app.resources import Call, Resources
from lambda_ocr.app.selection import NoneFits
from lambda_ocr.core.budget import Budget
from lambda_ocr.core.document import Page
from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.geometry import quad, rectangle, scaling, transform
from lambda_ocr.wire.messages.reading import ClassifyRequest
from lambda_ocr.wire.read_answers import PageClass, Unmatched, classify_answer


def answer(resources: Resources, request: ClassifyRequest, call: Call) -> dict[str, Any]:
    """The template of each page and what else came into question, or why it is of none."""
    among = named(request)

    def classed(page: Page, budget: Budget) -> PageClass | Unmatched:
        with call.clock.step("choose"):
            choice = resources.selection.choose(page.pixels, among, budget)
        own = scaling(1 / page.reduction) @ choice.alignment.image_from_template
        outline = quad(transform(own, rectangle(0, 0, *choice.prepared.size)))
        return PageClass(page.index, choice.ref, choice.alignment.agreement, outline, choice.others)

    def refused(index: int, refusal: OcrError) -> PageClass | Unmatched:
        return Unmatched(index, refusal, refusal.candidates if isinstance(refusal, NoneFits) else ())

    with opened(resources, request, call) as pages:
        found = pages.each(classed, refused)
        return classify_answer(found, pages.count, call.clock.with_total({}))
