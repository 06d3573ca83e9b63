"""What becomes true in two services at once: a version, a deletion, derived data.

Rule: an entry of the journal before the first object, the end of the entry with the commit, and the truth when the
answer to a commit is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from lambda_ocr.aws.faults import ConditionFailed
from lambda_ocr.aws.store.content import Content, packed
from lambda_ocr.aws.store.objects import CONTENT, DERIVED, PICTURE, Folder, TemplateObjects
from lambda_ocr.aws.store.table import Action, Item, Table, change, delete_unchanged
from lambda_ocr.aws.store.write_ahead_log import TEMPLATE, Entry, Journal, folder_of
from lambda_ocr.core.errors import StoreUnavailable


class Commits:
    """Table, bucket and journal together."""

    def __init__(self, table: Table, objects: TemplateObjects, journal: Journal) -> None:
        self._table, self._objects, self._journal = table, objects, journal

    def version(self, entry: Entry, made: Content, picture: bytes, commit: Action) -> bool:
        """Whether a version came to be; False: its item was not as expected, or a sweep has claimed the entry.

        The entry is written already and names the version's folder alone. Raises `StoreUnavailable`, nothing kept.
        """
        [folder] = entry.folders
        try:
            if made.picture == folder:
                self._objects.put(folder, PICTURE, picture)
            self._objects.put(folder, CONTENT, packed(made))
            self._table.write(commit, entry.closed())
        except ConditionFailed:
            if not self._journal.undo(entry):  # the entry went with a sweep: whatever was put since then is an orphan
                self._objects.remove([folder])
            return False
        except StoreUnavailable:
            if self._journal.undo(entry) or not self._journal.knows(folder):
                raise
        return True

    def deletion(self, items: Sequence[Item]) -> bool:
        """Whether these templates are gone; False, and none is, where one was changed since its item was read."""
        folders = [folder_of(item) for item in items]
        entry = self._journal.entry(folders)
        self._table.write(entry.written())
        try:
            self._table.write(*(delete_unchanged(TEMPLATE, each["sk"], "folder", each.get("folder")) for each in items))
        except ConditionFailed:
            self._settle(entry, orphans=())
            return False
        except StoreUnavailable:
            if self._table.get(TEMPLATE, items[0]["sk"]) is not None:  # all or none: the deed was not done
                raise
        self._settle(entry, orphans=folders)
        return True

    def derived(self, folder: Folder, attribute: str, fingerprint: str, data: bytes) -> None:
        """Derived data in a version's folder, and the item's attribute that tells of them; nothing if it is gone."""
        entry = self._journal.entry([folder])
        self._table.write(entry.written())
        try:
            self._objects.put(folder, DERIVED, data, fingerprint)
            self._table.write(change(TEMPLATE, folder.template_id, attribute, fingerprint), entry.closed())
        except ConditionFailed:  # the template was deleted meanwhile, perhaps before the object came to lie there
            self._journal.undo(entry)
        except StoreUnavailable:
            if self._journal.undo(entry):
                raise

    def _settle(self, entry: Entry, orphans: Sequence[Folder]) -> None:
        """Tidy up after a delete has been decided; what fails now is left to a sweep."""
        with suppress(StoreUnavailable):
            self._journal.finish(entry, orphans)
