"""Documents for review on one machine: a private file, overwritten when its days are over."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.core.errors import LeaseLost, StoreUnavailable
from lambda_ocr.local.review_queue import FILE_NAME, SqliteReviewQueue
from tests.support.review_contract import DAYS, Clock, ReviewQueueContract, document, said


@pytest.fixture
def queue(tmp_path: Path, clock: Clock) -> SqliteReviewQueue:
    return SqliteReviewQueue(tmp_path, DAYS, clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


class TestSqliteReviewQueue(ReviewQueueContract):
    """Keeps to it."""


def test_nobody_else_may_open_the_file_and_nothing_stays_in_it(
    queue: SqliteReviewQueue, clock: Clock, tmp_path: Path
) -> None:
    queue.put(document("a name that nobody else may read"))
    file = tmp_path / FILE_NAME
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert b"nobody else may read" in file.read_bytes()
    clock.now += DAYS * 86_400 + 1
    queue.waiting()
    assert b"nobody else may read" not in file.read_bytes()


def test_a_file_that_is_none_is_a_fault_by_name(queue: SqliteReviewQueue, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 999)
    with pytest.raises(StoreUnavailable, match="cannot be kept or read"):
        queue.put(document("one"))


def test_a_file_of_another_form_is_refused_and_kept(queue: SqliteReviewQueue, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as file:
        file.execute("CREATE TABLE documents (sequence INTEGER PRIMARY KEY, picture BLOB)")
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StoreUnavailable, match="Move the file away"):
        queue.put(document("one"))
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_nothing_asked_of_the_queue_sorts_or_reads_every_row(
    queue: SqliteReviewQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.put(document("one"))
    asked: list[str] = []

    def traced(*given: Any, **options: Any) -> sqlite3.Connection:
        file: sqlite3.Connection = connect(*given, **options)
        file.set_trace_callback(asked.append)
        return file

    connect = sqlite3.connect
    with monkeypatch.context() as patched:
        patched.setattr("lambda_ocr.local.review_queue.sqlite3.connect", traced)
        taken = queue.take("a")
        assert taken
        queue.release("one", taken.lease)
        assert queue.take("a", "nobody's") is None
        queue.put(document("two"))
        assert (queue.waiting(), queue.reviewed(9)[0]) == (2, ())
        with pytest.raises(LeaseLost):
            queue.finish("none", said(taken))
    searches = [each for each in asked if "documents" in each]
    assert len(searches) > 10
    with closing(connect(tmp_path / FILE_NAME)) as file:
        plans = {row[-1] for each in searches for row in file.execute(f"EXPLAIN QUERY PLAN {each}")}
    sorts = {each for each in plans if "B-TREE" in each}
    scans = {each for each in plans if each.startswith(("SCAN documents", "SCAN contents")) and "INDEX" not in each}
    assert (sorts, scans) == (set(), set())
    assert any("INDEX by_template (template_id=?)" in each for each in plans)


def test_no_two_of_many_at_once_get_the_same(queue: SqliteReviewQueue) -> None:
    for number in range(12):
        queue.put(document(str(number)))
    with ThreadPoolExecutor(4) as people:
        taken = list(people.map(lambda who: queue.take(str(who)), range(16)))
    names = [each.document.review_id for each in taken if each]
    assert sorted(names, key=int) == [str(number) for number in range(12)]
