"""From what was found on the pages of a file to the answers of `read` and `classify`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_ocr.core.document import Page
from lambda_ocr.core.errors import OcrError
from lambda_ocr.core.model import PageOf, Quad, Reading, TemplateRef
from lambda_ocr.core.page_parts.together import Found, gathered, missing
from lambda_ocr.wire.answers import detailed, outline, page_of_document, position
from lambda_ocr.wire.errors import encodable
from lambda_ocr.wire.read_messages import (
    ClassDetail,
    ClassifyAnswer,
    DocumentDetail,
    PageRead,
    ReadAnswer,
    TemplateCandidateDetail,
    UnmatchedDetail,
)


@dataclass(frozen=True, eq=False)
class DocumentRead:
    """A document on a page; all places are in pixels of the page as its file has it."""

    index: int
    size: tuple[int, int]
    dpi: float | None
    reading: Reading
    version: int
    template_size: tuple[int, int]
    page_of: PageOf | None = None


@dataclass(frozen=True)
class Unmatched:
    """A page that is of no template, or could not be decoded; candidates by likeness, 0 to 1."""

    index: int
    error: OcrError
    candidates: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True)
class PageClass:
    """A page that is of a template; candidates are the others."""

    index: int
    ref: TemplateRef
    likeness: float
    outline: Quad
    candidates: Sequence[tuple[str, float]] = ()


def classify_answer(
    found: Sequence[PageClass | Unmatched], pages: int, timings_ms: Mapping[str, float]
) -> dict[str, Any]:
    """What each page is, in the order they were looked at."""
    answer = ClassifyAnswer(
        classes=[_class(each) if isinstance(each, PageClass) else _unknown(each) for each in found],
        pages=pages,
        timings_ms=_rounded(timings_ms),
    )
    return answer.model_dump(mode="json")


def read_answer(
    found: Sequence[DocumentRead | Unmatched], pages: int, timings_ms: Mapping[str, float]
) -> dict[str, Any]:
    """Documents and pages that are none, in the order they were read."""
    answer = ReadAnswer(
        documents=_documents(found),
        unmatched=[_unmatched(each) for each in found if isinstance(each, Unmatched)],
        pages=pages,
        timings_ms=_rounded(timings_ms),
    )
    return answer.model_dump(mode="json")


def own_size(page: Page) -> tuple[int, int]:
    """Width and height of a page as its file has it."""
    width, height = page.size
    return round(width / page.reduction), round(height / page.reduction)


def _documents(found: Sequence[DocumentRead | Unmatched]) -> list[DocumentDetail]:
    """Each with its further pages; what is no document parts pages that might belong together."""
    placed = (Found(each.index, each.page_of if isinstance(each, DocumentRead) else None, each) for each in found)
    return [_document(group) for group in gathered(placed) if isinstance(group[0].entry, DocumentRead)]


def _document(group: Sequence[Found[DocumentRead | Unmatched]]) -> DocumentDetail:
    first, *further = [_page(each.entry) for each in group if isinstance(each.entry, DocumentRead)]
    return DocumentDetail(**dict(first), missing=missing(group), further=further)


def _page(read: DocumentRead) -> PageRead:
    detail = detailed(read.reading, read.version, {}, (read.index + 1, 0))
    return PageRead(
        page=read.index + 1,
        size=read.size,
        dpi=read.dpi and round(read.dpi, 1),
        template_id=read.reading.template_id,
        version=read.version,
        outline=outline(read.reading, read.template_size),
        alignment=detail.alignment,
        fields=detail.fields,
        page_of=page_of_document(read.page_of),
    )


def _unmatched(page: Unmatched) -> UnmatchedDetail:
    return UnmatchedDetail(
        page=page.index + 1,
        reason=page.error.code,
        message=encodable(page.error.message),
        candidates=_candidates(page.candidates),
    )


def _class(page: PageClass) -> ClassDetail:
    return ClassDetail(
        page=page.index + 1,
        template_id=page.ref.template_id,
        version=page.ref.version,
        likeness=round(page.likeness, 3),
        outline=position(page.outline),
        reason=None,
        message=None,
        candidates=_candidates(page.candidates),
    )


def _unknown(page: Unmatched) -> ClassDetail:
    unmatched = _unmatched(page)
    return ClassDetail(
        page=unmatched.page,
        template_id=None,
        version=None,
        likeness=None,
        outline=None,
        reason=unmatched.reason,
        message=unmatched.message,
        candidates=unmatched.candidates,
    )


def _candidates(found: Sequence[tuple[str, float]]) -> list[TemplateCandidateDetail]:
    return [TemplateCandidateDetail(template_id=name, likeness=round(like, 3)) for name, like in found]


def _rounded(timings_ms: Mapping[str, float]) -> dict[str, float]:
    return {step: round(float(elapsed), 2) for step, elapsed in timings_ms.items()}
