"""Templates in AWS: DynamoDB says which there are, S3 holds what they are.

One small item a template, all under one partition key: a listing is one strongly consistent query (some 8,000 ids a
page), a delete of a list one transaction. The price, 3,000 reads a second before DynamoDB splits the key's range, is
far beyond the documents an account reads. The item names the newest version and its folder in S3, where picture and
fields lie, whatever their size; what lies there tells of the versions before (`content.py`).

A version is there exactly when the item, or the history it leads to, names it. Hence the order of writes, an entry of
the journal around each:

- `create`, `publish`: the entry; the objects, in a folder of their own; then the item (on condition that it is as it
  was) and the end of the entry in one transaction. Before it nothing can be seen, after it everything.
- `delete`: the entry; then all items in one transaction; then the objects; then the end of the entry.
- `save_artifact`: as `publish`, with the item's `derived` being set.

A crash between two steps leaves the entry, and a write an hour later settles it (`journal.py`). When the answer to a
commit is lost, table and journal tell what happened, and the caller hears the truth.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from lambda_ocr.aws.clients import client
from lambda_ocr.aws.faults import ConditionFailed
from lambda_ocr.aws.store import content
from lambda_ocr.aws.store.commits import Commits
from lambda_ocr.aws.store.content import Content
from lambda_ocr.aws.store.objects import CONTENT, DERIVED, PICTURE, Folder, TemplateObjects
from lambda_ocr.aws.store.table import MAX_ACTIONS, Item, Table, absent, advance, put
from lambda_ocr.aws.store.write_ahead_log import TEMPLATE, Journal, folder_of
from lambda_ocr.core.errors import InvalidRequest, StoreUnavailable
from lambda_ocr.core.model import IdPage, Template, TemplateRef, TemplateVersion
from lambda_ocr.core.templates.refusals import conflict, no_template, no_version

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Ids are made by the service; anything else is no template and never becomes part of a key."""

DELETE_TRIES = 5
"""A template may be changed while it is being deleted; each time its new version must be deleted as well."""


