"""The command line: every command on the embedded store and over an endpoint, its output, its exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from lambda_ocr.app.service import OcrService
from lambda_ocr.entrypoints import wiring
from lambda_ocr.entrypoints.cli.main import build_parser, main
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.settings import Settings
from tests.support.fakes import ReaderThatSeesEverything
from tests.support.pictures import GREEN, RED, card
from tests.support.running_server import running

COMMANDS = ("serve", "add", "query", "del", "list", "demo")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CUSTOM_OCR_ENDPOINT", "CUSTOM_OCR_API_KEY", "CUSTOM_OCR_AUTH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CUSTOM_OCR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(wiring, "build_reader", lambda settings: ReaderThatSeesEverything())
    monkeypatch.setenv("CUSTOM_OCR_SELF_TEST_SECONDS", "3600")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture(params=["embedded", "endpoint"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Options that send a command to this process, or over a socket."""
    if request.param == "embedded":
        yield []
        return
    service: OcrService = wiring.build_service(Settings(home=str(tmp_path / "far"), self_test_seconds=3600.0))
    with running(make_app(service.begin)) as address:
        yield ["--endpoint", address]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a template, its fields, and two pictures to read."""
    (tmp_path / "template.png").write_bytes(card())
    (tmp_path / "fields.json").write_text(json.dumps([RED, GREEN], ensure_ascii=False), encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(card())
    (tmp_path / "pictures" / "b.PNG").write_bytes(card())
    (tmp_path / "pictures" / "notes.txt").write_text("no picture")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout, stderr."""
    capsys.readouterr()
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def added(capsys: pytest.CaptureFixture[str], where: list[str]) -> str:
    status, out, _ = run(capsys, "add", "template.png", "fields.json", *where)
    assert status == 0
    return out.strip()


@pytest.mark.usefixtures("files")
def test_a_template_is_added_listed_and_forgotten(capsys: pytest.CaptureFixture[str], where: list[str]) -> None:
    first, second = added(capsys, where), added(capsys, where)
    assert run(capsys, "list", *where) == (0, f"{first}\n{second}\n", "")
    assert run(capsys, "del", first, second, *where) == (0, f"{first}\n{second}\n", "")
    assert run(capsys, "list", *where) == (0, "", "")


@pytest.mark.usefixtures("files")
def test_a_template_is_changed_read_by_version_and_taken_back(
    capsys: pytest.CaptureFixture[str], where: list[str], files: Path
) -> None:
    template_id = added(capsys, where)
    (files / "one.json").write_text(json.dumps([RED], ensure_ascii=False), encoding="utf-8")
    changed = run(capsys, "update", template_id, "--template", "one.json", "--expected-version", "1", *where)
    assert changed == (0, "2\n", "")
    more = ("--name", "card", "--note", "", "--picture", "template.png")
    assert run(capsys, "update", template_id, *more, *where) == (0, "3\n", "")
    status, out, err = run(capsys, "update", template_id, "--name", "late", "--expected-version", "2", *where)
    assert (status, out) == (1, "") and "refused: version_conflict" in err and "version 3 by now" in err
    for version, values in (("1", 2), ("2", 1), ("3", 1)):
        asked = ("query", template_id, "template.png", "--template-version", version, "--format", "json")
        status, out, _ = run(capsys, *asked, *where)
        assert (status, len(json.loads(out)[0]["fields"])) == (0, values)
    (files / "other.json").write_text(json.dumps([[GREEN[0], RED[1]], RED], ensure_ascii=False), encoding="utf-8")
    preview = ("preview", template_id, "template.png", "--template", "other.json", "--expected-version", "3")
    status, out, err = run(capsys, *preview, *where)
    rows = [line.split() for line in out.splitlines()[2:]]
    assert (status, rows) == (
        0,
        [["template.png", RED[1], "#ff0000", "#008000"], ["template.png", RED[1], "#2", "–", "#ff0000"]],
    )
    assert "2 values differ; nothing was changed" in err
    assert run(capsys, "rollback", template_id, "1", *where) == (0, "4\n", "")
    status, out, _ = run(capsys, "versions", template_id, *where)
    assert [line.split("\t")[0] for line in out.splitlines()] == ["4", "3", "2", "1"]
    assert all(line.endswith("Z") for line in out.splitlines())


