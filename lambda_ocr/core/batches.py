"""Batches of any length, as who asks for one sees them: begun, looked at, ended, fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lambda_ocr.core.errors import NotFound

SCHEME = "s3://"


@dataclass(frozen=True)
class BatchStanding:
    """How a batch stands."""

    status: str
    """`RUNNING`, `PENDING_REDRIVE`, `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `ABORTED`, as Step Functions says it."""
    total: int
    done: int
    failed: int
    """Files whose part of the batch failed for good; what was read of it before is in the results all the same."""
    cause: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.status not in ("RUNNING", "PENDING_REDRIVE")


@dataclass(frozen=True)
class BatchPart:
    """Some of a batch's results: JSON lines, to be got for a while without any right of one's own."""

    url: str
    bytes: int


@dataclass(frozen=True)
class BatchParts:
    """A page of them; `cursor` is where the next one begins, None on the last."""

    parts: tuple[BatchPart, ...]
    cursor: str | None


class Batches(Protocol):
    """Who runs them (`aws.batch_runs.BatchRuns`). Every method may raise StoreUnavailable, and those that take the name
    of a batch raise NotFound where there is none."""

    def start(self, asked: Mapping[str, Any], key: str = "") -> str:
        """Begin one; its name. The same key begins it once; raises InvalidRequest where it began another one."""
        ...

    def standing(self, run: str) -> BatchStanding:
        """How it stands now."""
        ...

    def cancel(self, run: str) -> None:
        """End it; what was read is kept."""
        ...

    def redrive(self, run: str) -> None:
        """Go on with what failed."""
        ...

    def parts(self, run: str, cursor: str | None) -> BatchParts:
        """Where its results lie."""
        ...


def standing_of_begun(batches: Batches, run: str) -> BatchStanding:
    """How one stands that was begun just now: Step Functions may know it a moment after it took it."""
    try:
        return batches.standing(run)
    except NotFound:
        return BatchStanding("RUNNING", 0, 0, 0)


def under(url: str) -> dict[str, str]:
    """All that lies under `s3://bucket/prefix`, in the words of the state machine; raises ValueError."""
    bucket, key = _parted(url)
    return {"kind": "prefix", "bucket": bucket, "prefix": key}


def named(url: str) -> dict[str, str]:
    """What a manifest at `s3://bucket/key` names, alike."""
    bucket, key = _parted(url)
    kind = "inventory" if key.endswith("/manifest.json") else key.rpartition(".")[2].lower()
    if kind not in ("csv", "jsonl", "inventory"):
        raise ValueError(
            "a manifest is a .csv with a column `source`, a .jsonl of such objects, or the manifest.json of an "
            "inventory of S3"
        )
    return {"kind": kind, "bucket": bucket, "key": key}


def _parted(url: str) -> tuple[str, str]:
    bucket, _, key = url[len(SCHEME) :].partition("/")
    if url[: len(SCHEME)].lower() != SCHEME or not bucket:
        raise ValueError("say s3://bucket/ and what follows")
    return bucket, key
