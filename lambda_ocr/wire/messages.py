"""The messages of the wire, from which the OpenAPI document is generated.

Rule: the predecessor's four requests may carry members we do not know (old clients send some, and they are ignored);
the newer ones may not, so that a misspelt member is never dropped in silence. A member we know must be right. `null`
and the empty string count as not given. Every answer is built from a model here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    PrivateAttr,
    Strict,
    Tag,
    model_validator,
)
from pydantic import Field as Member
from typing_extensions import TypeAliasType

from lambda_ocr.core.deciding.rules import MOST_RULES
from lambda_ocr.core.errors import ErrorCode, InvalidJson
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import Check, Held, LessonKind, Status, Verdict
from lambda_ocr.core.quoting import encodable
from lambda_ocr.core.templates.lint import WarningCode
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


def _encodable(text: str) -> str:
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


Url: TypeAlias = Annotated[str, Strict(), Member(max_length=MAX_URL), AfterValidator(_encodable)]
Name: TypeAlias = Annotated[
    str, Strict(), Member(min_length=1, max_length=MAX_NAME), AfterValidator(_encodable), AfterValidator(_not_blank)
]
TemplateId: TypeAlias = Annotated[str, Strict(), Member(min_length=1, max_length=256), AfterValidator(_encodable)]


S3Url: TypeAlias = Annotated[
    str, Strict(), Member(max_length=MAX_URL, pattern=r"^[sS]3://.+"), AfterValidator(_encodable)
]
RightValue: TypeAlias = Annotated[str, Strict(), Member(max_length=MAX_RIGHT_VALUE), AfterValidator(_encodable)]
LessonId: TypeAlias = Annotated[str, Strict(), Member(min_length=1, max_length=64), AfterValidator(_encodable)]


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


class PageOfDocument(BaseModel):
    """Which page of a document of several a template is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
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


class Message(BaseModel):
    """What all messages share."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    clearable: ClassVar[frozenset[str]] = frozenset()
    """Members of a request whose empty string means what it says; elsewhere it counts as not given."""

    @property
    def brought(self) -> tuple[PictureRequest, ...]:
        """The pictures that a request brings, here already or as urls."""
        return ()

    def with_pictures(self, data: Sequence[bytes]) -> Self:
        """The same request with these in hand, in their order."""
        return self


_EXACTLY_ONE_PICTURE: dict[str, Any] = {"oneOf": [{"required": ["img"]}, {"required": ["url"]}]}


class PictureRequest(Message):
    """What all requests share that bring a picture."""

    img: Annotated[str, Strict()] | None = Member(
        default=None,
        description="The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them "
        "is installed); a `data:` prefix is accepted. Or `url`.",
    )
    url: Url | None = Member(
        default=None, description="Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."
    )
    pages: PageRanges | None = Member(
        default=None,
        description="Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused.",
    )
    password: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(_encodable)] | None = Member(
        default=None, description="Of an encrypted pdf."
    )
    _picture: bytes | None = PrivateAttr(default=None)
    needs_picture: ClassVar[bool] = True
    carriers: ClassVar[tuple[str, ...]] = ("img",)
    """Members that may hold its bytes in Base64."""

    @property
    def carried(self) -> str | None:
        """Its bytes in Base64, where they came along."""
        return next((held for name in self.carriers if (held := getattr(self, name)) is not None), None)

    @property
    def has_picture(self) -> bool:
        """Whether it brings one: here already, in the request, or as `url`."""
        return self._picture is not None or self.carried is not None or self.url is not None

    @property
    def picture(self) -> bytes | None:
        """The picture's bytes where they are here already, whichever way they came; no member of the wire."""
        return self._picture

    @property
    def brought(self) -> tuple[PictureRequest, ...]:
        """Itself, where it brings one."""
        return (self,) if self.has_picture else ()

    def with_pictures(self, data: Sequence[bytes]) -> Self:
        """The same request with its one picture in hand."""
        (own,) = data
        return self.with_picture(own)

    def with_picture(self, data: bytes) -> Self:
        """The same request with its picture in hand, and its Base64 let go."""
        copy = self.model_copy(update=dict.fromkeys(self.carriers))
        copy._picture = data
        return copy


