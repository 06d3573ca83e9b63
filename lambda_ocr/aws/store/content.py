"""What `fields.json` holds: one version's name, note and drawing, where its picture lies, and all versions until it.

Rule: written once and never changed; so the newest version's object tells the whole history, and no item of the table
grows with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lambda_ocr.aws.store.objects import Folder
from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.core.model import Template
from lambda_ocr.core.templates.codec import Drawn, drawn_from_plain, drawn_to_plain


@dataclass(frozen=True)
class Past:
    """A version and where its objects lie."""

    version: int
    created: str
    folder: Folder


@dataclass(frozen=True)
class Content:
    """One version. `template.picture` is empty: the picture lies in `picture`, an object by itself."""

    template: Template
    picture: Folder
    digest: str
    """SHA-256 of the picture, in hexadecimal; "" where an earlier release did not write it down."""
    history: tuple[Past, ...]
    """All versions from the first to this one."""

    def folder_of(self, version: int) -> Folder | None:
        """Where an earlier version lies, or this one."""
        return next((past.folder for past in self.history if past.version == version), None)


def first(template: Template, folder: Folder) -> Content:
    """The content of a template's first version."""
    past = Past(template.version, template.created, folder)
    return Content(replace(template, picture=b""), folder, digest_of(template.picture), (past,))


def following(before: Content, template: Template, folder: Folder) -> Content:
    """The content of the version after `before`, which has its picture where the two are the same."""
    digest = digest_of(template.picture)
    history = (*before.history, Past(template.version, template.created, folder))
    return Content(
        replace(template, picture=b""), before.picture if digest == before.digest else folder, digest, history
    )


def digest_of(picture: bytes) -> str:
    """The picture's name: two that have it are one."""
    return hashlib.sha256(picture).hexdigest()


def packed(content: Content) -> bytes:
    """As it lies in the bucket."""
    template = content.template
    history = [[past.version, past.created, past.folder.name] for past in content.history]
    about = {
        "name": template.name,
        "note": template.note,
        **drawn_to_plain(Drawn.of(template)),
        "picture": [content.picture.name, content.digest],
        "history": history,
    }
    return json.dumps(about).encode()


def unpacked(data: bytes, folder: Folder, created: str) -> Content:
    """From what `packed` wrote into this folder; `created` is the moment the template was added, which earlier releases
    kept in the table alone. Raises `StoreUnavailable` of anything else.
    """
    try:
        stored = json.loads(data)
        about: dict[str, Any] = stored if isinstance(stored, dict) else {"name": "", "note": ""}
        drawn = drawn_from_plain(stored)
        history = _history(about.get("history", [[1, created, ""]]), folder.template_id)
        picture, digest = about.get("picture", ["", ""])
        version, moment = history[-1].version, history[-1].created
        name, note = about["name"], about["note"]
        template = Template(
            folder.template_id,
            drawn.fields,
            b"",
            moment,
            name,
            note,
            drawn.variable,
            version,
            drawn.rules,
            drawn.taught,
            drawn.page_of,
        )
        return Content(template, Folder(folder.template_id, picture), digest, history)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise StoreUnavailable("The template's fields are damaged in the bucket; delete it, add it again.") from error


def _history(stored: Sequence[Any], template_id: str) -> tuple[Past, ...]:
    return tuple(Past(version, created, Folder(template_id, name)) for version, created, name in stored)
