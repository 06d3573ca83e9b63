"""Kills during changes of templates, on both stores: each raises where something is half, or lost."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from lambda_ocr.aws.store.template_store import AwsTemplateStore
from lambda_ocr.aws.store.write_ahead_log import PATIENCE_SECONDS
from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from tests.support.aws_world import BUCKET, TABLE, aws_world
from tests.support.faults import Killed, Weather, When
from tests.support.life_churn import Account, Life, change_until_killed, service_over

WRITES = ("transact_write_items", "put_object", "delete_objects")
MOST_WRITES = 8
"""Writing calls of AWS that a change makes, or fewer: any may be the last. What dies before them did nothing."""


def kill_children(home: Path, kills: int, seed: int = 1) -> Account:
    """SQLite: a process that changes templates is killed (`kill -9`) so many times; what became of it."""
    account, chance = Account(), random.Random(seed)
    for turn in range(kills):
        _killed(home, f"{seed}{turn:05d}", chance, account)
        account.check(SqliteTemplateStore(home), thorough=turn == kills - 1)
    return account


def _killed(home: Path, seed: str, chance: random.Random, account: Account) -> None:
    """Somewhere in a change that was begun. The child is forked: what it needs is imported already."""
    told, says = os.pipe()
    child = os.fork()
    if child == 0:  # whatever happens, nothing of the parent's goes on in here
        try:
            change_until_killed(home, seed, says)
        finally:
            os._exit(1)
    os.close(says)
    with os.fdopen(told) as lines:
        heard = [lines.readline() for _ in range(2 * chance.randrange(1, 5) - 1)]
        time.sleep(chance.random() * 0.05)
        os.kill(child, signal.SIGKILL)
        heard += lines.readlines()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, heard
    for words in (line.split() for line in heard if line.endswith("\n")):
        account.hear(words[0], words[1], words[2], int(words[3]))


def kill_calls(kills: int, seed: int = 1) -> Account:
    """DynamoDB and S3 (moto): the process dies at a call drawn by chance, before or after it has its effect; an hour
    later the next one goes on.
    """
    account, chance = Account(), random.Random(seed)
    with aws_world() as clients:
        for turn in range(kills):
            now = 1_800_000_000 + turn * (PATIENCE_SECONDS + 10)

            store = partial(_store, clients, now)
            _dies(store, chance, account)
            account.check(store(Weather()), thorough=turn == kills - 1)
    return account


def _store(clients: Callable[[str], Any], now: float, weather: Weather) -> AwsTemplateStore:
    """Over clients whose calls may be the last, at a moment."""
    dynamodb, s3 = weather.over(clients("dynamodb")), weather.over(clients("s3"))
    return AwsTemplateStore(TABLE, BUCKET, dynamodb, s3, clock=lambda: now)


def _dies(store: Callable[[Weather], AwsTemplateStore], chance: random.Random, account: Account) -> None:
    """In the first change that makes as many calls as were drawn."""
    while True:
        weather = Weather(when=chance.choice(list(When)), fault=Killed)
        weather.strikes = partial(_is_nth_write, weather.calls, chance.randrange(MOST_WRITES))
        try:
            Life(service_over(store(weather)), chance, account.hear).step()
        except Killed:
            if account.open is not None:
                return  # else it died while it looked at what there is


def _is_nth_write(calls: list[str], place: int, number: int) -> bool:
    """Whether the call is a writing one, and so many were before it."""
    return calls[number] in WRITES and sum(name in WRITES for name in calls[:number]) == place
