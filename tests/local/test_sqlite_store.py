"""The embedded store: the contract, its file, and what it says when the disk or another program is in its way."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from lambda_ocr.core.errors import StoreUnavailable, TemplateNotFound
from lambda_ocr.core.ports import Store
from lambda_ocr.core.templates.codec import Drawn, drawn_to_plain
from lambda_ocr.local.sqlite_store import FILE_NAME, SqliteTemplateStore
from tests.support.store_contract import StoreContract, make_template, make_version, ref, template_id

PATIENCE = 600.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "parents" / "home"


@pytest.fixture
def store(home: Path) -> Store:
    """Eight writers on a slow disk take turns for longer than a service would have them wait."""
    return SqliteTemplateStore(home, busy_seconds=PATIENCE)


class TestSqliteTemplateStore(StoreContract):
    pass


def test_reading_creates_no_folder(home: Path) -> None:
    store = SqliteTemplateStore(home)
    with pytest.raises(TemplateNotFound):
        store.head("nowhere")
    assert store.list_ids() == ()
    assert not home.exists()


def test_the_folder_and_the_file_are_the_users_alone(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / FILE_NAME).stat().st_mode) == 0o600


def test_a_template_is_there_for_the_next_process(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    assert SqliteTemplateStore(home).get(ref(1)) == make_template(1)


def test_a_deleted_picture_leaves_no_trace_in_the_file_and_gives_its_space_back(home: Path) -> None:
    store = SqliteTemplateStore(home)
    store.create(make_template(1))
    before = (home / FILE_NAME).stat().st_size
    store.create(make_template(2, b"a private picture " * 20_000))
    store.delete([template_id(2)])
    assert (home / FILE_NAME).stat().st_size == before
    assert all(b"private" not in file.read_bytes() for file in home.iterdir())


def test_a_picture_that_stays_is_kept_once(home: Path) -> None:
    store = SqliteTemplateStore(home)
    store.create(make_template(1, bytes(200_000)))
    before = (home / FILE_NAME).stat().st_size
    for version in range(2, 6):
        store.publish(make_version(1, version, bytes(200_000)))
    assert (home / FILE_NAME).stat().st_size < before + 100_000


def test_a_deleted_version_leaves_no_trace_in_the_file(home: Path) -> None:
    store = SqliteTemplateStore(home)
    store.create(make_template(1))
    store.publish(make_version(1, 2, b"a private picture " * 20_000))
    store.save_artifact(ref(1, 2), "v1", b"a private feature " * 20_000)
    store.delete([template_id(1)])
    assert all(b"private" not in file.read_bytes() for file in home.iterdir())


def test_many_processes_make_one_store_at_once(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from lambda_ocr.local.sqlite_store import SqliteTemplateStore as S;"
        "from tests.support.store_contract import make_template as m; sys.stdin.read(1);"
        "s = S(Path(sys.argv[1]), float(sys.argv[3])); [s.create(m(int(sys.argv[2]) * 100 + i)) for i in range(10)]"
    )
    arguments = [sys.executable, "-c", code, str(home)]
    children = [subprocess.Popen([*arguments, str(n), str(PATIENCE)], stdin=subprocess.PIPE) for n in range(6)]
    for child in children:
        assert child.stdin is not None
        child.stdin.close()  # the starting gun
    assert [child.wait(timeout=600) for child in children] == [0] * 6
    store = SqliteTemplateStore(home)
    numbers = [n * 100 + i for n in range(6) for i in range(10)]
    assert set(store.list_ids()) == set(map(template_id, numbers))
    assert all(store.get(ref(number)) == make_template(number) for number in numbers)


def test_a_file_that_is_no_store_is_refused_by_name(home: Path) -> None:
    home.mkdir(parents=True)
    (home / FILE_NAME).write_bytes(b"something else altogether " * 100)
    with pytest.raises(StoreUnavailable, match=r"templates\.sqlite3.*damaged.*move it away"):
        SqliteTemplateStore(home).list_ids()


def test_a_damaged_page_is_refused_by_name(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    with (home / FILE_NAME).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    with pytest.raises(StoreUnavailable, match="damaged"):
        SqliteTemplateStore(home).get(ref(1))


def test_fields_that_are_no_fields_are_refused(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    with sqlite3.connect(home / FILE_NAME) as connection:
        connection.execute("UPDATE templates SET fields = '[{\"name\": 1}]'")
    with pytest.raises(StoreUnavailable, match="fields are damaged"):
        SqliteTemplateStore(home).get(ref(1))


def test_a_file_of_the_first_version_is_read_and_written_on(home: Path) -> None:
    template = make_template(1)
    home.mkdir(parents=True)
    with sqlite3.connect(home / FILE_NAME) as connection:
        connection.execute(
            "CREATE TABLE templates (sequence INTEGER PRIMARY KEY AUTOINCREMENT, template_id TEXT NOT NULL UNIQUE,"
            " created TEXT NOT NULL, fields TEXT NOT NULL, picture BLOB NOT NULL)"
        )
        connection.execute("CREATE TABLE derived (template_id TEXT PRIMARY KEY, version TEXT, data BLOB)")
        connection.execute(
            "INSERT INTO templates (template_id, created, fields, picture) VALUES (?, ?, ?, ?)",
            (
                template.template_id,
                template.created,
                json.dumps(drawn_to_plain(Drawn(template.fields))["fields"]),
                template.picture,
            ),
        )
        connection.execute("PRAGMA user_version = 1")
    store = SqliteTemplateStore(home)
    assert store.get(template.ref) == template
    named = replace(make_template(2), name="second")
    store.create(named)
    assert store.get(named.ref) == named


def test_a_file_of_a_newer_version_is_refused_by_name_and_left_alone(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    with sqlite3.connect(home / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreUnavailable, match=r"newer version.*schema 99"):
        SqliteTemplateStore(home).create(make_template(2))


def test_a_store_held_by_another_process_says_so(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    holder = sqlite3.connect(home / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    store = SqliteTemplateStore(home, busy_seconds=0.05)
    with pytest.raises(StoreUnavailable, match="another process"):
        store.create(make_template(2))
    assert store.get(ref(1)) == make_template(1)  # readers do not wait for a writer
    holder.close()
    store.create(make_template(2))


def test_a_new_file_that_another_is_writing_is_waited_for(home: Path) -> None:
    home.mkdir(parents=True)
    with closing(sqlite3.connect(home / FILE_NAME, isolation_level=None, check_same_thread=False)) as other:
        other.executescript("CREATE TABLE begun (n); DROP TABLE begun; BEGIN IMMEDIATE")
        impatient = SqliteTemplateStore(home, busy_seconds=0.05)
        with pytest.raises(StoreUnavailable, match="another process"):
            impatient.create(make_template(1))
        release = Timer(0.2, other.execute, ["COMMIT"])
        release.start()
        SqliteTemplateStore(home, PATIENCE).create(make_template(1))
        release.join()
    assert SqliteTemplateStore(home).list_ids() == (template_id(1),)


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable, match="CUSTOM_OCR_HOME"):
        SqliteTemplateStore(tmp_path / "file" / "home").create(make_template(1))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_says_so(home: Path) -> None:
    SqliteTemplateStore(home).create(make_template(1))
    (home / FILE_NAME).chmod(0o400)
    home.chmod(0o500)
    try:
        with pytest.raises(StoreUnavailable, match="cannot be"):
            SqliteTemplateStore(home).create(make_template(2))
    finally:
        home.chmod(0o700)
