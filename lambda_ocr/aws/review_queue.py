"""Documents that wait for a person, in the deployer's own table and bucket.

A document is one item (who has it, until when), its place once more among those of its template, and two objects under
`review/` (picture and what was told), which the bucket encrypts and its lifecycle deletes; items go by the table's time
to live. Rule: the objects are there before the item is, and every change of it is conditional on what was seen, so that
nothing is ever half. No question reads all that waits.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lambda_ocr.aws.faults import ConditionFailed, ObjectMissing, translated
from lambda_ocr.aws.store.table import EXPIRES, Action, Item, Table, advance, delete, delete_unchanged, put
from lambda_ocr.core.review.codec import reviewed_from_text, reviewed_to_text
from lambda_ocr.core.review.documents import (
    LEASE_SECONDS,
    MOST_COUNTED,
    DocumentKept,
    Leased,
    Reason,
    Reviewed,
    lost,
)

FOLDER = "review/"
KNOWN, WAITING, REVIEWED = "review#known", "review#waiting", "review#reviewed"
DAY_SECONDS = 86_400
FETCHED_AT_ONCE = 8
SEEN_AT_ONCE = 25
"""Items that are read for one that is free: those before it are in the hands of as many people."""


class AwsReviewQueue:
    """`ReviewQueue` over one table and one bucket."""

    def __init__(
        self,
        table: str,
        bucket: str,
        days: int,
        clients: Callable[[str], Any],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._names, self._bucket, self._clients, self._clock = table, bucket, clients, clock
        self._seconds = days * DAY_SECONDS

    def put(self, document: DocumentKept) -> bool:
        """Objects first, then the item and the note that it is known, both or none."""
        if self._table.get(KNOWN, document.review_id) is not None:
            return False
        self._write(document.review_id, "picture.jpg", document.picture)
        self._write(document.review_id, "told.json", json.dumps(document.told, ensure_ascii=False).encode())
        expires = str(round(self._clock() + self._seconds))
        place = self._last_place(document.review_id)
        about = {
            "review_id": document.review_id,
            "template_id": document.template_id,
            "version": str(document.version),
            "reason": document.reason.value,
            "created": document.created,
            EXPIRES: expires,
        }
        known = {**about, "place": place}
        try:
            self._table.write(
                put(KNOWN, document.review_id, known, new=True),
                *_waits(place, about),
            )
        except ConditionFailed:
            return False
        return True

    def take(self, reviewer: str, template_id: str = "") -> Leased | None:
        """The first that is free; one that somebody else takes meanwhile is passed over."""
        for item in self._waiting(template_id):
            if float(item.get("leased_until", "0")) > self._clock():
                continue
            lease = uuid.uuid4().hex
            attributes = {"lease": lease, "reviewer": reviewer, "leased_until": str(self._clock() + LEASE_SECONDS)}
            try:
                self._table.write(advance(WAITING, item["sk"], attributes, "lease", item["lease"]))
            except ConditionFailed:
                continue
            document = self._document(item)
            if document is not None:
                return Leased(lease, document)
        return None

    def finish(self, lease: str, reviewed: Reviewed) -> None:
        """From those that wait to those that were looked at, in one transaction."""
        known = self._table.get(KNOWN, reviewed.review_id)
        if known is None:
            raise lost(reviewed.review_id)
        part = f"reviewed-{uuid.uuid4().hex}.json"  # a name of its own: who is too late overwrites nothing
        self._write(reviewed.review_id, part, reviewed_to_text(reviewed).encode())
        place = self._last_place(reviewed.review_id)
        item = {"review_id": reviewed.review_id, "part": part, EXPIRES: known[EXPIRES]}
        try:
            self._table.write(
                delete_unchanged(WAITING, known["place"], "lease", lease),
                delete(_of(known["template_id"]), known["place"]),
                put(REVIEWED, place, item, new=True),
            )
        except ConditionFailed:
            raise lost(reviewed.review_id) from None

    def release(self, review_id: str, lease: str) -> None:
        """Its lease is over, and its place is the last: items are in the order of their keys, so it is put anew."""
        known = self._table.get(KNOWN, review_id)
        if known is None:
            return
        place = self._last_place(review_id)
        about = {name: value for name, value in known.items() if name not in ("pk", "sk", "place")}
        try:
            self._table.write(
                delete_unchanged(WAITING, known["place"], "lease", lease),
                delete(_of(known["template_id"]), known["place"]),
                *_waits(place, about),
                advance(KNOWN, review_id, {"place": place}, "place", known["place"]),
            )
        except ConditionFailed:
            return

    def waiting(self) -> int:
        """Items, counted where they lie."""
        return self._table.count(WAITING, MOST_COUNTED, self._clock())

    def get(self, review_id: str) -> DocumentKept | None:
        """A document by its id."""
        known = self._table.get(KNOWN, review_id)
        return self._document(known) if known and not self._is_over(known) else None

    def reviewed(self, limit: int, cursor: str = "") -> tuple[tuple[Reviewed, ...], str | None]:
        """What was said, by when it was said."""
        items = self._table.page(REVIEWED, limit + 1, cursor)
        shown = items[:limit]
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            texts = [*pool.map(self._said, (item for item in shown if not self._is_over(item)))]
        following = shown[-1]["sk"] if len(items) > limit else None
        return tuple(reviewed_from_text(text.decode()) for text in texts if text is not None), following

    def _waiting(self, template_id: str) -> Iterator[Item]:
        """Items by their places, those aside whose days are over and that the table has not deleted yet."""
        for item in self._table.query(_of(template_id), at_once=SEEN_AT_ONCE):
            whole = self._table.get(WAITING, item["sk"]) if template_id else item
            if whole is not None and not self._is_over(whole):
                yield whole

    def _last_place(self, review_id: str) -> str:
        """A key behind all that are there."""
        return f"{self._clock():017.6f}#{review_id}"

    def _is_over(self, item: Item) -> bool:
        return float(item[EXPIRES]) <= self._clock()

    def _document(self, item: Item) -> DocumentKept | None:
        told, picture = (self._read(item["review_id"], part) for part in ("told.json", "picture.jpg"))
        if told is None or picture is None:
            return None
        about = (item["review_id"], item["template_id"], int(item["version"]), Reason(item["reason"]), item["created"])
        return DocumentKept(*about, json.loads(told), picture)

    @property
    def _table(self) -> Table:
        return Table(self._names, self._clients("dynamodb"))

    def _said(self, item: Item) -> bytes | None:
        return self._read(item["review_id"], item["part"])

    def _write(self, review_id: str, part: str, data: bytes) -> None:
        with translated("keep a document for review"):
            self._clients("s3").put_object(Bucket=self._bucket, Key=f"{FOLDER}{review_id}/{part}", Body=data)

    def _read(self, review_id: str, part: str) -> bytes | None:
        try:
            with translated("read a document kept for review"):
                answer = self._clients("s3").get_object(Bucket=self._bucket, Key=f"{FOLDER}{review_id}/{part}")
                data: bytes = answer["Body"].read()
                return data
        except ObjectMissing:
            return None


def _of(template_id: str) -> str:
    """The kind of the items that say where a template's documents wait; of all where none is named."""
    return f"{WAITING}#{template_id}" if template_id else WAITING


def _waits(place: str, about: Item) -> tuple[Action, Action]:
    """A document waits there, and is found there by its template."""
    whole = {**about, "lease": uuid.uuid4().hex}
    by_template = {EXPIRES: about[EXPIRES]}
    return put(WAITING, place, whole, new=True), put(_of(about["template_id"]), place, by_template, new=True)
