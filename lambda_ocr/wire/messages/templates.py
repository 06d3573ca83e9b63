"""Requests that make, name, show and forget templates, and the one for a place to upload a picture to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Strict
from pydantic import Field as Member

from lambda_ocr.wire.members import (
    MAX_FIELDS,
    MAX_KEY,
    MAX_LIST_PAGE,
    MAX_NAME,
    MAX_NOTE,
    Corners,
    FieldsOrText,
    OneOrMoreIds,
    PageOfDocument,
    Rules,
    TemplateId,
    VersionNumber,
    unicode_text,
)
from lambda_ocr.wire.messages.common import EXACTLY_ONE_PICTURE, NO_OTHERS, Message, PictureRequest


class AddRequest(PictureRequest):
    """Register a template: one picture and the fields on it."""

    model_config = ConfigDict(json_schema_extra=EXACTLY_ONE_PICTURE)
    type: Literal["add"]
    template: FieldsOrText = Member(
        description="Fields as `[quad, name]`, at most 500; may also arrive as a JSON string. "
        "Names may repeat: the answer is a list in this order."
    )
    variable: Annotated[list[Corners], Member(max_length=MAX_FIELDS)] = Member(
        default=[],
        description="Quads of print outside the fields that changes from copy to copy (a name, a notice): the document "
        "is not known by it. `fixed_print` of an `add` with `detail` says what is taken for fixed.",
    )
    rules: Rules = Member(default=[])
    page_of: PageOfDocument | None = Member(
        default=None,
        description="The page of a document of several that this is, such as its back: `read` puts pages that follow "
        "each other into one document, and says which are missing.",
    )
    name: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(unicode_text)] = Member(
        default="", description="What people call the template; `get` tells it."
    )
    note: Annotated[str, Strict(), Member(max_length=MAX_NOTE), AfterValidator(unicode_text)] = Member(
        default="", description="What people should know of the template; `get` tells it."
    )
    idempotency_key: Annotated[str, Strict(), Member(max_length=MAX_KEY), AfterValidator(unicode_text)] = Member(
        default="",
        description="A word of your own for this very template, so that it may safely be sent again after an answer "
        "that never came: the same key is answered with the same id, and no second template is kept.",
    )
    detail: Annotated[bool, Strict()] = Member(
        default=False,
        description="Read the template back before it is kept, straight and under drawn distortions, for about eight "
        "seconds, and answer with what will go wrong later.",
    )


class DeleteRequest(Message):
    """Forget templates: all of those named or, when one is unknown, none."""

    type: Literal["del"]
    template_id: OneOrMoreIds


class ListRequest(Message):
    """Name all templates; with `limit` or `cursor` some of them, a page at a time."""

    type: Literal["list"]
    limit: Annotated[int, Strict(), Member(ge=1, le=MAX_LIST_PAGE)] | None = Member(
        default=None, description="At most so many ids; the answer's `next_cursor` says where the next page begins."
    )
    cursor: Annotated[str, Strict(), Member(max_length=256), AfterValidator(unicode_text)] | None = Member(
        default=None, description="The `next_cursor` of the page before."
    )


class GetRequest(Message):
    """Show one template as it was registered, or changed last."""

    model_config = NO_OTHERS
    type: Literal["get"]
    template_id: TemplateId
    version: VersionNumber | None = Member(default=None, description="An earlier one; the newest when left out.")
    picture: Literal["none", "thumbnail", "full"] = Member(
        default="none",
        description="Whether the answer carries the picture as `img`: not at all, small (JPEG, longest side 480 px), "
        "or in all its pixels (as registered; a file over 3 MiB is sent as JPEG).",
    )


class UploadRequest(Message):
    """Ask for a place to upload a picture to that is too large to send (an AWS deployment has one)."""

    model_config = NO_OTHERS
    type: Literal["upload"]
    content_type: Literal[
        "image/jpeg",
        "image/png",
        "image/bmp",
        "image/webp",
        "image/gif",
        "image/avif",
        "image/tiff",
        "image/heif",
        "application/pdf",
    ] = Member(description="Of the picture or document; the upload must declare the same.")
