"""What members of messages may be: their types, and how many or how long at the most."""

from __future__ import annotations

from threading import RLock
from typing import Annotated, Any, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Strict, Tag, model_validator
from pydantic import Field as Member
from typing_extensions import TypeAliasType

from lambda_ocr.core.deciding.rules import MOST_RULES
from lambda_ocr.core.errors import InvalidJson
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.quoting import encodable
from lambda_ocr.wire.json_text import parse_text
from lambda_ocr.wire.page_ranges import ranges_of
from lambda_ocr.wire.type_options import add_members

MAX_FIELDS = 500
MAX_NAME = 256
MAX_NOTE = 2000
MAX_URL = 8192
MAX_KEY = 128
MAX_COORDINATE = 100_000
MAX_DELETED_AT_ONCE = 100
"""A transaction of the AWS store holds 100 writes, and a deletion is all or nothing."""
MAX_LISTED = 10_000
"""Ids in an answer to a plain `list`: 400 KB, two reads of the table."""
MAX_LIST_PAGE = 1000
MAX_REVIEWED_PAGE = 100
"""Each is an object of its own in the bucket."""
MAX_RIGHT_VALUE = 100_000
"""Characters of a value that somebody says is right: a table of many rows is one value."""
MAX_VERSION = 1_000_000
MAX_COPIES = 10
"""Copies of a document taught at once: each costs about what a query does, and three bring most of what there is."""
MAX_LESSONS = 1000
MAX_DAYS = 366
MAX_INTERPRETED = 2000
"""Characters of a text whose meaning is asked for: several lines of a field."""
MAX_INTERPRETED_AT_ONCE = 50
"""Texts: a pattern of each may be as large as a field's may be."""
MAX_DOCUMENT_PAGES = 20
MAX_SOURCES = 1000
"""Step Functions takes 256 KiB of input; more files are named by a manifest."""


def unicode_text(text: str) -> str:
    """The text; raises ValueError where half a surrogate pair is in it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("holds half a surrogate pair, which is no Unicode text; send whole characters") from None
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is blank; give it a name, it is the key of the answer")
    return text


def _of_a_type(options: dict[str, Any]) -> dict[str, Any]:
    try:
        field_type(options)
    except ValueError as error:  # a type quotes what it does not know, and names of members may be any
        raise ValueError(encodable(str(error))) from None
    return options


def parsed_template(template: Any) -> Any:
    """Some old clients send `template` as a JSON string."""
    if not isinstance(template, str):
        return template
    try:
        return parse_text(template)
    except InvalidJson as error:
        raise ValueError(f"is a string, but no JSON: {error.message}") from None


Url: TypeAlias = Annotated[str, Strict(), Member(max_length=MAX_URL), AfterValidator(unicode_text)]
Name: TypeAlias = Annotated[
    str, Strict(), Member(min_length=1, max_length=MAX_NAME), AfterValidator(unicode_text), AfterValidator(_not_blank)
]
TemplateId: TypeAlias = Annotated[str, Strict(), Member(min_length=1, max_length=256), AfterValidator(unicode_text)]
S3Url: TypeAlias = Annotated[
    str, Strict(), Member(max_length=MAX_URL, pattern=r"^[sS]3://.+"), AfterValidator(unicode_text)
]
RightValue: TypeAlias = Annotated[str, Strict(), Member(max_length=MAX_RIGHT_VALUE), AfterValidator(unicode_text)]
LessonId: TypeAlias = Annotated[str, Strict(), Member(min_length=1, max_length=64), AfterValidator(unicode_text)]


def _one_or_more(value: Any) -> str:
    return "more" if isinstance(value, (list, tuple)) else "one"


TemplateIds: TypeAlias = Annotated[list[TemplateId], Member(min_length=1, max_length=MAX_DELETED_AT_ONCE)]
OneOrMoreIds: TypeAlias = Annotated[
    Annotated[TemplateId, Tag("one")] | Annotated[TemplateIds, Tag("more")], Discriminator(_one_or_more)
]
Coordinate: TypeAlias = Annotated[float, Strict(), Member(allow_inf_nan=False, ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
Corner: TypeAlias = tuple[Coordinate, Coordinate]
Corners = TypeAliasType(
    "Corners",
    Annotated[
        tuple[Corner, Corner, Corner, Corner],
        Member(
            description="Four [x, y] in pixels of the template picture as a viewer shows it, clockwise: "
            "upper left, upper right, lower right, lower left of the print as it is read."
        ),
    ],
)
Options: TypeAlias = Annotated[dict[str, Any], AfterValidator(_of_a_type), Member(json_schema_extra=add_members)]
Rules: TypeAlias = Annotated[
    list[dict[str, Any]],
    Member(
        max_length=MOST_RULES,
        description='What must be so of several fields, named by their keys: `{"sum": [a, b], "equals": c}`, '
        '`{"same": [a, b]}`, `{"before": [a, b]}`; in `same` also `{"barcode": b, "part": 4}`, in `sum` '
        '`{"table": t, "column": c}`. They choose among what the fields may say, and are checked.',
    ),
]


_MAKING_READY = RLock()


class Deferred(BaseModel):
    """What is made ready to validate when the first of its kind comes, by one thread.

    A message in a member of type `Any` whose class was never built, because it came of `model_construct`, cannot be
    written (pydantic raises): name its class as the member's type.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Any = None,
    ) -> bool | None:
        """As pydantic does, which is not safe where two threads do: one deletes what the other has just made."""
        with _MAKING_READY:
            return super().model_rebuild(
                force=force,
                raise_errors=raise_errors,
                _parent_namespace_depth=_parent_namespace_depth + 1,
                _types_namespace=_types_namespace,
            )


class PageOfDocument(Deferred):
    """Which page of a document of several a template is."""

    model_config = ConfigDict(extra="forbid")
    document: Name = Member(description="What the document is called: the same in the templates of all its pages.")
    page: Annotated[int, Strict()] = Member(description="From 1.", json_schema_extra={"minimum": 1})
    pages: Annotated[int, Strict()] = Member(
        description="That it has.", json_schema_extra={"minimum": 2, "maximum": MAX_DOCUMENT_PAGES}
    )

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if not (2 <= self.pages <= MAX_DOCUMENT_PAGES and 1 <= self.page <= self.pages):
            raise ValueError(f'is no "page", from 1, of 2 to {MAX_DOCUMENT_PAGES} "pages"; count again')
        return self


def _shape_of_field(value: Any) -> str:
    return "typed" if isinstance(value, (list, tuple)) and len(value) > 2 else "named"


WireField: TypeAlias = Annotated[
    Annotated[tuple[Corners, Name], Tag("named")] | Annotated[tuple[Corners, Name, Options], Tag("typed")],
    Discriminator(_shape_of_field),
]
Fields: TypeAlias = Annotated[list[WireField], Member(min_length=1, max_length=MAX_FIELDS)]
JsonText: TypeAlias = Annotated[str, Member(json_schema_extra={"contentMediaType": "application/json"})]
FieldsOrText: TypeAlias = Annotated[Fields, BeforeValidator(parsed_template, json_schema_input_type=Fields | JsonText)]


def _in_ranges(text: str) -> str:
    ranges_of(text)
    return text


PageRanges: TypeAlias = Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(_in_ranges)]
VersionNumber: TypeAlias = Annotated[int, Strict(), Member(ge=1, le=MAX_VERSION)]
