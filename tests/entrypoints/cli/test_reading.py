"""`custom-ocr read`: files in, results out in three forms, kept as they come."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from lambda_ocr.entrypoints import wiring
from lambda_ocr.entrypoints.cli import reading
from lambda_ocr.entrypoints.cli.calling import Answer
from lambda_ocr.entrypoints.cli.main import main
from lambda_ocr.entrypoints.cli.reading import PAGES_AT_ONCE, FileReading
from lambda_ocr.entrypoints.cli.result_files import left_by_a_stopped_run
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.settings import Settings
from tests.support.desk import LARGE, SMALL, STRANGE, pages
from tests.support.fakes import IndexThatNamesAll, ReaderThatSeesEverything
from tests.support.pictures import GREEN, RED, card
from tests.support.running_server import running


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CUSTOM_OCR_ENDPOINT", "CUSTOM_OCR_API_KEY", "CUSTOM_OCR_AUTH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CUSTOM_OCR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(wiring, "build_reader", lambda settings: ReaderThatSeesEverything())
    monkeypatch.setattr(wiring, "build_index", IndexThatNamesAll)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=["embedded", "endpoint"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Options that send a command to this process, or over a socket."""
    if request.param == "embedded":
        yield []
        return
    service = wiring.build_service(Settings(home=str(tmp_path / "far")))
    with running(make_app(service.begin)) as address:
        yield ["--endpoint", address]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture, seven pages of which one is of no template, a damaged file, and one that is no document."""
    made = tmp_path / "post"
    made.mkdir()
    (made / "a.png").write_bytes(card(*SMALL))
    (made / "b.tif").write_bytes(pages(SMALL, LARGE, STRANGE, *[SMALL] * 4))
    (made / "c.png").write_bytes(card()[:60])
    (made / "notes.txt").write_text("no document")
    return made


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def added(capsys: pytest.CaptureFixture[str], size: tuple[int, int], where: list[str]) -> str:
    """A template's id."""
    Path("template.png").write_bytes(card(*size))
    Path("fields.json").write_text(json.dumps([RED, GREEN]), encoding="utf-8")
    status, out, _ = run(capsys, "add", "template.png", "fields.json", *where)
    assert status == 0
    return out.strip()


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """A workbook as a spreadsheet shows it."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        named = ElementTree.fromstring(book.read("xl/workbook.xml")).findall("m:sheets/m:sheet", space)
        by_sheet = {}
        for number, sheet in enumerate(named, 1):
            rows = ElementTree.fromstring(book.read(f"xl/s{number}.xml")).findall("m:sheetData/m:row", space)
            by_sheet[sheet.attrib["name"]] = [["".join(cell.itertext()) for cell in row] for row in rows]
    return by_sheet


def test_a_line_a_page_in_the_order_of_the_files(
    capsys: pytest.CaptureFixture[str], folder: Path, where: list[str]
) -> None:
    small, large = added(capsys, SMALL, where), added(capsys, LARGE, where)
    status, out, _ = run(capsys, "read", "post", "--out", "results.jsonl", *where)
    assert (status, out) == (1, "")
    lines = [json.loads(line) for line in Path("results.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [(Path(each["source"]).name, each["page"], each.get("template_id") or each["reason"]) for each in lines]
    others = [("b.tif", page, small) for page in (4, 5, 6, 7)]
    assert found == [
        ("a.png", 1, small),
        ("b.tif", 1, small),
        ("b.tif", 2, large),
        ("b.tif", 3, "template_mismatch"),
        *others,
        ("c.png", 0, "invalid_picture"),
    ]
    assert [field["value"] for field in lines[0]["fields"]] == ["#ff0000", "#008000"]


def test_csv_has_a_row_a_field(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    small = added(capsys, SMALL, [])
    status, out, _ = run(capsys, "read", "post/a.png", "post/c.png")
    rows = list(csv.reader(io.StringIO(out)))
    assert rows[0] == ["source", "page", "document", "template_id", "result", "key", "value", "score", "status"]
    assert rows[1] == ["post/a.png", "1", "1", small, "ok", "名称", "#ff0000", "97.98", "ok"]
    assert rows[3] == ["post/c.png", "", "", "", "invalid_picture", "", "", "", ""]
    assert (status, len(rows)) == (1, 4)


def test_xlsx_has_a_sheet_a_template_and_a_row_a_document(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    small, large = added(capsys, SMALL, []), added(capsys, LARGE, [])
    assert run(capsys, "read", "post", "--out", "results.xlsx")[0] == 1
    by_sheet = sheets(Path("results.xlsx"))
    first, second, unread = by_sheet
    assert (first, second, unread) == (f"1 {small}"[:31], f"2 {large}"[:31], "not read")
    assert by_sheet[first][:2] == [
        ["source", "page", "document", "result", "名称", "识别号"],
        ["post/a.png", "1", "1", "ok", "#ff0000", "#008000"],
    ]
    assert len(by_sheet[first]) == 7 and by_sheet[second][1][:2] == ["post/b.tif", "2"]
    assert [row[:3] for row in by_sheet["not read"][1:]] == [
        ["post/b.tif", "3", "template_mismatch"],
        ["post/c.png", "", "invalid_picture"],
    ]


@pytest.mark.parametrize("left", [0, 9, 1500, 2600, 9000, -1])
def test_a_run_that_was_killed_goes_on_where_it_was(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    for size in (SMALL, LARGE):
        added(capsys, size, [])
    run(capsys, "read", "post", "--out", "whole.jsonl")
    whole = Path("whole.jsonl").read_bytes()
    Path("killed.jsonl").write_bytes(whole[:left])
    there = whole[:left].count(b"\n")
    asked: list[str] = []
    ask = FileReading.results

    def watched(reading: FileReading, source: str) -> Any:
        for each in ask(reading, source):
            asked.append(source)
            yield each

    monkeypatch.setattr(FileReading, "results", watched)
    assert run(capsys, "read", "post", "--out", "killed.jsonl", "--resume")[0] in (0, 1)
    again = [_without_time(line) for line in Path("killed.jsonl").read_bytes().splitlines()]
    assert again == [_without_time(line) for line in whole.splitlines()]
    assert 0 < len(asked) <= len(again) - max(0, there - 1), "the last page that is there may be there in part"


def _without_time(line: bytes) -> Any:
    return {name: value for name, value in json.loads(line).items() if name != "timings_ms"}


@pytest.mark.parametrize(("name", "held"), [("a.csv", b""), ("a.jsonl", b"somebody's notes")])
def test_only_what_read_left_is_gone_on_with(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str, held: bytes
) -> None:
    Path(name).write_bytes(held)
    status, _, said = run(capsys, "read", "post", "--out", name, "--resume")
    assert status == 2 and "--resume" in said and Path(name).read_bytes() == held


def test_several_documents_of_a_page_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    def ask(members: dict[str, Any]) -> Answer:
        document = {"page": 1, "template_id": "t", "fields": [{"key": "k", "value": "v", "score": 9.0, "status": "ok"}]}
        return Answer(200, {"documents": [document, document], "unmatched": [], "pages": 1})

    Path("a.png").write_bytes(card(*SMALL))
    reading = FileReading(ask, {"type": "read", "many": True}, 10**6)
    assert [(result.page, result.number) for result, _ in reading.results("a.png")] == [(1, 1), (1, 2)]


def of_a_note(page: int, number: int) -> dict[str, Any]:
    """A page of a file that is page 1 or 2 of a delivery note."""
    field = {"key": f"k{number}", "value": f"v{page}", "score": 9.0, "status": "ok"}
    place = {"document": "note", "page": number, "pages": 2}
    return {
        "page": page,
        "template_id": f"t{number}",
        "fields": [field],
        "page_of": place,
        "missing": [],
        "further": [],
    }


def test_pages_that_belong_together_are_one_result_also_across_requests_and_after_a_kill(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_file = [of_a_note(page, number) for page, number in enumerate((1, 2, 1, 2, 1, 1, 2), 1)]

    def ask(members: dict[str, Any]) -> Answer:
        asked = [in_file[int(page) - 1] for page in members["pages"].split(",")]
        return Answer(200, {"documents": asked, "unmatched": [], "pages": len(in_file)})

    monkeypatch.setattr(reading, "asker", lambda options, settings: ask)
    Path("a.pdf").write_bytes(b"%PDF-")
    assert main(["read", "a.pdf", "--out", "whole.jsonl"]) == 0
    lines = Path("whole.jsonl").read_text().splitlines()
    found = [
        (told["page"], told["missing"], [page["page"] for page in told["further"]]) for told in map(json.loads, lines)
    ]
    assert found == [(1, [], [2]), (3, [], [4]), (5, [2], []), (6, [], [7])]
    for kept in range(1, 4):
        Path("killed.jsonl").write_text("\n".join(lines[:kept]) + "\n")
        assert main(["read", "a.pdf", "--out", "killed.jsonl", "--resume"]) == 0
        assert Path("killed.jsonl").read_text().splitlines() == lines
    main(["read", "a.pdf", "--out", "rows.csv"])
    rows = list(csv.reader(Path("rows.csv").read_text().splitlines()))
    assert [(row[1], row[4], row[6]) for row in rows[1:6]] == [
        *(("1", "ok", "v1"), ("2", "ok", "v2"), ("3", "ok", "v3"), ("4", "ok", "v4"), ("5", "without page 2", "v5"))
    ]
    main(["read", "a.pdf", "--out", "rows.xlsx"])
    assert sheets(Path("rows.xlsx"))["1 note"][0] == ["source", "page", "document", "result", "k1", "k2"]


def test_a_page_that_a_cut_off_line_tells_of_is_read_again_though_an_earlier_one_does_too() -> None:
    lines = [
        json.dumps({"source": "a.pdf", **of_a_note(page, 1), "further": [of_a_note(page + 1, 2)]}) + "\n"
        for page in (1, 3, 4)
    ]
    kept = [({1, 2}, 1), (set(), 0)]
    for last, (done, left) in zip((lines[2], lines[2].replace('"page": 5', '"page": 2')), kept, strict=True):
        Path("killed.jsonl").write_text(lines[0] + lines[1] + last)
        assert left_by_a_stopped_run("killed.jsonl") == {("a.pdf", page) for page in done}
        assert Path("killed.jsonl").read_text() == "".join(lines[:left])


def test_templates_that_are_named_are_the_only_ones(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    _, large = added(capsys, SMALL, []), added(capsys, LARGE, [])
    status, out, _ = run(capsys, "read", "post/b.tif", "--template", large)
    read = [row[1] for row in csv.reader(io.StringIO(out)) if row[4] == "ok"]
    assert (status, read) == (1, ["2", "2"])
    assert (
        run(capsys, "read", "post/a.png", "--template", "none")[1].splitlines()[1].split(",")[4] == "template_not_found"
    )


def test_all_pages_read_is_a_success(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    added(capsys, SMALL, [])
    assert run(capsys, "read", "post/a.png", "--out", "results.csv")[0] == 0


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl", "results.xlsx"])
def test_ctrl_c_leaves_what_was_done(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    added(capsys, SMALL, [])
    whole = FileReading.results

    def results(self: FileReading, source: str) -> Iterator[Any]:
        for number, result in enumerate(whole(self, source)):
            if number == 2:
                raise KeyboardInterrupt
            yield result

    monkeypatch.setattr(reading.FileReading, "results", results)
    status, _, err = run(capsys, "read", "post/b.tif", "--out", name)
    assert status == 130 and "stopped after 2 pages; they are kept" in err
    kept = sheets(Path(name)) if name.endswith("xlsx") else Path(name).read_text(encoding="utf-8")
    assert "#008000" in str(kept) and "template_mismatch" in str(kept)


def test_a_reader_of_the_output_who_has_seen_enough_ends_it_without_a_word(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """As `| head` does."""
    pipe, write = os.pipe()
    asked = FileReading.results

    def results(self: FileReading, source: str) -> Iterator[Any]:
        os.close(pipe)  # after the head line, before what was read of the first file
        return asked(self, source)

    monkeypatch.setattr(FileReading, "results", results)
    with os.fdopen(write, "w", encoding="utf-8", buffering=1) as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        assert main(["read", str(folder)]) == 1
    assert capfd.readouterr().err == ""


def test_a_long_file_is_asked_for_some_pages_at_a_time_and_a_picture_once(tmp_path: Path) -> None:
    asked: list[Any] = []

    def ask(payload: dict[str, Any]) -> Answer:
        asked.append(payload.get("pages"))
        return Answer(200, {"documents": [], "unmatched": [{"page": 1, "reason": "x", "message": "x"}], "pages": 12})

    for name in ("long.pdf", "one.png"):
        (tmp_path / name).write_bytes(b"%PDF-")
        list(FileReading(ask, {"type": "read"}, 100).results(str(tmp_path / name)))
    assert PAGES_AT_ONCE == 5
    assert asked[:4] == ["1", "2,3,4,5,6", "7,8,9,10,11", "12"] and asked[4] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["read", "post/a.png", "--out", "results.txt"], "name a .csv, .jsonl or .xlsx file"),
        (["read", "post/a.png", "--out", "no/such/folder.csv"], "cannot be written"),
        (["read", "post/a.png", "--out", "no/such/folder.xlsx"], "cannot be written"),
        (["read", "nowhere"], "there is no picture nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], said: str
) -> None:
    status, _, err = run(capsys, *arguments)
    assert status == 2 and said in err


def test_values_that_a_spreadsheet_cannot_hold_are_written_all_the_same(tmp_path: Path) -> None:
    from lambda_ocr.entrypoints.cli.result_files import Result, opened

    path = tmp_path / "odd.xlsx"
    field = {"key": "a & b", "value": "<1>\x00\ud800" + "x" * 40_000}
    with opened(str(path)) as book:
        book.add(Result("f.pdf", 1, {"template_id": "a/b:c'd[e]", "fields": [field]}))
    by_sheet = sheets(path)
    assert list(by_sheet) == ["1 a_b_c_d_e_", "not read"]
    assert by_sheet["1 a_b_c_d_e_"][0][4] == "a & b" and by_sheet["1 a_b_c_d_e_"][1][4].startswith("<1>\ufffd\ufffdx")
