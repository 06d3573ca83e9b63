"""What the use cases work with, and what one request brings along."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lambda_ocr.app.checking import Checking
from lambda_ocr.app.index_keeping import IndexKeeping
from lambda_ocr.app.review.after_reading import NOTHING_AFTER, AfterReading
from lambda_ocr.app.selection import Selection
from lambda_ocr.app.template_cache import TemplateCache
from lambda_ocr.app.uploads import Uploads
from lambda_ocr.core.batches import Batches
from lambda_ocr.core.budget import Budget, Part
from lambda_ocr.core.clock import Clock
from lambda_ocr.core.document import Page
from lambda_ocr.core.model import Template
from lambda_ocr.core.ports import DocumentReader, Store
from lambda_ocr.core.review.documents import ReviewQueue
from lambda_ocr.core.review.drift import ReadingCounts
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.messages.common import PictureRequest
from lambda_ocr.wire.page_ranges import only


@dataclass(frozen=True)
class Resources:
    """Built once for all requests; safe to share among threads when store and reader are."""

    store: Store
    reader: DocumentReader
    pictures: PictureSource
    uploads: Uploads
    limits: PictureLimits
    templates: TemplateCache
    selection: Selection
    keeping: IndexKeeping
    checking: Checking | None
    """The self-test of new templates; None where this deployment has it switched off."""
    after: AfterReading = NOTHING_AFTER
    """Told of each document that is read, or refused."""
    counts: ReadingCounts | None = None
    """What became of documents over time; None where that is not counted."""
    reviews: ReviewQueue | None = None
    """Documents that somebody should look at; None where none are kept."""
    batches: Batches | None = None
    """Who reads any number of files; None where nobody does."""

    def created(self, template: Template, derived: bytes) -> None:
        """Keep a new template, what is derived from it, and its entry in the index; raises as the store does."""
        self.templates.create(template, derived)
        self.keeping.learn(self.reader.prepare(template, derived), template.version)

    def published(self, template: Template, derived: bytes) -> None:
        """The same of a new version."""
        self.templates.publish(template, derived)
        self.keeping.learn(self.reader.prepare(template, derived), template.version)

    def kept_page(self, data: bytes) -> Page:
        """The page of a picture that a template keeps."""
        with load_document(data, self.limits) as document:
            return document.first


@dataclass(frozen=True)
class PageTaken:
    """A page, and how many its file has."""

    page: Page
    of: int


@dataclass(frozen=True)
class Call:
    """One request under way: how long its steps take, and what it may cost."""

    clock: Clock
    budget: Budget

    def page(self, data: bytes, request: PictureRequest, resources: Resources) -> PageTaken:
        """The one page that is meant of the request's file; raises as `load_document` and `page_ranges.only` do."""
        limits = within(resources.limits, self.budget)
        with load_document(data, limits, request.password or "") as document:
            count = len(document.pages)
            return PageTaken(document.pages[only(request.pages or "", count)], count)

    def picture(self, request: PictureRequest, resources: Resources) -> bytes:
        """The request's picture, fetched where it is not here yet; raises `OverBudget` when the time is over."""
        here = request.picture
        data = resources.pictures.picture(request.carried, request.url) if here is None else here
        self.budget.check(Part.DECODE)
        return data


def within(limits: PictureLimits, budget: Budget) -> PictureLimits:
    """The limits, and what is left of the request's seconds; raises `OverBudget` where nothing is."""
    budget.check(Part.DECODE)
    return replace(limits, left=budget.seconds_left)
