"""Documents that wait for a person, on one machine: a file of its own beside the store's.

Rule: record and picture are written in one transaction, and go together when their days are over, overwritten; nobody
but the user of this process may open the file. It is not encrypted: an encrypted disk is what protects it from who
holds the disk.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.review.codec import reviewed_from_text, reviewed_to_text
from lambda_ocr.core.review.documents import (
    LEASE_SECONDS,
    MOST_COUNTED,
    DocumentKept,
    Leased,
    Reason,
    Reviewed,
    lost,
)

FILE_NAME = "review.sqlite3"
BUSY_SECONDS = 10.0
DAY_SECONDS = 86_400
FORMAT = 1
"""Of the file, as its `user_version` says."""
_TABLES = (
    """CREATE TABLE documents (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    review_id TEXT NOT NULL UNIQUE,
    template_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    reason TEXT NOT NULL,
    created TEXT NOT NULL,
    expires REAL NOT NULL,
    place INTEGER NOT NULL,
    lease TEXT NOT NULL DEFAULT '',
    reviewer TEXT NOT NULL DEFAULT '',
    leased_until REAL NOT NULL DEFAULT 0,
    reviewed_sequence INTEGER,
    reviewed TEXT)""",
    # what is large lies apart, so that no search of the queue reads past it
    "CREATE TABLE contents (sequence INTEGER PRIMARY KEY, told TEXT NOT NULL, picture BLOB NOT NULL)",
    "CREATE INDEX by_place ON documents (place) WHERE reviewed_sequence IS NULL",
    "CREATE INDEX by_template ON documents (template_id, place) WHERE reviewed_sequence IS NULL",
    "CREATE INDEX by_review ON documents (reviewed_sequence) WHERE reviewed_sequence IS NOT NULL",
    "CREATE INDEX by_expiry ON documents (expires)",
    f"PRAGMA user_version = {FORMAT}",
)
_LAST = "(SELECT COALESCE(MAX(place), 0) + 1 FROM documents WHERE reviewed_sequence IS NULL)"
_KEPT = """SELECT review_id, template_id, version, reason, created, told, picture
    FROM documents JOIN contents USING (sequence)"""
_LONGEST_CURSOR = 18
"""Digits that SQLite's integers hold, whichever they are."""
Found = TypeVar("Found")


