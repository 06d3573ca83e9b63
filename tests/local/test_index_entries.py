"""The index's file: a cache that may be lost at any moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambda_ocr.core.model import TemplateRef
from lambda_ocr.local.index_entries import ASKED_ONE_BY_ONE, FILE_NAME, SqliteIndexEntries

ONE, TWO = TemplateRef("one", 1), TemplateRef("two", 3)


@pytest.fixture
def entries(tmp_path: Path) -> SqliteIndexEntries:
    kept = SqliteIndexEntries(tmp_path)
    kept.save({ONE: b"entry of one", TWO: b"entry of two"}, "v1")
    return kept


def test_what_was_kept_is_there_for_another_process(entries: SqliteIndexEntries, tmp_path: Path) -> None:
    assert SqliteIndexEntries(tmp_path).load([ONE, TWO, TemplateRef("none", 1)], "v1") == {
        ONE: b"entry of one",
        TWO: b"entry of two",
    }
    assert oct((tmp_path / FILE_NAME).stat().st_mode)[-3:] == "600"


def test_an_entry_of_another_version_or_fingerprint_is_none(entries: SqliteIndexEntries) -> None:
    assert entries.load([TemplateRef("one", 2), TemplateRef("two", 1)], "v1") == {}
    assert entries.load([ONE, TWO], "v2") == {}
    entries.save({TemplateRef("one", 2): b"newer"}, "v2")
    assert entries.load([ONE, TemplateRef("one", 2)], "v2") == {TemplateRef("one", 2): b"newer"}
    assert entries.load([ONE], "v1") == {}


def test_among_many_those_that_are_wanted_are_found(entries: SqliteIndexEntries) -> None:
    many = {TemplateRef(f"{number}", 1): bytes(9) for number in range(ASKED_ONE_BY_ONE + 9)}
    entries.save(many, "v1")
    assert entries.load(list(many), "v1") == many


def test_of_a_deleted_template_no_byte_stays(entries: SqliteIndexEntries, tmp_path: Path) -> None:
    entries.drop(["one", "no such"])
    assert entries.load([ONE, TWO], "v1") == {TWO: b"entry of two"}
    assert b"entry of one" not in (tmp_path / FILE_NAME).read_bytes()


def test_a_damaged_file_is_as_good_as_none(entries: SqliteIndexEntries, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 999)
    assert entries.load([ONE], "v1") == {}
    entries.save({ONE: b"again"}, "v1")
    assert entries.load([ONE], "v1") == {ONE: b"again"}


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_raised(tmp_path: Path) -> None:
    nowhere = SqliteIndexEntries(tmp_path / "no such folder")
    nowhere.save({ONE: b"entry"}, "v1")
    nowhere.drop(["one"])
    assert nowhere.load([ONE], "v1") == {} and not (tmp_path / "no such folder").exists()
    (tmp_path / FILE_NAME).mkdir()
    in_the_way = SqliteIndexEntries(tmp_path)
    in_the_way.save({ONE: b"entry"}, "v1")
    assert in_the_way.load([ONE], "v1") == {}
