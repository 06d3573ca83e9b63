"""The service's messages.

Made of docs/openapi.json by .ci/python_client.py.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Check = Literal[
    "unexplained_ink",
    "unread_sign",
    "extends",
    "not_of_form",
    "checksum_wrong",
    "out_of_range",
    "not_listed",
    "ambiguous",
    "decided_by_type",
    "decided_by_template",
    "other_kind",
    "decided_by_rule",
    "cells_differ",
    "several_selected",
    "rule_broken",
    "text_layer_differs",
    "end_unseen",
]
"""What was noticed about a field's value that a caller should know."""


Corners = list[list[float]]
"""Four [x, y] in pixels of the template picture as a viewer shows it, clockwise: upper left, upper right,
lower right, lower left of the print as it is read."""


ErrorCode = Literal[
    "invalid_json",
    "invalid_request",
    "invalid_template",
    "invalid_picture",
    "unsupported_picture",
    "picture_too_large",
    "too_many_pages",
    "password_needed",
    "body_too_large",
    "url_forbidden",
    "url_unreachable",
    "url_timeout",
    "origin_forbidden",
    "s3_unavailable",
    "template_not_found",
    "template_mismatch",
    "version_conflict",
    "lease_lost",
    "not_found",
    "method_not_allowed",
    "too_many_requests",
    "answer_too_large",
    "over_budget",
    "shutting_down",
    "store_unavailable",
    "internal_error",
]
"""The names a client may see in `error.code`."""


Held = Literal["form", "checksum", "range", "listed", "rule", "text_layer"]
"""What was checked of a value, and is so."""


LessonKind = Literal["print", "marks", "type", "extent", "wander", "bound"]
"""What a lesson is about."""


Position = list[list[float]]
"""Four [x, y] in pixels of the query picture, in the order of the template's corners."""


Reason = Literal["refused", "invalid", "doubtful"]
"""Why somebody should look."""


Status = Literal["ok", "empty", "low_confidence", "out_of_frame", "invalid"]
"""What became of one field."""


Verdict = Literal["matched", "weak"]
"""How much the alignment can be trusted. A picture that is neither is refused with `TemplateMismatch`."""


WarningCode = Literal[
    "field_too_tight",
    "few_fixed_features",
    "field_not_read_back",
    "fields_overlap",
    "confusable_template",
    "script_not_read",
]
"""What may be wrong with a template."""


class AddAnswer(TypedDict):
    """The new template's id."""

    template_id: str


class AddRequest(TypedDict):
    """Register a template: one picture and the fields on it."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    type: Literal["add"]
    template: list[list[Corners | str] | list[Corners | str | dict[str, Any]]] | str
    """Fields as `[quad, name]`, at most 500; may also arrive as a JSON string. Names may repeat: the
    answer is a list in this order."""
    variable: NotRequired[list[Corners]]
    """Quads of print outside the fields that changes from copy to copy (a name, a notice): the document is
    not known by it. `fixed_print` of an `add` with `detail` says what is taken for fixed."""
    rules: NotRequired[list[dict[str, Any]]]
    """What must be so of several fields, named by their keys: `{"sum": [a, b], "equals": c}`, `{"same":
    [a, b]}`, `{"before": [a, b]}`; in `same` also `{"barcode": b, "part": 4}`, in `sum` `{"table": t,
    "column": c}`. They choose among what the fields may say, and are checked."""
    page_of: NotRequired[PageOfDocument | None]
    """The page of a document of several that this is, such as its back: `read` puts pages that follow each
    other into one document, and says which are missing."""
    name: NotRequired[str]
    """What people call the template; `get` tells it."""
    note: NotRequired[str]
    """What people should know of the template; `get` tells it."""
    idempotency_key: NotRequired[str]
    """A word of your own for this very template, so that it may safely be sent again after an answer that
    never came: the same key is answered with the same id, and no second template is kept."""
    detail: NotRequired[bool]
    """Read the template back before it is kept, straight and under drawn distortions, for about eight
    seconds, and answer with what will go wrong later."""


class AlignmentDetail(TypedDict):
    """How well the template was found on the picture."""

    verdict: Verdict
    inliers: int
    """Points of fixed print found again where they should be."""
    error_px: float | None
    """Median distance left, in pixels of the query picture."""
    image_from_template: list[list[float]] | None
    """3 x 3 homography, by rows: from pixels of the template picture to pixels of the query."""


class AttemptDetail(TypedDict):
    """One picture drawn from the template's own, read back."""

    picture: str
    """`straight`: the template's own picture, else how it was changed."""
    refused: bool
    """Whether it was not recognised as this template."""
    differing: list[int]
    """Indices of the fields that did not read as on the straight picture."""


class BandDetail(TypedDict):
    """The same of fields with a score from `low` on, below that of the band before."""

    right: int
    wrong: int
    refused: int
    """Of pictures that were refused: not read, and neither right nor wrong."""
    low: float


class BatchAnswer(TypedDict):
    """How a batch stands, as Step Functions knows it: its files are counted by parts, when these are done."""

    batch_id: str
    status: Literal["running", "succeeded", "failed", "timed_out", "cancelled"]
    total: int
    """Files listed so far."""
    done: int
    failed: int
    """Files whose part failed for good, which `redrive` goes on with. A file that cannot be read is a line
    of the results, and none of these."""
    cause: str
    """Why it ended early; "" where it did not."""
    parts: NotRequired[list[BatchPartDetail]]
    """Of `results` alone."""
    next_cursor: NotRequired[str | None]
    """null on the last page."""


