"""Programs that are no Python packages: where `.ci/run` has installed them they must be there, elsewhere it is said."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(*programs: str) -> None:
    """Skips, saying what is missing; fails where `.ci/run` should have installed it."""
    absent = [program for program in programs if not shutil.which(program)]
    if absent and _installed_by_ci():
        pytest.fail(f"{', '.join(absent)} should have been installed by .ci/run: its output says why not")
    if absent:
        pytest.skip(f"not here: {', '.join(absent)} (Debian: apt-get install {' '.join(absent)})")


def _installed_by_ci() -> bool:
    return os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("apt-get") is not None
