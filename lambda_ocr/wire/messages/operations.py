"""Requests about what many readings leave behind: documents to review, drift, batches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Strict
from pydantic import Field as Member

from lambda_ocr.wire.members import (
    MAX_DAYS,
    MAX_FIELDS,
    MAX_KEY,
    MAX_NAME,
    MAX_REVIEWED_PAGE,
    MAX_SOURCES,
    OneOrMoreIds,
    RightValue,
    S3Url,
    TemplateId,
    unicode_text,
)
from lambda_ocr.wire.messages.common import NO_OTHERS, Message


class ReviewRequest(Message):
    """Take the next document that a person should look at, say what stands there, or list what was said."""

    model_config = NO_OTHERS
    type: Literal["review"]
    do: Literal["next", "done", "release", "get", "list"] = Member(
        description="`next`: a document, nobody else's for a quarter of an hour; `done`: its right `values`; "
        "`release`: give it back, to the end of the queue; `get`: one by its `review_id`, looked at or not; "
        "`list`: what was said, oldest first."
    )
    reviewer: Annotated[str, Strict(), Member(max_length=MAX_NAME), AfterValidator(unicode_text)] = Member(
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

    model_config = NO_OTHERS
    type: Literal["drift"]
    template_id: TemplateId | None = Member(default=None, description="This one alone; all when left out.")
    days: Annotated[int, Strict(), Member(ge=1, le=MAX_DAYS)] = Member(default=35, description="Today is the last.")


class BatchRequest(Message):
    """Have any number of files read by a deployment that has batches: begin, look, end, fetch."""

    model_config = NO_OTHERS
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
    idempotency_key: Annotated[str, Strict(), Member(max_length=MAX_KEY), AfterValidator(unicode_text)] = Member(
        default="", description="Of `start`: the same key begins one batch, however often it is sent."
    )
    cursor: TemplateId | None = Member(default=None, description="Of `results`: the `next_cursor` of the page before.")