class BatchPartDetail(TypedDict):
    """Some of the results: JSON lines, each a document with its `source`, or the `reason` why a page is
    none."""

    url: str
    """To be got with no signature of one's own, for a quarter of an hour."""
    bytes: int


class BatchRequest(TypedDict):
    """Have any number of files read by a deployment that has batches: begin, look, end, fetch."""

    type: Literal["batch"]
    do: Literal["start", "status", "cancel", "redrive", "results"]
    """`start`: read what `prefix`, `manifest` or `sources` says; `status`: how it stands; `cancel`: end
    it, what was read is kept; `redrive`: go on with what failed; `results`: where the lines are that
    there are."""
    batch_id: NotRequired[str | None]
    """Of all but `start`, which answers it."""
    prefix: NotRequired[str | None]
    """Of `start`: all that lies under `s3://bucket/prefix`."""
    manifest: NotRequired[str | None]
    """Of `start`: a `.csv` with a column `source` of `s3://` urls, a `.jsonl` of such objects, or the
    `manifest.json` of an inventory of S3."""
    sources: NotRequired[list[str] | None]
    """Of `start`: these files."""
    template_id: NotRequired[str | list[str] | None]
    """Of `start`: as `read` takes it; each page is told its template without."""
    many: NotRequired[bool]
    """Of `start`: as `read` takes it."""
    idempotency_key: NotRequired[str]
    """Of `start`: the same key begins one batch, however often it is sent."""
    cursor: NotRequired[str | None]
    """Of `results`: the `next_cursor` of the page before."""


class BoundDetail(TypedDict):
    """How like a template pictures are: log likelihood ratios of it to something else, in nats."""

    weight: float
    """From which a picture is taken for the template's."""
    lowest: float
    """Of the copies, each weighed by what the others taught."""
    others: int
    """Templates whose own pictures were laid beside it."""
    highest: float | None
    """Of these; null: none of them is like it."""


class CandidateDetail(TypedDict):
    """Something else that a field may say."""

    value: str
    """As printed."""
    normalized: (
        str
        | bool
        | list[str]
        | dict[str, str | None]
        | list[dict[str, str | bool | list[str] | dict[str, str | None] | None]]
        | None
    )
    """In the type's normal form."""
    likelihood: float
    """Of its print, beside what is likeliest without any type."""


class CellDetail(TypedDict):
    """One cell of a table; `key` is its column's name, `position` on the query picture."""

    key: str
    value: str
    score: float
    """0 to 100, two decimals."""
    status: Status
    position: Position | None
    type: str
    """The column's."""
    normalized: str | bool | list[str] | dict[str, str | None] | None
    candidates: list[CandidateDetail]
    checks: list[Check]
    held: list[Held]


class CheckedAddAnswer(TypedDict):
    """The answer to an `add` with `detail`."""

    template_id: str
    checked: bool
    """false: this deployment has the self-test switched off."""
    warnings: list[WarningDetail]
    readings: list[AttemptDetail]
    readings_planned: int
    """More than `readings` has where time ran out."""
    compared: Compared
    fixed_print: list[PrintDetail]
    """The printed lines outside the fields, by which the document is known again."""
    suggested: list[SuggestedType]
    """Of fields without a type, the one that their own print looks like; nothing is assumed."""


class CheckedVersionAnswer(TypedDict):
    """The answer to an `update` with `detail`."""

    template_id: str
    version: int
    """The newest one now."""
    checked: bool
    """false: this deployment has the self-test switched off."""
    warnings: list[WarningDetail]
    readings: list[AttemptDetail]
    readings_planned: int
    """More than `readings` has where time ran out."""
    compared: Compared
    fixed_print: list[PrintDetail]
    """The printed lines outside the fields, by which the document is known again."""
    suggested: list[SuggestedType]
    """Of fields without a type, the one that their own print looks like; nothing is assumed."""


class ClassDetail(TypedDict):
    """What a page is."""

    page: int
    """Of the file, from 1."""
    template_id: str | None
    """The template it is of; null: unknown, and `reason` says why."""
    version: int | None
    likeness: float | None
    """Share of the template's fixed print that was found on the page."""
    outline: Position | None
    """Where the corners of the template's picture lie on the page."""
    reason: ErrorCode | None
    """`template_mismatch`: it is of none of the templates in question; else what was wrong with it."""
    message: str | None
    candidates: list[TemplateCandidateDetail]
    """What else was compared with it, the likest first."""


class ClassifyAnswer(TypedDict):
    """What the pages of a file are; `pages` is how many it has."""

    classes: list[ClassDetail]
    pages: int
    timings_ms: dict[str, float]


class ClassifyRequest(TypedDict):
    """Say which template each page of any file is of."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Pages to take, from 1: `1-3,7`. All when left out."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    file: NotRequired[str | None]
    """Another name for `img`: any file in Base64. Or `url`."""
    template_id: NotRequired[str | list[str] | None]
    """The template, or those that come into question; all of them when left out."""
    type: Literal["classify"]


class Compared(TypedDict):
    """With how many of the most recent templates the new one was compared in the time there was."""

    done: int
    of: int


class Copy(TypedDict):
    """A further copy of a document."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""


class CopyCompared(TypedDict):
    """One copy, in the order they were sent."""

    refused: ErrorCode | None
    message: str | None
    fields: list[FieldCompared]