@pytest.mark.usefixtures("files")
def test_a_change_of_nothing_and_a_version_that_is_none_are_refused(
    capsys: pytest.CaptureFixture[str], where: list[str]
) -> None:
    template_id = added(capsys, where)
    assert "Nothing is to be changed" in run(capsys, "update", template_id, *where)[2]
    assert run(capsys, "rollback", template_id, "7", *where)[0] == 1
    assert run(capsys, "rollback", template_id, "none", *where)[0] == 2
    assert run(capsys, "update", template_id, "--picture", "nowhere.png", *where)[0] == 2
    assert run(capsys, "query", template_id, "template.png", "--template-version", "0", *where)[0] == 2


@pytest.mark.usefixtures("files")
def test_more_templates_than_one_list_holds_are_listed_by_pages(
    capsys: pytest.CaptureFixture[str], where: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [added(capsys, where) for _ in range(5)]
    monkeypatch.setattr("lambda_ocr.app.use_cases.listing.MAX_LISTED", 4)
    monkeypatch.setattr("lambda_ocr.entrypoints.cli.commands.LIST_PAGE", 2)
    assert run(capsys, "list", *where) == (0, "".join(f"{each}\n" for each in ids), "")


@pytest.mark.usefixtures("files")
def test_a_template_is_checked_when_asked_and_only_its_id_goes_to_stdout(
    capsys: pytest.CaptureFixture[str], where: list[str]
) -> None:
    first = added(capsys, where)
    status, out, err = run(capsys, "add", "template.png", "fields.json", "--check", *where)
    assert status == 0
    assert out == run(capsys, "list", *where)[1].replace(f"{first}\n", "")
    assert f"confusable_template: The template {first} and this one" in err
    assert err.splitlines()[-1].endswith("compared with 1 of 1 other templates")


@pytest.mark.usefixtures("files")
def test_a_query_prints_a_table_set_for_wide_characters(capsys: pytest.CaptureFixture[str], where: list[str]) -> None:
    status, out, _ = run(capsys, "query", added(capsys, where), "pictures/a.png", *where)
    assert status == 0
    assert out.splitlines() == [
        "pictures/a.png",
        "key     value    score",
        "──────  ───────  ─────",
        "名称    #ff0000  97.98",
        "识别号  #008000  97.98",
    ]


@pytest.mark.usefixtures("files")
def test_a_folder_is_read_whole_into_one_csv_row_a_picture(
    capsys: pytest.CaptureFixture[str], where: list[str]
) -> None:
    status, out, _ = run(capsys, "query", added(capsys, where), "pictures", "--format", "csv", *where)
    assert status == 0
    rows = [["pictures/a.png", "ok", "#ff0000", "#008000"], ["pictures/b.PNG", "ok", "#ff0000", "#008000"]]
    assert list(csv.reader(io.StringIO(out))) == [["picture", "result", "名称", "识别号"], *rows]


def test_one_refused_picture_does_not_keep_the_others_from_being_read(
    capsys: pytest.CaptureFixture[str], where: list[str], files: Path
) -> None:
    (files / "pictures" / "aa.png").write_bytes(card(width=200))
    (files / "pictures" / "ab.jpg").write_bytes(b"no picture at all")
    template_id = added(capsys, where)
    status, out, _ = run(capsys, "query", template_id, "pictures", "--format", "json", "--parallel", "3", *where)
    assert status == 1
    results = {item["picture"]: item for item in json.loads(out)}
    assert list(results) == [f"pictures/{name}" for name in ("a.png", "aa.png", "ab.jpg", "b.PNG")]
    assert results["pictures/a.png"]["fields"][0] == {"key": "名称", "value": "#ff0000", "score": 97.98}
    assert results["pictures/aa.png"]["error"]["code"] == "template_mismatch"
    assert results["pictures/ab.jpg"]["error"]["code"] == "unsupported_picture"
    assert results["pictures/b.PNG"]["fields"][1]["value"] == "#008000"


@pytest.mark.usefixtures("files")
def test_detail_shows_the_status_and_is_whole_in_json(capsys: pytest.CaptureFixture[str], where: list[str]) -> None:
    template_id = added(capsys, where)
    _, out, _ = run(capsys, "query", template_id, "template.png", "--detail", *where)
    assert out.splitlines()[1].split() == ["key", "value", "score", "status"]
    _, out, _ = run(capsys, "query", template_id, "template.png", "--detail", "--format", "json", *where)
    detail = json.loads(out)[0]
    assert detail["alignment"]["verdict"] == "matched"
    assert detail["fields"][0]["position"] == [[10, 10], [50, 10], [50, 30], [10, 30]]


def test_output_goes_to_a_file_as_utf8(capsys: pytest.CaptureFixture[str], files: Path) -> None:
    arguments = ["query", added(capsys, []), "template.png", "--format", "csv", "--output", "read.csv"]
    assert run(capsys, *arguments) == (0, "", "")
    assert "名称" in (files / "read.csv").read_bytes().decode("utf-8")


def test_overlays_are_drawn_to_a_file_or_into_a_folder(capsys: pytest.CaptureFixture[str], files: Path) -> None:
    template_id = added(capsys, [])
    assert run(capsys, "query", template_id, "template.png", "--overlay", "one.png")[0] == 0
    assert Image.open(files / "one.png").format == "PNG"
    assert run(capsys, "query", template_id, "pictures", "template.png", "--overlay", "drawn")[0] == 0
    assert sorted(path.name for path in (files / "drawn").iterdir()) == [
        "a.overlay.jpg",
        "b.overlay.jpg",
        "template.overlay.jpg",
    ]


@pytest.mark.usefixtures("files")
def test_one_overlay_file_for_many_pictures_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "query", "any", "pictures", "--overlay", "one.png")
    assert (status, out) == (2, "")
    assert "folder" in err


