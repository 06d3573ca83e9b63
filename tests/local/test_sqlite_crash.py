"""kill -9 at any moment: what was acknowledged is there and whole, nothing half is."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lambda_ocr.local.sqlite_store import FILE_NAME, SqliteTemplateStore
from tests.support.store_churn import changed
from tests.support.store_contract import make_template, ref, template_id

ROUNDS = 15


@dataclass
class Account:
    """What was acknowledged, by number: the newest version, 0 for none; and what else may have come to be."""

    newest: dict[int, int] = field(default_factory=dict)
    begun: dict[int, int] = field(default_factory=dict)

    def hear(self, word: str, number: int) -> None:
        """A line of the child's: a change begun but not acknowledged may have happened or not."""
        match word:
            case "adding":
                self.newest[number], self.begun[number] = 0, 1
            case "publishing":
                self.begun[number] = self.newest[number] + 1
            case "deleting":
                self.begun[number] = 0
            case _:
                self.newest[number] = self.begun[number]


def test_kill_9_in_the_middle_of_adds_changes_and_deletes_loses_nothing_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(9)
    account = Account()
    for turn in range(ROUNDS):
        for word, number in _churn_until_killed(
            tmp_path, turn * 1000, after=chance.randrange(1, 18), delay=chance.random() * 0.01
        ):
            account.hear(word, number)
        _check(tmp_path, account)
    assert sum(version > 0 for version in account.newest.values()) > ROUNDS  # the rounds did work
    assert 3 in account.newest.values()


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


def _check(home: Path, account: Account) -> None:
    store = SqliteTemplateStore(home)
    there = {each: store.head(each).version for each in store.list_ids()}
    for number, version in account.newest.items():
        found = there.pop(template_id(number), 0)
        assert found in (version, account.begun[number])
        for each in range(1, found + 1):
            assert store.get(ref(number, each)) == (make_template(number) if each == 1 else changed(number, each))
        assert store.load_artifact(ref(number), "v1") in (None, number.to_bytes(4, "big"))
    assert there == {}
    with sqlite3.connect(home / FILE_NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