class AwsTemplateStore:
    """The `Store` port over one table and one bucket."""

    def __init__(
        self, table: str, bucket: str, dynamodb: Any = None, s3: Any = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._table = Table(table, dynamodb or client("dynamodb"))
        self._objects = TemplateObjects(bucket, s3 or client("s3"))
        self._journal = Journal(self._table, self._objects, clock)
        self._commits = Commits(self._table, self._objects, self._journal)

    def create(self, template: Template) -> None:
        """Keep version 1; raises ValueError, changing nothing, when its id is taken or cannot be a key."""
        template_id = template.template_id
        if not _ID.fullmatch(template_id):
            raise ValueError(f"template id {template_id!r} is not 1 to 64 letters, digits, - and _")
        self._journal.sweep()
        folder = Folder.new(template_id, template.version)
        entry = self._journal.entry([folder])
        try:
            self._table.write(absent(TEMPLATE, template_id), entry.written())
        except ConditionFailed:
            raise _taken(template_id) from None
        item = {"created": template.created, "added": f"{time.time_ns():020d}", "version": "1", "folder": folder.name}
        made = content.first(template, folder)
        if not self._commits.version(entry, made, template.picture, put(TEMPLATE, template_id, item, new=True)):
            if self._found(template_id) is not None:
                raise _taken(template_id)
            raise _taken_back("add")

    def publish(self, template: Template) -> None:
        """Make this the newest version; raises `VersionConflict` or `TemplateNotFound`, changing nothing."""
        self._journal.sweep()
        template_id, version = template.template_id, template.version
        item = self._item(template_id)
        if _version(item) != version - 1:
            raise conflict(template_id, version - 1, _version(item))
        folder = Folder.new(template_id, version)
        made = content.following(self._content(item), template, folder)
        entry = self._journal.entry([folder])
        self._table.write(entry.written())
        attributes = {"version": str(version), "folder": folder.name}
        commit = advance(TEMPLATE, template_id, attributes, "folder", item.get("folder"))
        if not self._commits.version(entry, made, template.picture, commit):
            newest = _version(self._item(template_id))
            if newest != version - 1:
                raise conflict(template_id, version - 1, newest)
            raise _taken_back("change")

    def head(self, template_id: str) -> TemplateRef:
        """One strongly consistent read of one small item: one read unit."""
        return TemplateRef(template_id, _version(self._item(template_id)))

    def get(self, ref: TemplateRef) -> Template:
        """What this version holds; objects gone between two reads mean that it was deleted meanwhile."""
        item = self._item(ref.template_id)
        found = self._content(item)
        if ref.version != _version(item):
            found = self._content_in(_known_folder(ref, found), item["created"])
        picture = self._objects.get(found.picture, PICTURE)
        if picture is None:
            self._say_what_is_missing(ref.template_id)
        return replace(found.template, picture=picture[0])

    def versions(self, template_id: str) -> tuple[TemplateVersion, ...]:
        """All versions, newest first; raises `TemplateNotFound`."""
        history = self._content(self._item(template_id)).history
        return tuple(TemplateVersion(past.version, past.created) for past in reversed(history))

    def delete(self, template_ids: Sequence[str]) -> None:
        """Forget these, at most 100, in one transaction. The objects may outlive it for a while, seen by nobody."""
        ids = tuple(dict.fromkeys(template_ids))
        _refuse(unknown=[each for each in ids if not _ID.fullmatch(each)])
        if len(ids) > MAX_ACTIONS:
            raise InvalidRequest(f"At most {MAX_ACTIONS} templates can be deleted at once.", limit=MAX_ACTIONS)
        if not ids:
            return
        self._journal.sweep()
        for _ in range(DELETE_TRIES):
            found = {each: self._found(each) for each in ids}
            _refuse(unknown=[each for each, item in found.items() if item is None])
            if self._commits.deletion([item for item in found.values() if item is not None]):
                return
        raise StoreUnavailable("Cannot delete the templates: others are changing them; try again in a moment.")

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        """Oldest first, in the order in which they were added; of more than `most` (0: any number) the first by id."""
        found = self._table.page(TEMPLATE, most) if most else self._table.query(TEMPLATE)
        return tuple(item["sk"] for item in sorted(found, key=lambda item: item["added"]))

    def heads(self) -> tuple[TemplateRef, ...]:
        """The newest version of every template, in the order in which they were added; some 8,000 a read."""
        found = sorted(self._table.query(TEMPLATE), key=lambda item: item["added"])
        return tuple(TemplateRef(item["sk"], _version(item)) for item in found)

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        """By rising id; the cursor is the last id of the page before, whether or not it is still there."""
        if cursor and not _ID.fullmatch(cursor):
            raise InvalidRequest(
                'The member "cursor" is none that an answer gave. Begin anew without it.', member="cursor"
            )
        ids = tuple(item["sk"] for item in self._table.page(TEMPLATE, limit + 1, cursor))
        return IdPage(ids[:limit], ids[limit - 1] if len(ids) > limit else None)

    def load_artifact(self, ref: TemplateRef, fingerprint: str) -> bytes | None:
        """Asks S3 only when the item says that there is something: no permission to list the bucket is needed."""
        item = self._found(ref.template_id)
        if item is None or item.get(_derived(ref)) != fingerprint:
            return None
        folder = self._folder(ref, item)
        found = self._objects.get(folder, DERIVED) if folder else None
        return found[0] if found is not None and found[1] == fingerprint else None

    def save_artifact(self, ref: TemplateRef, fingerprint: str, data: bytes) -> None:
        """One object a version: another fingerprint's is replaced."""
        item = self._found(ref.template_id)
        folder = self._folder(ref, item) if item else None
        if folder is None:
            return
        self._commits.derived(folder, _derived(ref), fingerprint, data)

    def _content(self, item: Item) -> Content:
        return self._content_in(folder_of(item), item["created"])

    def _content_in(self, folder: Folder, created: str) -> Content:
        found = self._objects.get(folder, CONTENT)
        if found is None:
            self._say_what_is_missing(folder.template_id)
        return content.unpacked(found[0], folder, created)

    def _folder(self, ref: TemplateRef, item: Item) -> Folder | None:
        """Where a version lies; None where the template has no such one."""
        return folder_of(item) if ref.version == _version(item) else self._content(item).folder_of(ref.version)

    def _say_what_is_missing(self, template_id: str) -> NoReturn:
        self._item(template_id)
        raise StoreUnavailable(f"The objects of template {template_id} are missing; delete it and add it again.")

    def _item(self, template_id: str) -> Item:
        item = self._found(template_id)
        if item is None:
            raise no_template([template_id])
        return item

    def _found(self, template_id: str) -> Item | None:
        return self._table.get(TEMPLATE, template_id) if _ID.fullmatch(template_id) else None


def _version(item: Item) -> int:
    """The newest version; earlier releases knew one only, and did not write it down."""
    return int(item.get("version", "1"))


def _derived(ref: TemplateRef) -> str:
    """The item's attribute that has the fingerprint of what is derived from a version."""
    return "derived" if ref.version == 1 else f"derived_{ref.version}"


def _known_folder(ref: TemplateRef, newest: Content) -> Folder:
    folder = newest.folder_of(ref.version)
    if folder is None:
        raise no_version(ref, newest.template.version)
    return folder


def _refuse(unknown: Sequence[str]) -> None:
    if unknown:
        raise no_template(unknown)


def _taken(template_id: str) -> ValueError:
    return ValueError(f"template id {template_id!r} is already taken")


def _taken_back(how: str) -> StoreUnavailable:
    return StoreUnavailable(f"Keeping the template took over an hour and was taken back; {how} it again.")
