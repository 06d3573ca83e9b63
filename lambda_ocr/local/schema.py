"""The tables of the store's file, and the way from those of earlier releases.

A template's first version lies in `templates` and `derived`, as before there were versions; later ones have tables of
their own. So a file is brought to this schema without copying a picture: it takes no space and no time, on a full disk
as well.
"""

from __future__ import annotations

import sqlite3

from lambda_ocr.local.store_faults import foreign, newer, older_and_read_only

SCHEMA_VERSION = 3

_LATER = (
    """CREATE TABLE versions (
        template_id TEXT NOT NULL REFERENCES templates (template_id) ON DELETE CASCADE,
        version INTEGER NOT NULL CHECK (version > 1),
        created TEXT NOT NULL,
        fields TEXT NOT NULL,
        picture_version INTEGER NOT NULL,
        picture BLOB,
        name TEXT NOT NULL,
        note TEXT NOT NULL,
        PRIMARY KEY (template_id, version))""",
    """CREATE TABLE derived_later (
        template_id TEXT NOT NULL,
        of_version INTEGER NOT NULL,
        version TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (template_id, of_version),
        FOREIGN KEY (template_id, of_version) REFERENCES versions (template_id, version) ON DELETE CASCADE)""",
)
"""`picture_version` is the version whose picture this one has; `picture` is its own, or NULL. `version` beside `data`
is the fingerprint of what was derived."""

TABLES = (
    """CREATE TABLE templates (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        template_id TEXT NOT NULL UNIQUE,
        created TEXT NOT NULL,
        fields TEXT NOT NULL,
        picture BLOB NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        head INTEGER NOT NULL DEFAULT 1)""",
    """CREATE TABLE derived (
        template_id TEXT PRIMARY KEY REFERENCES templates (template_id) ON DELETE CASCADE,
        version TEXT NOT NULL,
        data BLOB NOT NULL)""",
    *_LATER,
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

UPGRADES = {
    1: (
        "ALTER TABLE templates ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE templates ADD COLUMN note TEXT NOT NULL DEFAULT ''",
        "PRAGMA user_version = 2",
    ),
    2: (
        "ALTER TABLE templates ADD COLUMN head INTEGER NOT NULL DEFAULT 1",
        *_LATER,
        "PRAGMA user_version = 3",
    ),
}
"""What leads from a schema to the next."""


def checked_version(connection: sqlite3.Connection) -> int:
    """The schema of a file that is ours; 0 where another process has only begun to make it. Raises `Unfit`."""
    found = number(connection, "user_version")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    if found == 0 and not tables:
        return 0
    if found == 0 or not {"templates", "derived"} <= set(tables):
        raise foreign()
    if found > SCHEMA_VERSION:
        raise newer(found, SCHEMA_VERSION)
    return found


def check_read_only(connection: sqlite3.Connection) -> None:
    """Raise `Unfit` of a file that would have to be changed to be read."""
    found = checked_version(connection)
    if found != SCHEMA_VERSION:
        raise older_and_read_only(found, SCHEMA_VERSION)


def make(connection: sqlite3.Connection) -> None:
    """All tables, within a transaction; nothing where another process was faster."""
    if number(connection, "user_version") == 0:
        for statement in TABLES:
            connection.execute(statement)


def upgrade(connection: sqlite3.Connection) -> None:
    """Step by step to our schema, within a transaction; nothing where another process was faster."""
    while (found := number(connection, "user_version")) < SCHEMA_VERSION:
        for statement in UPGRADES[found]:
            connection.execute(statement)


def number(connection: sqlite3.Connection, pragma: str) -> int:
    """What a pragma says."""
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
