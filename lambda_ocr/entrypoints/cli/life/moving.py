"""`export` and `import`: a template in one file, and templates of other tools' annotations.

Rule: what could not be taken over is told on stderr, picture by picture; nothing is dropped in silence.
"""

from __future__ import annotations

import base64
import json
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.calling import Ask, UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import SCHEMES, picture_asked
from lambda_ocr.entrypoints.cli.printing import visible
from lambda_ocr.entrypoints.importers.found import Found, NotTaken, size_of
from lambda_ocr.settings import Settings

_ZIP = b"PK\x03\x04"


def export(options: Namespace) -> int:
    """Write the file, print its name."""
    asked = {"type": "export", "template_id": options.template_id}
    asked |= {"version": options.template_version} if options.template_version else {}
    answer = asker(options, chosen_settings(), reads=False)(asked)
    if answer.ok:
        try:
            Path(options.file).write_bytes(base64.b64decode(answer.body["file"]))
        except OSError as error:
            raise UsageProblem(f"{options.file} cannot be written: {error.strerror}") from None
    return print_or_refuse(answer, lambda body: [options.file])


def import_(options: Namespace) -> int:
    """Print the new ids; what was left out goes to stderr."""
    settings, path = chosen_settings(), Path(options.file)
    if _is_ours(path):
        file = base64.b64encode(path.read_bytes()).decode("ascii")
        answer = asker(options, settings)({"type": "import", "file": file})
        return print_or_refuse(answer, lambda body: [body["template_id"]])
    from lambda_ocr.entrypoints.importers.choosing import taken

    try:
        form, found = taken(path, options.form)
        chosen = _chosen(found, options.picture)
        requests = [_request(each, path, options.picture, settings) for each in chosen]
    except NotTaken as error:
        raise UsageProblem(f"{error}") from None
    _account(form, chosen, len(found) - len(chosen))
    if options.dry_run:
        print(json.dumps([_without_picture(each) for each in requests], ensure_ascii=False, indent=1))
        return 0
    return _add(asker(options, settings), requests)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == _ZIP
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror}") from None


def _chosen(found: Sequence[Found], picture: str | None) -> list[Found]:
    """The one whose picture is named, where several have boxes; else all."""
    if picture is None or len(found) == 1:
        return list(found)
    named = [each for each in found if _file_name(each.picture) == _file_name(picture)]
    if not named:
        raise NotTaken(
            f"the file has no boxes on {picture}; it has some on {', '.join(each.picture for each in found)}"
        )
    return named


def _request(found: Found, path: Path, picture: str | None, settings: Settings) -> dict[str, Any]:
    """The `add`; raises `NotTaken` where there is no picture."""
    most = settings.max_picture_bytes
    about = {"type": "add", "template": _fields(found, picture)}
    if picture:
        return {**about, **picture_asked(picture, most)}
    if found.picture.lower().startswith(SCHEMES):
        return {**about, "url": found.picture}
    # Only beside the file: a name in it may say anything, `/etc` too.
    beside = path.parent / _file_name(found.picture)
    if found.picture and beside.is_file():
        return {**about, **picture_asked(str(beside), most)}
    if found.embedded:
        return {**about, "img": base64.b64encode(found.embedded).decode("ascii")}
    raise NotTaken(
        f"the picture {found.picture or '(none is named)'} does not lie beside {path}; name it with --picture"
    )


def _fields(found: Found, picture: str | None) -> list[Any]:
    """On the picture itself, where they are drawn on one of another size."""
    if found.size is None:
        return found.fields
    if picture is None or picture.lower().startswith(SCHEMES):
        raise NotTaken("the file does not name its picture; name it with --picture, a file: its size is needed")
    return found.on(*size_of(Path(picture)))


def _file_name(picture: str) -> str:
    return picture.replace("\\", "/").rpartition("/")[2]


def _account(form: str, chosen: Sequence[Found], others: int) -> None:
    for each in chosen:
        print(
            f"{visible(each.picture) or 'the template'} ({form}): {len(each.fields)} fields taken over", file=sys.stderr
        )
        for lost in each.left_out:
            print(f"  left out: {visible(lost)}", file=sys.stderr)
    if others:
        print(f"{others} further pictures with boxes were left out, for --picture names another", file=sys.stderr)


def _without_picture(request: dict[str, Any]) -> dict[str, Any]:
    return {**request, "img": "…"} if "img" in request else request


def _add(ask: Ask, requests: Sequence[dict[str, Any]]) -> int:
    """Every one, also where another is refused."""
    statuses = [print_or_refuse(ask(request), lambda body: [body["template_id"]]) for request in requests]
    return max(statuses, default=0)