class SqliteReviewQueue:
    """`ReviewQueue` in `home/review.sqlite3`."""

    def __init__(self, home: Path, days: int, clock: Callable[[], float] = time.time) -> None:
        self._path = home / FILE_NAME
        self._seconds = days * DAY_SECONDS
        self._clock = clock

    def put(self, document: DocumentKept) -> bool:
        """Keep it for somebody."""
        about = (document.review_id, document.template_id, document.version, document.reason.value, document.created)
        told = json.dumps(document.told, ensure_ascii=False)

        def kept(file: sqlite3.Connection) -> bool:
            asked = f"""INSERT OR IGNORE INTO documents
                (review_id, template_id, version, reason, created, expires, place) VALUES (?, ?, ?, ?, ?, ?, {_LAST})"""
            row = file.execute(asked, (*about, self._clock() + self._seconds))
            if row.rowcount == 1:
                file.execute("INSERT INTO contents VALUES (?, ?, ?)", (row.lastrowid, told, document.picture))
            return row.rowcount == 1

        return self._with_file(kept)

    def take(self, reviewer: str, template_id: str = "") -> Leased | None:
        """The first in the queue: found and marked in one transaction."""

        of_template, values = (" AND template_id = ?", [template_id]) if template_id else ("", [])
        asked = f"""{_KEPT} WHERE reviewed_sequence IS NULL AND leased_until <= ?{of_template}
            ORDER BY place LIMIT 1"""

        def taken(file: sqlite3.Connection) -> Leased | None:
            row = file.execute(asked, (self._clock(), *values)).fetchone()
            if row is None:
                return None
            lease = uuid.uuid4().hex
            file.execute(
                "UPDATE documents SET lease = ?, reviewer = ?, leased_until = ? WHERE review_id = ?",
                (lease, reviewer, self._clock() + LEASE_SECONDS, row[0]),
            )
            return Leased(lease, _kept(row))

        return self._with_file(taken)

    def finish(self, lease: str, reviewed: Reviewed) -> None:
        """Keep what was said where the lease still is the document's."""
        # By the clock, and never backwards: a count would begin again when all rows are gone, below cursors still held.
        asked = """UPDATE documents SET reviewed = ?, lease = '',
            reviewed_sequence = MAX(?, (SELECT COALESCE(MAX(reviewed_sequence), 0) + 1 FROM documents
                WHERE reviewed_sequence IS NOT NULL))
            WHERE review_id = ? AND lease = ? AND lease != '' AND reviewed_sequence IS NULL"""
        row = (reviewed_to_text(reviewed), round(self._clock() * 1_000_000), reviewed.review_id, lease)
        if self._with_file(lambda file: file.execute(asked, row).rowcount) != 1:
            raise lost(reviewed.review_id)

    def release(self, review_id: str, lease: str) -> None:
        """To the end of the queue: whoever passes it sees the others first."""
        asked = f"""UPDATE documents SET lease = '', leased_until = 0, place = {_LAST}
            WHERE review_id = ? AND lease = ? AND lease != ''"""
        self._with_file(lambda file: file.execute(asked, (review_id, lease)))

    def waiting(self) -> int:
        """Those without an answer."""
        asked = "SELECT COUNT(*) FROM (SELECT 1 FROM documents WHERE reviewed_sequence IS NULL LIMIT ?)"
        return int(self._with_file(lambda file: file.execute(asked, (MOST_COUNTED,)).fetchone()[0]))

    def get(self, review_id: str) -> DocumentKept | None:
        """A document by its id."""
        asked = f"{_KEPT} WHERE review_id = ?"
        row = self._with_file(lambda file: file.execute(asked, (review_id,)).fetchone())
        return _kept(row) if row else None

    def reviewed(self, limit: int, cursor: str = "") -> tuple[tuple[Reviewed, ...], str | None]:
        """What was said, in the order it was said; from the start where the cursor is none of this queue's."""
        after = int(cursor) if cursor.isdecimal() and len(cursor) <= _LONGEST_CURSOR else 0
        asked = """SELECT reviewed_sequence, reviewed FROM documents WHERE reviewed_sequence > ?
            ORDER BY reviewed_sequence LIMIT ?"""
        rows = self._with_file(lambda file: file.execute(asked, (after, limit + 1)).fetchall())
        following = str(rows[limit - 1][0]) if len(rows) > limit else None
        return tuple(reviewed_from_text(text) for _, text in rows[:limit]), following

    def _with_file(self, work: Callable[[sqlite3.Connection], Found]) -> Found:
        """What `work` finds in one transaction, after what is out of date is gone; raises `StoreUnavailable`."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)) as file:
                file.execute("PRAGMA secure_delete = ON")
                file.execute("BEGIN IMMEDIATE")
                self._made(file)
                for table in ("contents", "documents"):
                    over = "SELECT sequence FROM documents WHERE expires <= ?"
                    file.execute(f"DELETE FROM {table} WHERE sequence IN ({over})", (self._clock(),))
                found = work(file)
                file.execute("COMMIT")
                return found
        except (sqlite3.Error, OSError) as fault:
            raise StoreUnavailable(
                f"The documents for review cannot be kept or read ({fault}). Look after the disk and its rights.",
                file=str(self._path),
            ) from fault

    def _made(self, file: sqlite3.Connection) -> None:
        """Tables of this format; raises `StoreUnavailable` where the file is of another one."""
        if file.execute("PRAGMA user_version").fetchone()[0] == FORMAT:
            return
        if file.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise StoreUnavailable(
                "The documents for review lie in a file of another release's format. Move the file away; a new one is "
                "made then.",
                file=str(self._path),
            )
        for each in _TABLES:
            file.execute(each)


def _kept(row: tuple[str, str, int, str, str, str, bytes]) -> DocumentKept:
    review_id, template_id, version, reason, created, told, picture = row
    return DocumentKept(review_id, template_id, version, Reason(reason), created, json.loads(told), picture)
