"""Every bench at the command line: its help, what it refuses, and one small run over the real server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.__main__ import BENCHES
from bench.__main__ import main as entry
from bench.accuracy import realset
from bench.accuracy.collection import EXAMPLES

WITHOUT_JSON = {"papers", "margins", "ledger", "console"}
NAMES = [name for benches in BENCHES.values() for name in benches]


def main_of(name: str) -> Callable[[list[str]], int]:
    return lambda arguments: entry([name, *arguments])


def test_the_list_names_every_bench_by_what_it_guards(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry([]) == entry(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(f"\n{folder}:\n" in said for folder in BENCHES)
    assert all(f"  {name} " in said for name in NAMES)


def test_every_command_of_a_folder_is_in_the_list() -> None:
    for folder in ("accuracy", "performance"):
        within = Path(__file__).parents[2] / "bench" / folder
        has_main = {path.stem for path in within.glob("*.py") if "def main(" in path.read_text(encoding="utf-8")}
        has_main |= {path.parent.name for path in within.glob("*/__main__.py")}
        assert has_main == set(BENCHES[folder])


def test_a_bench_that_is_not_there_is_named_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry(["speed"]) == 2
    assert "no bench 'speed': say one of realset" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_help_says_what_is_measured_and_how_to_keep_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main_of(name)(["--help"])
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: python -m bench {name}")
    assert ("--json FILE" in text) == (name not in WITHOUT_JSON)
    assert "%(" not in text


@pytest.mark.parametrize(
    ("name", "arguments", "complaint"),
    [
        ("realset", [], "name a FOLDER"),
        ("typed", [], "name a FOLDER"),
        ("marked", [], "FOLDER"),
        ("peers", [], "name a FOLDER"),
        ("unseen", [], "name a FOLDER"),
        ("peers", ["--examples", "--resume"], "--resume needs --json"),
        ("cost", ["--one", "0.5"], "give both"),
        ("cost", ["--one", "0.5", "--two", "0"], "more than 0"),
        ("stress", ["--axis", "weather"], "invalid choice"),
        ("latency", ["--fields", "7"], "invalid choice"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    name: str, arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main_of(name)(arguments)
    assert exit_.value.code == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize("name", ["realset", "peers", "unseen"])
def test_a_folder_without_groups_is_named(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_of(name)([str(tmp_path)]) == 2
    assert "no */group.json" in capsys.readouterr().err


def test_a_group_that_is_not_there_is_named_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert realset.main(["--examples", "--group", "passport"]) == 2
    assert "passport; there are" in capsys.readouterr().err


def test_cost_is_reckoned_from_seconds_measured_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main_of("cost")(["--one", "0.5", "--two", "0.35"]) == 0
    told = capsys.readouterr().out
    for size in ("1,769 MB", "3,008 MB", "5,307 MB"):
        assert size in told
    assert "0.143" in told


def test_a_folder_of_real_pictures_is_read_through_the_real_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_folder(tmp_path / "real")
    predictions = tmp_path / "predictions.json"
    assert realset.main([str(folder), "--predictions", str(predictions), "--list"]) == 0
    told = json.loads(predictions.read_text(encoding="utf-8"))
    truth = json.loads((folder / "ticket" / "group.json").read_text(encoding="utf-8"))["queries"]["query.jpg"]
    assert set(told["ticket"]["query.jpg"]) == set(truth)
    assert told["negatives"] == {"wrong.jpg": False}
    printed = capsys.readouterr().out
    assert "load average" in printed
    assert f"/ {len(truth):4d}" in printed


def small_folder(folder: Path) -> Path:
    """One group with one query and one picture to refuse, in the form of the real ones."""
    case, group = EXAMPLES / "train_ticket", folder / "ticket"
    told = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    name = next(name for name in told["queries"] if name.endswith(".jpg"))
    group.mkdir(parents=True)
    (folder / "negatives").mkdir()
    shutil.copy(case / "template.png", group / "template.png")
    shutil.copy(case / name, group / "query.jpg")
    shutil.copy(case / "wrong.jpg", folder / "negatives" / "wrong.jpg")
    fields = json.loads((case / "template.json").read_text(encoding="utf-8"))
    queries = {"query.jpg": told["queries"][name]}
    described = {"group": "ticket", "template": "template.png", "fields": fields, "queries": queries}
    (group / "group.json").write_text(json.dumps(described), encoding="utf-8")
    pairs = [{"template_group": "ticket", "query": "wrong.jpg"}]
    (folder / "negatives" / "pairs.json").write_text(json.dumps(pairs), encoding="utf-8")
    return folder