class AddRequest(PictureRequest):
    """Register a template: one picture and the fields on it."""

    model_config = ConfigDict(json_schema_extra=_EXACTLY_ONE_PICTURE)
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
    rules: Rules = []
    page_of: PageOfDocument | None = Member(
        default=None,
        description="The page of a document of several that this is, such as its back: `read` puts pages that follow "
        "each other into one document, and says which are missing.",
    )
    name: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(_encodable)] = Member(
        default="", description="What people call the template; `get` tells it."
    )
    note: Annotated[str, Strict(), Member(max_length=MAX_NOTE), AfterValidator(_encodable)] = Member(
        default="", description="What people should know of the template; `get` tells it."
    )
    idempotency_key: Annotated[str, Strict(), Member(max_length=MAX_KEY), AfterValidator(_encodable)] = Member(
        default="",
        description="A word of your own for this very template, so that it may safely be sent again after an answer "
        "that never came: the same key is answered with the same id, and no second template is kept.",
    )
    detail: Annotated[bool, Strict()] = Member(
        default=False,
        description="Read the template back before it is kept, straight and under drawn distortions, for about eight "
        "seconds, and answer with what will go wrong later.",
    )


class QueryRequest(PictureRequest):
    """Read a picture with a template."""

    model_config = ConfigDict(json_schema_extra=_EXACTLY_ONE_PICTURE)
    type: Literal["query"] = Member(default="query", description="May be left out when `template_id` is there.")
    template_id: TemplateId
    version: VersionNumber | None = Member(default=None, description="Of the template; the newest when left out.")
    detail: Annotated[bool, Strict()] = Member(default=False, description="Answer with everything known, as an object.")


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
    cursor: Annotated[str, Strict(), Member(max_length=256), AfterValidator(_encodable)] | None = Member(
        default=None, description="The `next_cursor` of the page before."
    )


_NO_OTHERS = ConfigDict(extra="forbid")


class GetRequest(Message):
    """Show one template as it was registered, or changed last."""

    model_config = _NO_OTHERS
    type: Literal["get"]
    template_id: TemplateId
    version: VersionNumber | None = Member(default=None, description="An earlier one; the newest when left out.")
    picture: Literal["none", "thumbnail", "full"] = Member(
        default="none",
        description="Whether the answer carries the picture as `img`: not at all, small (JPEG, longest side 480 px), "
        "or in all its pixels (as registered; a file over 3 MiB is sent as JPEG).",
    )


_EXPECTED: Any = Member(
    default=None,
    description="The version that the change is made to. When it is not the newest any more, nothing is changed, and "
    "the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives.",
)


class ChangeRequest(PictureRequest):
    """What requests share that change a template: what is given is changed, the rest stays."""

    model_config = _NO_OTHERS
    needs_picture: ClassVar[bool] = False
    clearable: ClassVar[frozenset[str]] = frozenset({"name", "note", "page_of"})
    type: Literal["update", "preview"]
    template_id: TemplateId
    expected_version: VersionNumber | None = _EXPECTED
    template: FieldsOrText | None = Member(default=None, description="All fields anew, as `add` takes them.")
    variable: Annotated[list[Corners], Member(max_length=MAX_FIELDS)] | None = Member(
        default=None, description="All print struck out anew, as `add` takes it; an empty list: none is."
    )
    rules: Rules | None = Member(default=None, description="All rules anew; an empty list: none is.")
    page_of: PageOfDocument | Literal[""] | None = Member(
        default=None, description='As `add` takes it; "": of a document of one page.'
    )
    name: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(_encodable)] | None = None
    note: Annotated[str, Strict(), Member(max_length=MAX_NOTE), AfterValidator(_encodable)] | None = None


class UpdateRequest(ChangeRequest):
    """Make a new version of a template: what is given is changed, the rest stays; earlier versions are kept."""

    type: Literal["update"]
    detail: Annotated[bool, Strict()] = Member(
        default=False, description="Read the new version back before it is kept, and say what will go wrong, as `add`."
    )


class RollbackRequest(Message):
    """Make an earlier version's content the next version."""

    model_config = _NO_OTHERS
    type: Literal["rollback"]
    template_id: TemplateId
    version: VersionNumber = Member(description="The one to go back to.")
    expected_version: VersionNumber | None = _EXPECTED


