"""Templates in AWS: DynamoDB says which there are, S3 holds what they are.

One small item a template, all under one partition key: a listing is one strongly consistent query (some 8,000 ids a
page), a delete of a list one transaction. The price, 3,000 reads a second before DynamoDB splits the key's range, is
far beyond the documents an account reads. Picture and fields lie in S3, whatever their size.

A template is there exactly when its item is. Hence the order of writes, an entry of the journal around each:

- `add`: the entry; the objects; then the item and the end of the entry in one transaction. Before it nothing can be
  seen, after it everything.
- `delete`: the entry; then all items in one transaction; then the objects; then the end of the entry.
- `save_derived`: as `add`, with the item's `derived` being set.

A crash between two steps leaves the entry, and an `add` or `delete` an hour later settles it (`journal.py`). When the
answer to a commit is lost, table and journal tell what happened, and the caller hears the truth.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from lambda_ocr.aws.clients import client
from lambda_ocr.aws.faults import ConditionFailed
from lambda_ocr.aws.journal import TEMPLATE, Entry, Journal
from lambda_ocr.aws.objects import DERIVED, FIELDS, PICTURE, TemplateObjects
from lambda_ocr.aws.table import MOST_ACTIONS, Item, Table, absent, change, delete, put
from lambda_ocr.core.errors import InvalidRequest, StoreUnavailable, TemplateNotFound
from lambda_ocr.core.model import IdPage, Template
from lambda_ocr.core.templates.codec import drawn_from_plain, drawn_to_plain

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Ids are made by the service; anything else is no template and never becomes part of a key."""


