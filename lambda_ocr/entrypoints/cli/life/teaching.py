"""`teach`: further copies are shown to a template, or it forgets what they taught, or tells it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.life.labelled import labelled
from lambda_ocr.entrypoints.cli.life.versioning import expected_version
from lambda_ocr.entrypoints.cli.pictures_given import picture_asked
from lambda_ocr.entrypoints.cli.printing import table, visible


def teach(options: Namespace) -> int:
    """Print the new version; what became of each copy goes to stderr. Without copies, print the lessons."""
    if not options.pictures and not options.forget:
        return _lessons(options)
    settings = chosen_settings()
    copies = labelled(options.pictures, options.values) if options.pictures else []
    asked: dict[str, Any] = {"type": "teach", "template_id": options.template_id, **expected_version(options)}
    if copies:
        asked["copies"] = [
            {**picture_asked(copy.picture, settings.max_picture_bytes), **_values(copy.values)} for copy in copies
        ]
    if options.forget:
        asked["forget"] = "all" if "all" in options.forget else options.forget
    answer = asker(options, settings)(asked)
    if answer.ok:
        for copy, became in zip(copies, answer.body["copies"], strict=True):
            print(f"{visible(copy.picture)}: {_became(became)}", file=sys.stderr)
        print(_told(answer.body["lessons"]), file=sys.stderr)
    return print_or_refuse(answer, lambda body: [body["version"]])


def _lessons(options: Namespace) -> int:
    asked = {"type": "get", "template_id": options.template_id}
    answer = asker(options, chosen_settings(), reads=False)(asked)
    return print_or_refuse(answer, lambda body: table(_HEAD, list(_rows(body["lessons"]))).splitlines())


_HEAD = ("id", "lesson", "copies", "about")


def _rows(lessons: Sequence[dict[str, Any]]) -> Iterator[Sequence[str]]:
    for each in lessons:
        field = each["field"]["name"] if each["field"] else ""
        about = " ".join(filter(None, (field, each["text"], _options(each["options"]), _bound(each["bound"]))))
        yield each["id"], each["kind"], f"{each['agreeing']} of {each['copies']}", about


def _bound(bound: Mapping[str, Any] | None) -> str:
    """How like the template a picture must be, and what that rests on."""
    if bound is None:
        return ""
    like = "" if bound["highest"] is None else f", {bound['highest']} at most"
    return f"from {bound['weight']} nats on; copies {bound['lowest']} at least, {bound['others']} other templates{like}"


def _options(options: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in options.items())


def _values(values: Mapping[str, str]) -> dict[str, Any]:
    return {"values": dict(values)} if values else {}


def _became(copy: Mapping[str, Any]) -> str:
    if copy["status"] == "refused":
        return f"refused: {copy['reason']}. {copy['message']}"
    before = f", {copy['right']} of {copy['of']} values right before" if copy["of"] else ""
    return f"{copy['status']}{before}"


def _told(lessons: Sequence[dict[str, Any]]) -> str:
    """In a line, for people: how much of the print is fixed."""
    lines = [each for each in lessons if each["kind"] == "print"]
    stand = sum(each["agreeing"] == each["copies"] for each in lines)
    gone = sum(each["agreeing"] == 0 for each in lines)
    suggested = sum(each["kind"] == "type" for each in lessons)
    return (
        f"{len(lessons)} lessons: of {len(lines)} printed lines {stand} stand on every copy and {gone} on none; "
        f"{suggested} types suggested (`teach TEMPLATE_ID` shows them)"
    )