class VersionsRequest(Message):
    """Name all versions of a template."""

    model_config = _NO_OTHERS
    type: Literal["versions"]
    template_id: TemplateId


class Copy(PictureRequest):
    """A further copy of a document."""

    model_config = ConfigDict(json_schema_extra=_EXACTLY_ONE_PICTURE, extra="forbid")


class LabelledCopy(Copy):
    """A further copy of a document, and its right values as far as somebody knows them."""

    values: Annotated[dict[Name, RightValue], Member(max_length=MAX_FIELDS)] = Member(
        default={}, description='By the keys of the fields; those that are blank on the copy as `""`.'
    )


class CopiesRequest(Message):
    """What requests share that bring copies."""

    model_config = _NO_OTHERS
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
    expected_version: VersionNumber | None = _EXPECTED
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

    model_config = _NO_OTHERS
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
    idempotency_key: Annotated[str, Strict(), Member(max_length=MAX_KEY), AfterValidator(_encodable)] = Member(
        default="", description="As of `add`."
    )


class ReviewRequest(Message):
    """Take the next document that a person should look at, say what stands there, or list what was said."""

    model_config = _NO_OTHERS
    type: Literal["review"]
    do: Literal["next", "done", "release", "get", "list"] = Member(
        description="`next`: a document, nobody else's for a quarter of an hour; `done`: its right `values`; "
        "`release`: give it back, to the end of the queue; `get`: one by its `review_id`, looked at or not; "
        "`list`: what was said, oldest first."
    )
    reviewer: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(_encodable)] = Member(
        default="", description="Who one is, where the door does not know it."
    )
    template_id: TemplateId | None = Member(default=None, description="Of `next` and `list`: of this template alone.")
    review_id: TemplateId | None = None
    lease: TemplateId | None = Member(default=None, description="As `next` gave it.")
    values: Annotated[list[RightValue], Member(max_length=MAX_FIELDS)] | None = Member(
        default=None, description='Of `done`: what stands in each field, in their order; `""` where nothing does.'
    )
    limit: Annotated[int, Strict(), Member(ge=1, le=MAX_REVIEWED_PAGE)] = MAX_REVIEWED_PAGE
    cursor: TemplateId | None = Member(default=None, description="The `next_cursor` of the page before.")


class DriftRequest(Message):
    """Tell how sure readings were over time, by template and version."""

    model_config = _NO_OTHERS
    type: Literal["drift"]
    template_id: TemplateId | None = Member(default=None, description="This one alone; all when left out.")
    days: Annotated[int, Strict(), Member(ge=1, le=MAX_DAYS)] = Member(default=35, description="Today is the last.")


class InterpretedText(Message):
    """A text, as a field of some type says it."""

    model_config = _NO_OTHERS
    text: Annotated[str, Strict(), Member(max_length=MAX_INTERPRETED), AfterValidator(_encodable)] = Member(
        description="As printed; lines are parted by line ends."
    )
    options: dict[str, Any] | None = Member(
        default=None,
        description="As a field's third member; when left out, it is told which type the text looks like.",
        json_schema_extra=add_members,
    )


class InterpretRequest(Message):
    """Tell what texts mean under types of fields, and which type they look like; no picture is read."""

    model_config = _NO_OTHERS
    type: Literal["interpret"]
    fields: Annotated[list[InterpretedText], Member(min_length=1, max_length=MAX_INTERPRETED_AT_ONCE)]


