"""The lanes hold what they say, and what is skipped is said."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.support.lanes import LANE_OF_FIXTURE, LANE_OF_FOLDER, LANES, SLOW, TESTS, TOGETHER, shared_by

ROOT = TESTS.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def collected(*arguments: str) -> str:
    """What a process of its own says of the tests that would run."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 5), done.stdout + done.stderr
    return done.stdout


def lanes_of(*files: str) -> dict[str, set[str]]:
    """The lanes of each file's tests, "" for every machine's."""
    told = defaultdict[str, set[str]](set)
    for line in collected("-p", "tests.support.told_lanes", *files).splitlines():
        file, parted, lanes = line.partition(" in ")
        if parted and file in files:
            told[file].add(lanes)
    return told


def run(folder: Path, *arguments: str) -> str:
    """What pytest says with our settings about tests outside the suite."""
    ours = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), "-p", "tests.support.lanes")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *ours, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_file_said_to_be_slow_is_there_once() -> None:
    assert [name for name in SLOW if not (TESTS / name).is_file()] == []
    assert len(set(SLOW)) == len(SLOW)


def test_each_lane_is_run_by_the_command_that_adds_it_and_by_no_other() -> None:
    [bare] = re.findall(r'^BARE := "(.*)"$', MAKEFILE, re.MULTILINE)
    [more] = re.findall(r'^MORE := "(.*)"$', MAKEFILE, re.MULTILINE)
    assert more == " or ".join(LANES)
    assert bare == f"not ({more})"


def test_a_test_is_in_the_lane_of_what_it_asks_for() -> None:
    lanes = {
        "tests/console/test_editor.py": {"browser"},
        "tests/e2e/test_lambda_on_aws.py": {"emulator"},
        "tests/image/test_image.py": {"container"},
        "tests/bench/test_charts.py": {"bench"},
        "tests/engines/test_quantised.py": {"engine"},
        "tests/entrypoints/aws_lambda/test_real.py": {"", "strain"},
        "tests/infra/test_checks.py": {"", "check"},
        "tests/image/test_dockerfile.py": {""},
    }
    assert lanes_of(*lanes) == lanes
    assert {*LANE_OF_FIXTURE.values(), *LANE_OF_FOLDER.values(), "check", "engine", "strain"} == set(LANES)


def test_a_file_is_run_by_one_worker_whole_though_others_are_idle(tmp_path: Path) -> None:
    code = (
        "import os, pytest\n"
        "@pytest.mark.parametrize('n', range(12))\n"
        f"def test_a(n): open({str(tmp_path)!r} + f'/{{__name__}} {{os.getpid()}}', 'w').close()\n"
    )
    for name in ("test_one.py", "test_two.py", "test_three.py"):
        (tmp_path / name).write_text(code, encoding="utf-8")
    run(tmp_path, "-n", "2", *map(str, tmp_path.glob("test_*.py")))
    seen = [path.name.split() for path in tmp_path.glob("test_* *")]
    assert len(seen) == len({name for name, _ in seen}) == 3
    assert len({worker for _, worker in seen}) == 2


def test_what_shares_an_account_or_stacks_is_run_by_one_worker() -> None:
    assert [folder for folder in TOGETHER if not (ROOT / folder).is_dir()] == []
    assert shared_by("tests/e2e/test_lambda_on_aws.py::test_a") == shared_by(
        "tests/e2e/test_sagemaker_on_aws.py::test_b"
    )
    assert (
        shared_by("tests/core/text_lines/test_line_cutting.py::TestA::test_b[x::y]")
        == "tests/core/text_lines/test_line_cutting.py"
    )


def test_the_inner_loop_leaves_out_what_takes_long() -> None:
    fast = collected("--fast", "tests/core", "tests/examples")
    assert "tests/core/test_geometry.py::" in fast and "tests/examples/test_golden.py::" not in fast


def test_every_reason_for_a_skip_is_said_once_with_how_many(tmp_path: Path) -> None:
    file = tmp_path / "test_some.py"
    file.write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('n', range(3))\ndef test_a(n): pytest.skip('no scanner here')\n"
        "@pytest.mark.skipif(True, reason='no printer here')\ndef test_b(): pass\n",
        encoding="utf-8",
    )
    for workers in ("0", "2"):
        said = run(tmp_path, "-n", workers, str(file))
        assert "   3  no scanner here  (test_some.py)" in said
        assert "   1  no printer here  (test_some.py)" in said
