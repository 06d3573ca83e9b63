"""The table from codes to statuses, and the body every error has."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lambda_ocr.core import errors
from lambda_ocr.core.errors import ErrorCode, InvalidRequest, OcrError
from lambda_ocr.core.quoting import echo
from lambda_ocr.wire.errors import STATUS, error_body, error_status

CLASSES = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, OcrError) and value is not OcrError
]


def test_every_code_has_a_status() -> None:
    assert set(STATUS) == set(ErrorCode)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_every_error_class_has_a_code_of_its_own_and_no_code_is_without_class() -> None:
    assert sorted(error.code for error in CLASSES) == sorted(ErrorCode)


def test_only_our_own_faults_are_server_errors() -> None:
    ours = {code for code, status in STATUS.items() if status >= 500}
    assert ours == {ErrorCode.STORE_UNAVAILABLE, ErrorCode.INTERNAL_ERROR, ErrorCode.SHUTTING_DOWN}


@pytest.mark.parametrize("error_class", CLASSES)
def test_every_error_can_be_answered(error_class: type[OcrError]) -> None:
    error = error_class("What to do.", number=3)
    assert error_status(error) == STATUS[error.code]
    assert error_body(error) == {
        "error": {"code": error.code.value, "message": "What to do.", "details": {"number": 3}}
    }


def test_details_of_any_kind_become_json() -> None:
    error = InvalidRequest(
        "half \ud800", numpy=np.float64(0.5), infinite=float("inf"), array=np.array([1, 2]), nested=[("a", {1: b"x"})]
    )
    body = json.loads(json.dumps(error_body(error), allow_nan=False, ensure_ascii=False).encode("utf-8"))
    assert body["error"]["message"] == "half \\ud800"
    assert body["error"]["details"]["numpy"] == 0.5
    assert body["error"]["details"]["infinite"] == "inf"
    assert body["error"]["details"]["nested"] == [["a", {"1": "b'x'"}]]


def test_an_echo_is_short_and_on_one_line() -> None:
    assert echo("名称 a") == "名称 a"
    assert echo("a\nb\x00\ud800") == "a\\nb\\x00\\ud800"
    assert len(echo("x" * 1000)) == 81
