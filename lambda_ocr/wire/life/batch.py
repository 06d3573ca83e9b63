"""The answer to `batch`."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field as Member

from lambda_ocr.wire.messages.common import Message

BatchStatus: TypeAlias = Literal["running", "succeeded", "failed", "timed_out", "cancelled"]


class BatchPartDetail(Message):
    """Some of the results: JSON lines, each a document with its `source`, or the `reason` why a page is none."""

    url: str = Member(description="To be got with no signature of one's own, for a quarter of an hour.")
    bytes: int


class BatchAnswer(Message):
    """How a batch stands, as Step Functions knows it: its files are counted by parts, when these are done."""

    batch_id: str
    status: BatchStatus
    total: int = Member(description="Files listed so far.")
    done: int
    failed: int = Member(
        description="Files whose part failed for good, which `redrive` goes on with. A file that cannot be read is a "
        "line of the results, and none of these."
    )
    cause: str = Member(description='Why it ended early; "" where it did not.')
    parts: list[BatchPartDetail] = Member(default=[], description="Of `results` alone.")
    next_cursor: str | None = Member(default=None, description="null on the last page.")
