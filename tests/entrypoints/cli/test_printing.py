"""Tables, CSV and JSON of outcomes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from lambda_ocr.entrypoints.cli.calling import Answer
from lambda_ocr.entrypoints.cli.printing import as_csv, as_json, as_tables, table, text_width, visible
from lambda_ocr.entrypoints.cli.querying import Outcome


def read(picture: str, *fields: tuple[str, str]) -> Outcome:
    return Outcome(picture, Answer(200, [{"key": key, "value": value, "score": 99.0} for key, value in fields]))


def failed(picture: str, status: int, body: Any) -> Outcome:
    return Outcome(picture, Answer(status, body))


MISMATCH = {"error": {"code": "template_mismatch", "message": "Send another.", "details": {"inliers": 3}}}


@pytest.mark.parametrize(
    ("text", "cells"),
    [("abc", 3), ("发票", 4), ("ｱ", 1), ("Ａ", 2), ("é", 1), ("e\u0301", 1), ("한글", 4), ("", 0), ("a\u200bb", 2)],
)
def test_text_is_as_wide_as_a_terminal_shows_it(text: str, cells: int) -> None:
    assert text_width(text) == cells


def test_columns_stand_under_each_other_whatever_the_script() -> None:
    lines = table(["k", "v"], [["发票代码", "x"], ["No", "y"], ["é", "z"]]).splitlines()
    assert [text_width(line.rsplit(" ", 1)[0]) for line in lines] == [9] * 5


def test_what_was_read_cannot_steer_the_terminal() -> None:
    shown = as_tables([read("a\x1b[2J.png", ("na\x07me", "va\x1b]0;lue\nline\u202e"))])
    assert not set(shown) & {"\x1b", "\x07", "\u202e"}
    assert shown.count("\n") == 4
    assert visible("发票 1") == "发票 1"


def test_csv_has_one_row_a_picture_and_every_key_once() -> None:
    text = as_csv(
        [failed("z.png", 422, MISMATCH), read("a,b.png", ("k", 'say "1"'), ("k", "2")), read("c", ("m", "3"))]
    )
    assert list(csv.reader(io.StringIO(text))) == [
        ["picture", "result", "k", "k (2)", "m"],
        ["z.png", "template_mismatch", "", "", ""],
        ["a,b.png", "ok", 'say "1"', "2", ""],
        ["c", "ok", "", "", "3"],
    ]


def test_json_keeps_every_error_as_the_service_said_it() -> None:
    assert json.loads(as_json([failed("a", 422, MISMATCH)])) == [{"picture": "a", **MISMATCH}]


@pytest.mark.parametrize("body", ["<html>Bad Gateway</html>", {"message": "Forbidden"}, None, [], {"error": "no"}])
def test_an_answer_in_no_form_of_ours_still_has_a_name(body: Any) -> None:
    outcome = failed("a", 502, body)
    assert json.loads(as_json([outcome]))[0]["error"]["code"] == "http_502"
    assert "http_502" in as_tables([outcome])
    assert ",http_502" in as_csv([outcome])


def test_nothing_read_prints_no_rows() -> None:
    assert as_tables([]) == ""
    assert as_csv([]) == "picture,result\n"
    assert json.loads(as_json([])) == []
