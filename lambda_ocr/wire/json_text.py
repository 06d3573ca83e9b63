"""JSON as we accept it: UTF-8, no NaN, no member named twice, no more of it than a request can need.

Rule: what a text holds is counted before any of it is built, in steps between which other threads run; a hostile body
costs milliseconds, and never holds the interpreter for long. What breaks the rules is refused by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TypeAlias

from lambda_ocr.core.errors import InvalidJson
from lambda_ocr.core.quoting import echo

Body: TypeAlias = bytes | bytearray

MAX_DEPTH = 32
"""Levels of lists and objects; a coordinate of a field's corner stands on the fifth."""
MAX_ELEMENTS = 50_000
"""Elements of all lists and objects together; 500 fields have 7,500."""
MAX_ESCAPES = 500_000
"""Backslashes. A picture of 10 MiB in Base64 has 368,000 where its lines end in `\\r\\n` (RFC 2045), and 219,000 where
each `/` is escaped (PHP's json_encode)."""
MAX_NUMBER = 128
"""Characters of one number; the longest that programs write of a double has 24."""

_BRACKET = re.compile(r"[\[\]{}]")
_SPACE = re.compile(r"[ \t\n\r]*")
_STEP = 256 * 1024
"""Characters of white space skipped at once."""


def parse_json(body: Body) -> Any:
    """The value of a request's body; raises InvalidJson."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidJson(f"The body is not UTF-8 (byte {error.start}). Send the JSON encoded as UTF-8.") from None
    return parse_text(text)


def parse_text(text: str) -> Any:
    """The value of JSON text; raises InvalidJson."""
    _check_bounds(text)
    try:
        return _loaded(text)
    except json.JSONDecodeError as error:
        raise InvalidJson(
            f"The JSON ends or breaks at line {error.lineno}, column {error.colno} ({error.msg}). Correct it there.",
            line=error.lineno,
            column=error.colno,
        ) from None


def _check_bounds(text: str) -> None:
    """Raise InvalidJson where there are more levels, elements or escapes than a request has."""
    if text.count("\\") > MAX_ESCAPES:
        raise InvalidJson(
            f"The JSON escapes more than {MAX_ESCAPES} characters. Send them as they are; Base64 needs no escapes.",
            max_escapes=MAX_ESCAPES,
        )
    elements, depth = 0, 0
    for strings, (start, end) in enumerate(_outside_strings(text)):
        elements += sum(text.count(mark, start, end) for mark in ",[{")
        if max(elements, strings // 2) > MAX_ELEMENTS:
            raise InvalidJson(
                f"The JSON holds more than {MAX_ELEMENTS} elements. No request needs so many; send fewer.",
                max_elements=MAX_ELEMENTS,
            )
        depth = _depth_after(text, start, end, depth)
        if depth < 0:
            return  # no JSON: its parser says where


def _depth_after(text: str, start: int, end: int, depth: int) -> int:
    """The level at the end of a stretch, negative where more is closed than was open; raises InvalidJson."""
    for bracket in _BRACKET.finditer(text, start, end):
        depth += 1 if bracket[0] in "[{" else -1
        if depth < 0:
            break
        if depth > MAX_DEPTH:
            raise InvalidJson(
                f"The JSON is nested too deeply, over {MAX_DEPTH} levels. No request needs more than five.",
                max_depth=MAX_DEPTH,
            )
    return depth


def _outside_strings(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch outside of strings; nothing follows a string that does not end."""
    at = 0
    while (opened := text.find('"', at)) >= 0:
        yield at, opened
        at = _closing_quote(text, opened + 1) + 1
        if not at:
            return
    yield at, len(text)


def _closing_quote(text: str, start: int) -> int:
    """Where the string whose content begins at `start` ends; -1 where it does not."""
    at = start
    while (quote := text.find('"', at)) >= 0:
        before = quote
        while before > start and text[before - 1] == "\\":
            before -= 1
        if (quote - before) % 2 == 0:
            return quote
        at = quote + 1
    return -1


def _loaded(text: str) -> Any:
    """The whole text's value; white space around it is skipped in steps."""
    value, end = _DECODER.raw_decode(text, _after_space(text, 0))
    end = _after_space(text, end)
    if end < len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    return value


def _after_space(text: str, at: int) -> int:
    while (space := _SPACE.match(text, at, at + _STEP)) and space.end() > at:
        at = space.end()
    return at


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise InvalidJson(f'The JSON names the member "{echo(twice)}" twice in one object. Send it once.')
    return members


def _whole(digits: str) -> int:
    return int(_short(digits))


def _fraction(digits: str) -> float:
    return float(_short(digits))


def _short(digits: str) -> str:
    """Digits that are converted at once: their cost grows with the square of their number."""
    if len(digits) > MAX_NUMBER:
        raise InvalidJson(
            f"The JSON holds a number of {len(digits)} characters. Send at most {MAX_NUMBER}.",
            max_characters=MAX_NUMBER,
        )
    return digits


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidJson(f"The JSON holds {name}, which is not a JSON number. Send a finite number.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_whole, parse_float=_fraction, parse_constant=_refuse_constant
)