class CopyDetail(TypedDict):
    """What became of one copy, in the order they were sent."""

    status: Literal["taught", "known", "refused"]
    """`known`: the very file was taught before, and says nothing more."""
    reason: ErrorCode | None
    """Why it was refused; the others were taught all the same."""
    message: str | None
    right: int | None
    """Fields that read as their right values, before; null where none was given."""
    of: int | None


class CopyPreviewed(TypedDict):
    """A picture read with the template as it is, and as the change would make it."""

    before: PreviewReading
    after: PreviewReading


class DayDetail(TypedDict):
    """What became of a day's documents with one version of a template."""

    day: str
    """UTC, `YYYY-MM-DD`."""
    template_id: str
    version: int
    documents: int
    refused: int
    doubtful: int
    """Read, with a field that is not sure or no value of its type."""
    reviewed: int
    """Documents that a person looked at."""


class DeleteAnswer(TypedDict):
    """What was deleted, in the shape it was asked."""

    template_id: str | list[str]


class DeleteRequest(TypedDict):
    """Forget templates: all of those named or, when one is unknown, none."""

    type: Literal["del"]
    template_id: str | list[str]


class DetailAnswer(TypedDict):
    """The answer to a query with `detail`."""

    template_id: str
    version: int
    """Of the template: the one that was read with."""
    page: int
    """Which page of the file was read, from 1."""
    pages: int
    """How many the file has."""
    alignment: AlignmentDetail
    fields: list[FieldDetail]
    timings_ms: dict[str, float]


class DetectAnswer(TypedDict):
    """Lines of text from top to bottom, `position` in pixels of the picture as a viewer shows it."""

    width: int
    height: int
    lines: list[PrintedLineDetail]
    left_out: int
    """Lines further down that were seen and not read, for one request reads only so much: send the lower
    part of the picture by itself."""
    timings_ms: dict[str, float]


class DetectRequest(TypedDict):
    """Find and read every line of text on a picture, without a template."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    type: Literal["detect"]


class DocumentDetail(TypedDict):
    """A document: its only page, or of several the first that was found."""

    page: int
    """Of the file, from 1."""
    size: list[int]
    """Width and height of the page in pixels: of a picture its own, of a pdf those it was drawn with."""
    dpi: float | None
    """Pixels an inch of paper, where the file says so."""
    template_id: str
    version: int
    """Of the template: the one that was read with."""
    outline: Position | None
    """Where the corners of the template's picture lie on the page."""
    alignment: AlignmentDetail
    fields: list[FieldDetail]
    page_of: PageOfDocument | None
    """The page that it is of a document of several; null: none."""
    missing: list[int]
    """Pages of the document that do not follow here, by their number in it."""
    further: list[PageRead]
    """Its other pages that were found, in order."""


class DriftAnswer(TypedDict):
    """Counts, and nothing of what any document says."""

    days: list[DayDetail]
    """The oldest first."""
    fields: list[FieldCountDetail]
    drifts: list[DriftDetail]
    """The least likely by chance first."""


class DriftDetail(TypedDict):
    """A template's last seven days beside the 28 before."""

    template_id: str
    before: float
    """Share of documents that were refused or doubtful."""
    before_of: int
    recent: float
    recent_of: int
    chance: float
    """That the share rises so far though nothing changed: below 0.001 the form was probably reprinted."""


class DriftRequest(TypedDict):
    """Tell how sure readings were over time, by template and version."""

    type: Literal["drift"]
    template_id: NotRequired[str | None]
    """This one alone; all when left out."""
    days: NotRequired[int]
    """Today is the last."""


class ErrorAnswer(TypedDict):
    """The body of every answer that is not 200."""

    error: ErrorMember


class ErrorMember(TypedDict):
    """A refusal: `code` for programs, `message` for people (it says what to do next), `details` are its
    facts."""

    code: ErrorCode
    message: str
    details: dict[str, Any]


class EvaluateAnswer(TypedDict):
    """How well a template reads labelled copies; nothing of it is kept."""

    template_id: str
    version: int
    pictures: int
    refused: int
    total: TallyDetail
    by_field: list[FieldTally]
    reliability: list[BandDetail]
    risk: list[RiskDetail]
    copies: list[CopyCompared]


class EvaluateRequest(TypedDict):
    """Read copies whose right values are known, and say how well; nothing of it is kept."""

    type: Literal["evaluate"]
    template_id: str
    version: NotRequired[int | None]
    """Of the template; the newest when left out."""
    copies: list[LabelledCopy]


class ExportAnswer(TypedDict):
    """A version of a template as one file."""

    template_id: str
    version: int
    file: str


class ExportRequest(TypedDict):
    """Give a template as one file, to keep or to bring elsewhere."""

    type: Literal["export"]
    template_id: str
    version: NotRequired[int | None]
    """An earlier one; the newest when left out."""


class FieldCompared(TypedDict):
    """A field whose right value is known, as it was read."""

    key: str
    truth: str
    value: str | None
    """null: the picture was refused."""
    score: float
    """0 to 100, two decimals."""
    status: Status | None
    right: bool
    """The same text, spaces and the widths of characters aside."""
    position: Position | None
    """In pixels of the copy."""


class FieldCountDetail(TypedDict):
    """What people said of one field."""

    template_id: str
    version: int
    key: str
    reviewed: int
    corrected: int


