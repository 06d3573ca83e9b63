"""Where the results of `read` go: csv and jsonl page by page, so that a crash leaves what was done; xlsx at the end.

csv has a row a field, for pages of different templates have no columns in common; xlsx a sheet a template, with a row
a document.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TextIO
from xml.sax.saxutils import escape, quoteattr

from lambda_ocr.entrypoints.cli.calling import Answer, UsageProblem


@dataclass(frozen=True)
class Result:
    """What became of one page, or of a file that was refused as a whole (page 0)."""

    source: str
    page: int
    entry: dict[str, Any]
    """Of `documents`, of `unmatched`, or a refusal with `reason` and `message`."""
    number: int = 1
    """Among the documents of its page."""

    @staticmethod
    def refused(source: str, answer: Answer) -> Result:
        """Of a file none of whose pages was read."""
        return Result(source, 0, {"page": 0, "reason": answer.code, "message": answer.message})

    @property
    def last_page(self) -> int:
        """Of the file, that is told of here."""
        return max(self.page, *(int(page["page"]) for page in pages_of(self.entry)))

    @property
    def outcome(self) -> str:
        """`ok`, the pages that are missing, or the reason why nothing was read."""
        if not self.is_read:
            return str(self.entry["reason"])
        absent = ", ".join(map(str, self.entry.get("missing", ())))
        return f"without page {absent}" if absent else "ok"

    @property
    def is_read(self) -> bool:
        """Whether a document was found."""
        return "fields" in self.entry


def pages_of(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages that an entry tells of, each by itself."""
    first = {name: value for name, value in entry.items() if name not in ("missing", "further")}
    return [first, *entry.get("further", ())]


class Results(AbstractContextManager["Results"], Protocol):
    """A place for results; leaving it completes it, also after a fault."""

    count: int
    """Pages added."""

    def add(self, result: Result) -> None:
        """Keep a result; raises OSError."""
        ...


_BEGINS = b'{"source"'


def left_by_a_stopped_run(path: str) -> frozenset[tuple[str, int]]:
    """Sources and pages that a `.jsonl` has results of; its last page, which may be there in part, is cut off, and so
    is each line that shares a page with what is cut: that page is read again, with all its documents."""
    if Path(path).suffix.lower() != ".jsonl":
        raise UsageProblem("--resume goes on with a .jsonl: name it with --out (it can be told apart page by page)")
    begins: list[int] = []
    told: list[frozenset[tuple[str, int]]] = []
    try:
        with Path(path).open("rb+") as file:
            at = 0
            for line in file:
                try:
                    entry = json.loads(line)
                    pages = frozenset((str(entry["source"]), int(page["page"])) for page in pages_of(entry))
                except (ValueError, KeyError, TypeError, AttributeError):
                    break
                begins.append(at)
                told.append(pages)
                at += len(line)
            if told:
                kept = _kept(told)
                file.truncate(begins[kept])
                return frozenset[tuple[str, int]]().union(*told[:kept])
            if line_begun := file.seek(0) or file.read(len(_BEGINS)):
                if line_begun != _BEGINS:
                    raise UsageProblem(f"--resume: {path} holds no results of `read`")
                file.truncate(0)
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise UsageProblem(f"--out {path} cannot be read: {error.strerror}") from None
    return frozenset()


def _kept(told: Sequence[frozenset[tuple[str, int]]]) -> int:
    """How many of the lines, by the pages that each tells of, stay: no page of theirs is told by one that is cut off,
    as the last one is."""
    first: dict[tuple[str, int], int] = {}
    for at, pages in enumerate(told):
        for page in pages:
            first.setdefault(page, at)
    kept = at = len(told) - 1
    while at >= kept:
        kept = min(kept, *(first[page] for page in told[at]))
        at -= 1
    return kept


def opened(path: str, *, appends: bool = False) -> Results:
    """As the name of the file says: `.csv`, `.jsonl`, `.xlsx`; to the terminal, as csv, without one."""
    if not path:
        return _Lines(sys.stdout, Csv)
    suffix = Path(path).suffix.lower()
    if suffix == ".xlsx":
        return Workbook(Path(path))
    if suffix not in _FORMS:
        raise UsageProblem(f"--out {path}: name a .csv, .jsonl or .xlsx file")
    try:
        return _Lines(Path(path).open("a" if appends else "w", encoding="utf-8", newline=""), _FORMS[suffix])
    except OSError as error:
        raise UsageProblem(f"--out {path} cannot be written: {error.strerror}") from None


class Csv:
    """A row a field: source, page, which document of the page, template, result, and the field."""

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.writer(out, lineterminator="\n")
        self._writer.writerow(
            ["source", "page", "document", "template_id", "result", "key", "value", "score", "status"]
        )

    def add(self, result: Result) -> None:
        """Its rows: one where nothing was read."""
        entry = result.entry
        if not result.is_read:
            self._writer.writerow([result.source, result.page or "", "", "", result.outcome, "", "", "", ""])
        for page in pages_of(entry):
            for field in page.get("fields", ()):
                named = [result.source, page["page"], result.number, page["template_id"], result.outcome]
                for each in _flat(field):
                    self._writer.writerow([*named, *(each[name] for name in ("key", "value", "score", "status"))])


