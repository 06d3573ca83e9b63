"""The pages of a file, one after the other, for the actions that take them all.

Rule: a page that cannot be decoded, is of no template, or that time does not reach is one entry of the answer, never
the loss of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from lambda_ocr.app.resources import Call, Resources, within
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.document import Document, Page
from lambda_ocr.core.errors import InvalidPicture, OcrError, OverBudget, PictureTooLarge, TemplateMismatch
from lambda_ocr.documents.formats import load_document
from lambda_ocr.wire.messages.reading import FileRequest
from lambda_ocr.wire.page_ranges import chosen

OF_THE_PAGE = (InvalidPicture, PictureTooLarge, TemplateMismatch, OverBudget)
"""What is wrong with one page alone; anything else refuses the request."""

Entry = TypeVar("Entry")


def named(request: FileRequest) -> tuple[str, ...]:
    """The templates in question; none where all are."""
    given = request.template_id
    return () if given is None else (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))


def check(resources: Resources, request: FileRequest) -> None:
    """Refuse an unknown template before a file is fetched."""
    for template_id in named(request):
        resources.templates.find(template_id, None)


@dataclass(frozen=True, eq=False)
class FilePages:
    """A file that was opened, and its pages that were asked for."""

    document: Document
    indices: Sequence[int]
    call: Call

    @property
    def count(self) -> int:
        """How many pages the file has."""
        return len(self.document.pages)

    def each(self, take: Callable[[Page, Budget], Entry], refused: Callable[[int, OcrError], Entry]) -> list[Entry]:
        """What is made of each page, with a budget of its own; `refused` of those that are bad."""
        return [self._one(index, take, refused) for index in self.indices]

    def _one(
        self, index: int, take: Callable[[Page, Budget], Entry], refused: Callable[[int, OcrError], Entry]
    ) -> Entry:
        budget = self.call.budget.anew()
        try:
            budget.check(Part.DECODE)
            with self.call.clock.step("decode"):
                page = self.document.pages[index]
            return take(page, budget)
        except OF_THE_PAGE as refusal:
            return refused(index, refusal)


@contextmanager
def opened(resources: Resources, request: FileRequest, call: Call) -> Iterator[FilePages]:
    """The request's file; raises what refuses it as a whole."""
    check(resources, request)
    with call.clock.step("fetch"):
        data = call.picture(request, resources)
    limits = replace(within(resources.limits, call.budget), reducible_px=resources.limits.page_px)
    with call.clock.step("decode"):
        document = load_document(data, limits, request.password or "")
    with document:
        yield FilePages(document, chosen(request.pages or "", len(document.pages), limits.pages), call)