class FieldDetail(TypedDict):
    """Everything known of one field, `position` on the query picture."""

    key: str
    value: str
    score: float
    """0 to 100, two decimals."""
    status: Status
    position: Position | None
    error_px: float | None
    """How far from its true place `position` may lie, in pixels of the query picture; null: unknown."""
    lines: list[LineDetail]
    type: str
    """The field's; `text` where it was given none."""
    normalized: (
        str
        | bool
        | list[str]
        | dict[str, str | None]
        | list[dict[str, str | bool | list[str] | dict[str, str | None] | None]]
        | None
    )
    """The value in its type's normal form; null where it is `invalid`, or means more than one thing."""
    candidates: list[CandidateDetail]
    """What else the field may say, or mean, the likeliest first."""
    checks: list[Check]
    """What was noticed: `unexplained_ink`, there is print in the field that none of its lines accounts
    for, and no value of it is sure; `unread_sign`, a letter or sign of the value was passed over, for
    the engine does not read it, or is a point or a comma, which of them a rule hides; `extends`, the
    value runs on beyond the field's edge and was read to its end; `decided_by_template`, print that is
    nearly what the template says there, and open where it differs, was taken for that; `other_kind`,
    words stand where the template has a number, or the reverse, and perhaps another line was read. By
    type: `not_of_form`, `checksum_wrong`, `out_of_range`, `not_listed`, the value is none of the type;
    `ambiguous`, it means more than one thing; `decided_by_type`, `decided_by_rule`, the type or a rule
    decided between what was possible; `rule_broken`, a rule does not hold; `cells_differ`, more or
    fewer cells are written in than characters were read; `several_selected`, more places of a group are
    marked than one. `text_layer_differs`, the text that a pdf file carries says another thing at this
    place than is seen there; `end_unseen`, a table runs to the picture's edge, there may be more rows."""
    held: list[Held]
    """What was checked of a typed value, and is so; `text_layer`: the text of a pdf file says the same."""
    rows: list[list[CellDetail]]
    """Of a `table` its rows from top to bottom, a cell for each column; of other types none."""


class FieldNamed(TypedDict):
    """A field of the template."""

    index: int
    """From 0, in template order."""
    name: str


class FieldReviewedDetail(TypedDict):
    """A field as it was read, and as a person left it."""

    key: str
    read: str | None
    """null: the picture was refused."""
    value: str
    corrected: bool


class FieldTally(TypedDict):
    """The same of one field."""

    right: int
    wrong: int
    refused: int
    """Of pictures that were refused: not read, and neither right nor wrong."""
    key: str


class GetAnswer(TypedDict):
    """One version of a template, `template` as `add` takes it."""

    template_id: str
    version: int
    """The one shown."""
    name: str
    """"" when nobody gave one."""
    note: str
    created: str
    """When this version was made: UTC, ISO 8601."""
    width: int
    """Of the picture, in pixels, as a viewer shows it."""
    height: int
    template: list[list[Corners | str] | list[Corners | str | dict[str, Any]]]
    variable: list[Corners]
    """What was struck out, as `add` takes it."""
    rules: list[dict[str, Any]]
    """Those across fields, as `add` takes them."""
    page_of: PageOfDocument | None
    """The page that it is of a document of several; null: none."""
    copies: int
    """Further copies that it was taught with."""
    lessons: list[LessonDetail]
    """What these taught; `teach` forgets them by their `id`."""
    img: str | None
    """The picture as a `data:` URL, which `add` takes as it is; null unless asked."""


class GetRequest(TypedDict):
    """Show one template as it was registered, or changed last."""

    type: Literal["get"]
    template_id: str
    version: NotRequired[int | None]
    """An earlier one; the newest when left out."""
    picture: NotRequired[Literal["none", "thumbnail", "full"]]
    """Whether the answer carries the picture as `img`: not at all, small (JPEG, longest side 480 px), or
    in all its pixels (as registered; a file over 3 MiB is sent as JPEG)."""


class ImportAnswer(TypedDict):
    """The new template's id, and what it brought along."""

    template_id: str
    fields: int
    lessons: int


class ImportRequest(TypedDict):
    """Make a new template of the file that `export` gave: picture, fields, types, rules, and what copies
    taught."""

    img: NotRequired[None]
    """Not here: the file brings the picture along."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[None]
    password: NotRequired[None]
    type: Literal["import"]
    file: NotRequired[str | None]
    """The zip in Base64. Or `url`."""
    idempotency_key: NotRequired[str]
    """As of `add`."""


class InterpretAnswer(TypedDict):
    """A meaning for each text, in the order asked."""

    fields: list[MeaningDetail]


class InterpretRequest(TypedDict):
    """Tell what texts mean under types of fields, and which type they look like; no picture is read."""

    type: Literal["interpret"]
    fields: list[InterpretedText]


class InterpretedText(TypedDict):
    """A text, as a field of some type says it."""

    text: str
    """As printed; lines are parted by line ends."""
    options: NotRequired[dict[str, Any] | None]
    """As a field's third member; when left out, it is told which type the text looks like."""


class KeyValue(TypedDict):
    """One field read; a query's answer is the list of them, in template order."""

    key: str
    value: str
    score: float
    """0 to 100, two decimals."""


