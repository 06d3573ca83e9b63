"""What `query` prints: a table for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

from lambda_ocr.entrypoints.cli.querying import Outcome

FORMATS = ("table", "json", "csv")


def rendered(outcomes: Sequence[Outcome], form: str) -> str:
    """The outcomes in one of `FORMATS`, ending in a line feed."""
    return {"table": as_tables, "json": as_json, "csv": as_csv}[form](outcomes)


def as_json(outcomes: Sequence[Outcome]) -> str:
    """A list, one object a picture: `picture` and `fields` (with `detail` all of it), or `picture` and `error`."""
    return json.dumps([_object(outcome) for outcome in outcomes], ensure_ascii=False, indent=2) + "\n"


def as_csv(outcomes: Sequence[Outcome]) -> str:
    """One row a picture: its name, `ok` or the error's code, then every key in template order."""
    keys = list(dict.fromkeys(key for outcome in outcomes for key, _ in _keyed(outcome)))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["picture", "result", *keys])
    for outcome in outcomes:
        values = dict(_keyed(outcome))
        result = "ok" if outcome.answer.ok else outcome.answer.code
        writer.writerow([outcome.picture, result, *(values.get(key, "") for key in keys)])
    return out.getvalue()


def as_tables(outcomes: Sequence[Outcome]) -> str:
    """A heading and a table for each picture."""
    return "\n".join(_headed(outcome) for outcome in outcomes)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns set apart by two spaces, East Asian characters counted as two; ends in a line feed."""
    shown = [[visible(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(text_width, column)) for column in zip(*shown, strict=True)]
    shown.insert(1, ["─" * width for width in widths])
    return "".join("  ".join(map(_padded, row, widths)).rstrip() + "\n" for row in shown)


def text_width(text: str) -> int:
    """Cells the text takes on a terminal."""
    return sum(_cells(character) for character in text)


def visible(text: str) -> str:
    """The text with control characters replaced: what was read off a picture must not steer a terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - text_width(cell))


def _object(outcome: Outcome) -> dict[str, Any]:
    body = outcome.answer.body
    if not outcome.answer.ok:
        error = {"code": outcome.answer.code, "message": outcome.answer.message}
        return {"picture": outcome.picture, "error": body["error"] if _is_error(body) else error}
    return {"picture": outcome.picture, **(body if isinstance(body, dict) else {"fields": body})}


def _is_error(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("error"), dict)


def _keyed(outcome: Outcome) -> list[tuple[str, str]]:
    """Keys and values; a key that comes again is numbered, for a column has one name."""
    seen: Counter[str] = Counter()
    keyed = []
    for field in outcome.fields:
        key = field["key"]
        seen[key] += 1
        keyed.append((key if seen[key] == 1 else f"{key} ({seen[key]})", field["value"]))
    return keyed


def _headed(outcome: Outcome) -> str:
    name = visible(outcome.picture)
    if not outcome.answer.ok:
        return f"{name}\n  refused: {outcome.answer.code}\n  {visible(outcome.answer.message)}\n"
    with_status = all("status" in field for field in outcome.fields)
    rows = [
        [field["key"], _value(field), f"{field['score']:.2f}", *([field["status"]] if with_status else [])]
        for field in outcome.fields
    ]
    return f"{name}\n{table(['key', 'value', 'score', *(['status'] if with_status else [])], rows)}"


def _value(field: dict[str, Any]) -> str:
    """A value on one line; of a table its rows and cells parted."""
    return str(field["value"]).replace("\t", " | ").replace("\n", " / ")


def self_test_text(body: dict[str, Any]) -> str:
    """What the self-test of a new template found, for people: one warning a line, then how much was done."""
    if not body.get("checked"):
        return "not checked: the self-test is switched off there\n"
    warnings = [f"{_subject(item)}{item['code']}: {item['message']}\n" for item in body["warnings"]]
    refused = sum(reading["refused"] for reading in body["readings"])
    done, compared = body["readings"], body["compared"]
    return "".join(warnings) + (
        f"read back {len(done)} of {body['readings_planned']} times, refused {refused} times; "
        f"compared with {compared['done']} of {compared['of']} other templates\n"
    )


def _subject(warning: dict[str, Any]) -> str:
    return f"{visible(warning['field']['name'])}: " if warning["field"] else ""
