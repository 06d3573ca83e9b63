"""The embedded template store: one SQLite file.

Rule: a connection lives for one call. That makes the store safe across threads, forks and a replaced file without any
bookkeeping; opening costs about a millisecond, beside a reading of hundreds. Nothing is created before the first write.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from lambda_ocr.core.errors import InvalidRequest, StoreUnavailable
from lambda_ocr.core.model import IdPage, Template, TemplateRef, TemplateVersion
from lambda_ocr.core.templates.refusals import no_template
from lambda_ocr.local import template_rows as rows
from lambda_ocr.local.reserve import RESERVE_BYTES, Reserve
from lambda_ocr.local.sqlite_file import StoreFile, give_back, spare_space, transaction
from lambda_ocr.local.store_faults import translated

Found = TypeVar("Found")
FILE_NAME = "templates.sqlite3"
RESERVE_NAME = "templates.reserve"
BUSY_SECONDS = 15.0


class SqliteTemplateStore:
    """`Store` in `home/templates.sqlite3`: WAL, every acknowledged write synced to the disk.

    Deleted bytes are overwritten (`secure_delete`) and their space returned (`auto_vacuum`). On a full disk a `delete`
    works all the same, out of a reserve kept beside the file.
    """

    def __init__(self, home: Path, busy_seconds: float = BUSY_SECONDS, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._path = home / FILE_NAME
        self._file = StoreFile(self._path, busy_seconds)
        self._reserve = Reserve(home / RESERVE_NAME, reserve_bytes)
        self._busy_seconds = busy_seconds

    def create(self, template: Template) -> None:
        """Keep version 1 of a new template; raises ValueError, changing nothing, when its id is taken."""
        with self._writing() as connection:
            rows.insert(connection, template)

    def publish(self, template: Template) -> None:
        """Make this the newest version of its id; raises `VersionConflict` or `TemplateNotFound`, changing nothing."""
        self.head(template.template_id)
        with self._writing() as connection:
            rows.insert_later(connection, template)

    def head(self, template_id: str) -> TemplateRef:
        """The newest version, without reading its picture; raises `TemplateNotFound`."""
        found = self._newest(template_id)
        if found is None:
            raise no_template([template_id])
        return TemplateRef(template_id, found)

    def get(self, ref: TemplateRef) -> Template:
        """What this version holds; raises `TemplateNotFound`."""
        found = self._read_of(ref.template_id, lambda connection: rows.content(connection, ref), None)
        if found is None:
            raise no_template([ref.template_id])
        return found

    def versions(self, template_id: str) -> tuple[TemplateVersion, ...]:
        """All versions, newest first; raises `TemplateNotFound`."""
        nothing: tuple[TemplateVersion, ...] = ()
        found = self._read_of(template_id, lambda connection: rows.versions(connection, template_id), nothing)
        if not found:
            raise no_template([template_id])
        return found

    def delete(self, template_ids: Sequence[str]) -> None:
        """Forget these, all versions and derived data with them, in one step; all or none (`TemplateNotFound`)."""
        wanted = list(dict.fromkeys(template_ids))
        try:
            unknown = [template_id for template_id in wanted if self._newest(template_id) is None]
        except StoreUnavailable as error:
            if error.details.get("reason") != "older":
                raise
            self._delete_on_a_full_disk(wanted)  # without whose reserve the file cannot be brought to our schema
            return
        if unknown:
            raise no_template(unknown)
        if wanted:
            self._delete(wanted)

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        """Ids of all templates, oldest first; of more than `most` (0: any number) the oldest."""
        found = self._read(lambda connection: rows.ids_after(connection, 0, most or -1), _NO_ROWS)
        return tuple(template_id for _, template_id in found)

    def heads(self) -> tuple[TemplateRef, ...]:
        """The newest version of every template, oldest template first."""
        return tuple(TemplateRef(*row) for row in self._read(rows.heads, _NO_HEADS))

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        """At most `limit` ids, oldest first, from where a page's cursor says; raises `InvalidRequest` of any other."""
        after = _sequence(cursor)
        found = self._read(lambda connection: rows.ids_after(connection, after, limit + 1), _NO_ROWS)
        more = len(found) > limit
        return IdPage(tuple(each for _, each in found[:limit]), str(found[limit - 1][0]) if more else None)

    def load_artifact(self, ref: TemplateRef, fingerprint: str) -> bytes | None:
        """What is derived from this version under this fingerprint, or None."""
        return self._read_of(ref.template_id, lambda connection: rows.artifact(connection, ref, fingerprint), None)

    def save_artifact(self, ref: TemplateRef, fingerprint: str, data: bytes) -> None:
        """Keep what is derived, in place of what is there; nothing happens when the version is gone."""
        if self._newest(ref.template_id) is None:
            return
        with self._writing() as connection:
            rows.keep_artifact(connection, ref, fingerprint, data)

    def _delete(self, wanted: Sequence[str]) -> None:
        try:
            with self._writing() as connection:
                rows.delete(connection, wanted)
        except StoreUnavailable as error:
            if error.details.get("reason") not in _NO_SPACE:
                raise
            self._delete_on_a_full_disk(wanted)

    def _delete_on_a_full_disk(self, wanted: Sequence[str]) -> None:
        """Out of the reserve: mark as free, which needs a page in a thousand, then give back little by little."""
        self._reserve.release()
        with translated(self._path, self._busy_seconds), closing(self._file.connected()) as connection:
            spare_space(connection)
            with transaction(connection):
                rows.delete(connection, wanted)
            with suppress(sqlite3.Error):  # it is deleted; the next write goes on here
                give_back(connection)
        self._reserve.keep()

    def _newest(self, template_id: str) -> int | None:
        return self._read_of(template_id, lambda connection: rows.newest(connection, template_id), None)

    def _read_of(self, template_id: str, work: Callable[[sqlite3.Connection], Found], nothing: Found) -> Found:
        """As `_read`; what cannot be stored is nobody's id."""
        return self._read(work, nothing) if _storable(template_id) else nothing

    def _read(self, work: Callable[[sqlite3.Connection], Found], nothing: Found) -> Found:
        """What `work` finds; `nothing` where nothing was ever written."""
        with translated(self._path, self._busy_seconds):
            return self._file.read(work) if self._path.exists() else nothing

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed, synced, when the block ends well; undone when it raises."""
        with translated(self._path, self._busy_seconds):
            self._file.made()
            with closing(self._file.connected()) as connection:
                give_back(connection)
                with transaction(connection):
                    yield connection
        self._reserve.keep()


_NO_SPACE = frozenset({"full", "ioerr_shmsize", "ioerr_write", "cantopen"})
"""What SQLite answers where a page, or the first one of its log, finds no room."""


_NO_HEADS: list[tuple[str, int]] = []
_NO_ROWS: list[tuple[int, str]] = []


def _sequence(cursor: str) -> int:
    if not cursor:
        return 0
    if not re.fullmatch("[0-9]{1,18}", cursor):
        raise InvalidRequest('The member "cursor" is none that an answer gave. Begin anew without it.', member="cursor")
    return int(cursor)


def _storable(text: str) -> bool:
    """Whether the text is UTF-8; a lone surrogate out of JSON is not, and is nobody's id."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