class LabelledCopy(TypedDict):
    """A further copy of a document, and its right values as far as somebody knows them."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    values: NotRequired[dict[str, str]]
    """By the keys of the fields; those that are blank on the copy as `""`."""


class LessonDetail(TypedDict):
    """A fact that further copies taught of a template."""

    id: str
    kind: LessonKind
    """`print`: a line outside the fields, `agreeing` says on how many copies it stands; `marks`: a place
    outside them whose print no copy has; `type`: what type all values of a field have, a suggestion;
    `extent`: where a field's print lies on all copies together, on `agreeing` of them wholly in the
    field; `wander`: where a field was found that on `agreeing` copies did not stand in its place;
    `bound`: how like the template a picture must be, as `agreeing` copies were."""
    copies: int
    """Those that could tell."""
    agreeing: int
    """Those of them where it is so."""
    position: Corners | None
    """Where, in pixels of the template picture; null: nowhere in particular."""
    text: str
    """What the line says; of a `wander` the line that moved with the field; "" of others."""
    field: FieldNamed | None
    """null: of no field."""
    options: dict[str, Any]
    """Of a `type`: the third member for the field, as `update` takes it."""
    moved: int
    """Of the agreeing those where the line stands elsewhere: what is above it grew."""
    bound: BoundDetail | None
    """Of a `bound`; null: of others."""


class LineDetail(TypedDict):
    """One line of a field. `position` is null where perspective puts it nowhere."""

    text: str
    score: float
    """0 to 100, two decimals."""
    position: Position | None


class ListAnswer(TypedDict):
    """Ids of all templates, oldest first."""

    template_id_list: list[str]


class ListRequest(TypedDict):
    """Name all templates; with `limit` or `cursor` some of them, a page at a time."""

    type: Literal["list"]
    limit: NotRequired[int | None]
    """At most so many ids; the answer's `next_cursor` says where the next page begins."""
    cursor: NotRequired[str | None]
    """The `next_cursor` of the page before."""


class MeaningDetail(TypedDict):
    """What one text means."""

    type: str | None
    """Of the options; null where they are none, or no type's."""
    normalized: dict[str, Any]
    """The normal form; null where there is none, or more than one."""
    meanings: list[dict[str, Any]]
    """The normal forms of all that it may mean."""
    held: list[Held]
    """What was checked and is so."""
    checks: list[Check]
    """Why it cannot be a value of the type, or `ambiguous`."""
    suggested: dict[str, Any] | None
    """Where no options were given: those of the type that the text looks like, if it looks like one."""
    problem: str | None
    """What is wrong with the options, and what to do."""


class PageAnswer(TypedDict):
    """Ids of some templates, in an order of the store's own; `next_cursor` is null on the last page."""

    template_id_list: list[str]
    next_cursor: str | None


class PageOfDocument(TypedDict):
    """Which page of a document of several a template is."""

    document: str
    """What the document is called: the same in the templates of all its pages."""
    page: int
    """From 1."""
    pages: int
    """That it has."""


class PageRead(TypedDict):
    """A page that was read by a template; places are in pixels of the page."""

    page: int
    """Of the file, from 1."""
    size: list[int]
    """Width and height of the page in pixels: of a picture its own, of a pdf those it was drawn with."""
    dpi: float | None
    """Pixels an inch of paper, where the file says so."""
    template_id: str
    version: int
    """Of the template: the one that was read with."""
    outline: Position | None
    """Where the corners of the template's picture lie on the page."""
    alignment: AlignmentDetail
    fields: list[FieldDetail]
    page_of: PageOfDocument | None
    """The page that it is of a document of several; null: none."""


class PreviewAnswer(TypedDict):
    """The pictures in the order they were sent."""

    template_id: str
    version: int
    """The newest one, which the change is made to; it is still the newest."""
    copies: list[CopyPreviewed]


class PreviewReading(TypedDict):
    """A picture read with one of the two."""

    refused: ErrorCode | None
    """null: it was read."""
    message: str | None
    answer: DetailAnswer | None
    """As a `query` with `detail` answers."""


class PreviewRequest(TypedDict):
    """Read pictures with a template as it is and as an `update` would make it; nothing of it is kept."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    type: Literal["preview"]
    template_id: str
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""
    template: NotRequired[list[list[Corners | str] | list[Corners | str | dict[str, Any]]] | str | None]
    """All fields anew, as `add` takes them."""
    variable: NotRequired[list[Corners] | None]
    """All print struck out anew, as `add` takes it; an empty list: none is."""
    rules: NotRequired[list[dict[str, Any]] | None]
    """All rules anew; an empty list: none is."""
    page_of: NotRequired[PageOfDocument | Literal[""] | None]
    """As `add` takes it; "": of a document of one page."""
    name: NotRequired[str | None]
    note: NotRequired[str | None]
    copies: list[Copy]


class PrintDetail(TypedDict):
    """A printed line outside the fields, and what it is taken for."""

    text: str
    position: Position
    role: str
    """What it looks like: a `label`, a `phrase`, `words`, a `word`, a `value`, … (the guide to templates
    has them all)."""
    fixed: float
    """How likely it stands on every copy."""
    weight: float
    """How much other print in its place speaks against a picture (nats); 0: not at all."""


class PrintedLineDetail(TypedDict):
    """One line of text; `at` is where each character's centre lies along it, from 0 (left) to 1 (right)."""

    text: str
    score: float
    """0 to 100, two decimals."""
    position: Position
    at: list[float]


