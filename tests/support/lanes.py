"""The lanes of the suite: what a bare machine can show (`make test`), a quick part of that (`make test-fast`), and what
needs more than Python and make (`make test-all` adds it). A pytest plugin, taken in by `tests/conftest.py`.

A test is in a lane by what it asks for: the fixtures below bring a browser, an emulated account, a container; or by its
folder. What another engine reads, checkers over everything, and what only takes long say so themselves,
`@pytest.mark.engine`, `check`, `strain`. Everything else is for every machine; it is to take eight minutes on two
processors.
"""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parents[1]
LANE_OF_FIXTURE = {"browser": "browser", "account": "emulator", "tools": "container"}
LANE_OF_FOLDER = {"bench": "bench"}
LANES = {
    "browser": "drives a real Chromium",
    "emulator": "deploys into an emulated AWS account with the CDK's own command line",
    "container": "builds the Lambda image and runs it",
    "check": "has other people's checkers look at the whole source, or at all stacks (`make check` has most of them)",
    "engine": "reads as another engine, other networks, or another processor's kernels do",
    "bench": "tries what measures the product (`bench/`), which only who measures runs",
    "strain": "takes long to show what short tests cannot: growth over hundreds of requests",
}
TOGETHER = ("tests/e2e", "tests/infra", "tests/examples")
SLOW = (
    "e2e/test_lambda_on_aws.py",
    "e2e/test_prove_on_aws.py",
    "e2e/test_sagemaker_on_aws.py",
    "e2e/test_options_on_aws.py",
    "image/test_image.py",
    "examples/test_golden.py",
    "examples/test_clients.py",
    "examples/test_typed.py",
    "examples/test_read_files.py",
    "examples/test_other_processor.py",
    "engines/test_paddle.py",
    "aws/test_template_store_faults.py",
    "alignment/test_aligner.py",
    "entrypoints/cli/batch/test_batch.py",
    "core/test_reading_frame.py",
    "bench/test_papers.py",
    "core/ink/test_colours.py",
    "documents/test_made_files.py",
    "documents/test_picture_attacks.py",
    "infra/test_stack.py",
    "core/test_tall_fields.py",
    "alignment/judging/test_judge.py",
    "test_lanes.py",
    "aws/store/test_template_store.py",
    "wire/test_openapi.py",
    "alignment/judging/test_study.py",
    "wire/test_json_text.py",
    "console/test_script.py",
    "entrypoints/aws_lambda/test_real.py",
    "entrypoints/cli/test_main.py",
    "test_docs.py",
    "bench/test_commands.py",
    "core/ink/test_lone_marks.py",
    "entrypoints/cli/test_reading.py",
    "test_supply_chain.py",
    "entrypoints/aws_lambda/test_runtime.py",
    "core/test_reader_budget.py",
    "aws/test_s3_reading.py",
    "entrypoints/http/test_browser_guard.py",
    "bench/test_unseen.py",
    "engines/test_fixed_shapes.py",
    "alignment/verification/test_flow.py",
    "test_layers.py",
    "core/test_reader.py",
    "entrypoints/http/test_serving.py",
    "wire/test_properties.py",
    "local/test_sqlite_crash.py",
    "alignment/selection/test_descriptor_votes.py",
    "app/use_cases/test_read.py",
    "app/test_many_documents.py",
    "infra/test_restore.py",
    "core/text_lines/test_turning.py",
    "viz/test_explain.py",
    "engines/test_recognizer.py",
    "app/test_pages.py",
    "entrypoints/cli/test_demo.py",
    "core/graphics/test_marks.py",
    "local/test_sqlite_store.py",
    "core/ink/test_strokes.py",
    "engines/test_shared.py",
    "infra/test_checks.py",
    "infra/test_upgrade.py",
    "entrypoints/aws_lambda/test_leases.py",
    "engines/test_page_features.py",
    "engines/test_openvino.py",
    "engines/test_quantised.py",
    "test_style.py",
    "infra/test_deploy.py",
    "infra/test_grants.py",
    "infra/test_housekeeper.py",
    "infra/test_config.py",
    "infra/test_front_code.py",
    "documents/isolated/test_supervisor.py",
    "documents/test_mutated_files.py",
    "core/tables/test_tables.py",
    "aws/test_index_segments.py",
    "infra/test_aws_rules.py",
    "bench/test_adversary.py",
    "core/graphics/test_presence.py",
    "infra/test_callers.py",
    "entrypoints/test_bombs.py",
    "local/test_life_killed.py",
)
"""Files of more than about three processor seconds (networks, started programs, synthesised stacks), the dearest first,
measured one by one on a 2-core AMD EPYC, November 2026. `--fast` leaves them out; they are begun before the others, so
that no worker is left alone with one at the end."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--fast`."""
    parser.addoption("--fast", action="store_true", help="leave out the files that take long (tests/support/lanes.py)")


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest the lanes; workers beside each other compute on one thread each."""
    for name, what in LANES.items():
        config.addinivalue_line("markers", f"{name}: {what}")
    if int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) > 1:
        os.environ.update({"OPENCV_FOR_THREADS_NUM": "1", "OMP_NUM_THREADS": "1"})


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `--fast`, files that take long are not even imported."""
    return True if config.getoption("--fast") and _rank(collection_path) < len(SLOW) else None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What tests import stays: the collector, which saw all of it again and again, took a sixth of the tests' time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 50, 20)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put every test into its lane, and the dearest files first."""
    for item in items:
        asked = [LANE_OF_FIXTURE.get(name) for name in getattr(item, "fixturenames", ())]
        asked.append(LANE_OF_FOLDER.get(_name(item.path).partition("/")[0]))
        for lane in sorted({lane for lane in asked if lane}):
            item.add_marker(lane)
    items.sort(key=lambda item: _rank(item.path))


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a worker whole files, whose tests share fixtures; folders that share what is made once go as one.

    xdist's own way to say so, marks of a group, is lost with pytest 9.2, whose names of tests it no longer changes.
    """

    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    """Whichever `--dist` is asked for."""
    return WholeFiles(config, log)


def shared_by(nodeid: str) -> str:
    """What runs on one worker: a file, or a folder that shares an account, synthesised stacks, or examples."""
    file = nodeid.partition("::")[0]
    folder = file.rpartition("/")[0]
    return folder if folder in TOGETHER else file


def _name(path: Path) -> str:
    return path.relative_to(TESTS).as_posix() if path.is_relative_to(TESTS) else path.name


def _rank(path: Path) -> int:
    name = _name(path)
    return SLOW.index(name) if name in SLOW else len(SLOW)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why tests were skipped: every reason once, with how many and where."""
    grouped = by_reason(terminalreporter.stats.get("skipped", ()))
    if grouped:
        terminalreporter.section("skipped, by reason")
    for reason, names in sorted(grouped.items()):
        files = ", ".join(sorted({name.partition("::")[0] for name in names}))
        terminalreporter.write_line(f"{len(names):4d}  {reason}  ({files})")


def by_reason(reports: Iterable[pytest.TestReport | pytest.CollectReport]) -> dict[str, Sequence[str]]:
    """The tests, or files, that each reason kept from running."""
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for report in reports:
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        grouped[said.removeprefix("Skipped: ").strip()].append(report.nodeid)
    return dict(grouped)
