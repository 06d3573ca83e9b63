"""A template as one file that can be carried elsewhere: a zip of `manifest.json` and the picture, nothing else.

Rule: such a file may come from anybody. No name in it is used as a path, nothing is unpacked to disk, and no more is
unpacked than may be; what is in it is checked as a request is.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_ocr.core.errors import InvalidRequest

SCHEMA = 1
FORMAT = "custom-ocr-template"
MANIFEST, PICTURE = "manifest.json", "picture"
MAX_MANIFEST_BYTES = 4 * 1024 * 1024
"""500 fields with their options and a thousand lessons have half of it."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_DATE = (1980, 1, 1, 0, 0, 0)
"""Of the entries, so that the same template is the same file."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What zipfile raises for bytes that are no zip, or a damaged one."""


@dataclass(frozen=True)
class Portable:
    """What the file says."""

    manifest: Mapping[str, Any]
    picture: bytes


def packed(template: Mapping[str, Any], picture: bytes) -> bytes:
    """The file of a template (what is to stand in its manifest, as JSON) and its picture."""
    told = {"format": FORMAT, "schema": SCHEMA, "picture_sha256": hashlib.sha256(picture).hexdigest(), **template}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        manifest = json.dumps(told, indent=1, sort_keys=True)
        archive.writestr(zipfile.ZipInfo(MANIFEST, _DATE), manifest.encode(), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(PICTURE, _DATE), picture, zipfile.ZIP_STORED)  # pictures are packed already
    return out.getvalue()


def unpacked(data: bytes, max_picture_bytes: int) -> Portable:
    """What is in the file; raises `InvalidRequest` that says what is wrong with it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive)
            manifest = _content(archive, entries[MANIFEST], MAX_MANIFEST_BYTES)
            picture = _content(archive, entries[PICTURE], max_picture_bytes)
    except _BROKEN as error:
        raise _refused("is no zip, or is damaged") from error
    return Portable(_checked(manifest, picture), picture)


def _entries(archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    """The two there are to be, each once."""
    found = archive.infolist()
    names = sorted(entry.filename for entry in found)
    if names != sorted((MANIFEST, PICTURE)):
        raise _refused(f"does not hold `{MANIFEST}` and `{PICTURE}`, each once, and nothing else")
    if any(entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS for entry in found):
        raise _refused("is encrypted, or packed otherwise than by deflate")
    return {entry.filename: entry for entry in found}


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """An entry's bytes; what it says of its size is not believed."""
    with archive.open(entry) as packed_bytes:
        content = packed_bytes.read(most + 1)
    if len(content) > most:
        raise _refused(f"holds more than {most} bytes of `{entry.filename}`")
    return content


def _checked(manifest: bytes, picture: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(manifest)
    except (ValueError, RecursionError):
        raise _refused(f"has a `{MANIFEST}` that is no JSON") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise _refused("is a zip of something else")
    schema = told.get("schema")
    if not isinstance(schema, int) or schema > SCHEMA:
        raise _refused(f"is of a later release (schema {schema!r}, and this one knows {SCHEMA})"[:200])
    if told.get("picture_sha256") != hashlib.sha256(picture).hexdigest():
        raise _refused("holds another picture than its manifest says: it was changed, or damaged on its way")
    return told


def _refused(why: str) -> InvalidRequest:
    return InvalidRequest(f'The "file" {why}. Send one that `export` made, whole and unchanged.', member="file")
