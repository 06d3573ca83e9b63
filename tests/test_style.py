"""Types hold and the source has its one style, as tests, so that they run beside the others: `make check` alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.check
@pytest.mark.parametrize("check", ["mypy", "ruff check", "ruff format --check"])
def test_the_source_is_as_it_should_be(check: str) -> None:
    program, *arguments = check.split()
    command = [str(Path(sys.executable).with_name(program)), *arguments, *([] if program == "mypy" else ["."])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{check}:\n{done.stdout}{done.stderr}"