class BatchRequest(Message):
    """Have any number of files read by a deployment that has batches: begin, look, end, fetch."""

    model_config = _NO_OTHERS
    type: Literal["batch"]
    do: Literal["start", "status", "cancel", "redrive", "results"] = Member(
        description="`start`: read what `prefix`, `manifest` or `sources` says; `status`: how it stands; `cancel`: end "
        "it, what was read is kept; `redrive`: go on with what failed; `results`: where the lines are that there are."
    )
    batch_id: Annotated[str, Strict(), Member(pattern=r"^[A-Za-z0-9_-]{1,80}$")] | None = Member(
        default=None, description="Of all but `start`, which answers it."
    )
    prefix: S3Url | None = Member(default=None, description="Of `start`: all that lies under `s3://bucket/prefix`.")
    manifest: S3Url | None = Member(
        default=None,
        description="Of `start`: a `.csv` with a column `source` of `s3://` urls, a `.jsonl` of such objects, or the "
        "`manifest.json` of an inventory of S3.",
    )
    sources: Annotated[list[S3Url], Member(min_length=1, max_length=MAX_SOURCES)] | None = Member(
        default=None, description="Of `start`: these files."
    )
    template_id: OneOrMoreIds | None = Member(
        default=None, description="Of `start`: as `read` takes it; each page is told its template without."
    )
    many: Annotated[bool, Strict()] = Member(default=False, description="Of `start`: as `read` takes it.")
    idempotency_key: Annotated[str, Strict(), Member(max_length=MAX_KEY), AfterValidator(_encodable)] = Member(
        default="", description="Of `start`: the same key begins one batch, however often it is sent."
    )
    cursor: TemplateId | None = Member(default=None, description="Of `results`: the `next_cursor` of the page before.")


class DetectRequest(PictureRequest):
    """Find and read every line of text on a picture, without a template."""

    model_config = ConfigDict(json_schema_extra=_EXACTLY_ONE_PICTURE, extra="forbid")
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


class UploadRequest(Message):
    """Ask for a place to upload a picture to that is too large to send (an AWS deployment has one)."""

    model_config = _NO_OTHERS
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


Request: TypeAlias = (
    AddRequest
    | QueryRequest
    | DeleteRequest
    | ListRequest
    | GetRequest
    | DetectRequest
    | UploadRequest
    | UpdateRequest
    | VersionsRequest
    | RollbackRequest
    | PreviewRequest
    | TeachRequest
    | EvaluateRequest
    | ExportRequest
    | ImportRequest
    | ReviewRequest
    | DriftRequest
    | InterpretRequest
    | BatchRequest
    | ReadRequest
    | ClassifyRequest
)
REQUESTS: Mapping[str, type[Request]] = {
    "add": AddRequest,
    "query": QueryRequest,
    "del": DeleteRequest,
    "list": ListRequest,
    "get": GetRequest,
    "detect": DetectRequest,
    "upload": UploadRequest,
    "update": UpdateRequest,
    "versions": VersionsRequest,
    "rollback": RollbackRequest,
    "preview": PreviewRequest,
    "teach": TeachRequest,
    "evaluate": EvaluateRequest,
    "export": ExportRequest,
    "import": ImportRequest,
    "review": ReviewRequest,
    "drift": DriftRequest,
    "interpret": InterpretRequest,
    "batch": BatchRequest,
    "read": ReadRequest,
    "classify": ClassifyRequest,
}

Score: TypeAlias = Annotated[float, Member(ge=0, le=100, allow_inf_nan=False, description="0 to 100, two decimals.")]
Spot: TypeAlias = tuple[float, float]
Position = TypeAliasType(
    "Position",
    Annotated[
        tuple[Spot, Spot, Spot, Spot],
        Member(description="Four [x, y] in pixels of the query picture, in the order of the template's corners."),
    ],
)
Milliseconds: TypeAlias = Annotated[float, Member(ge=0, allow_inf_nan=False)]


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


class PrintedLineDetail(Message):
    """One line of text; `at` is where each character's centre lies along it, from 0 (left) to 1 (right)."""

    text: str
    score: Score
    position: Position
    at: list[float]


class DetectAnswer(Message):
    """Lines of text from top to bottom, `position` in pixels of the picture as a viewer shows it."""

    width: int
    height: int
    lines: list[PrintedLineDetail]
    left_out: int = Member(
        description="Lines further down that were seen and not read, for one request reads only so much: send the "
        "lower part of the picture by itself."
    )
    timings_ms: dict[str, Milliseconds]


class UploadAnswer(Message):
    """A form for one picture: POST `fields`, then the picture as `file`, to `url` as multipart/form-data."""

    url: str
    fields: dict[str, str]
    s3_url: str = Member(description="What to send as `url` afterwards.")
    max_bytes: int
    expires_in: int = Member(description="Seconds.")


