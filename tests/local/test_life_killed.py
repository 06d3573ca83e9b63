"""Killed while templates are imported, updated, taught and rolled back: nothing half, nothing lost, on both stores.

A short form of `python -m bench kills`, which kills 500 times on each.
"""

from __future__ import annotations

from pathlib import Path

from tests.support.life_kills import kill_calls, kill_children


def test_kill_9_during_a_change_leaves_the_version_before_or_the_one_after_whole(tmp_path: Path) -> None:
    account = kill_children(tmp_path, 8)
    assert account.outcomes.total() >= 4  # the others fell between two changes
    assert len(account.seen) > 8


def test_dying_at_any_call_of_aws_leaves_the_version_before_or_the_one_after_whole() -> None:
    account = kill_calls(10, seed=3)
    assert account.outcomes.total() == 10
    assert {word for _, word in account.outcomes} == {"happened", "did not"}
