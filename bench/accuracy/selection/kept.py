"""What is dear to make, kept from one run to the next: entries of templates, words read on pages, what was measured.

Rule: a row is written when it is made, so a run that is killed goes on where it was; and it is known by the sources
that it was made of, so that a change of them has it made anew and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bench.accuracy.papers
import bench.accuracy.selection
import lambda_ocr

HOME = Path(lambda_ocr.__file__).parent
HERE = Path(bench.accuracy.selection.__file__).parent
DRAWING = (
    HOME / "core/geometry.py",
    *(HERE / f"{name}.py" for name in ("layouts", "photographs", "vocabulary")),
    *(Path(bench.accuracy.papers.__file__).parent / f"{name}.py" for name in ("dice", "faces", "names")),
)
ENTRIES = (
    *DRAWING, HERE / "drawn_templates.py", HOME / "alignment/selection/print_index.py",
    HOME / "alignment/features.py", HOME / "alignment/options.py", HOME / "alignment/selection/entry.py",
    HOME / "alignment/judging/captions.py", HOME / "alignment/proposals/keypoints.py",
)  # fmt: skip
# Of the networks' weights, which lie in packages, the engines' modules know the checksums, and take no others.
READING = (
    *DRAWING, HOME / "alignment/options.py", HOME / "alignment/proposals/text_anchors.py", HOME / "engines",
    HOME / "core/recognition/greedy.py", HOME / "core/text_lines/canvas.py", HOME / "core/text_lines/work.py",
)  # fmt: skip
CHOOSING = (*ENTRIES, *READING, HOME / "alignment", HOME / "app/selection.py")


def fingerprint(sources: Iterable[Path]) -> str:
    """Of the text of files, and of all modules in folders."""
    files = sorted({file for path in sources for file in ([path] if path.is_file() else path.rglob("*.py"))})
    return f"{zlib.crc32(b''.join(file.read_bytes() for file in files)):08x}"


class Kept:
    """One SQLite file a seed."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, made BLOB) WITHOUT ROWID")

    def once(self, of: str, name: str, make: Callable[[], bytes]) -> bytes:
        """What was made under this name of these sources, or is made now."""
        known = self.get(of, name)
        if known is None:
            known = make()
            self.put(of, name, known)
        return known

    def get(self, of: str, name: str) -> bytes | None:
        """None where it was not made yet."""
        row = self._connection.execute("SELECT made FROM kept WHERE name = ?", (f"{of}/{name}",)).fetchone()
        return bytes(row[0]) if row else None

    def put(self, of: str, name: str, made: bytes) -> None:
        """In place of what was there."""
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (f"{of}/{name}", made))

    def told(self, of: str, name: str) -> dict[str, Any] | None:
        """The same of JSON."""
        known = self.get(of, name)
        return json.loads(known) if known else None
