"""Templates as rows: what is asked of the tables of `schema.py`, on a connection that somebody else opened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import Template, TemplateRef, TemplateVersion
from lambda_ocr.core.templates.codec import Drawn, drawn_from_plain, drawn_to_plain
from lambda_ocr.core.templates.refusals import conflict, no_template, no_version

_LATER = """
    SELECT created, fields, name, note, COALESCE(
        (SELECT picture FROM versions AS own
            WHERE own.template_id = v.template_id AND own.version = v.picture_version),
        (SELECT picture FROM templates AS first WHERE first.template_id = v.template_id))
    FROM versions AS v WHERE template_id = ? AND version = ?"""


def newest(connection: sqlite3.Connection, template_id: str) -> int | None:
    """The newest version; None where there is no such template."""
    row = connection.execute("SELECT head FROM templates WHERE template_id = ?", (template_id,)).fetchone()
    return None if row is None else int(row[0])


def content(connection: sqlite3.Connection, ref: TemplateRef) -> Template:
    """What a version holds; raises `TemplateNotFound`, or `StoreUnavailable` of fields that are damaged."""
    head = newest(connection, ref.template_id)
    if head is None:
        raise no_template([ref.template_id])
    if ref.version == 1:
        first = "SELECT created, fields, name, note, picture FROM templates WHERE template_id = ?"
        row = connection.execute(first, (ref.template_id,)).fetchone()
    else:
        row = connection.execute(_LATER, (ref.template_id, ref.version)).fetchone()
    if row is None:
        raise no_version(ref, head)
    created, drawn, name, note, picture = row
    try:
        on_it = drawn_from_plain(json.loads(drawn))
    except ValueError as error:
        raise StoreUnavailable("a template's fields are damaged in the store; restore its file from a copy") from error
    about = (name, note, on_it.variable, ref.version, on_it.rules, on_it.taught, on_it.page_of)
    return Template(ref.template_id, on_it.fields, picture, created, *about)


def versions(connection: sqlite3.Connection, template_id: str) -> tuple[TemplateVersion, ...]:
    """All versions, newest first; none where there is no such template."""
    rows = connection.execute(
        "SELECT version, created FROM versions WHERE template_id = :id"
        " UNION ALL SELECT 1, created FROM templates WHERE template_id = :id ORDER BY 1 DESC",
        {"id": template_id},
    )
    return tuple(TemplateVersion(version, created) for version, created in rows)


def insert(connection: sqlite3.Connection, template: Template) -> None:
    """A first version; raises ValueError when the id is taken."""
    row = (template.template_id, template.created, _drawn(template), template.picture, template.name, template.note)
    try:
        connection.execute(
            "INSERT INTO templates (template_id, created, fields, picture, name, note) VALUES (?, ?, ?, ?, ?, ?)", row
        )
    except sqlite3.IntegrityError:
        raise ValueError(f"template id {template.template_id!r} is already taken") from None


def insert_later(connection: sqlite3.Connection, template: Template) -> None:
    """The next version, within a transaction; a picture that stays is not kept twice."""
    template_id, version, before = template.template_id, template.version, template.version - 1
    head = newest(connection, template_id)
    if head is None:
        raise no_template([template_id])
    if head != before:
        raise conflict(template_id, before, head)
    stays = content(connection, TemplateRef(template_id, before)).picture == template.picture
    origin = _picture_version(connection, template_id, before) if stays else version
    picture = None if stays else template.picture
    connection.execute(
        "INSERT INTO versions (template_id, version, created, fields, picture_version, picture, name, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (template_id, version, template.created, _drawn(template), origin, picture, template.name, template.note),
    )
    connection.execute("UPDATE templates SET head = ? WHERE template_id = ?", (version, template_id))


def delete(connection: sqlite3.Connection, template_ids: Sequence[str]) -> None:
    """All that is kept of these, within a transaction; raises `TemplateNotFound` when one is unknown."""
    statement = "DELETE FROM templates WHERE template_id = ?"
    gone = [each for each in template_ids if not connection.execute(statement, (each,)).rowcount]
    if gone:
        raise no_template(gone)


def ids_after(connection: sqlite3.Connection, sequence: int, limit: int) -> list[tuple[int, str]]:
    """Ids with the place at which they were added, oldest first, behind a place."""
    statement = "SELECT sequence, template_id FROM templates WHERE sequence > ? ORDER BY sequence LIMIT ?"
    return connection.execute(statement, (sequence, limit)).fetchall()


def heads(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Every id with its newest version, oldest first."""
    return connection.execute("SELECT template_id, head FROM templates ORDER BY sequence").fetchall()


def artifact(connection: sqlite3.Connection, ref: TemplateRef, fingerprint: str) -> bytes | None:
    """What is derived from a version under this fingerprint."""
    first = "SELECT data FROM derived WHERE template_id = ? AND 1 = ? AND version = ?"
    later = "SELECT data FROM derived_later WHERE template_id = ? AND of_version = ? AND version = ?"
    asked = (ref.template_id, ref.version, fingerprint)
    row = connection.execute(first if ref.version == 1 else later, asked).fetchone()
    return None if row is None else bytes(row[0])


def keep_artifact(connection: sqlite3.Connection, ref: TemplateRef, fingerprint: str, data: bytes) -> None:
    """In place of what is there; nothing where the version is gone."""
    asked: dict[str, Any] = {"id": ref.template_id, "of": ref.version, "fingerprint": fingerprint, "data": data}
    if ref.version == 1:
        connection.execute(
            "INSERT OR REPLACE INTO derived (template_id, version, data)"
            " SELECT template_id, :fingerprint, :data FROM templates WHERE template_id = :id",
            asked,
        )
    else:
        connection.execute(
            "INSERT OR REPLACE INTO derived_later (template_id, of_version, version, data)"
            " SELECT template_id, version, :fingerprint, :data FROM versions WHERE template_id = :id AND version = :of",
            asked,
        )


def _picture_version(connection: sqlite3.Connection, template_id: str, version: int) -> int:
    """The version that a version has its picture from."""
    statement = "SELECT picture_version FROM versions WHERE template_id = ? AND version = ?"
    row = connection.execute(statement, (template_id, version)).fetchone()
    return 1 if row is None else int(row[0])


def _drawn(template: Template) -> str:
    """Pure ASCII, so that any name a client sent can be kept."""
    return json.dumps(drawn_to_plain(Drawn.of(template)), allow_nan=False)
