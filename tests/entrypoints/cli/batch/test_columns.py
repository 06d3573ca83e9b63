"""A batch's results as Parquet: a row a field in one schema, whatever is among them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from lambda_ocr.entrypoints.cli.batch import columns
from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.main import main

DATE = {"key": "日期", "value": "3 May 2026", "score": 91.5, "status": "ok", "type": "date", "normalized": "2026-05-03"}
PAID = {"key": "total", "value": "€ 7", "score": 88.0, "status": "invalid", "type": "amount", "checks": ["rule_broken"]}
LINES = [
    {
        "source": "a.pdf",
        "page": 1,
        "template_id": "t",
        "version": 2,
        "fields": [DATE, {**PAID, "normalized": {"amount": "7", "currency": "EUR"}}],
        "further": [{"page": 2, "template_id": "u", "version": 1, "fields": [{**DATE, "value": "two\u2028lines"}]}],
    },
    {"source": "b.png", "page": 1, "reason": "unknown", "message": "Of no template."},
    {"source": "c.png", "page": 0, "reason": "invalid_picture", "message": "No picture."},
]


@pytest.fixture
def results(tmp_path: Path) -> list[str]:
    return [json.dumps(line, ensure_ascii=False) for line in LINES]


def test_each_field_is_a_row_and_so_is_each_page_that_is_no_document(results: list[str], tmp_path: Path) -> None:
    columns.write(results, str(tmp_path / "r.parquet"))
    table = pq.read_table(tmp_path / "r.parquet")
    assert {field.name: str(field.type).replace("double", "float64") for field in table.schema} == columns.COLUMNS
    rows = table.to_pylist()
    assert [(row["source"], row["page"], row["key"], row["reason"]) for row in rows] == [
        ("a.pdf", 1, "日期", None),
        ("a.pdf", 1, "total", None),
        ("a.pdf", 2, "日期", None),
        ("b.png", 1, None, "unknown"),
        ("c.png", 0, None, "invalid_picture"),
    ]
    assert [row["normalized"] for row in rows[:2]] == ["2026-05-03", '{"amount": "7", "currency": "EUR"}']
    assert (rows[1]["field"], rows[1]["checks"], rows[2]["value"]) == (1, "rule_broken", "two\u2028lines")


def test_a_folder_is_parted_by_template(results: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "ROWS_AT_ONCE", 2)
    columns.write(results, str(tmp_path / "parted"))
    assert {path.name for path in (tmp_path / "parted").iterdir()} >= {"template_id=t", "template_id=u"}
    kept = ds.dataset(tmp_path / "parted", partitioning="hive").to_table()
    assert sorted(kept["page"].to_pylist()) == [0, 1, 1, 1, 2]


def test_a_folder_takes_more_templates_than_files_may_be_open(tmp_path: Path) -> None:
    page = {"source": "a.png", "page": 1, "version": 1, "fields": [DATE]}
    columns.write((json.dumps({**page, "template_id": f"t{number}"}) for number in range(1100)), str(tmp_path / "many"))
    assert len(list((tmp_path / "many").glob("template_id=t*/*.parquet"))) == 1100


@pytest.mark.parametrize("name", ["r.parquet", "parted"])
def test_what_fails_half_way_leaves_nothing_that_would_stand_before_the_next_try(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    halved = json.dumps({**LINES[1], "message": "\ud800"})
    monkeypatch.setattr(columns, "ROWS_AT_ONCE", 1)
    with pytest.raises(UsageProblem, match=f"{name} cannot be written"):
        columns.write([json.dumps(LINES[1]), halved], str(tmp_path / name))
    assert list(tmp_path.iterdir()) == [], "a part of them would look like all"
    if name == "parted":
        (tmp_path / name).mkdir()
    others = [tmp_path / f"{name}.unfinished", tmp_path / f"{columns.UNFINISHED}1"]
    others += [tmp_path / name / f"{columns.UNFINISHED}2"] if name == "parted" else []
    for other in others:  # whose they are is not known: of a run that was killed, or not ours at all
        other.mkdir()
        (other / "part-0.parquet").touch()
    place = f"{tmp_path / name}{'/' if name == 'parted' else ''}"
    columns.look(place, str(tmp_path / "r.jsonl"))
    columns.write([json.dumps(LINES[0])], place)
    assert all((other / "part-0.parquet").exists() for other in others)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({name, *(each.name for each in others[:2])})
    assert ds.dataset(tmp_path / name, partitioning="hive").to_table().num_rows == 3
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="cannot be written"):
        columns.write([json.dumps(LINES[1])], str(tmp_path / "file" / name))


def test_a_folder_that_is_there_stays_what_it_is(
    results: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("here", "meant"):
        (tmp_path / folder).mkdir()
    (tmp_path / "link").symlink_to("meant")
    monkeypatch.chdir(tmp_path / "here")
    for place, whole in ((".", tmp_path / "here"), (str(tmp_path / "link"), tmp_path / "meant")):
        before = whole.stat().st_ino
        columns.look(place, str(tmp_path / "r.jsonl"))
        columns.write(results, place)
        assert whole.stat().st_ino == before, "a shell stands in it, a mount or a link names it"
        assert ds.dataset(whole, partitioning="hive").to_table().num_rows == 5
        with pytest.raises(UsageProblem, match="cannot be written: the folder holds files"):
            columns.write(results, place)
        assert not list(whole.glob(f"{columns.UNFINISHED}*"))


def test_what_cannot_be_is_said_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    asked = ["batch", str(tmp_path), "--out", str(tmp_path / "r.jsonl"), "--parquet"]
    (tmp_path / "d.parquet").mkdir()
    for place in ("full", "full/x", "full/x/table", "full/x/r.parquet", "d.parquet", "empty", "r.jsonl"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        out = ["--out", str(tmp_path / "empty" / "r.jsonl")] if place == "empty" else []
        assert main([*asked, str(tmp_path / place), *out]) == 2, place
    assert main([*asked, "/proc/r.parquet"]) == 2, "where nothing can be written"
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main([*asked, "r.parquet"]) == 2
    assert re.search(r"holds files already.*that is a file.*requirements-parquet", capsys.readouterr().err, re.DOTALL)
    assert not (tmp_path / "r.jsonl").exists()


def test_the_guide_has_each_column_with_its_type() -> None:
    guide = (Path(__file__).parents[4] / "docs" / "documents.md").read_text(encoding="utf-8")
    told: dict[str, Any] = {}
    for names, kinds in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| ([\w, ]+) \| ", guide, re.MULTILINE):
        told |= dict(zip(re.findall(r"`(\w+)`", names), kinds.split(", "), strict=False))
    assert {name: told.get(name) for name in columns.COLUMNS} == columns.COLUMNS
