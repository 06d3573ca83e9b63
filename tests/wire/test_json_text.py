"""Which bytes are JSON to us, and how the others are refused."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.errors import InvalidJson
from lambda_ocr.wire import json_text
from lambda_ocr.wire.json_text import MAX_DEPTH, MAX_ELEMENTS, MAX_NUMBER, parse_json


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
        (b'{"a": ' + b"9" * 129 + b"}", "a number of 129 characters"),
        (b'{"a": 0.' + b"9" * 127 + b"}", "a number of 129 characters"),
        (b"[" * 33, "nested too deeply"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "nested too deeply"),
        (b'["\\""' + b",[" * 33, "nested too deeply"),
        (b'"' + b"\\n" * 500_001 + b'"', "more than 500000"),
        (b'{"a": "\\"}', "line 1, column 7"),
        (b"]" * 100_000, "line 1, column 1"),
    ],
)
def test_what_is_not_json_is_refused_by_name(body: bytes, message: str) -> None:
    with pytest.raises(InvalidJson) as refused:
        parse_json(body)
    assert message in refused.value.message


BOMBS = {
    "lists in lists": b"[" * 3_000_000,
    "numbers": b"[" + b"1," * 1_500_000 + b"1]",
    "empty lists": b"[" + b"[]," * 1_000_000 + b"1]",
    "empty objects": b"[" + b"{}," * 1_000_000 + b"1]",
    "members": b"{" + b",".join(b'"%d":1' % index for index in range(300_000)) + b"}",
    "the same member": b"{" + b'"a":1,' * 500_000 + b'"a":1}',
    "short strings": b"[" + b'"",' * 1_000_000 + b"1]",
    "quotes": b'"' * 3_000_000,
    "escapes": b'"' + b"\\n" * 1_500_000 + b'"',
    "escaped quotes": b'"' + b'\\"' * 1_500_000 + b'"',
    "code points": b'"' + b"\\u4e00" * 510_000 + b'"',
    "long numbers": b"[" + b",".join([b"9" * 4_299] * 700) + b"]",
    "one number": b"9" * 3_000_000,
    "one fraction": b"0." + b"9" * 3_000_000,
    "one exponent": b"1e" + b"9" * 3_000_000,
    "invalid at the end": b'["' + b"A" * 3_000_000 + b"\xff",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("inside", [False, True], ids=["alone", "as a member"])
def test_what_no_request_needs_is_refused_before_it_is_built(bomb: bytes, inside: bool) -> None:
    body = b'{"template": ' + bomb + b"}" if inside else bomb
    tracemalloc.start()
    try:
        with pytest.raises(InvalidJson):
            parse_json(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(body), "the text and one copy of its longest part; lists of it would take ten times as much"


def test_what_a_request_may_need_is_taken() -> None:
    quad = [[100.25, 200.5], [300.75, 200.5], [300.75, 240.125], [100.25, 240.125]]
    asked = {"type": "add", "template": [[quad, '名称 "n", [x]: {y}\\' * 15] for _ in range(500)], "note": "[{," * 600}
    assert parse_json(json.dumps(asked).encode()) == asked
    assert parse_json(json.dumps(json.dumps(asked)).encode()) == json.dumps(asked)


@pytest.mark.parametrize("broken", ["\\/", "\\r\\n"])
def test_a_picture_of_the_largest_size_is_taken_however_its_base64_is_escaped(broken: str) -> None:
    digits = ("A" * (63 if broken == "\\/" else 76) + broken) * (10 * 1024 * 1024 * 4 // 3 // 78)
    assert len(parse_json(b'{"img": "' + digits.encode() + b'"}')["img"]) > 10 * 1024 * 1024


def test_the_bounds_hold_to_one() -> None:
    assert parse_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert len(parse_json(b"[" + b"1," * (MAX_ELEMENTS - 1) + b"1]")) == MAX_ELEMENTS
    with pytest.raises(InvalidJson, match="more than 50000 elements"):
        parse_json(b"[" + b"1," * MAX_ELEMENTS + b"1]")
    assert parse_json(b"9" * MAX_NUMBER) == int("9" * MAX_NUMBER)


def test_white_space_around_the_value_is_skipped_however_much_there_is() -> None:
    assert parse_json(b" \t\r\n" * 200_000 + b"[1]" + b"\n" * 600_000) == [1]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_any_value_comes_back_as_it_was_sent(value: object, escaped: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")) == value


@given(st.text(alphabet='[]{},:"\\ 1aE-.\n', max_size=40))
def test_texts_near_json_are_judged_as_the_standard_library_does(text: str) -> None:
    try:
        theirs: object = json.loads(text)
    except ValueError:
        with pytest.raises(InvalidJson):
            json_text.parse_text(text)
        return
    try:
        assert json_text.parse_text(text) == theirs
    except InvalidJson as error:
        assert "twice" in error.message
