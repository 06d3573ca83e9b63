"""What goes wrong with the store's file, in our words: what it is, and the way out.

Rule: a message names the file and the setting that says where it lies, never the path: whoever asked may be a stranger.
The log has the path.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lambda_ocr.core.errors import StoreUnavailable

log = logging.getLogger(__name__)

FOLDER = "the folder that CUSTOM_OCR_HOME names, or the user's data folder"

_ADVICE = {
    "SQLITE_BUSY": "another process has held it for {seconds:.0f} s; try again, or stop that process",
    "SQLITE_LOCKED": "another process holds it; try again, or stop that process",
    "SQLITE_READONLY": "it cannot be written; give this user the right to write the file and its folder",
    "SQLITE_CANTOPEN": "it cannot be opened; give this user the right to read and write the file and its folder",
    "SQLITE_PERM": "it cannot be opened; give this user the right to read and write the file and its folder",
    "SQLITE_FULL": "the disk is full; delete templates, which needs no space, or free some and try again",
    "SQLITE_IOERR": "the disk does not answer as it should; check its space and health",
    "SQLITE_NOTADB": "it is not a store of ours, or is damaged; restore it from a copy, or move it away to start anew",
    "SQLITE_CORRUPT": "it is damaged; restore it from a copy, or move it away to start anew",
}


class Unfit(Exception):
    """The file is there, and is none that can be used; the message says why and what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def foreign() -> Unfit:
    """A file of another program."""
    return Unfit(
        "foreign",
        "it is a file of another program; name another folder in CUSTOM_OCR_HOME, or move that file away to start anew",
    )


def empty() -> Unfit:
    """A file of no bytes: ours are never so, not even for a moment."""
    return Unfit("empty", "it has 0 bytes; restore it from a copy, or remove it to start anew")


def newer(found: int, known: int) -> Unfit:
    """A file of a version that is yet to come."""
    return Unfit(
        "newer",
        f"it was written by a newer version of this program (schema {found}, known here: {known}); update the program,"
        " or name another folder in CUSTOM_OCR_HOME",
    )


def older_and_read_only(found: int, known: int) -> Unfit:
    """A file that had to be written to be read."""
    return Unfit(
        "older",
        f"it was written by an older version (schema {found}, read here: {known}) and cannot be written; list it once"
        " where it can be, then copy it",
    )


def unmerged() -> Unfit:
    """A copy with a log beside it that nobody can merge."""
    return Unfit(
        "unmerged",
        "it lies where nothing can be written, with changes in its -wal file that are not merged yet; list it once"
        " where it can be written, then copy it",
    )


@contextmanager
def translated(path: Path, busy_seconds: float) -> Iterator[None]:
    """Foreign errors become `StoreUnavailable`, saying what to do."""
    try:
        yield
    except Unfit as error:
        raise _unavailable(path, str(error), error.reason) from error
    except sqlite3.Error as error:
        raise _unavailable(path, _advice(error, busy_seconds), name_of(error).lower()) from error
    except OSError as error:
        log.warning("the store's folder %s cannot be used: %s", path.parent, error)
        raise StoreUnavailable(
            f"The template store's folder cannot be used ({error.strerror}): {FOLDER}. Make it writable, or name"
            " another in CUSTOM_OCR_HOME.",
            reason="folder",
        ) from error


def name_of(error: sqlite3.Error) -> str:
    """SQLite's own name of the error, as `SQLITE_FULL`."""
    return getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"


def _unavailable(path: Path, advice: str, reason: str) -> StoreUnavailable:
    log.warning("the template store %s does not answer: %s", path, advice)
    return StoreUnavailable(
        f"The template store does not answer ({path.name} in {FOLDER}): {advice}.",
        reason=reason.removeprefix("sqlite_"),
    )


def _advice(error: sqlite3.Error, busy_seconds: float) -> str:
    name = name_of(error)
    for prefix, advice in _ADVICE.items():
        if name.startswith(prefix):
            return advice.format(seconds=busy_seconds)
    return f"{name}; check the file, or restore it from a copy"
