"""Pictures named on the command line."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.pictures_given import CannotBeSent, expand, picture_members


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("b.jpg", "a.JPEG", "c.png", "d.bmp", "notes.txt", "发票[1].jpg"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "e.jpg").write_bytes(b"e")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_folder_gives_its_own_pictures_by_name() -> None:
    assert expand(["."]) == ["a.JPEG", "b.jpg", "c.png", "d.bmp", "发票[1].jpg"]


@pytest.mark.usefixtures("folder")
def test_a_pattern_is_ours_to_match_where_the_shell_did_not() -> None:
    assert expand(["*.jpg"]) == ["b.jpg", "发票[1].jpg"]
    assert expand(["**/*.jpg"]) == ["b.jpg", "deep/e.jpg", "发票[1].jpg"]


@pytest.mark.usefixtures("folder")
def test_a_file_whose_name_looks_like_a_pattern_is_a_file_first() -> None:
    assert expand(["发票[1].jpg"]) == ["发票[1].jpg"]


@pytest.mark.usefixtures("folder")
def test_a_picture_named_twice_is_read_once_in_its_first_place() -> None:
    assert expand(["c.png", "b.jpg", "c.png", "*.jpg"]) == ["c.png", "b.jpg", "发票[1].jpg"]


@pytest.mark.parametrize("url", ["http://host/a b.jpg", "https://host/*", "s3://bucket/key", "S3://bucket/key"])
def test_a_url_is_left_as_it_is(url: str) -> None:
    assert expand([url]) == [url]
    assert picture_members(url, 0) == {"url": url}


@pytest.mark.parametrize("name", ["nowhere.jpg", "nowhere/*.jpg", "[", ""])
@pytest.mark.usefixtures("folder")
def test_what_is_not_there_is_a_usage_problem(name: str) -> None:
    with pytest.raises(UsageProblem):
        expand(["b.jpg", name])


def test_a_file_is_sent_whole_up_to_the_limit(folder: Path) -> None:
    size = (folder / "b.jpg").stat().st_size
    assert base64.b64decode(picture_members("b.jpg", size)["img"]) == b"b.jpg"
    with pytest.raises(CannotBeSent, match="at most 4"):
        picture_members("b.jpg", size - 1)


def test_an_empty_file_is_no_picture_instead_of_a_request_without_one(folder: Path) -> None:
    (folder / "empty.png").touch()
    with pytest.raises(CannotBeSent, match="empty") as refusal:
        picture_members("empty.png", 100)
    assert refusal.value.code == "invalid_picture"