class QueryRequest(TypedDict):
    """Read a picture with a template."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    type: NotRequired[Literal["query"]]
    """May be left out when `template_id` is there."""
    template_id: str
    version: NotRequired[int | None]
    """Of the template; the newest when left out."""
    detail: NotRequired[bool]
    """Answer with everything known, as an object."""


class ReadAnswer(TypedDict):
    """What was read of a file; `pages` is how many it has."""

    documents: list[DocumentDetail]
    unmatched: list[UnmatchedDetail]
    pages: int
    timings_ms: dict[str, float]


class ReadRequest(TypedDict):
    """Read the pages of any file, each by the template it is of."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Pages to take, from 1: `1-3,7`. All when left out."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    file: NotRequired[str | None]
    """Another name for `img`: any file in Base64. Or `url`."""
    template_id: NotRequired[str | list[str] | None]
    """The template, or those that come into question; all of them when left out."""
    type: Literal["read"]
    many: NotRequired[bool]
    """Whether a page may show several documents: up to 20 are found, one after another."""


class ReviewAnswer(TypedDict):
    """What was asked for; the other members are empty."""

    waiting: int
    """Documents that nobody has looked at yet, counted up to 1,000."""
    document: NotRequired[ReviewDocument | None]
    """null: none waits."""
    reviewed: NotRequired[list[ReviewedDetail]]
    next_cursor: NotRequired[str | None]
    """null on the last page."""


class ReviewDocument(TypedDict):
    """A document that somebody should look at."""

    review_id: str
    lease: str | None
    """To be sent with what is said of it; null where it was only asked for."""
    lease_seconds: float
    """For which nobody else gets it."""
    template_id: str
    version: int
    reason: Reason
    created: str
    """When it was read: UTC, ISO 8601."""
    keys: list[str]
    """Of the template's fields, in their order; `values` has one for each."""
    fields: list[FieldDetail]
    """As they were read; none where the picture was refused."""
    refusal: ErrorMember | None
    img: str
    """The picture as a `data:` URL; positions are in its pixels."""


class ReviewRequest(TypedDict):
    """Take the next document that a person should look at, say what stands there, or list what was said."""

    type: Literal["review"]
    do: Literal["next", "done", "release", "get", "list"]
    """`next`: a document, nobody else's for a quarter of an hour; `done`: its right `values`; `release`:
    give it back, to the end of the queue; `get`: one by its `review_id`, looked at or not; `list`: what
    was said, oldest first."""
    reviewer: NotRequired[str]
    """Who one is, where the door does not know it."""
    template_id: NotRequired[str | None]
    """Of `next` and `list`: of this template alone."""
    review_id: NotRequired[str | None]
    lease: NotRequired[str | None]
    """As `next` gave it."""
    values: NotRequired[list[str] | None]
    """Of `done`: what stands in each field, in their order; `""` where nothing does."""
    limit: NotRequired[int]
    cursor: NotRequired[str | None]
    """The `next_cursor` of the page before."""


class ReviewedDetail(TypedDict):
    """What somebody said of a document."""

    review_id: str
    template_id: str
    version: int
    reason: Reason
    created: str
    reviewed_at: str
    reviewer: str
    identified: bool
    """Whether the door knew them; else the name is their own word."""
    fields: list[FieldReviewedDetail]


class RiskDetail(TypedDict):
    """What it brings to take values from a score on without a look."""

    score: float
    taken: float
    """Share of all fields with a known value."""
    wrong: float
    """Share of those taken that are wrong."""


class RollbackRequest(TypedDict):
    """Make an earlier version's content the next version."""

    type: Literal["rollback"]
    template_id: str
    version: int
    """The one to go back to."""
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""


class SuggestedType(TypedDict):
    """The type that a field's own print on the template looks like."""

    field: FieldNamed
    options: dict[str, Any]
    """As a field's third member."""


class TallyDetail(TypedDict):
    """Fields by what became of them."""

    right: int
    wrong: int
    refused: int
    """Of pictures that were refused: not read, and neither right nor wrong."""


class TeachAnswer(TypedDict):
    """The newest version, and all that the template knows from copies."""

    template_id: str
    version: int
    copies: list[CopyDetail]
    lessons: list[LessonDetail]


class TeachRequest(TypedDict):
    """Show a template further copies of its document, or have it forget what they taught: a new version."""

    type: Literal["teach"]
    template_id: str
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""
    copies: NotRequired[list[LabelledCopy]]
    """Three different ones help, from then on each a little. One that is known says no more."""
    forget: NotRequired[list[str] | Literal["all"]]
    """Lessons by their `id`, or `all`: as if no copy had ever been shown."""


class TemplateCandidateDetail(TypedDict):
    """A template that came into question for a page."""

    template_id: str
    likeness: float
    """Share of its fixed print that was found on the page, none of it judged."""


class UnmatchedDetail(TypedDict):
    """A page that was not read, and why; the others are answered all the same."""

    page: int
    """Of the file, from 1."""
    reason: ErrorCode
    """`template_mismatch`: it is of none of the templates in question; `invalid_picture`,
    `picture_too_large`: it cannot be decoded; `over_budget`: the request's time was over. Ask for it by
    itself."""
    message: str
    candidates: list[TemplateCandidateDetail]
    """What it is most like, the likest first."""


