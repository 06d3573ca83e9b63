"""`review`: how many documents wait for somebody, and what was said of them, as `teach` and `evaluate` take it."""

from __future__ import annotations

import base64
import csv
import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lambda_ocr.entrypoints.cli.asking import asker, chosen_settings, print_or_refuse
from lambda_ocr.entrypoints.cli.calling import Answer, Ask

REVIEWED = Mapping[str, Any]


def review(options: Namespace) -> int:
    """Print how many wait; with `--export`, write what was said into folders, one a template."""
    ask = asker(options, chosen_settings(), reads=False)
    if not options.export:
        answer = ask({"type": "review", "do": "list", "limit": 1})
        return print_or_refuse(answer, lambda body: [body["waiting"]])
    found = _said(ask, options.template)
    if isinstance(found, Answer):
        return print_or_refuse(found, lambda body: [])
    for template_id in dict.fromkeys(each["template_id"] for each in found):
        of_template = [each for each in found if each["template_id"] == template_id]
        folder = Path(options.export) / _safe(template_id)
        count = _written(ask, folder, of_template)
        print(folder)
        print(f"{count} documents; custom-ocr teach {template_id} {folder}", file=sys.stderr)
    return 0


def _said(ask: Ask, template_id: str) -> list[REVIEWED] | Answer:
    """All that was said, or the refusal."""
    found: list[REVIEWED] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"type": "review", "do": "list", **({"cursor": cursor} if cursor else {})}
        answer = ask({**asked, **({"template_id": template_id} if template_id else {})})
        if not answer.ok:
            return answer
        found += answer.body["reviewed"]
        cursor = answer.body["next_cursor"]
    return found


def _written(ask: Ask, folder: Path, said: Sequence[REVIEWED]) -> int:
    """Pictures and `values.csv` in a folder; how many there were. A document whose days are over is left out."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = []
    for each in said:
        answer = ask({"type": "review", "do": "get", "review_id": each["review_id"]})
        if answer.ok:
            name = f"{_safe(each['review_id'])}.jpg"
            data = base64.b64decode(answer.body["document"]["img"].partition(",")[2])
            (folder / name).write_bytes(data)
            rows.append((name, each))
    keys = list(dict.fromkeys(field["key"] for _, each in rows for field in each["fields"]))
    with (folder / "values.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_table(keys, rows))
    return len(rows)


def _table(keys: Sequence[str], rows: Sequence[tuple[str, REVIEWED]]) -> Iterator[Sequence[str]]:
    """As `query --format csv` writes it."""
    yield ("picture", "result", *keys)
    for name, each in rows:
        values = {field["key"]: field["value"] for field in each["fields"]}
        yield (name, "ok", *(values.get(key, "") for key in keys))


def _safe(name: str) -> str:
    """A name from elsewhere as that of a file or folder, here and nowhere else."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:100] or "_"
