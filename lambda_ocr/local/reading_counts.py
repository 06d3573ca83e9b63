"""Counts of readings on one machine, in a file of their own beside the store's.

Rule: nothing rests on them: what cannot be counted is said in the log. The file is opened for each count and closed
behind it, which writes it through to the disk: 2 ms beside a reading's hundreds (median of 200).
"""

from __future__ import annotations

import logging
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from lambda_ocr.core.clock import now
from lambda_ocr.core.model import TemplateRef
from lambda_ocr.core.review.documents import Reviewed
from lambda_ocr.core.review.drift import DayCounted, FieldCounted

log = logging.getLogger(__name__)

FILE_NAME = "counts.sqlite3"
BUSY_SECONDS = 2.0
_TABLE = """CREATE TABLE IF NOT EXISTS counts (
    day TEXT NOT NULL, template_id TEXT NOT NULL, version INTEGER NOT NULL, what TEXT NOT NULL, field TEXT NOT NULL,
    number INTEGER NOT NULL, PRIMARY KEY (day, template_id, version, what, field))"""
_ADD = """INSERT INTO counts VALUES (?, ?, ?, ?, ?, 1)
    ON CONFLICT (day, template_id, version, what, field) DO UPDATE SET number = number + 1"""
Found = TypeVar("Found")


class SqliteReadingCounts:
    """`ReadingCounts` in `home/counts.sqlite3`."""

    def __init__(self, home: Path, today: Callable[[], str] = lambda: now()[:10]) -> None:
        self._path = home / FILE_NAME
        self._today = today

    def document(self, ref: TemplateRef, *, refused: bool, doubtful: bool) -> None:
        """One was read, or refused."""
        what = ["documents", *(["refused"] if refused else []), *(["doubtful"] if doubtful else [])]
        self._add(ref, [(each, "") for each in what])

    def reviewed(self, reviewed: Reviewed) -> None:
        """A person looked at one; of each field whether it was corrected."""
        looked = [("field", field.key) for field in reviewed.fields]
        corrected = [("corrected", field.key) for field in reviewed.fields if field.corrected]
        self._add(TemplateRef(reviewed.template_id, reviewed.version), [("reviewed", ""), *looked, *corrected])

    def days(self, since: str, template_id: str = "") -> tuple[DayCounted, ...]:
        """By day, template and version."""
        asked = """SELECT day, template_id, version, what, number FROM counts WHERE day >= ? AND field = ''
            AND (? = '' OR template_id = ?) ORDER BY day, template_id, version"""
        rows = self._read(asked, (since, template_id, template_id))
        found: dict[tuple[str, str, int], dict[str, int]] = defaultdict(dict)
        for day, of_template, version, what, number in rows:
            found[day, of_template, version][what] = number
        return tuple(_day(of, numbers) for of, numbers in found.items())

    def fields(self, since: str, template_id: str = "") -> tuple[FieldCounted, ...]:
        """By template, version and field."""
        asked = """SELECT template_id, version, field,
            SUM(number * (what = 'field')), SUM(number * (what = 'corrected'))
            FROM counts WHERE day >= ? AND field != '' AND (? = '' OR template_id = ?)
            GROUP BY template_id, version, field ORDER BY template_id, version, field"""
        return tuple(FieldCounted(*row) for row in self._read(asked, (since, template_id, template_id)))

    def _add(self, ref: TemplateRef, what: Iterable[tuple[str, str]]) -> None:
        rows = [(self._today(), ref.template_id, ref.version, name, field) for name, field in what]
        try:
            self._with_file(lambda file: file.executemany(_ADD, rows))
        except (sqlite3.Error, OSError) as fault:
            log.warning("a reading was not counted: %s", fault)

    def _read(self, asked: str, given: tuple[str, ...]) -> list[Any]:
        try:
            return self._with_file(lambda file: file.execute(asked, given).fetchall())
        except (sqlite3.Error, OSError) as fault:
            log.warning("the counts of readings cannot be read: %s", fault)
            return []

    def _with_file(self, work: Callable[[sqlite3.Connection], Found]) -> Found:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.touch(mode=0o600, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=BUSY_SECONDS)) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("PRAGMA synchronous = NORMAL")
            with file:
                file.execute(_TABLE)
                return work(file)


def _day(of: tuple[str, str, int], numbers: Mapping[str, int]) -> DayCounted:
    documents, refused, doubtful, reviewed = (
        numbers.get(name, 0) for name in ("documents", "refused", "doubtful", "reviewed")
    )
    return DayCounted(*of, documents, refused, doubtful, reviewed)
