"""The commands of a template's life: `update`, `preview`, `versions`, `rollback`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.pictures_given import expand, picture_asked
from lambda_ocr.entrypoints.cli.printing import self_test_text, table, visible
from lambda_ocr.entrypoints.cli.template_file import read_members
from lambda_ocr.settings import Settings


def update(options: Namespace) -> int:
    """Change what the options name, and print the new version."""
    settings = chosen_settings()
    asked = {"type": "update", **_change(options, settings), **({"detail": True} if options.check else {})}
    answer = asker(options, settings)(asked)
    if options.check and answer.ok:
        print(self_test_text(answer.body), end="", file=sys.stderr)
    return print_or_refuse(answer, lambda body: [body["version"]])


def preview(options: Namespace) -> int:
    """Print what pictures read with the template as it is and as the options would make it, where the two differ."""
    settings = chosen_settings()
    pictures, change, ask = expand(options.pictures), _change(options, settings), asker(options, settings)
    rows: list[Sequence[str]] = []
    for picture in pictures:
        answer = ask({"type": "preview", **change, "copies": [picture_asked(picture, settings.max_picture_bytes)]})
        if not answer.ok:
            return print_or_refuse(answer, lambda body: [])
        (copy,) = answer.body["copies"]
        rows += [(visible(picture), *row) for row in _differing(_values(copy["before"]), _values(copy["after"]))]
    if rows:
        print(table(("picture", "key", "before", "after"), rows), end="")
    print(f"{len(pictures)} read with both, {len(rows)} values differ; nothing was changed", file=sys.stderr)
    return 0


def _change(options: Namespace, settings: Settings) -> dict[str, Any]:
    """The members that name what is changed."""
    asked: dict[str, Any] = {"template_id": options.template_id, **expected_version(options)}
    asked |= {name: getattr(options, name) for name in ("name", "note") if getattr(options, name) is not None}
    if options.template:
        asked |= read_members(options.template)
    if options.picture:
        asked |= picture_asked(options.picture, settings.max_picture_bytes)
    return asked


def _values(read: Mapping[str, Any]) -> dict[str, str]:
    """What one reading says of each key; those with the same key by their number."""
    if read["answer"] is None:
        return {"": str(read["refused"])}
    found: dict[str, str] = {}
    for field in read["answer"]["fields"]:
        number = sum(1 for key in found if key == field["key"] or key.startswith(f"{field['key']} #"))
        found[f"{field['key']} #{number + 1}" if number else field["key"]] = field["value"]
    return found


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Sequence[str]]:
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            yield key, before.get(key, "–"), after.get(key, "–")


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
