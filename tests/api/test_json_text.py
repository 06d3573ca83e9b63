"""Which bytes are JSON to us, and how the others are refused."""

from __future__ import annotations

import pytest

from lambda_ocr.api.json_text import parse_json
from lambda_ocr.core.errors import InvalidJson


def test_utf8_is_read_with_and_without_a_mark() -> None:
    assert parse_json('{"键": "值"}'.encode()) == {"键": "值"}
    assert parse_json(b'\xef\xbb\xbf{"a": [1, 2.5, null]}') == {"a": [1, 2.5, None]}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "line 1, column 1"),
        (b'{"type": "list",}', "line 1, column"),
        (b'{"type":\n"list"', "line 2, column"),
        (b'{"a": "\xff"}', "not UTF-8 (byte 7)"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a": NaN}', "holds NaN"),
        (b'{"a": -Infinity}', "holds -Infinity"),
        (b'{"a": 1, "b": 2, "a": 3}', '"a" twice'),
        (b'{"x": {"\\ud800": 1, "\\ud800": 2}}', "twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "thousands of digits"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_json_is_refused_by_name(body: bytes, message: str) -> None:
    with pytest.raises(InvalidJson) as refused:
        parse_json(body)
    assert message in refused.value.message
