"""Requests that read pictures and files, or tell what a text means."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, ConfigDict, Strict
from pydantic import Field as Member

from lambda_ocr.wire.members import (
    MAX_INTERPRETED,
    MAX_INTERPRETED_AT_ONCE,
    OneOrMoreIds,
    PageRanges,
    TemplateId,
    VersionNumber,
    unicode_text,
)
from lambda_ocr.wire.messages.common import EXACTLY_ONE_PICTURE, NO_OTHERS, Message, PictureRequest
from lambda_ocr.wire.type_options import add_members


class QueryRequest(PictureRequest):
    """Read a picture with a template."""

    model_config = ConfigDict(json_schema_extra=EXACTLY_ONE_PICTURE)
    type: Literal["query"] = Member(default="query", description="May be left out when `template_id` is there.")
    template_id: TemplateId
    version: VersionNumber | None = Member(default=None, description="Of the template; the newest when left out.")
    detail: Annotated[bool, Strict()] = Member(default=False, description="Answer with everything known, as an object.")


class InterpretedText(Message):
    """A text, as a field of some type says it."""

    model_config = NO_OTHERS
    text: Annotated[str, Strict(), Member(max_length=MAX_INTERPRETED), AfterValidator(unicode_text)] = Member(
        description="As printed; lines are parted by line ends."
    )
    options: dict[str, Any] | None = Member(
        default=None,
        description="As a field's third member; when left out, it is told which type the text looks like.",
        json_schema_extra=add_members,
    )


class InterpretRequest(Message):
    """Tell what texts mean under types of fields, and which type they look like; no picture is read."""

    model_config = NO_OTHERS
    type: Literal["interpret"]
    fields: Annotated[list[InterpretedText], Member(min_length=1, max_length=MAX_INTERPRETED_AT_ONCE)]


class DetectRequest(PictureRequest):
    """Find and read every line of text on a picture, without a template."""

    model_config = ConfigDict(json_schema_extra=EXACTLY_ONE_PICTURE, extra="forbid")
    type: Literal["detect"]


class FileRequest(PictureRequest):
    """What requests share that bring any file, of any number of pages."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("img", "url", "file")]}, extra="forbid"
    )
    carriers: ClassVar[tuple[str, ...]] = ("img", "file")
    file: Annotated[str, Strict()] | None = Member(
        default=None, description="Another name for `img`: any file in Base64. Or `url`."
    )
    pages: PageRanges | None = Member(default=None, description="Pages to take, from 1: `1-3,7`. All when left out.")
    template_id: OneOrMoreIds | None = Member(
        default=None, description="The template, or those that come into question; all of them when left out."
    )


class ReadRequest(FileRequest):
    """Read the pages of any file, each by the template it is of."""

    type: Literal["read"]
    many: Annotated[bool, Strict()] = Member(
        default=False, description="Whether a page may show several documents: up to 20 are found, one after another."
    )


class ClassifyRequest(FileRequest):
    """Say which template each page of any file is of."""

    type: Literal["classify"]
