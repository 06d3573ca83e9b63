"""Answers that tell of templates."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field as Member

from lambda_ocr.core.model import LessonKind
from lambda_ocr.core.templates.lint import WarningCode
from lambda_ocr.wire.members import Corners, PageOfDocument
from lambda_ocr.wire.messages.common import Message
from lambda_ocr.wire.messages.reading_answers import Position
from lambda_ocr.wire.type_options import add_members


class AddAnswer(Message):
    """The new template's id."""

    template_id: str


class FieldNamed(Message):
    """A field of the template."""

    index: int = Member(description="From 0, in template order.")
    name: str


class SuggestedType(Message):
    """The type that a field's own print on the template looks like."""

    field: FieldNamed
    options: dict[str, Any] = Member(description="As a field's third member.", json_schema_extra=add_members)


class WarningDetail(Message):
    """What will go wrong with a template, and what to do about it; the template is kept all the same."""

    code: WarningCode
    field: FieldNamed | None = Member(description="null: the whole template.")
    message: str
    details: dict[str, Any] = Member(description="Facts for programs.")


class AttemptDetail(Message):
    """One picture drawn from the template's own, read back."""

    picture: str = Member(description="`straight`: the template's own picture, else how it was changed.")
    refused: bool = Member(description="Whether it was not recognised as this template.")
    differing: list[int] = Member(description="Indices of the fields that did not read as on the straight picture.")


class Compared(Message):
    """With how many of the most recent templates the new one was compared in the time there was."""

    done: int
    of: int


class PrintDetail(Message):
    """A printed line outside the fields, and what it is taken for."""

    text: str
    position: Position
    role: str = Member(
        description="What it looks like: a `label`, a `phrase`, `words`, a `word`, a `value`, … "
        "(the guide to templates has them all)."
    )
    fixed: Annotated[float, Member(ge=0, le=1, description="How likely it stands on every copy.")]
    weight: Annotated[
        float,
        Member(ge=0, description="How much other print in its place speaks against a picture (nats); 0: not at all."),
    ]


class Checked(Message):
    """What reading a template back told."""

    checked: bool = Member(description="false: this deployment has the self-test switched off.")
    warnings: list[WarningDetail]
    readings: list[AttemptDetail]
    readings_planned: int = Member(description="More than `readings` has where time ran out.")
    compared: Compared
    fixed_print: list[PrintDetail] = Member(
        description="The printed lines outside the fields, by which the document is known again."
    )
    suggested: list[SuggestedType] = Member(
        description="Of fields without a type, the one that their own print looks like; nothing is assumed."
    )


class CheckedAddAnswer(Checked, AddAnswer):
    """The answer to an `add` with `detail`."""


class DeleteAnswer(Message):
    """What was deleted, in the shape it was asked."""

    template_id: str | list[str]


class ListAnswer(Message):
    """Ids of all templates, oldest first."""

    template_id_list: list[str]


class PageAnswer(Message):
    """Ids of some templates, in an order of the store's own; `next_cursor` is null on the last page."""

    template_id_list: list[str]
    next_cursor: str | None


class BoundDetail(Message):
    """How like a template pictures are: log likelihood ratios of it to something else, in nats."""

    weight: float = Member(description="From which a picture is taken for the template's.")
    lowest: float = Member(description="Of the copies, each weighed by what the others taught.")
    others: int = Member(description="Templates whose own pictures were laid beside it.")
    highest: float | None = Member(description="Of these; null: none of them is like it.")


class LessonDetail(Message):
    """A fact that further copies taught of a template."""

    id: str
    kind: LessonKind = Member(
        description="`print`: a line outside the fields, `agreeing` says on how many copies it stands; `marks`: a "
        "place outside them whose print no copy has; `type`: what type all values of a field have, a suggestion; "
        "`extent`: where a field's print lies on all copies together, on `agreeing` of them wholly in the field; "
        "`wander`: where a field was found that on `agreeing` copies did not stand in its place; `bound`: how like the "
        "template a picture must be, as `agreeing` copies were."
    )
    copies: int = Member(description="Those that could tell.")
    agreeing: int = Member(description="Those of them where it is so.")
    position: Corners | None = Member(
        description="Where, in pixels of the template picture; null: nowhere in particular."
    )
    text: str = Member(
        description='What the line says; of a `wander` the line that moved with the field; "" of others.'
    )
    field: FieldNamed | None = Member(description="null: of no field.")
    options: dict[str, Any] = Member(description="Of a `type`: the third member for the field, as `update` takes it.")
    moved: int = Member(description="Of the agreeing those where the line stands elsewhere: what is above it grew.")
    bound: BoundDetail | None = Member(description="Of a `bound`; null: of others.")


class GetAnswer(Message):
    """One version of a template, `template` as `add` takes it."""

    template_id: str
    version: int = Member(description="The one shown.")
    name: str = Member(description='"" when nobody gave one.')
    note: str
    created: str = Member(description="When this version was made: UTC, ISO 8601.")
    width: int = Member(description="Of the picture, in pixels, as a viewer shows it.")
    height: int
    template: list[tuple[Corners, str] | tuple[Corners, str, dict[str, Any]]]
    variable: list[Corners] = Member(description="What was struck out, as `add` takes it.")
    rules: list[dict[str, Any]] = Member(description="Those across fields, as `add` takes them.")
    page_of: PageOfDocument | None = Member(description="The page that it is of a document of several; null: none.")
    copies: int = Member(description="Further copies that it was taught with.")
    lessons: list[LessonDetail] = Member(description="What these taught; `teach` forgets them by their `id`.")
    img: str | None = Member(description="The picture as a `data:` URL, which `add` takes as it is; null unless asked.")


class VersionAnswer(Message):
    """What an `update` or a `rollback` made."""

    template_id: str
    version: int = Member(description="The newest one now.")


class CheckedVersionAnswer(Checked, VersionAnswer):
    """The answer to an `update` with `detail`."""


class VersionDetail(Message):
    """One version of a template."""

    version: int
    created_at: str = Member(description="UTC, ISO 8601.")


class VersionsAnswer(Message):
    """All versions of a template, newest first."""

    template_id: str
    versions: list[VersionDetail]


class UploadAnswer(Message):
    """A form for one picture: POST `fields`, then the picture as `file`, to `url` as multipart/form-data."""

    url: str
    fields: dict[str, str]
    s3_url: str = Member(description="What to send as `url` afterwards.")
    max_bytes: int
    expires_in: int = Member(description="Seconds.")