@pytest.mark.parametrize("form", ["list", "text", "request"])
def test_a_template_file_may_be_the_list_or_a_whole_request(
    capsys: pytest.CaptureFixture[str], files: Path, form: str
) -> None:
    fields = [RED, GREEN]
    content = {"list": fields, "text": {"template": json.dumps(fields)}, "request": {"type": "add", "template": fields}}
    (files / "fields.json").write_text(json.dumps(content[form]), encoding="utf-8-sig")
    assert run(capsys, "query", added(capsys, []), "template.png")[0] == 0


def test_fields_that_are_wrong_are_refused_by_the_services_own_words(
    capsys: pytest.CaptureFixture[str], files: Path
) -> None:
    (files / "fields.json").write_text(json.dumps([[RED[0], ""]]))
    status, out, err = run(capsys, "add", "template.png", "fields.json")
    assert (status, out) == (1, "")
    assert "invalid_template" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "nowhere.png", "fields.json"], "nowhere.png"),
        (["add", "template.png", "nowhere.json"], "nowhere.json"),
        (["add", "template.png", "template.png"], "not JSON"),
        (["add", "template.png", "empty.json"], "no template"),
        (["query", "id", "nowhere/*.jpg"], "no picture nowhere/*.jpg"),
        (["query", "id", "empty"], "empty holds no picture"),
        (["query", "id"], "PICTURE"),
        (["list", "--endpoint", "ftp://host"], "ftp://host"),
        (["list", "--endpoint", "http://127.0.0.1:1", "--auth", "api_key"], "CUSTOM_OCR_API_KEY"),
        (["query", "id", "template.png", "--parallel", "0"], "from 1 on"),
        (["nonsense"], "nonsense"),
        ([], "COMMAND"),
    ],
)
def test_a_wrong_command_is_named_and_ends_with_2(
    capsys: pytest.CaptureFixture[str], files: Path, arguments: list[str], said: str
) -> None:
    (files / "empty").mkdir()
    (files / "empty.json").write_text("{}")
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(("name", "value"), [("CUSTOM_OCR_STORE", "oracle"), ("CUSTOM_OCR_THREADS", "many")])
@pytest.mark.parametrize("command", [["list"], ["serve", "--port", "0"], ["query", "id", "http://host/a.png"]])
def test_a_wrong_setting_is_named_and_ends_with_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    status, _, err = run(capsys, *command)
    assert status == 2
    assert name in err


