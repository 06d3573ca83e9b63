"""Which kind of event this is, and the facts in it, in the shapes AWS documents.

Rule: nothing is fetched and nothing answered here. What is no event of AWS is a bare request, as other services and
Step Functions send it, and the service judges it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_plus

PICTURES = "in/"
ANSWERS = "out/"


class Kind(StrEnum):
    """The doors of the Lambda."""

    REST_API = "rest_api"
    HTTP_API = "http_api"
    """Also a function URL."""
    BUCKET = "bucket"
    """Objects created, as S3 itself tells it."""
    BUS = "bus"
    """An object created, as EventBridge tells it."""
    QUEUE = "queue"
    SCHEDULE = "schedule"
    BATCH = "batch"
    """Items of a Distributed Map, or the end of one."""
    DIRECT = "direct"


@dataclass(frozen=True)
class Created:
    """An object that was created; `event_id` is the same in every delivery of the same event."""

    bucket: str
    key: str
    event_id: str

    @property
    def is_picture(self) -> bool:
        """Whether it is ours to read: what we write ourselves never is."""
        return self.key.startswith(PICTURES) and not self.key.endswith("/")

    @property
    def template_id(self) -> str:
        """The template named by `in/<template_id>/…`; empty when the key names none."""
        folder, slash, _ = self.key.removeprefix(PICTURES).partition("/")
        return folder if slash else ""

    @property
    def answer_key(self) -> str:
        """Where the answer is written."""
        return f"{ANSWERS}{self.key.removeprefix(PICTURES)}.json"


def kind_of(event: object) -> Kind:
    """The door this event came through."""
    if not isinstance(event, Mapping):
        return Kind.DIRECT
    if isinstance(event.get("requestContext"), Mapping):
        return Kind.REST_API if "httpMethod" in event else Kind.HTTP_API
    if "detail-type" in event:
        return _kind_on_bus(event)
    if isinstance(event.get("batch"), Mapping):
        return Kind.BATCH
    if event.get("Event") == "s3:TestEvent":
        return Kind.BUCKET
    return _kind_of_records(event.get("Records"))


def _kind_on_bus(event: Mapping[str, Any]) -> Kind:
    if event.get("source") == "aws.s3" and event["detail-type"] == "Object Created":
        return Kind.BUS
    return Kind.SCHEDULE if event["detail-type"] == "Scheduled Event" else Kind.DIRECT


def _kind_of_records(records: Any) -> Kind:
    first = records[0] if isinstance(records, list) and records else {}
    source = first.get("eventSource") if isinstance(first, Mapping) else None
    return {"aws:sqs": Kind.QUEUE, "aws:s3": Kind.BUCKET}.get(str(source), Kind.DIRECT)


def created_in(event: Mapping[str, Any]) -> Iterator[Created]:
    """The objects created, from either form; a test event of S3 tells of none."""
    if "detail" in event:
        yield _of_bus(event["detail"])
    for record in event.get("Records", []):
        if str(record.get("eventName", "")).startswith("ObjectCreated:"):
            yield _of_record(record["s3"])


def _of_bus(detail: Mapping[str, Any]) -> Created:
    """EventBridge writes keys as they are."""
    written = detail["object"]
    return Created(detail["bucket"]["name"], written["key"], _event_id(written, written.get("etag")))


def _of_record(record: Mapping[str, Any]) -> Created:
    """S3 writes keys as in a web form: spaces are plus signs."""
    written = record["object"]
    return Created(record["bucket"]["name"], unquote_plus(written["key"]), _event_id(written, written.get("eTag")))


def _event_id(written: Mapping[str, Any], etag: Any) -> str:
    """S3's sequencer differs from write to write of a key, and is the same in each delivery of one write."""
    return str(written.get("sequencer") or written.get("version-id") or written.get("versionId") or etag or "")
