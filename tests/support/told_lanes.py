"""A pytest plugin that tells the lanes of every test collected, `FILE in LANE LANE`; with `--collect-only`."""

from __future__ import annotations

import pytest

from tests.support.lanes import LANES


def pytest_collection_finish(session: pytest.Session) -> None:
    """A line for each test."""
    for item in session.items:
        file, mine = item.nodeid.partition("::")[0], {marker.name for marker in item.iter_markers()}
        print(f"{file} in {' '.join(sorted(mine & LANES.keys()))}")
