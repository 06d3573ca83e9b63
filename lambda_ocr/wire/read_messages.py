"""What `read` answers: the documents found in a file, and the pages that are of no template."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as Member

from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.wire.members import PageOfDocument
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.messages.reading_answers import AlignmentDetail, FieldDetail, Milliseconds, Position


class PageRead(Message):
    """A page that was read by a template; places are in pixels of the page."""

    page: int = Member(description="Of the file, from 1.")
    size: tuple[int, int] = Member(
        description="Width and height of the page in pixels: of a picture its own, of a pdf those it was drawn with."
    )
    dpi: float | None = Member(description="Pixels an inch of paper, where the file says so.")
    template_id: str
    version: int = Member(description="Of the template: the one that was read with.")
    outline: Position | None = Member(description="Where the corners of the template's picture lie on the page.")
    alignment: AlignmentDetail
    fields: list[FieldDetail]
    page_of: PageOfDocument | None = Member(description="The page that it is of a document of several; null: none.")


class DocumentDetail(PageRead):
    """A document: its only page, or of several the first that was found."""

    missing: list[int] = Member(description="Pages of the document that do not follow here, by their number in it.")
    further: list[PageRead] = Member(description="Its other pages that were found, in order.")


class TemplateCandidateDetail(Message):
    """A template that came into question for a page."""

    template_id: str
    likeness: Annotated[
        float, Member(ge=0, le=1, description="Share of its fixed print that was found on the page, none of it judged.")
    ]


class UnmatchedDetail(Message):
    """A page that was not read, and why; the others are answered all the same."""

    page: int = Member(description="Of the file, from 1.")
    reason: ErrorCode = Member(
        description="`template_mismatch`: it is of none of the templates in question; `invalid_picture`, "
        "`picture_too_large`: it cannot be decoded; `over_budget`: the request's time was over. Ask for it by itself."
    )
    message: str
    candidates: list[TemplateCandidateDetail] = Member(description="What it is most like, the likest first.")


class ClassDetail(Message):
    """What a page is."""

    page: int = Member(description="Of the file, from 1.")
    template_id: str | None = Member(description="The template it is of; null: unknown, and `reason` says why.")
    version: int | None
    likeness: Annotated[
        float | None, Member(ge=0, le=1, description="Share of the template's fixed print that was found on the page.")
    ]
    outline: Position | None = Member(description="Where the corners of the template's picture lie on the page.")
    reason: ErrorCode | None = Member(
        description="`template_mismatch`: it is of none of the templates in question; else what was wrong with it."
    )
    message: str | None
    candidates: list[TemplateCandidateDetail] = Member(description="What else was compared with it, the likest first.")


class ClassifyAnswer(Message):
    """What the pages of a file are; `pages` is how many it has."""

    classes: list[ClassDetail]
    pages: int
    timings_ms: dict[str, Milliseconds]


class ReadAnswer(Message):
    """What was read of a file; `pages` is how many it has."""

    documents: list[DocumentDetail]
    unmatched: list[UnmatchedDetail]
    pages: int
    timings_ms: dict[str, Milliseconds]
