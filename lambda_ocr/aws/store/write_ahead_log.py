"""The journal: what makes a write to two services (DynamoDB and S3) all or nothing.

Rule: before objects may come to lie in S3 without an item that knows them, an entry names their folders. Whoever
finishes closes the entry. An entry that is left (a crash, a service away) is settled by a later `sweep`: objects in a
folder that no item knows are removed, others are left alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lambda_ocr.aws.faults import ConditionFailed
from lambda_ocr.aws.store.content import unpacked
from lambda_ocr.aws.store.objects import CONTENT, Folder, TemplateObjects
from lambda_ocr.aws.store.table import Action, Item, Table, change, delete, put
from lambda_ocr.core.errors import StoreUnavailable

TEMPLATE = "template"
ENTRY = "journal"

PATIENCE_SECONDS = 3600
"""When an unfinished write is taken for dead: four times the longest life of a Lambda invocation."""

SWEPT_AT_ONCE = 10
"""Entries settled by one sweep, so that the request that sweeps is not held up by a heap of them."""


def folder_of(item: Item) -> Folder:
    """Where the newest version of a template lies, by its item."""
    return Folder(item["sk"], item.get("folder", ""))


@dataclass(frozen=True)
class Entry:
    """One line of the journal; `key` begins with the second from which a sweep may settle it."""

    key: str
    folders: tuple[Folder, ...]

    def written(self) -> Action:
        """The entry is put into the table."""
        return put(ENTRY, self.key, {"ids": ",".join(map(str, self.folders))})

    def closed(self) -> Action:
        """The entry is deleted, provided that nobody has begun to take the write back."""
        return delete(ENTRY, self.key, "attribute_exists(pk) AND attribute_not_exists(claimed)")


class Journal:
    """The entries in the table, and the work they stand for."""

    def __init__(self, table: Table, objects: TemplateObjects, clock: Callable[[], float]) -> None:
        self._table = table
        self._objects = objects
        self._clock = clock

    def entry(self, folders: Sequence[Folder]) -> Entry:
        """A new entry, not yet written."""
        due = int(self._clock()) + PATIENCE_SECONDS
        return Entry(f"{due:012d}#{uuid.uuid4().hex}", tuple(folders))

    def undo(self, entry: Entry) -> bool:
        """Take a write back; False when it had come through after all, so that nothing is to be taken back.

        The claim decides: a write that has not closed its entry by now never will, for closing asks for an unclaimed
        one; and an entry that is gone was closed together with the write.
        """
        try:
            self._table.write(change(ENTRY, entry.key, "claimed", "yes"))
        except ConditionFailed:
            return False
        self.finish(entry, [each for each in entry.folders if not self.knows(each)])
        return True

    def knows(self, folder: Folder) -> bool:
        """Whether a version of a template that is there lies in this folder."""
        return folder in self._known(folder.template_id)

    def finish(self, entry: Entry, orphans: Sequence[Folder]) -> None:
        """Remove the objects in these folders, and of the versions before them that went with their template; then the
        entry.

        An orphan goes after those before it: it is what tells of them, should this be cut off half way.
        """
        self._objects.remove([each for orphan in orphans for each in self._before(orphan)])
        self._objects.remove(orphans)
        self._table.write(delete(ENTRY, entry.key))

    def sweep(self) -> None:
        """Settle what others left. Best effort: a service that is away now is met by a later sweep."""
        with suppress(StoreUnavailable):
            now = f"{int(self._clock()):012d}"
            for item in self._table.query(ENTRY, below=now, limit=SWEPT_AT_ONCE):
                self.undo(Entry(item["sk"], tuple(map(Folder.parsed, item["ids"].split(",")))))

    def _before(self, orphan: Folder) -> list[Folder]:
        """Folders of earlier versions that no item knows."""
        history = self._history(orphan)
        known = self._known(orphan.template_id) if history else frozenset()
        return [each for each in history if each != orphan and each not in known]

    def _known(self, template_id: str) -> frozenset[Folder]:
        """Where the versions of a template lie; none where it is gone."""
        item = self._table.get(TEMPLATE, template_id)
        if item is None:
            return frozenset()
        head = folder_of(item)
        return frozenset({head, *self._history(head)})

    def _history(self, folder: Folder) -> list[Folder]:
        """Folders of all versions until this one; none where it is the first, or was never written."""
        if folder.is_first:
            return []
        try:
            found = self._objects.get(folder, CONTENT)
        except StoreUnavailable as error:
            if error.details.get("reason") != "AccessDenied":
                raise
            found = None  # which is how S3 says "missing" to a role that may not list the bucket
        return [past.folder for past in unpacked(found[0], folder, "").history] if found else []