@pytest.mark.usefixtures("files")
def test_a_file_over_the_limit_is_not_sent_and_the_hint_says_what_to_do(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    template_id = added(capsys, [])
    monkeypatch.setenv("CUSTOM_OCR_MAX_PICTURE_BYTES", "100")
    status, out, _ = run(capsys, "query", template_id, "template.png")
    assert status == 1
    assert "picture_too_large" in out
    assert "s3://" in out


def test_an_endpoint_that_is_not_there_is_refused_by_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    status, _, err = run(capsys, "list", "--endpoint", "http://127.0.0.1:1")
    assert status == 1
    assert "endpoint_unreachable" in err


def test_ctrl_c_prints_what_has_been_read_and_ends_with_130(files: Path, home: Path) -> None:
    environment = {**os.environ, "CUSTOM_OCR_HOME": str(home)}
    environment["PYTHONPATH"] = str(Path(wiring.__file__).parents[2])
    command = [sys.executable, "-m", "tests.support.colour_cli"]
    done = subprocess.run(
        [*command, "add", "template.png", "fields.json"], env=environment, capture_output=True, text=True, check=True
    )
    os.mkfifo(files / "pictures" / "c.png")  # a picture that never comes: the reading stands still here
    query = [*command, "query", done.stdout.strip(), "pictures/a.png", "pictures/c.png", "--format", "csv"]
    with (
        subprocess.Popen(query, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child,
        (files / "pictures" / "c.png").open("wb"),  # returns when the other end is opened
    ):
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=300)
    assert child.returncode == 130
    assert list(csv.reader(io.StringIO(out)))[1][:2] == ["pictures/a.png", "ok"]
    assert "stopped after 1 of 2" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_what_is_piped_is_utf8_whatever_the_locale(files: Path, home: Path, locale: str) -> None:
    environment = {**os.environ, "CUSTOM_OCR_HOME": str(home), "LC_ALL": locale, "PYTHONIOENCODING": "ascii"}
    environment["PYTHONPATH"] = str(Path(wiring.__file__).parents[2])
    command = [sys.executable, "-m", "tests.support.colour_cli"]
    template_id = subprocess.check_output([*command, "add", "template.png", "fields.json"], env=environment, text=True)
    out = subprocess.check_output([*command, "query", template_id.strip(), "template.png"], env=environment)
    assert "识别号" in out.decode("utf-8")


def test_every_command_explains_itself_and_the_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        status, out, _ = run(capsys, command, "--help")
        assert status == 0
        assert "130" in out
        assert "usage: custom-ocr " + command in out
    assert "COMMAND" in build_parser().format_help()


@pytest.mark.usefixtures("files")
def test_a_url_is_sent_as_a_url(capsys: pytest.CaptureFixture[str]) -> None:
    template_id = added(capsys, [])
    status, out, _ = run(capsys, "query", template_id, "http://127.0.0.1:1/a.png", "--format", "json")
    assert status == 1
    assert json.loads(out)[0]["error"]["code"] == "url_forbidden"
