"""Requests that change a template, teach, try and measure it, and move it elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, ConfigDict, Strict
from pydantic import Field as Member

from lambda_ocr.wire.members import (
    MAX_COPIES,
    MAX_FIELDS,
    MAX_KEY,
    MAX_LESSONS,
    MAX_NAME,
    MAX_NOTE,
    Corners,
    FieldsOrText,
    LessonId,
    Name,
    PageOfDocument,
    RightValue,
    Rules,
    TemplateId,
    VersionNumber,
    unicode_text,
)
from lambda_ocr.wire.messages.common import EXACTLY_ONE_PICTURE, EXPECTED_VERSION, NO_OTHERS, Message, PictureRequest


class ChangeRequest(PictureRequest):
    """What requests share that change a template: what is given is changed, the rest stays."""

    model_config = NO_OTHERS
    needs_picture: ClassVar[bool] = False
    clearable: ClassVar[frozenset[str]] = frozenset({"name", "note", "page_of"})
    type: Literal["update", "preview"]
    template_id: TemplateId
    expected_version: VersionNumber | None = EXPECTED_VERSION
    template: FieldsOrText | None = Member(default=None, description="All fields anew, as `add` takes them.")
    variable: Annotated[list[Corners], Member(max_length=MAX_FIELDS)] | None = Member(
        default=None, description="All print struck out anew, as `add` takes it; an empty list: none is."
    )
    rules: Rules | None = Member(default=None, description="All rules anew; an empty list: none is.")
    page_of: PageOfDocument | Literal[""] | None = Member(
        default=None, description='As `add` takes it; "": of a document of one page.'
    )
    name: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(unicode_text)] | None = None
    note: Annotated[str, Strict(), Member(max_length=MAX_NOTE), AfterValidator(unicode_text)] | None = None


class UpdateRequest(ChangeRequest):
    """Make a new version of a template: what is given is changed, the rest stays; earlier versions are kept."""

    type: Literal["update"]
    detail: Annotated[bool, Strict()] = Member(
        default=False, description="Read the new version back before it is kept, and say what will go wrong, as `add`."
    )


class RollbackRequest(Message):
    """Make an earlier version's content the next version."""

    model_config = NO_OTHERS
    type: Literal["rollback"]
    template_id: TemplateId
    version: VersionNumber = Member(description="The one to go back to.")
    expected_version: VersionNumber | None = EXPECTED_VERSION


class VersionsRequest(Message):
    """Name all versions of a template."""

    model_config = NO_OTHERS
    type: Literal["versions"]
    template_id: TemplateId


class Copy(PictureRequest):
    """A further copy of a document."""

    model_config = ConfigDict(json_schema_extra=EXACTLY_ONE_PICTURE, extra="forbid")


class LabelledCopy(Copy):
    """A further copy of a document, and its right values as far as somebody knows them."""

    values: Annotated[dict[Name, RightValue], Member(max_length=MAX_FIELDS)] = Member(
        default={}, description='By the keys of the fields; those that are blank on the copy as `""`.'
    )


class CopiesRequest(Message):
    """What requests share that bring copies."""

    model_config = NO_OTHERS
    if TYPE_CHECKING:  # each says where among its members they stand, and how many there may be
        copies: list[LabelledCopy]

    @property
    def brought(self) -> tuple[PictureRequest, ...]:
        """All copies."""
        return tuple(self.copies)

    def with_pictures(self, data: Sequence[bytes]) -> Self:
        """The same request with its pictures in hand."""
        copies = [copy.with_picture(each) for copy, each in zip(self.copies, data, strict=True)]
        return self.model_copy(update={"copies": copies})


class TeachRequest(CopiesRequest):
    """Show a template further copies of its document, or have it forget what they taught: a new version."""

    type: Literal["teach"]
    template_id: TemplateId
    expected_version: VersionNumber | None = EXPECTED_VERSION
    copies: Annotated[list[LabelledCopy], Member(max_length=MAX_COPIES)] = Member(
        default=[], description="Three different ones help, from then on each a little. One that is known says no more."
    )
    forget: Annotated[list[LessonId], Member(max_length=MAX_LESSONS)] | Literal["all"] = Member(
        default=[], description="Lessons by their `id`, or `all`: as if no copy had ever been shown."
    )


class EvaluateRequest(CopiesRequest):
    """Read copies whose right values are known, and say how well; nothing of it is kept."""

    type: Literal["evaluate"]
    template_id: TemplateId
    version: VersionNumber | None = Member(default=None, description="Of the template; the newest when left out.")
    copies: Annotated[list[LabelledCopy], Member(min_length=1, max_length=MAX_COPIES)]


class PreviewRequest(ChangeRequest):
    """Read pictures with a template as it is and as an `update` would make it; nothing of it is kept."""

    type: Literal["preview"]
    copies: Annotated[list[Copy], Member(min_length=1, max_length=MAX_COPIES)]

    @property
    def brought(self) -> tuple[PictureRequest, ...]:
        """Another picture for the template, where there is one, and all copies."""
        return (*super().brought, *self.copies)

    def with_pictures(self, data: Sequence[bytes]) -> Self:
        """The same request with its pictures in hand."""
        own = len(super().brought)
        copies = [copy.with_picture(each) for copy, each in zip(self.copies, data[own:], strict=True)]
        return (self.with_picture(data[0]) if own else self).model_copy(update={"copies": copies})


class ExportRequest(Message):
    """Give a template as one file, to keep or to bring elsewhere."""

    model_config = NO_OTHERS
    type: Literal["export"]
    template_id: TemplateId
    version: VersionNumber | None = Member(default=None, description="An earlier one; the newest when left out.")


class ImportRequest(PictureRequest):
    """Make a new template of the file that `export` gave: picture, fields, types, rules, and what copies taught."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("file", "url")]}, extra="forbid"
    )
    carriers: ClassVar[tuple[str, ...]] = ("file",)
    type: Literal["import"]
    file: Annotated[str, Strict()] | None = Member(default=None, description="The zip in Base64. Or `url`.")
    img: None = Member(default=None, description="Not here: the file brings the picture along.")
    pages: None = None
    password: None = None
    idempotency_key: Annotated[str, Strict(), Member(max_length=MAX_KEY), AfterValidator(unicode_text)] = Member(
        default="", description="As of `add`."
    )
