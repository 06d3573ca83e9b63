"""kill -9 at any moment: what was acknowledged is there and whole, nothing half is."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from lambda_ocr.local.sqlite_store import FILE_NAME, SqliteTemplateStore
from tests.support.store_contract import make_template, template_id

ROUNDS = 15


def test_kill_9_in_the_middle_of_adds_and_deletes_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(9)
    expected: set[int] = set()
    uncertain: set[int] = set()
    for turn in range(ROUNDS):
        lines = _churn_until_killed(tmp_path, turn * 1000, after=chance.randrange(1, 14), delay=chance.random() * 0.01)
        _follow(lines, expected, uncertain)
        _check(tmp_path, expected, uncertain)
    assert len(expected) > ROUNDS  # the rounds did work


def _churn_until_killed(home: Path, first: int, after: int, delay: float) -> list[tuple[str, int]]:
    """Kill the child a moment after its `after`-th line; everything it printed."""
    command = [sys.executable, "-m", "tests.support.store_churn", str(home), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(after)]
        try:
            child.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
        assert child.wait() == -signal.SIGKILL
    words = [line.split() for line in lines if line.endswith("\n")]
    return [(word, int(number)) for word, number in words]


def _follow(lines: list[tuple[str, int]], expected: set[int], uncertain: set[int]) -> None:
    """A change begun but not acknowledged may have happened or not."""
    for word, number in lines:
        match word:
            case "adding":
                uncertain.add(number)
            case "added":
                uncertain.discard(number)
                expected.add(number)
            case "deleting":
                expected.discard(number)
                uncertain.add(number)
            case "deleted":
                uncertain.discard(number)


def _check(home: Path, expected: set[int], uncertain: set[int]) -> None:
    store = SqliteTemplateStore(home)
    there = set(store.list_ids())
    assert set(map(template_id, expected)) <= there <= set(map(template_id, expected | uncertain))
    for number in expected | uncertain:
        if template_id(number) in there:
            assert store.get(template_id(number)) == make_template(number)
            assert store.load_derived(template_id(number), "v1") in (None, number.to_bytes(4, "big"))
    with sqlite3.connect(home / FILE_NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
