"""The lanes hold what they say, and what is skipped is said."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.support.lanes import LANE_OF_FIXTURE, LANES, SLOW, TESTS

ROOT = TESTS.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def collected(*arguments: str) -> set[str]:
    """The files whose tests would run, from a process of its own."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 5), done.stdout + done.stderr
    return {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}


def test_every_file_said_to_be_slow_is_there_once() -> None:
    assert [name for name in SLOW if not (TESTS / name).is_file()] == []
    assert len(set(SLOW)) == len(SLOW)


def test_each_lane_is_run_by_the_command_that_adds_it_and_by_no_other() -> None:
    [bare] = re.findall(r'^BARE := "(.*)"$', MAKEFILE, re.MULTILINE)
    [more] = re.findall(r'^MORE := "(.*)"$', MAKEFILE, re.MULTILINE)
    assert more == " or ".join(LANES)
    assert bare == f"not ({more})"


def test_a_test_is_in_the_lane_of_what_it_asks_for() -> None:
    special = ["tests/console/test_editor.py", "tests/e2e/test_lambda_on_aws.py", "tests/image/test_image.py"]
    files = [*special, "tests/entrypoints/test_lambda_real.py", "tests/image/test_dockerfile.py"]
    more = " or ".join(LANES)
    assert collected("-m", more, *files) == {*special, "tests/entrypoints/test_lambda_real.py"}
    assert collected("-m", f"not ({more})", *files) == set(files[3:])
    assert {*LANE_OF_FIXTURE.values(), "strain"} == set(LANES)


def test_the_inner_loop_leaves_out_what_takes_long() -> None:
    fast = collected("--fast", "tests/core", "tests/examples")
    assert "tests/core/test_geometry.py" in fast and "tests/examples/test_golden.py" not in fast


def test_every_reason_for_a_skip_is_said_once_with_how_many(tmp_path: Path) -> None:
    file = tmp_path / "test_some.py"
    file.write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('n', range(3))\ndef test_a(n): pytest.skip('no scanner here')\n"
        "@pytest.mark.skipif(True, reason='no printer here')\ndef test_b(): pass\n",
        encoding="utf-8",
    )
    plugin = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-p", "tests.support.lanes")
    for workers in ("0", "2"):
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", workers, *plugin, str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "   3  no scanner here  (test_some.py)" in done.stdout, done.stdout + done.stderr
        assert "   1  no printer here  (test_some.py)" in done.stdout