class AwsTemplateStore:
    """The `TemplateStore` port over one table and one bucket."""

    def __init__(
        self, table: str, bucket: str, dynamodb: Any = None, s3: Any = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._table = Table(table, dynamodb or client("dynamodb"))
        self._objects = TemplateObjects(bucket, s3 or client("s3"))
        self._journal = Journal(self._table, self._objects, clock)

    def add(self, template: Template) -> None:
        """Keep a new template; raises ValueError, changing nothing, when its id is taken or cannot be a key."""
        if not _ID.fullmatch(template.template_id):
            raise ValueError(f"template id {template.template_id!r} is not 1 to 64 letters, digits, - and _")
        self._journal.sweep()
        entry = self._journal.entry([template.template_id])
        try:
            self._table.write(absent(TEMPLATE, template.template_id), entry.written())
        except ConditionFailed:
            raise ValueError(f"template id {template.template_id!r} is already taken") from None
        try:
            self._write(template, entry)
        except ConditionFailed:  # a sweep has claimed the entry: whatever was put since then is an orphan
            self._objects.remove([template.template_id])
            raise StoreUnavailable("Adding the template took over an hour and was taken back; add it again.") from None
        except StoreUnavailable:
            if self._journal.undo(entry) or not self.exists(template.template_id):
                raise

    def get(self, template_id: str) -> Template:
        """The template; objects gone between two reads mean that it was deleted meanwhile."""
        item = self._item(template_id)
        picture = self._objects.get(template_id, PICTURE)
        fields = self._objects.get(template_id, FIELDS)
        if picture is None or fields is None:
            self._item(template_id)
            raise StoreUnavailable(f"The objects of template {template_id} are missing; delete it and add it again.")
        return _template(template_id, fields[0], picture[0], item["created"])

    def exists(self, template_id: str) -> bool:
        """One strongly consistent read of one small item: one read unit."""
        return self._found(template_id) is not None

    def delete(self, template_ids: Sequence[str]) -> None:
        """Forget these, at most 100, in one transaction. The objects may outlive it for a while, seen by nobody."""
        ids = tuple(dict.fromkeys(template_ids))
        _refuse(unknown=[each for each in ids if not _ID.fullmatch(each)])
        if len(ids) > MOST_ACTIONS:
            raise InvalidRequest(f"At most {MOST_ACTIONS} templates can be deleted at once.", limit=MOST_ACTIONS)
        if ids:
            self._journal.sweep()
            self._delete(ids)

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        """Oldest first, in the order in which they were added; of more than `most` (0: any number) the first by id."""
        found = self._table.page(TEMPLATE, most) if most else self._table.query(TEMPLATE)
        return tuple(item["sk"] for item in sorted(found, key=lambda item: item["added"]))

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        """By rising id; the cursor is the last id of the page before, whether or not it is still there."""
        if cursor and not _ID.fullmatch(cursor):
            raise InvalidRequest(
                'The member "cursor" is none that an answer gave. Begin anew without it.', member="cursor"
            )
        ids = tuple(item["sk"] for item in self._table.page(TEMPLATE, limit + 1, cursor))
        return IdPage(ids[:limit], ids[limit - 1] if len(ids) > limit else None)

    def load_derived(self, template_id: str, version: str) -> bytes | None:
        """Asks S3 only when the item says that there is something: no permission to list the bucket is needed."""
        item = self._found(template_id)
        if item is None or item.get("derived") != version:
            return None
        found = self._objects.get(template_id, DERIVED)
        return found[0] if found is not None and found[1] == version else None

    def save_derived(self, template_id: str, version: str, derived: bytes) -> None:
        """One object a template: another version's is replaced."""
        if not self.exists(template_id):
            return
        entry = self._journal.entry([template_id])
        self._table.write(entry.written())
        try:
            self._objects.put(template_id, DERIVED, derived, version)
            self._table.write(change(TEMPLATE, template_id, "derived", version), entry.closed())
        except ConditionFailed:  # the template was deleted meanwhile, perhaps before the object came to lie there
            self._journal.undo(entry)
        except StoreUnavailable:
            if self._journal.undo(entry):
                raise

    def _write(self, template: Template, entry: Entry) -> None:
        self._objects.put(template.template_id, PICTURE, template.picture)
        self._objects.put(template.template_id, FIELDS, _packed(template))
        self._table.write(put(TEMPLATE, template.template_id, _new_item(template), new=True), entry.closed())

    def _delete(self, ids: tuple[str, ...]) -> None:
        entry = self._journal.entry(ids)
        self._table.write(entry.written())
        try:
            self._table.write(*(delete(TEMPLATE, each, "attribute_exists(pk)") for each in ids))
        except ConditionFailed as refused:
            self._settle(entry, orphans=())
            raise _not_found([ids[place] for place in refused.failed]) from None
        except StoreUnavailable:
            if self.exists(ids[0]):  # all or none: the answer was not lost, the deed was not done
                raise
        self._settle(entry, orphans=ids)

    def _settle(self, entry: Entry, orphans: Sequence[str]) -> None:
        """Tidy up after a delete has been decided; what fails now is left to a sweep."""
        with suppress(StoreUnavailable):
            self._journal.finish(entry, orphans)

    def _item(self, template_id: str) -> Item:
        item = self._found(template_id)
        if item is None:
            raise _not_found([template_id])
        return item

    def _found(self, template_id: str) -> Item | None:
        return self._table.get(TEMPLATE, template_id) if _ID.fullmatch(template_id) else None


def _refuse(unknown: Sequence[str]) -> None:
    if unknown:
        raise _not_found(unknown)


def _not_found(template_ids: Sequence[str]) -> TemplateNotFound:
    named = ", ".join(map(repr, template_ids[:3])) + ("…" if len(template_ids) > 3 else "")
    return TemplateNotFound(
        f"no template has the id {named}; ask `list` for those there are", template_ids=list(template_ids)
    )


def _new_item(template: Template) -> Item:
    return {"created": template.created, "added": f"{time.time_ns():020d}"}


def _packed(template: Template) -> bytes:
    about = {"name": template.name, "note": template.note, **drawn_to_plain(template.fields, template.variable)}
    return json.dumps(about).encode()


def _template(template_id: str, packed: bytes, picture: bytes, created: str) -> Template:
    """From what `_packed` wrote; the first version wrote the bare list of fields."""
    try:
        stored = json.loads(packed)
        about = stored if isinstance(stored, dict) else {"name": "", "note": ""}
        fields, variable = drawn_from_plain(stored)
        return Template(template_id, fields, picture, created, about["name"], about["note"], variable)
    except (ValueError, KeyError) as error:
        raise StoreUnavailable("The template's fields are damaged in the bucket; delete it, add it again.") from error
