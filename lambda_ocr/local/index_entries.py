"""What the index of templates is made of, kept in a file of its own beside the store's.

Rule: nothing rests on it. A file that is missing, damaged or of another release is as good as none, and one that is
damaged is removed: entries are made of the templates again.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from lambda_ocr.core.model import TemplateRef

log = logging.getLogger(__name__)

FILE_NAME = "index.sqlite3"
BUSY_SECONDS = 2.0
ASKED_ONE_BY_ONE = 100
"""Entries up to which they are looked up; of more, all that there are is read."""
_TABLE = """CREATE TABLE IF NOT EXISTS entries (
    template_id TEXT PRIMARY KEY, version INTEGER NOT NULL, fingerprint TEXT NOT NULL, data BLOB NOT NULL)"""


class SqliteIndexEntries:
    """`IndexEntries` in `home/index.sqlite3`."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE_NAME

    def load(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """Of these versions, the entries there are."""
        found: dict[TemplateRef, bytes] = {}
        if self._path.exists():
            self._with_file(lambda connection: found.update(_entries(connection, wanted, fingerprint)))
        return found

    def whole(self, wanted: Collection[TemplateRef], fingerprint: str) -> Mapping[TemplateRef, bytes]:
        """The same: none is cut short."""
        return self.load(wanted, fingerprint)

    def save(self, entries: Mapping[TemplateRef, bytes], fingerprint: str) -> None:
        """Keep entries in place of those of earlier versions."""
        rows = [(ref.template_id, ref.version, fingerprint, entry) for ref, entry in entries.items()]
        if self._path.parent.exists():
            self._with_file(lambda file: file.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows))

    def drop(self, template_ids: Collection[str]) -> None:
        """Forget templates; their bytes are overwritten."""
        rows = [(each,) for each in template_ids]
        if self._path.exists():
            self._with_file(lambda file: file.executemany("DELETE FROM entries WHERE template_id = ?", rows))

    def _with_file(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Work on the file; what goes wrong is said in the log, and a damaged file is removed."""
        try:
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS)) as connection:
                self._path.chmod(0o600)
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("PRAGMA synchronous = NORMAL")
                with connection:
                    connection.execute(_TABLE)
                    work(connection)
        except (sqlite3.Error, OSError) as fault:
            log.warning("the index beside the templates cannot be used: %s", fault)
            if type(fault) is sqlite3.DatabaseError:  # "file is not a database", "malformed"
                self._path.unlink(missing_ok=True)


def _entries(
    connection: sqlite3.Connection, wanted: Collection[TemplateRef], fingerprint: str
) -> Iterator[tuple[TemplateRef, bytes]]:
    asked = "SELECT template_id, version, data FROM entries WHERE fingerprint = ?"
    if len(wanted) > ASKED_ONE_BY_ONE:
        known = frozenset(wanted)
        rows = (row for row in connection.execute(asked, (fingerprint,)) if TemplateRef(*row[:2]) in known)
    else:
        one = f"{asked} AND template_id = ? AND version = ?"
        rows = (row for ref in wanted for row in connection.execute(one, (fingerprint, ref.template_id, ref.version)))
    for template_id, version, data in rows:
        yield TemplateRef(template_id, version), data