class UpdateRequest(TypedDict):
    """Make a new version of a template: what is given is changed, the rest stays; earlier versions are
    kept."""

    img: NotRequired[str | None]
    """The picture in Base64 (jpg, png, bmp; webp, gif, avif, tiff, heif and pdf where what reads them is
    installed); a `data:` prefix is accepted. Or `url`."""
    url: NotRequired[str | None]
    """Where the picture lies: `http://…`, `https://…` or `s3://bucket/key`. Or `img`."""
    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    type: Literal["update"]
    template_id: str
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""
    template: NotRequired[list[list[Corners | str] | list[Corners | str | dict[str, Any]]] | str | None]
    """All fields anew, as `add` takes them."""
    variable: NotRequired[list[Corners] | None]
    """All print struck out anew, as `add` takes it; an empty list: none is."""
    rules: NotRequired[list[dict[str, Any]] | None]
    """All rules anew; an empty list: none is."""
    page_of: NotRequired[PageOfDocument | Literal[""] | None]
    """As `add` takes it; "": of a document of one page."""
    name: NotRequired[str | None]
    note: NotRequired[str | None]
    detail: NotRequired[bool]
    """Read the new version back before it is kept, and say what will go wrong, as `add`."""


class UploadAnswer(TypedDict):
    """A form for one picture: POST `fields`, then the picture as `file`, to `url` as multipart/form-data."""

    url: str
    fields: dict[str, str]
    s3_url: str
    """What to send as `url` afterwards."""
    max_bytes: int
    expires_in: int
    """Seconds."""


class UploadRequest(TypedDict):
    """Ask for a place to upload a picture to that is too large to send (an AWS deployment has one)."""

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
    ]
    """Of the picture or document; the upload must declare the same."""


class VersionAnswer(TypedDict):
    """What an `update` or a `rollback` made."""

    template_id: str
    version: int
    """The newest one now."""


class VersionDetail(TypedDict):
    """One version of a template."""

    version: int
    created_at: str
    """UTC, ISO 8601."""


class VersionsAnswer(TypedDict):
    """All versions of a template, newest first."""

    template_id: str
    versions: list[VersionDetail]


class VersionsRequest(TypedDict):
    """Name all versions of a template."""

    type: Literal["versions"]
    template_id: str


class WarningDetail(TypedDict):
    """What will go wrong with a template, and what to do about it; the template is kept all the same."""

    code: WarningCode
    field: FieldNamed | None
    """null: the whole template."""
    message: str
    details: dict[str, Any]
    """Facts for programs."""


class AddRequestMembers(TypedDict):
    """Of `AddRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    template: list[list[Corners | str] | list[Corners | str | dict[str, Any]]] | str
    """Fields as `[quad, name]`, at most 500; may also arrive as a JSON string. Names may repeat: the
    answer is a list in this order."""
    variable: NotRequired[list[Corners]]
    """Quads of print outside the fields that changes from copy to copy (a name, a notice): the document is
    not known by it. `fixed_print` of an `add` with `detail` says what is taken for fixed."""
    rules: NotRequired[list[dict[str, Any]]]
    """What must be so of several fields, named by their keys: `{"sum": [a, b], "equals": c}`, `{"same":
    [a, b]}`, `{"before": [a, b]}`; in `same` also `{"barcode": b, "part": 4}`, in `sum` `{"table": t,
    "column": c}`. They choose among what the fields may say, and are checked."""
    page_of: NotRequired[PageOfDocument | None]
    """The page of a document of several that this is, such as its back: `read` puts pages that follow each
    other into one document, and says which are missing."""
    name: NotRequired[str]
    """What people call the template; `get` tells it."""
    note: NotRequired[str]
    """What people should know of the template; `get` tells it."""
    idempotency_key: NotRequired[str]
    """A word of your own for this very template, so that it may safely be sent again after an answer that
    never came: the same key is answered with the same id, and no second template is kept."""


class QueryRequestMembers(TypedDict):
    """Of `QueryRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    template_id: str
    version: NotRequired[int | None]
    """Of the template; the newest when left out."""


class DeleteRequestMembers(TypedDict):
    """Of `DeleteRequest`, but for type and picture."""

    template_id: str | list[str]


class ListRequestMembers(TypedDict):
    """Of `ListRequest`, but for type and picture."""

    limit: NotRequired[int | None]
    """At most so many ids; the answer's `next_cursor` says where the next page begins."""
    cursor: NotRequired[str | None]
    """The `next_cursor` of the page before."""


class GetRequestMembers(TypedDict):
    """Of `GetRequest`, but for type and picture."""

    template_id: str
    version: NotRequired[int | None]
    """An earlier one; the newest when left out."""
    picture: NotRequired[Literal["none", "thumbnail", "full"]]
    """Whether the answer carries the picture as `img`: not at all, small (JPEG, longest side 480 px), or
    in all its pixels (as registered; a file over 3 MiB is sent as JPEG)."""


class DetectRequestMembers(TypedDict):
    """Of `DetectRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""


class UploadRequestMembers(TypedDict):
    """Of `UploadRequest`, but for type and picture."""

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
    ]
    """Of the picture or document; the upload must declare the same."""


