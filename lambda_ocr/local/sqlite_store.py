"""The embedded template store: one SQLite file.

Rule: a connection lives for one call. That makes the store safe across threads, forks and a replaced file without any
bookkeeping; opening costs about a millisecond, beside a reading of hundreds. Nothing is created before the first write.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from lambda_ocr.core.errors import InvalidRequest, StoreUnavailable, TemplateNotFound
from lambda_ocr.core.model import IdPage, Template
from lambda_ocr.core.templates.codec import drawn_from_plain, drawn_to_plain
from lambda_ocr.local.reserve import RESERVE_BYTES, Reserve
from lambda_ocr.local.sqlite_file import StoreFile, give_back, spare_space, transaction
from lambda_ocr.local.store_faults import translated

Found = TypeVar("Found")
FILE_NAME = "templates.sqlite3"
RESERVE_NAME = "templates.reserve"
BUSY_SECONDS = 15.0


class SqliteTemplateStore:
    """`TemplateStore` in `home/templates.sqlite3`: WAL, every acknowledged write synced to the disk.

    Deleted bytes are overwritten (`secure_delete`) and their space returned (`auto_vacuum`). On a full disk a `delete`
    works all the same, out of a reserve kept beside the file.
    """

    def __init__(self, home: Path, busy_seconds: float = BUSY_SECONDS, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._path = home / FILE_NAME
        self._file = StoreFile(self._path, busy_seconds)
        self._reserve = Reserve(home / RESERVE_NAME, reserve_bytes)
        self._busy_seconds = busy_seconds

    def add(self, template: Template) -> None:
        """Keep a new template; raises ValueError, changing nothing, when its id is taken."""
        fields = json.dumps(drawn_to_plain(template.fields, template.variable), allow_nan=False)
        row = (template.template_id, template.created, fields, template.picture, template.name, template.note)
        with self._writing() as connection:
            try:
                connection.execute(
                    "INSERT INTO templates (template_id, created, fields, picture, name, note)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    row,
                )
            except sqlite3.IntegrityError:
                raise ValueError(f"template id {template.template_id!r} is already taken") from None

    def get(self, template_id: str) -> Template:
        """The template; raises `TemplateNotFound`."""
        row = self._row("SELECT created, fields, picture, name, note FROM templates WHERE template_id = ?", template_id)
        if row is None:
            raise _not_found([template_id])
        created, drawn, picture, name, note = row
        try:
            fields, variable = drawn_from_plain(json.loads(drawn))
        except ValueError as error:
            raise StoreUnavailable(
                "a template's fields are damaged in the store; restore its file from a copy"
            ) from error
        return Template(template_id, fields, picture, created, name, note, variable)

    def exists(self, template_id: str) -> bool:
        """Whether a template has this id, without reading its picture."""
        return self._row("SELECT 1 FROM templates WHERE template_id = ?", template_id) is not None

    def delete(self, template_ids: Sequence[str]) -> None:
        """Forget these templates and their derived data in one step; all or none (`TemplateNotFound`)."""
        wanted = list(dict.fromkeys(template_ids))
        unknown = [template_id for template_id in wanted if not self.exists(template_id)]
        if unknown:
            raise _not_found(unknown)
        if wanted:
            self._delete(wanted)

    def list_ids(self, most: int = 0) -> tuple[str, ...]:
        """Ids of all templates, oldest first; of more than `most` (0: any number) the oldest."""
        rows = self._read(lambda connection: _ids_after(connection, 0, most or -1), _NO_ROWS)
        return tuple(row[1] for row in rows)

    def list_page(self, limit: int, cursor: str = "") -> IdPage:
        """At most `limit` ids, oldest first, from where a page's cursor says; raises `InvalidRequest` of any other."""
        after = _sequence(cursor)
        rows = self._read(lambda connection: _ids_after(connection, after, limit + 1), _NO_ROWS)
        more = len(rows) > limit
        return IdPage(tuple(row[1] for row in rows[:limit]), str(rows[limit - 1][0]) if more else None)

    def load_derived(self, template_id: str, version: str) -> bytes | None:
        """The cached derived data of this version, or None."""
        row = self._row("SELECT data, version FROM derived WHERE template_id = ?", template_id)
        if row is None or row[1] != version:
            return None
        return bytes(row[0])

    def save_derived(self, template_id: str, version: str, derived: bytes) -> None:
        """Cache derived data, replacing older; nothing happens when the template is gone."""
        if not self.exists(template_id):
            return
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO derived (template_id, version, data)"
                " SELECT template_id, ?, ? FROM templates WHERE template_id = ?",
                (version, derived, template_id),
            )

    def _delete(self, wanted: Sequence[str]) -> None:
        try:
            with self._writing() as connection:
                _delete_rows(connection, wanted)
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
                _delete_rows(connection, wanted)
            with suppress(sqlite3.Error):  # it is deleted; the next write goes on here
                give_back(connection)
        self._reserve.keep()

    def _row(self, statement: str, template_id: str) -> tuple[Any, ...] | None:
        if not _storable(template_id):
            return None
        return self._read(lambda connection: _first(connection, statement, template_id), None)

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


_NO_ROWS: list[tuple[int, str]] = []


def _ids_after(connection: sqlite3.Connection, sequence: int, limit: int) -> list[tuple[int, str]]:
    statement = "SELECT sequence, template_id FROM templates WHERE sequence > ? ORDER BY sequence LIMIT ?"
    return connection.execute(statement, (sequence, limit)).fetchall()


def _sequence(cursor: str) -> int:
    if not cursor:
        return 0
    if not re.fullmatch("[0-9]{1,18}", cursor):
        raise InvalidRequest('The member "cursor" is none that an answer gave. Begin anew without it.', member="cursor")
    return int(cursor)


def _first(connection: sqlite3.Connection, statement: str, template_id: str) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(statement, (template_id,)).fetchone()
    return row


def _delete_rows(connection: sqlite3.Connection, wanted: Sequence[str]) -> None:
    gone = [
        template_id
        for template_id in wanted
        if not connection.execute("DELETE FROM templates WHERE template_id = ?", (template_id,)).rowcount
    ]
    if gone:
        raise _not_found(gone)


def _storable(text: str) -> bool:
    """Whether the text is UTF-8; a lone surrogate out of JSON is not, and is nobody's id."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_found(template_ids: Sequence[str]) -> TemplateNotFound:
    named = ", ".join(map(repr, template_ids[:3])) + ("…" if len(template_ids) > 3 else "")
    return TemplateNotFound(
        f"no template has the id {named}; ask `list` for those there are", template_ids=list(template_ids)
    )
