"""The journal: what makes a write to two services (DynamoDB and S3) all or nothing.

Rule: before objects may come to lie in S3 without an item that knows them, an entry names their templates. Whoever
finishes closes the entry. An entry that is left (a crash, a service away) is settled by a later `sweep`: objects of a
template that has no item are removed, those of one that has are left alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lambda_ocr.aws.faults import ConditionFailed
from lambda_ocr.aws.objects import TemplateObjects
from lambda_ocr.aws.table import Action, Table, change, delete, put
from lambda_ocr.core.errors import StoreUnavailable

TEMPLATE = "template"
ENTRY = "journal"

PATIENCE_SECONDS = 3600
"""When an unfinished write is taken for dead: four times the longest life of a Lambda invocation."""

SWEPT_AT_ONCE = 10
"""Entries settled by one sweep, so that the request that sweeps is not held up by a heap of them."""


@dataclass(frozen=True)
class Entry:
    """One line of the journal; `key` begins with the second from which a sweep may settle it."""

    key: str
    template_ids: tuple[str, ...]

    def written(self) -> Action:
        """The entry is put into the table."""
        return put(ENTRY, self.key, {"ids": ",".join(self.template_ids)})

    def closed(self) -> Action:
        """The entry is deleted, provided that nobody has begun to take the write back."""
        return delete(ENTRY, self.key, "attribute_exists(pk) AND attribute_not_exists(claimed)")


class Journal:
    """The entries in the table, and the work they stand for."""

    def __init__(self, table: Table, objects: TemplateObjects, clock: Callable[[], float]) -> None:
        self._table = table
        self._objects = objects
        self._clock = clock

    def entry(self, template_ids: Sequence[str]) -> Entry:
        """A new entry, not yet written."""
        due = int(self._clock()) + PATIENCE_SECONDS
        return Entry(f"{due:012d}#{uuid.uuid4().hex}", tuple(template_ids))

    def undo(self, entry: Entry) -> bool:
        """Take a write back; False when it had come through after all, so that nothing is to be taken back.

        The claim decides: a write that has not closed its entry by now never will, for closing asks for an unclaimed
        one; and an entry that is gone was closed together with the write.
        """
        try:
            self._table.write(change(ENTRY, entry.key, "claimed", "yes"))
        except ConditionFailed:
            return False
        self.finish(entry, [each for each in entry.template_ids if self._table.get(TEMPLATE, each) is None])
        return True

    def finish(self, entry: Entry, orphans: Sequence[str]) -> None:
        """Remove the objects of these, then the entry."""
        self._objects.remove(orphans)
        self._table.write(delete(ENTRY, entry.key))

    def sweep(self) -> None:
        """Settle what others left. Best effort: a service that is away now is met by a later sweep."""
        with suppress(StoreUnavailable):
            now = f"{int(self._clock()):012d}"
            for item in self._table.query(ENTRY, below=now, limit=SWEPT_AT_ONCE):
                self.undo(Entry(item["sk"], tuple(item["ids"].split(","))))