class UpdateRequestMembers(TypedDict):
    """Of `UpdateRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    template_id: str
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""
    template: NotRequired[list[list[Corners | str] | list[Corners | str | dict[str, Any]]] | str | None]
    """All fields anew, as `add` takes them."""
    variable: NotRequired[list[Corners] | None]
    """All print struck out anew, as `add` takes it; an empty list: none is."""
    rules: NotRequired[list[dict[str, Any]] | None]
    """All rules anew; an empty list: none is."""
    page_of: NotRequired[PageOfDocument | Literal[""] | None]
    """As `add` takes it; "": of a document of one page."""
    name: NotRequired[str | None]
    note: NotRequired[str | None]


class VersionsRequestMembers(TypedDict):
    """Of `VersionsRequest`, but for type and picture."""

    template_id: str


class RollbackRequestMembers(TypedDict):
    """Of `RollbackRequest`, but for type and picture."""

    template_id: str
    version: int
    """The one to go back to."""
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""


class PreviewRequestMembers(TypedDict):
    """Of `PreviewRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Which page of a file that has several (pdf, tiff), from 1: `2`. Left out, such a file is refused."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    template_id: str
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""
    template: NotRequired[list[list[Corners | str] | list[Corners | str | dict[str, Any]]] | str | None]
    """All fields anew, as `add` takes them."""
    variable: NotRequired[list[Corners] | None]
    """All print struck out anew, as `add` takes it; an empty list: none is."""
    rules: NotRequired[list[dict[str, Any]] | None]
    """All rules anew; an empty list: none is."""
    page_of: NotRequired[PageOfDocument | Literal[""] | None]
    """As `add` takes it; "": of a document of one page."""
    name: NotRequired[str | None]
    note: NotRequired[str | None]
    copies: list[Copy]


class TeachRequestMembers(TypedDict):
    """Of `TeachRequest`, but for type and picture."""

    template_id: str
    expected_version: NotRequired[int | None]
    """The version that the change is made to. When it is not the newest any more, nothing is changed, and
    the answer is 409 `version_conflict`. Left out: whatever is the newest when the request arrives."""
    copies: NotRequired[list[LabelledCopy]]
    """Three different ones help, from then on each a little. One that is known says no more."""
    forget: NotRequired[list[str] | Literal["all"]]
    """Lessons by their `id`, or `all`: as if no copy had ever been shown."""


class EvaluateRequestMembers(TypedDict):
    """Of `EvaluateRequest`, but for type and picture."""

    template_id: str
    version: NotRequired[int | None]
    """Of the template; the newest when left out."""
    copies: list[LabelledCopy]


class ExportRequestMembers(TypedDict):
    """Of `ExportRequest`, but for type and picture."""

    template_id: str
    version: NotRequired[int | None]
    """An earlier one; the newest when left out."""


class ImportRequestMembers(TypedDict):
    """Of `ImportRequest`, but for type and picture."""

    pages: NotRequired[None]
    password: NotRequired[None]
    idempotency_key: NotRequired[str]
    """As of `add`."""


class ReviewRequestMembers(TypedDict):
    """Of `ReviewRequest`, but for type and picture."""

    do: Literal["next", "done", "release", "get", "list"]
    """`next`: a document, nobody else's for a quarter of an hour; `done`: its right `values`; `release`:
    give it back, to the end of the queue; `get`: one by its `review_id`, looked at or not; `list`: what
    was said, oldest first."""
    reviewer: NotRequired[str]
    """Who one is, where the door does not know it."""
    template_id: NotRequired[str | None]
    """Of `next` and `list`: of this template alone."""
    review_id: NotRequired[str | None]
    lease: NotRequired[str | None]
    """As `next` gave it."""
    values: NotRequired[list[str] | None]
    """Of `done`: what stands in each field, in their order; `""` where nothing does."""
    limit: NotRequired[int]
    cursor: NotRequired[str | None]
    """The `next_cursor` of the page before."""


class DriftRequestMembers(TypedDict):
    """Of `DriftRequest`, but for type and picture."""

    template_id: NotRequired[str | None]
    """This one alone; all when left out."""
    days: NotRequired[int]
    """Today is the last."""


class InterpretRequestMembers(TypedDict):
    """Of `InterpretRequest`, but for type and picture."""

    fields: list[InterpretedText]


class BatchRequestMembers(TypedDict):
    """Of `BatchRequest`, but for type and picture."""

    do: Literal["start", "status", "cancel", "redrive", "results"]
    """`start`: read what `prefix`, `manifest` or `sources` says; `status`: how it stands; `cancel`: end
    it, what was read is kept; `redrive`: go on with what failed; `results`: where the lines are that
    there are."""
    batch_id: NotRequired[str | None]
    """Of all but `start`, which answers it."""
    prefix: NotRequired[str | None]
    """Of `start`: all that lies under `s3://bucket/prefix`."""
    manifest: NotRequired[str | None]
    """Of `start`: a `.csv` with a column `source` of `s3://` urls, a `.jsonl` of such objects, or the
    `manifest.json` of an inventory of S3."""
    sources: NotRequired[list[str] | None]
    """Of `start`: these files."""
    template_id: NotRequired[str | list[str] | None]
    """Of `start`: as `read` takes it; each page is told its template without."""
    many: NotRequired[bool]
    """Of `start`: as `read` takes it."""
    idempotency_key: NotRequired[str]
    """Of `start`: the same key begins one batch, however often it is sent."""
    cursor: NotRequired[str | None]
    """Of `results`: the `next_cursor` of the page before."""


class ReadRequestMembers(TypedDict):
    """Of `ReadRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Pages to take, from 1: `1-3,7`. All when left out."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    template_id: NotRequired[str | list[str] | None]
    """The template, or those that come into question; all of them when left out."""
    many: NotRequired[bool]
    """Whether a page may show several documents: up to 20 are found, one after another."""


class ClassifyRequestMembers(TypedDict):
    """Of `ClassifyRequest`, but for type and picture."""

    pages: NotRequired[str | None]
    """Pages to take, from 1: `1-3,7`. All when left out."""
    password: NotRequired[str | None]
    """Of an encrypted pdf."""
    template_id: NotRequired[str | list[str] | None]
    """The template, or those that come into question; all of them when left out."""
