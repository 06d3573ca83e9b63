"""Documents for review on one machine: a private file, overwritten when its days are over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lambda_ocr.core.errors import StoreUnavailable
from lambda_ocr.local.review_queue import FILE_NAME, SqliteReviewQueue
from tests.support.review_contract import DAYS, Clock, ReviewQueueContract, document


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


def test_no_two_of_many_at_once_get_the_same(queue: SqliteReviewQueue) -> None:
    for number in range(12):
        queue.put(document(str(number)))
    with ThreadPoolExecutor(4) as people:
        taken = list(people.map(lambda who: queue.take(str(who)), range(16)))
    names = [each.document.review_id for each in taken if each]
    assert sorted(names, key=int) == [str(number) for number in range(12)]
