"""The embedded template store: one SQLite file.

Rule: a connection lives for one call. That makes the store safe across threads, forks and a replaced file without any
bookkeeping; opening costs about a millisecond, beside a reading of hundreds. Nothing is created before the first write.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from lambda_ocr.core.errors import StoreUnavailable, TemplateNotFound
from lambda_ocr.core.model import Template
from lambda_ocr.local.fields_json import fields_from_json, fields_to_json

FILE_NAME = "templates.sqlite3"
SCHEMA_VERSION = 2
BUSY_SECONDS = 15.0

_SCHEMA = (
    """CREATE TABLE templates (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        template_id TEXT NOT NULL UNIQUE,
        created TEXT NOT NULL,
        fields TEXT NOT NULL,
        picture BLOB NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '')""",
    """CREATE TABLE derived (
        template_id TEXT PRIMARY KEY REFERENCES templates (template_id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        data BLOB NOT NULL)""",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

_UPGRADES = {
    1: (
        "ALTER TABLE templates ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE templates ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "PRAGMA user_version = 2",
    ),
}
"""What leads from a schema to the next."""

_ADVICE = {
    "SQLITE_BUSY": "another process has held it for {seconds:.0f} s; try again, or stop that process",
    "SQLITE_LOCKED": "another process holds it; try again, or stop that process",
    "SQLITE_READONLY": "it cannot be written; give this user the right to write the file and its folder",
    "SQLITE_CANTOPEN": "it cannot be opened; give this user the right to read and write the file and its folder",
    "SQLITE_PERM": "it cannot be opened; give this user the right to read and write the file and its folder",
    "SQLITE_FULL": "the disk is full; free some space and try again",
    "SQLITE_IOERR": "the disk does not answer as it should; check its space and health",
    "SQLITE_NOTADB": "it is not a store of ours, or is damaged; restore it from a copy, or move it away to start anew",
    "SQLITE_CORRUPT": "it is damaged; restore it from a copy, or move it away to start anew",
}


class SqliteTemplateStore:
    """`TemplateStore` in `home/templates.sqlite3`: WAL, every acknowledged write synced to the disk.

    Deleted bytes are overwritten (`secure_delete`) and their space returned (`auto_vacuum`).
    """

    def __init__(self, home: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path = home / FILE_NAME
        self._busy_seconds = busy_seconds

    def add(self, template: Template) -> None:
        """Keep a new template; raises ValueError, changing nothing, when its id is taken."""
        fields = fields_to_json(template.fields)
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
        created, fields, picture, name, note = row
        with self._translated():
            return Template(template_id, fields_from_json(fields), picture, created, name, note)

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

    def list_ids(self) -> tuple[str, ...]:
        """Ids of all templates, oldest first."""
        with self._reading() as connection:
            if connection is None:
                return ()
            return tuple(row[0] for row in connection.execute("SELECT template_id FROM templates ORDER BY sequence"))

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
        with self._writing() as connection:
            gone = [
                template_id
                for template_id in wanted
                if not connection.execute("DELETE FROM templates WHERE template_id = ?", (template_id,)).rowcount
            ]
            if gone:
                raise _not_found(gone)

    def _row(self, statement: str, template_id: str) -> tuple[Any, ...] | None:
        if not _storable(template_id):
            return None
        with self._reading() as connection:
            if connection is None:
                return None
            row: tuple[Any, ...] | None = connection.execute(statement, (template_id,)).fetchone()
            return row

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection, or None where nothing was ever written."""
        with self._translated():
            if not self._path.exists():
                yield None
                return
            with closing(self._connect()) as connection:
                yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed, synced, when the block ends well; undone when it raises."""
        with self._translated():
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600, exist_ok=True)
            with closing(self._connect()) as connection, _transaction(connection):
                yield connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=self._busy_seconds, isolation_level=None)
        with ExitStack() as undo:
            undo.callback(connection.close)
            self._prepare(connection)
            undo.pop_all()
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        found = _version(connection)
        if found == 0:
            _create(connection, self._busy_seconds)
        elif found < SCHEMA_VERSION:
            _upgrade(connection)
        elif found > SCHEMA_VERSION:
            raise StoreUnavailable(
                f"{self._path} was written by a newer version of this program (schema {found}, known here:"
                f" {SCHEMA_VERSION}); update the program, or name another folder in CUSTOM_OCR_HOME"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Foreign errors become `StoreUnavailable`, saying what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the template store {self._path} does not answer: {self._advice(error)}") from error
        except OSError as error:
            raise StoreUnavailable(
                f"the template store's folder {self._path.parent} cannot be used ({error.strerror}); make it writable,"
                " or name another in CUSTOM_OCR_HOME"
            ) from error

    def _advice(self, error: sqlite3.Error) -> str:
        name = getattr(error, "sqlite_errorname", None) or ""
        for prefix, advice in _ADVICE.items():
            if name.startswith(prefix):
                return advice.format(seconds=self._busy_seconds)
        return f"{error}; check the file"


def _create(connection: sqlite3.Connection, busy_seconds: float) -> None:
    connection.execute("PRAGMA auto_vacuum = FULL")
    _keep_a_log(connection, busy_seconds)
    with _transaction(connection):
        if _version(connection) == 0:  # asked again: another process may have been faster
            for statement in _SCHEMA:
                connection.execute(statement)


def _keep_a_log(connection: sqlite3.Connection, busy_seconds: float) -> None:
    """Turn WAL on. SQLite gives up on this statement at once where others write, so waiting for them is ours."""
    until = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(random.uniform(0.001, 0.02))  # apart from those that wait beside us
        else:
            return


def _upgrade(connection: sqlite3.Connection) -> None:
    """Step by step to our schema; asked again within the transaction, for another process may have been faster."""
    with _transaction(connection):
        while (found := _version(connection)) < SCHEMA_VERSION:
            for statement in _UPGRADES[found]:
                connection.execute(statement)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # whatever stopped it, Ctrl-C included
            connection.rollback()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


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
