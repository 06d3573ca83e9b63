"""What a store says of a template or a version that is not there, or is not the newest any more."""

from __future__ import annotations

from collections.abc import Sequence

from lambda_ocr.core.errors import TemplateNotFound, VersionConflict
from lambda_ocr.core.model import TemplateRef


def no_template(template_ids: Sequence[str]) -> TemplateNotFound:
    """None of these ids is a template's."""
    named = ", ".join(map(repr, template_ids[:3])) + ("…" if len(template_ids) > 3 else "")
    return TemplateNotFound(
        f"no template has the id {named}; ask `list` for those there are", template_ids=list(template_ids)
    )


def no_version(ref: TemplateRef, newest: int) -> TemplateNotFound:
    """The template is there, and has no such version."""
    return TemplateNotFound(
        f"The template has no version {ref.version}; its newest is {newest}. Ask `versions` for those there are.",
        template_id=ref.template_id,
        version=ref.version,
        newest_version=newest,
    )


def conflict(template_id: str, expected: int, newest: int) -> VersionConflict:
    """A change was made to version `expected`, which is not the newest any more."""
    return VersionConflict(
        f"The template has version {newest} by now, and the change was made to version {expected}. Look at the newest "
        "with `get`, make the change to that one, and send it with that version as expected_version.",
        template_id=template_id,
        expected_version=expected,
        version=newest,
    )