def _flat(field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A field, or the cells of a table that has rows, each named by table, row from 1, and column."""
    if not field.get("rows"):
        yield field
    for number, row in enumerate(field.get("rows", ()), 1):
        yield from ({**cell, "key": f"{field['key']}[{number}].{cell['key']}"} for cell in row)


class Jsonl:
    """An object a line: `source`, and the entry as the API answers it."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def add(self, result: Result) -> None:
        """One line."""
        self._out.write(json.dumps({"source": result.source, **result.entry}, ensure_ascii=False) + "\n")


_FORMS: dict[str, type[Csv] | type[Jsonl]] = {".csv": Csv, ".jsonl": Jsonl}


class _Lines:
    """Lines of a file or the terminal, let go of after each page."""

    def __init__(self, out: TextIO, form: type[Csv] | type[Jsonl]) -> None:
        self._out, self._form, self.count = out, form(out), 0

    def add(self, result: Result) -> None:
        self._form.add(result)
        self._out.flush()
        self.count += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._out is not sys.stdout:
            self._out.close()


class Workbook:
    """An Office Open XML workbook: a sheet a template, and one of the pages that were not read."""

    def __init__(self, path: Path) -> None:
        self._path, self.count = path, 0
        self._documents: dict[str, list[Result]] = defaultdict(list)
        self._others: list[Result] = []

    def add(self, result: Result) -> None:
        """Keep it until the end."""
        self.count += 1
        (self._documents[_sheet_of(result)] if result.is_read else self._others).append(result)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        sheets = {name: _table(results) for name, results in self._documents.items()}
        sheets |= {name: rows for results in self._documents.values() for name, rows in _tables(results)}
        unread = [[each.source, each.page or "", each.entry["reason"], each.entry["message"]] for each in self._others]
        sheets["not read"] = [["source", "page", "reason", "message"], *unread]
        _write_workbook(self._path, sheets)


Cell = str | int | float


def _sheet_of(result: Result) -> str:
    """Where a document is written: with those of its template, of several pages with those called alike."""
    place = result.entry.get("page_of")
    return str(place["document"] if place else result.entry["template_id"])


def _table(results: Sequence[Result]) -> list[list[Cell]]:
    """Of documents of one kind: a row each, a column a field in template order; a later version may have others."""
    read = [[field for page in pages_of(each.entry) for field in page["fields"]] for each in results]
    keys = list(dict.fromkeys(field["key"] for fields in read for field in fields))
    rows: list[list[Cell]] = [["source", "page", "document", "result", *keys]]
    for each, fields in zip(results, read, strict=True):
        values = {field["key"]: field["value"] for field in reversed(fields)}
        rows.append([each.source, each.page, each.number, each.outcome, *(values.get(key, "") for key in keys)])
    return rows


def _tables(results: Sequence[Result]) -> Iterator[tuple[str, list[list[Cell]]]]:
    """A sheet for each table of a template: a row of it each, a column a column."""
    tables = [
        (each, page["page"], field)
        for each in results
        for page in pages_of(each.entry)
        for field in page["fields"]
        if field.get("rows")
    ]
    for key in dict.fromkeys(field["key"] for _, _, field in tables):
        read = [
            (each, page, number, {cell["key"]: cell["value"] for cell in row})
            for each, page, field in tables
            if field["key"] == key
            for number, row in enumerate(field["rows"], 1)
        ]
        columns = list(dict.fromkeys(name for *_, values in read for name in values))
        rows: list[list[Cell]] = [["source", "page", "document", "row", *columns]]
        for each, page, number, values in read:
            rows.append([each.source, page, each.number, number, *(values.get(name, "") for name in columns)])
        yield f"{key} {_sheet_of(results[0])}", rows


_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNPRINTABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def _write_workbook(path: Path, sheets: dict[str, list[list[Cell]]]) -> None:
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        + "".join(f'<Override PartName="/xl/s{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers)
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_RELATIONS}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>'
            for n, name in zip(numbers, _sheet_names(list(sheets)), strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="s{n}.xml"/>' for n in numbers)
        + "</Relationships>",
        **{f"xl/s{n}.xml": _sheet(rows) for n, rows in zip(numbers, sheets.values(), strict=True)},
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, _HEAD + text)


def _sheet_names(names: Sequence[str]) -> list[str]:
    """At most 31 characters, none of those a name may not have, and no two alike."""
    short = [_NO_SHEET_NAME.sub("_", _UNPRINTABLE.sub("", name)) for name in names]
    return [f"{n} {name}"[:31] if name != "not read" else name for n, name in enumerate(short, 1)]


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(value: Cell) -> str:
    if isinstance(value, (int, float)):
        return f"<c><v>{value}</v></c>"
    text = escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value[:32767]))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
