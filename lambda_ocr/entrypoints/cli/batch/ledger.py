"""What a batch has done: one SQLite file beside its results, so that after any death each file is read once, no more.

Rule: results are on the disk before the ledger says so, and the ledger says how long the results are. What a killed run
wrote beyond that length is cut off, and its files are read again.
"""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from lambda_ocr.entrypoints.cli.calling import UsageProblem

FORMAT = 1
READ = "read"
"""Outcome of a file each of whose pages is a document; else the code of its first page that is none."""
PAGE = 500
"""Names fetched at once: a million of them are never in memory."""

_SCHEMA = """
CREATE TABLE run (format INTEGER NOT NULL, asked TEXT NOT NULL, length INTEGER NOT NULL);
CREATE TABLE source (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL, outcome TEXT, message TEXT) WITHOUT ROWID;
CREATE INDEX source_left ON source (bytes, name) WHERE outcome IS NULL;
"""


@dataclass(frozen=True)
class Done:
    """A file with the lines of its results."""

    source: str
    lines: tuple[str, ...]
    outcome: str = READ
    message: str = ""
    """Why it could not be read."""


class Ledger(AbstractContextManager["Ledger"]):
    """The results of one batch, `out`, and which of its files they are of. One process at a time has it open."""

    def __init__(self, out: Path, asked: str) -> None:
        """Open or begin it; `asked` is what is asked of every file. Raises `UsageProblem`."""
        self._path = out.with_name(out.name + ".ledger")
        is_new = not self._path.exists()
        if is_new and out.exists() and out.stat().st_size:
            raise UsageProblem(f"--out {out} is there already and no ledger of a batch beside it: name another file")
        try:
            self._connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("BEGIN EXCLUSIVE")
            self._begin(asked)
            self._connection.execute("COMMIT")
            self._out = self._continued(out)
        except sqlite3.OperationalError as error:
            raise UsageProblem(_unfit(self._path, error)) from None
        except sqlite3.DatabaseError:
            raise UsageProblem(f"{self._path} is no ledger of a batch: name another --out") from None
        except OSError as error:
            raise UsageProblem(f"--out {out} cannot be written: {error.strerror}") from None

    def expect(self, sources: Iterable[tuple[str, int]]) -> None:
        """Note what is to be read: names and sizes in bytes; what is known already stays as it is."""
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany("INSERT OR IGNORE INTO source (name, bytes) VALUES (?, ?)", sources)

    def left(self) -> Iterator[str]:
        """What is not done yet, the largest first: so that no processor is left with one at the end."""
        last: tuple[int, str] = (1 << 62, "")
        while rows := self._connection.execute(
            "SELECT bytes, name FROM source WHERE outcome IS NULL AND (bytes, name) < (?, ?)"
            " ORDER BY bytes DESC, name DESC LIMIT ?",
            (*last, PAGE),
        ).fetchall():
            last = rows[-1]
            yield from (name for _, name in rows)

    def keep(self, done: Sequence[Done]) -> None:
        """Results to the disk, then that they are there; raises OSError."""
        self._out.write("".join(f"{line}\n" for each in done for line in each.lines).encode())
        self._out.flush()
        os.fsync(self._out.fileno())
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "UPDATE source SET outcome = ?, message = ? WHERE name = ?",
                [(each.outcome, each.message, each.source) for each in done],
            )
            self._connection.execute("UPDATE run SET length = ?", (self._out.tell(),))

    def outcomes(self) -> Counter[str]:
        """How many files came out how; `""` are those left."""
        rows = self._connection.execute("SELECT coalesce(outcome, ''), count(*) FROM source GROUP BY outcome")
        return Counter(dict(rows.fetchall()))

    def not_read(self, most: int) -> list[tuple[str, str, str]]:
        """Name, outcome and message of files that did not become documents."""
        return self._connection.execute(
            "SELECT name, outcome, message FROM source WHERE outcome != ? ORDER BY name LIMIT ?", (READ, most)
        ).fetchall()

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def _begin(self, asked: str) -> None:
        if not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _SCHEMA.split(";\n"):
                self._connection.execute(statement)
            self._connection.execute("INSERT INTO run VALUES (?, ?, 0)", (FORMAT, asked))
        [(form, before)] = self._connection.execute("SELECT format, asked FROM run").fetchall()
        if form != FORMAT:
            raise UsageProblem(
                f"{self._path} was written by another release: go on with that one, or name another --out"
            )
        if before != asked:
            raise UsageProblem(f"{self._path} is of a batch that asked {before}, not {asked}: name another --out")

    def _continued(self, out: Path) -> BinaryIO:
        """The results, open at the end of those that are known of."""
        [(length,)] = self._connection.execute("SELECT length FROM run").fetchall()
        file = out.open("ab")
        if file.tell() < length:
            raise UsageProblem(f"{out} is shorter than its ledger says: results were taken out; name another --out")
        file.truncate(length)
        file.seek(length)
        return file


def _unfit(path: Path, error: sqlite3.OperationalError) -> str:
    if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"another run is at work on {path}: wait for it, or stop it first"
    return f"{path} cannot be used: {error}"
