"""The commands of a template's life: `update`, `versions`, `rollback`."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.pictures_given import picture_asked
from lambda_ocr.entrypoints.cli.template_file import read_members


def update(options: Namespace) -> int:
    """Change what the options name, and print the new version."""
    settings = chosen_settings()
    asked: dict[str, Any] = {"type": "update", "template_id": options.template_id, **expected_version(options)}
    asked |= {name: getattr(options, name) for name in ("name", "note") if getattr(options, name) is not None}
    if options.template:
        asked |= read_members(options.template)
    if options.picture:
        asked |= picture_asked(options.picture, settings.max_picture_bytes)
    return print_or_refuse(asker(options, settings)(asked), lambda body: [body["version"]])


def versions(options: Namespace) -> int:
    """Print every version and when it was made, newest first."""
    answer = asker(options, chosen_settings(), reads=False)({"type": "versions", "template_id": options.template_id})
    return print_or_refuse(
        answer, lambda body: [f"{each['version']}\t{each['created_at']}" for each in body["versions"]]
    )


def rollback(options: Namespace) -> int:
    """Make an earlier version the next one, and print that."""
    asked = {
        "type": "rollback",
        "template_id": options.template_id,
        "version": options.version,
        **expected_version(options),
    }
    return print_or_refuse(asker(options, chosen_settings())(asked), lambda body: [body["version"]])


def expected_version(options: Namespace) -> dict[str, int]:
    """The member of a request, where the option was given."""
    return {"expected_version": options.expected_version} if options.expected_version else {}
