"""`custom-ocr batch`: each file once, whatever dies and whenever."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import cv2
import pytest

from lambda_ocr.entrypoints import wiring
from lambda_ocr.entrypoints.cli.batch.command import run
from lambda_ocr.entrypoints.cli.batch.crew import MAX_DEATHS_RUNNING, Prepare
from lambda_ocr.entrypoints.cli.batch.ledger import Done, Ledger
from lambda_ocr.entrypoints.cli.batch.reading import prepared
from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.main import main
from lambda_ocr.settings import Settings
from tests.support import batch_readers
from tests.support.batch_readers import POISON
from tests.support.desk import SMALL, STRANGE, pages
from tests.support.fakes import IndexThatNamesAll, ReaderThatSeesEverything
from tests.support.pictures import GREEN, RED, as_base64, card

ROOT = Path(__file__).parents[4]
ASKED = {"type": "read"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "post"
    made.mkdir()
    return made


def fill(folder: Path, files: int) -> None:
    for number in range(files):
        (folder / f"{number}.png").write_text(f"text {number}", encoding="utf-8")


def go(folder: Path, prepare: Prepare = batch_readers.echo, workers: int = 1, out: str = "out.jsonl") -> int:
    return run(Namespace(files=[str(folder)], out=str(folder.parent / out), workers=workers), prepare, ASKED)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder.parent / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def sources(folder: Path) -> Counter[str]:
    return Counter(Path(line["source"]).stem for line in lines(folder))


def test_a_batch_has_the_lines_that_read_answers_and_says_what_was_not_read(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.png").write_bytes(card(*SMALL))
    (folder / "deep").mkdir()
    (folder / "deep" / "b.tif").write_bytes(pages(SMALL, STRANGE))
    (folder / "c.png").write_bytes(card()[:60])
    (folder / "notes.txt").write_text("no document")
    assert go(folder, batch_readers.desk) == 1
    told = {(Path(line["source"]).name, line["page"]): line for line in lines(folder)}
    assert set(told) == {("a.png", 1), ("b.tif", 1), ("b.tif", 2), ("c.png", 0)}
    assert [field["key"] for field in told["a.png", 1]["fields"]] == [RED[1], GREEN[1]]
    assert told["b.tif", 2]["reason"] == "template_mismatch" and told["c.png", 0]["reason"] == "invalid_picture"
    said = capsys.readouterr().err
    assert "3 files: 1 read" in said and "c.png: invalid_picture: " in said and "b.tif: template_mismatch: " in said
    assert go(folder, batch_readers.desk) == 1 and len(lines(folder)) == 4  # nothing is left to do


def test_a_process_reads_by_the_templates_kept_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "build_reader", lambda settings: ReaderThatSeesEverything())
    monkeypatch.setattr(wiring, "build_index", IndexThatNamesAll)
    monkeypatch.setattr(cv2, "setNumThreads", lambda threads: None)
    home = Settings(home=str(tmp_path))
    picture = tmp_path / "a.png"
    picture.write_bytes(card(*SMALL))
    asked = {"type": "add", "img": as_base64(card(*SMALL)), "template": [RED, GREEN]}
    template_id = wiring.build_service(home).handle(asked).body["template_id"]
    [line] = prepared(home, ASKED)(str(picture)).lines
    assert json.loads(line)["template_id"] == template_id


def test_a_file_on_which_a_process_dies_is_a_result_and_the_others_are_read(folder: Path) -> None:
    fill(folder, 12)
    (folder / "bad.png").write_text(POISON)
    assert go(folder, workers=2) == 1
    assert sources(folder) == Counter([*map(str, range(12)), "bad"])
    [bad] = [line for line in lines(folder) if "reason" in line]
    assert bad["reason"] == "reader_died" and bad["page"] == 0


def test_a_file_that_is_handed_out_when_the_others_are_dead_already_is_not_forgotten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, 3)
    submit, handed = ProcessPoolExecutor.submit, list[str]()

    def broken_at_the_second(self: ProcessPoolExecutor, work: Any, source: str) -> Any:
        handed.append(source)
        if len(handed) == 2:
            raise BrokenProcessPool
        return submit(self, work, source)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", broken_at_the_second)
    assert go(folder) == 0
    assert sources(folder) == Counter(map(str, range(3)))


def test_where_every_process_dies_no_file_is_blamed_for_all(folder: Path) -> None:
    fill(folder, MAX_DEATHS_RUNNING + 3)
    with pytest.raises(UsageProblem, match="fewer --workers"):
        go(folder, batch_readers.dies, workers=3)
    assert lines(folder) == []


def test_a_reader_that_cannot_be_made_is_said_and_nothing_is_done(folder: Path) -> None:
    fill(folder, 2)
    with pytest.raises(UsageProblem, match="abacus"):
        go(folder, batch_readers.poor)
    assert lines(folder) == []


def test_a_reader_that_fails_in_an_unforeseen_way_is_no_file_s_fault(folder: Path) -> None:
    fill(folder, 2)
    with pytest.raises(UsageProblem, match="cannot be started: no such library"):
        go(folder, batch_readers.broken)
    assert lines(folder) == []


def test_names_that_are_no_text_are_said_and_links_that_lead_nowhere_are_handed_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, 1)
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff.png"))).write_text("x")
    (folder / "lost.png").symlink_to(folder / "nowhere.png")
    assert go(folder, batch_readers.desk) == 1
    assert {Path(line["source"]).name: line["reason"] for line in lines(folder)}["lost.png"] == "unreadable_file"
    assert "its name is not UTF-8" in capsys.readouterr().err


def test_a_store_that_goes_away_ends_the_batch_and_leaves_the_files_to_the_next(folder: Path) -> None:
    fill(folder, 3)
    with pytest.raises(UsageProblem, match="store_unavailable: The disk is gone"):
        go(folder, batch_readers.without_store)
    assert len(lines(folder)) == 1
    assert go(folder) == 0 and sources(folder) == Counter(map(str, range(3)))


def test_files_that_came_since_are_read_and_none_again(folder: Path) -> None:
    fill(folder, 2)
    assert go(folder) == 0
    fill(folder, 4)
    assert go(folder) == 0
    assert sources(folder) == Counter(map(str, range(4)))


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_any_moment_the_same_command_goes_on(folder: Path, kill: signal.Signals) -> None:
    fill(folder, 150)
    command = [sys.executable, "-m", "tests.support.batch_readers", str(folder), str(folder.parent / "out.jsonl")]
    chance, ends = random.Random(7), []
    for seconds in [*(chance.uniform(0.8, 2.0) for _ in range(3)), 120]:
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            ends.append(process.wait(seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(kill)
            ends.append(process.wait(30))
    assert ends[-1] == 0 and set(ends[:-1]) <= {0, 130, -kill}
    assert sources(folder) == Counter(map(str, range(150)))
    until = time.monotonic() + 20  # processes go when the one that started them is gone
    while left := [name for name in map(int, _pids(folder)) if _lives(name)]:
        assert time.monotonic() < until, left
        time.sleep(0.05)


def _pids(folder: Path) -> list[str]:
    return [path.name[1:] for path in folder.glob(".*")]


def _lives(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def done(*names: str) -> list[Done]:
    return [Done(name, (json.dumps({"source": name}),)) for name in names]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def begun(out: Path) -> None:
    with Ledger(out, "a") as ledger:
        ledger.expect([("small", 1), ("large", 3), ("middle", 2)])
        assert list(ledger.left()) == ["large", "middle", "small"]
        ledger.keep(done("large"))


def test_what_a_killed_run_wrote_beyond_its_ledger_is_cut_off_and_read_again(out: Path) -> None:
    begun(out)
    with out.open("a") as file:
        file.write('{"source": "middle"}\n{"sour')
    with Ledger(out, "a") as ledger:
        assert list(ledger.left()) == ["middle", "small"]
        ledger.keep(done("middle", "small"))
    assert [json.loads(line)["source"] for line in out.read_text().splitlines()] == ["large", "middle", "small"]


def shorten(out: Path) -> None:
    out.write_text("")


def strange(out: Path) -> None:
    out.with_name("out.jsonl.ledger").write_text("no ledger of anybody's, though a file as long as one may be" * 20)


def other_release(out: Path) -> None:
    with sqlite3.connect(out.with_name("out.jsonl.ledger")) as connection:
        connection.execute("UPDATE run SET format = 99")


def lost(out: Path) -> None:
    out.with_name("out.jsonl.ledger").unlink()


@pytest.mark.parametrize(
    ("fault", "message"),
    [(shorten, "shorter"), (strange, "is no ledger"), (other_release, "another release"), (lost, "no ledger")],
)
def test_results_that_are_not_what_the_ledger_knows_are_refused_and_left(
    out: Path, fault: Callable[[Path], None], message: str
) -> None:
    begun(out)
    fault(out)
    before = out.read_bytes()
    with pytest.raises(UsageProblem, match=message):
        Ledger(out, "a")
    assert out.read_bytes() == before


def test_another_question_wants_another_file_of_results(out: Path) -> None:
    begun(out)
    with pytest.raises(UsageProblem, match="name another --out"):
        Ledger(out, "b")


def test_two_runs_do_not_write_beside_each_other(out: Path) -> None:
    with Ledger(out, "a"), pytest.raises(UsageProblem, match="another run is at work"):
        Ledger(out, "a")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none", "--out", "x.jsonl"], "no file or folder 'none'"),
        (["full", "--out", "x.csv"], "name a .jsonl"),
        (["empty", "--out", "x.jsonl"], "no picture or document"),
        (["full", "--out", "away/x.jsonl"], "away/x.jsonl.ledger cannot be used"),
    ],
)
def test_a_command_that_cannot_be_carried_out_says_so(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("full", "empty"):
        Path(name).mkdir()
    Path("full", "a.png").touch()
    assert main(["batch", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"full", "empty"}