class KeyValue(Message):
    """One field read; a query's answer is the list of them, in template order."""

    key: str
    value: str
    score: Score


class LineDetail(Message):
    """One line of a field. `position` is null where perspective puts it nowhere."""

    text: str
    score: Score
    position: Position | None


NormalCell: TypeAlias = str | bool | list[str] | dict[str, str | None] | None
"""Of marks and of what is there true or false, of a row with `many` the list of those chosen."""
Normalized: TypeAlias = NormalCell | list[dict[str, NormalCell]]
"""Of a table its rows, each its cells' normal forms by column."""


class CandidateDetail(Message):
    """Something else that a field may say."""

    value: str = Member(description="As printed.")
    normalized: Normalized = Member(description="In the type's normal form.")
    likelihood: Annotated[
        float, Member(ge=0, le=1, description="Of its print, beside what is likeliest without any type.")
    ]


class CellDetail(KeyValue):
    """One cell of a table; `key` is its column's name, `position` on the query picture."""

    status: Status
    position: Position | None
    type: str = Member(description="The column's.")
    normalized: NormalCell
    candidates: list[CandidateDetail]
    checks: list[Check]
    held: list[Held]


class FieldDetail(KeyValue):
    """Everything known of one field, `position` on the query picture."""

    status: Status
    position: Position | None
    error_px: float | None = Member(
        description="How far from its true place `position` may lie, in pixels of the query picture; null: unknown."
    )
    lines: list[LineDetail]
    type: str = Member(description="The field's; `text` where it was given none.")
    normalized: Normalized = Member(
        description="The value in its type's normal form; null where it is `invalid`, or means more than one thing."
    )
    candidates: list[CandidateDetail] = Member(description="What else the field may say, or mean, the likeliest first.")
    checks: list[Check] = Member(
        description="What was noticed: `unexplained_ink`, there is print in the field that none of its lines accounts "
        "for, and no value of it is sure; `unread_sign`, a letter or sign of the value was passed over, for the "
        "engine does not read it, or is a point or a comma, which of them a rule hides; `extends`, the value runs on "
        "beyond the field's edge and was read to its end. "
        "By type: `not_of_form`, `checksum_wrong`, `out_of_range`, `not_listed`, the value is none of the type; "
        "`ambiguous`, it means more than one thing; `decided_by_type`, `decided_by_rule`, the type or a rule decided "
        "between what was possible; `rule_broken`, a rule does not hold; `cells_differ`, more or fewer cells are "
        "written in than characters were read; `several_selected`, more places of a group are marked than one. "
        "`text_layer_differs`, the text that a pdf file carries says another thing at this place than is seen there; "
        "`end_unseen`, a table runs to the picture's edge, there may be more rows."
    )
    held: list[Held] = Member(
        description="What was checked of a typed value, and is so; `text_layer`: the text of a pdf file says the same."
    )
    rows: list[list[CellDetail]] = Member(
        description="Of a `table` its rows from top to bottom, a cell for each column; of other types none."
    )


class AlignmentDetail(Message):
    """How well the template was found on the picture."""

    verdict: Verdict
    inliers: Annotated[int, Member(ge=0, description="Points of fixed print found again where they should be.")]
    error_px: Annotated[float | None, Member(description="Median distance left, in pixels of the query picture.")]
    image_from_template: Annotated[
        list[list[float]] | None,
        Member(description="3 x 3 homography, by rows: from pixels of the template picture to pixels of the query."),
    ]


class DetailAnswer(Message):
    """The answer to a query with `detail`."""

    template_id: str
    version: int = Member(description="Of the template: the one that was read with.")
    page: int = Member(description="Which page of the file was read, from 1.")
    pages: int = Member(description="How many the file has.")
    alignment: AlignmentDetail
    fields: list[FieldDetail]
    timings_ms: dict[str, Milliseconds]


class ErrorMember(Message):
    """A refusal: `code` for programs, `message` for people (it says what to do next), `details` are its facts."""

    code: ErrorCode
    message: str
    details: dict[str, Any]


class ErrorAnswer(Message):
    """The body of every answer that is not 200."""

    error: ErrorMember
