"""The store's file: made whole or not at all, opened as it can be, brought to our schema.

Rule: a connection lives for one call. A file that cannot be written is read all the same, and never changed by reading.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from lambda_ocr.local import schema
from lambda_ocr.local.store_faults import empty, foreign, name_of, unmerged

Found = TypeVar("Found")
VACUUM_PAGES = 16
"""Pages moved at once while space is given back on a full disk."""
_FULL, _INCREMENTAL = 1, 2

_CANNOT_WRITE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_FULL", "SQLITE_IOERR")
"""What opening a file answers where nothing can be written beside it."""


class StoreFile:
    """One SQLite file in WAL mode, every acknowledged write synced to the disk."""

    def __init__(self, path: Path, busy_seconds: float) -> None:
        self.path = path
        self._busy_seconds = busy_seconds

    def read(self, work: Callable[[sqlite3.Connection], Found]) -> Found:
        """What `work` finds, also where nothing can be written; raises sqlite3.Error, OSError or Unfit."""
        self._check_file()
        try:
            with closing(self.connected()) as connection:
                return work(connection)
        except sqlite3.Error as error:
            if not name_of(error).startswith(_CANNOT_WRITE):
                raise
        return self._read_only(work)

    def connected(self) -> sqlite3.Connection:
        """A connection that can write, to a file of our schema."""
        return self._opened("mode=rw", self._prepare)

    def made(self) -> None:
        """Make the file where there is none: beside it, and given its name when it is whole."""
        if self.path.exists():
            self._check_file()
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = self.path.with_name(f"{self.path.name}.new-{uuid.uuid4().hex}")
        try:
            new.touch(mode=0o600)
            with closing(sqlite3.connect(new, isolation_level=None)) as connection:
                _create(connection, self._busy_seconds)
            _named(new, self.path)
        finally:
            for leftover in (new, Path(f"{new}-wal"), Path(f"{new}-shm")):
                leftover.unlink(missing_ok=True)

    def _check_file(self) -> None:
        if not self.path.is_file():
            raise foreign()
        if self.path.stat().st_size == 0:
            raise empty()

    def _read_only(self, work: Callable[[sqlite3.Connection], Found]) -> Found:
        """Beside another's log where there is one, else as a file that nobody changes; done anew where one did."""
        with suppress(sqlite3.Error), closing(self._opened("mode=ro", schema.check_read_only)) as connection:
            return work(connection)
        for _ in range(3):
            before = self._state()
            if before[-1]:
                raise unmerged()
            with closing(self._opened("mode=ro&immutable=1", schema.check_read_only)) as connection:
                found = work(connection)
            if self._state() == before:
                return found
        raise unmerged()

    def _state(self) -> tuple[int, int, int]:
        """When the file was changed, its bytes, and those of its log."""
        file, wal = self.path.stat(), Path(f"{self.path}-wal")
        return file.st_mtime_ns, file.st_size, wal.stat().st_size if wal.exists() else 0

    def _opened(self, how: str, prepare: Callable[[sqlite3.Connection], None]) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?{how}"
        connection = sqlite3.connect(uri, uri=True, timeout=self._busy_seconds, isolation_level=None)
        with ExitStack() as undo:
            undo.callback(connection.close)
            prepare(connection)
            undo.pop_all()
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        found = schema.checked_version(connection)
        if found == 0:
            _create(connection, self._busy_seconds)
        elif found < schema.SCHEMA_VERSION:
            with transaction(connection):
                schema.upgrade(connection)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Committed, synced, when the block ends well; undone when it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # whatever stopped it, Ctrl-C included
            connection.rollback()


def spare_space(connection: sqlite3.Connection) -> None:
    """What is deleted from now on is only marked as free, which takes next to no space; `give_back` does the rest.

    FAST overwrites on pages that are written anyhow; the others are free, and go with the end of the file.
    """
    connection.execute("PRAGMA secure_delete = FAST")
    connection.execute(f"PRAGMA auto_vacuum = {_INCREMENTAL}")


def give_back(connection: sqlite3.Connection) -> None:
    """After `spare_space`, now or after a crash: a few pages at a time until none is free, so that nothing stays."""
    if schema.number(connection, "auto_vacuum") != _INCREMENTAL:
        return
    while schema.number(connection, "freelist_count"):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute(f"PRAGMA incremental_vacuum({VACUUM_PAGES})").fetchall()
    connection.execute(f"PRAGMA auto_vacuum = {_FULL}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _named(new: Path, path: Path) -> None:
    """Where another process was faster, its file stays."""
    try:
        os.link(new, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not path.exists():
            new.rename(path)


def _create(connection: sqlite3.Connection, busy_seconds: float) -> None:
    connection.execute(f"PRAGMA auto_vacuum = {_FULL}")
    _keep_a_log(connection, busy_seconds)
    with transaction(connection):
        schema.make(connection)


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
