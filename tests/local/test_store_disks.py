"""The embedded store on a disk that is full, on one that cannot be written, and on files that are none of ours."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.local.sqlite_store import FILE_NAME, RESERVE_NAME, SqliteTemplateStore
from tests.support.small_disks import fill, read_only, small_disk
from tests.support.store_contract import make_template, ref, template_id

RESERVE = 256 * 1024
STORES = Path(__file__).parents[1] / "stores"
BIG = 300_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def full(disk: Path) -> SqliteTemplateStore:
    """A store on a disk that takes no more."""
    store = SqliteTemplateStore(disk, reserve_bytes=RESERVE)
    with pytest.raises(StoreUnavailable, match="disk is full; delete templates"):
        for number in range(1, 100):
            store.create(make_template(number, b"a private picture " * (BIG // 18)))
    fill(disk)
    assert len(store.list_ids()) > 2
    return store


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_a_full_disk_is_emptied_by_deleting(tmp_path: Path, at_once: int) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        store = full(disk)
        ids = store.list_ids()
        store.delete(ids[:at_once])
        assert store.list_ids() == ids[at_once:]
        assert (disk / FILE_NAME).stat().st_size <= len(ids[at_once:]) * BIG * 1.05 + 64 * 1024
        (disk / "filler").unlink()
        store.create(make_template(200, bytes(BIG // 2)))
        assert [store.get(store.head(each)).template_id for each in store.list_ids()] == [
            *ids[at_once:],
            template_id(200),
        ]


def test_a_full_disk_with_a_file_of_the_release_before_is_emptied_by_deleting(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1024) as disk:
        (disk / FILE_NAME).write_bytes((STORES / "schema_2.sqlite3").read_bytes())
        store = SqliteTemplateStore(disk, reserve_bytes=RESERVE)
        (disk / RESERVE_NAME).write_bytes(bytes(RESERVE))
        fill(disk)
        store.delete([template_id(7)])
        assert len(store.list_ids()) == 3
        assert template_id(7) not in store.list_ids()


def test_what_was_deleted_on_a_full_disk_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        store = full(disk)
        store.delete(store.list_ids())
        for path in disk.iterdir():
            assert b"private" not in path.read_bytes(), path.name
        assert (disk / RESERVE_NAME).exists()


def test_one_unknown_id_keeps_all_the_others_on_a_full_disk_too(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        store = full(disk)
        ids = store.list_ids()
        with pytest.raises(Exception, match="nowhere"):
            store.delete([ids[0], "nowhere"])
        assert store.list_ids() == ids


def test_a_delete_that_died_while_giving_space_back_is_finished_by_the_next_write(home: Path) -> None:
    store = SqliteTemplateStore(home)
    for number in (1, 2):
        store.create(make_template(number, b"a private picture " * (BIG // 18)))
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        connection.execute("PRAGMA secure_delete = FAST")
        connection.execute("PRAGMA auto_vacuum = 2")
        connection.execute("DELETE FROM templates WHERE template_id = ?", (template_id(1),))
        connection.execute("DELETE FROM templates WHERE template_id = ?", (template_id(2),))
        connection.commit()
    assert b"private" in (home / FILE_NAME).read_bytes()
    store.create(make_template(3))
    assert store.list_ids() == (template_id(3),)
    assert all(b"private" not in path.read_bytes() for path in home.iterdir())
    with closing(sqlite3.connect(home / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (1,)


def test_a_copy_that_cannot_be_written_is_read(home: Path, tmp_path: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    with read_only(home, tmp_path / "copy") as copy:
        store = SqliteTemplateStore(copy)
        assert store.list_ids() == (template_id(1),)
        assert store.get(ref(1)) == make_template(1)
        assert store.load_artifact(ref(1), "v1") is None
        with pytest.raises(StoreUnavailable, match=r"cannot be (written|used|opened)"):
            store.create(make_template(2))
        with pytest.raises(StoreUnavailable, match=r"cannot be (written|used|opened)"):
            store.delete([template_id(1)])
        assert store.list_ids() == (template_id(1),)


def test_a_copy_of_a_store_in_use_is_read_with_its_log_or_says_what_it_lacks(home: Path, tmp_path: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    with closing(sqlite3.connect(home / FILE_NAME)) as user:  # while it is open, its changes stay in the log
        user.execute("SELECT 1 FROM templates").fetchall()
        SqliteTemplateStore(home).create(make_template(2))
        shutil.copytree(home, tmp_path / "with log")
    shutil.copytree(tmp_path / "with log", tmp_path / "half")
    (tmp_path / "half" / f"{FILE_NAME}-shm").unlink()
    with read_only(tmp_path / "with log", tmp_path / "a") as copy:
        assert SqliteTemplateStore(copy).list_ids() == (template_id(1), template_id(2))
    with (
        read_only(tmp_path / "half", tmp_path / "b") as copy,
        pytest.raises(StoreUnavailable, match="-wal file that are not merged yet; list it once where"),
    ):
        SqliteTemplateStore(copy).list_ids()


def test_reading_never_changes_a_file(home: Path) -> None:
    home.mkdir()
    for content in (b"", b"something else altogether " * 100):
        (home / FILE_NAME).write_bytes(content)
        with pytest.raises(StoreUnavailable):
            SqliteTemplateStore(home).list_ids()
        with pytest.raises(StoreUnavailable):
            SqliteTemplateStore(home).create(make_template(1))
        assert (home / FILE_NAME).read_bytes() == content


def of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')")


def of_another_program_with_a_version(path: Path) -> None:
    of_another_program(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA user_version = 2")


def of_a_newer_version(path: Path) -> None:
    SqliteTemplateStore(path.parent).create(make_template(1))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("make", "reason", "way_out"),
    [
        (of_another_program, "foreign", "file of another program; name another folder"),
        (of_another_program_with_a_version, "foreign", "file of another program; name another folder"),
        (of_a_newer_version, "newer", "newer version of this program .*schema 99.*; update the program"),
        (lambda path: path.write_bytes(b""), "empty", "0 bytes; restore it from a copy, or remove it"),
        (lambda path: path.write_bytes(b"no database " * 999), "notadb", "no(t)? a store of ours.*move it away"),
        (lambda path: path.mkdir(), "foreign", "name another folder"),
    ],
    ids=["foreign", "foreign with a version", "newer", "0 bytes", "no database", "a folder"],
)
def test_a_file_that_is_no_store_has_its_own_error_and_way_out_and_no_path_is_told(
    home: Path, make: object, reason: str, way_out: str, caplog: pytest.LogCaptureFixture
) -> None:
    home.mkdir()
    assert callable(make)
    make(home / FILE_NAME)
    store = SqliteTemplateStore(home)
    for ask in (store.list_ids, lambda: store.create(make_template(2)), lambda: store.get(ref(1))):
        with pytest.raises(StoreUnavailable, match=way_out) as refused:
            ask()
        assert str(home.parent) not in refused.value.message + repr(refused.value.details)
        assert "CUSTOM_OCR_HOME" in refused.value.message
        assert refused.value.details["reason"] == reason
    assert str(home) in caplog.text


def test_a_folder_in_the_way_is_told_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="CUSTOM_OCR_HOME") as refused:
        SqliteTemplateStore(tmp_path / "file" / "home").create(make_template(1))
    assert str(tmp_path) not in refused.value.message


def test_a_store_is_never_seen_half_made(home: Path) -> None:
    """The file is given its name when it is whole, so that 0 bytes can only be a loss, and is said to be."""
    SqliteTemplateStore(home).create(make_template(1))
    assert sorted(path.name for path in home.iterdir()) == sorted([FILE_NAME, RESERVE_NAME])
