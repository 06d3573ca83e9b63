"""The table of types: how one is asked for, what is refused by its name, and how another is added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.field_types import TYPES, field_type, known_type
from lambda_ocr.core.field_types.meaning import FieldType, Meaning
from lambda_ocr.core.field_types.options import Options
from lambda_ocr.core.field_types.text import Text


def test_a_field_is_of_text_where_it_asks_for_nothing_else() -> None:
    assert field_type({}) == field_type({"type": "text"}) == Text()
    assert field_type({}).meanings(["No 5", "甲", "乙"]) == (Meaning("No 5 甲乙", held=()),)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"type": "moon"}, '"type", "moon", which is no type we know; say "text" or "integer" or'),
        ({"type": 5}, '"type", no string, which is no type we know; say "text"'),
        ({"type": ["text"]}, '"type", no string'),
        ({"type": "text", "pattern": "a"}, '"pattern", which the type "text" does not take'),
        ({"multiple": True}, '"multiple", which the type "text" does not take'),
        ({"multiline": 1}, '"multiline", which is neither true nor false'),
        ({"charset": "a]b[c"}, '"charset", which has brackets of its own'),
        ({"charset": "z-a"}, '"charset", which has the range "z-a"'),
        ({"type": "integer", "decimal": "1"}, '"decimal", which is no sign'),
        ({"type": "integer", "min": "ten"}, '"min", which is no number'),
        ({"type": "integer", "min": True}, '"min", which is no number'),
        ({"type": "number", "min": 5, "max": 4}, '"max", which is below "min"'),
        ({"type": "number", "decimal": ",", "grouping": "，"}, '"grouping", which is the same as "decimal"'),
        ({"type": "number", "grouping": 5}, '"grouping", which is no sign'),
        ({"type": "number", "language": "xx"}, '"language", which is none we know'),
        ({"type": "amount", "currency": "XYZ"}, '"currency", which is no code of ISO 4217'),
        ({"type": "amount", "currency": ["CNY"]}, '"currency", which is no text'),
        ({"type": "amount", "symbol": "$"}, '"symbol", which the type "amount" does not take'),
        ({"type": "date", "formats": "dd/MM/yyyy"}, '"formats", which is no list of 1 to 40 texts'),
        ({"type": "date", "formats": ["dd/MM"]}, '"formats[0]", which lacks "y"'),
        ({"type": "date", "formats": ["dd/MM/yyyy", "QQ yyyy"]}, '"formats[1]", which has "QQ"'),
        ({"type": "date", "formats": ["dd/dd/yyyy"]}, "says it twice"),
        ({"type": "date", "formats": ["--"]}, "says neither a date nor a time"),
        ({"type": "time", "formats": ["hh:mm"]}, 'lacks "H"'),
        ({"type": "date", "min": "01/02/2020"}, '"min", which is no date in ISO 8601'),
        ({"type": "date", "min": "2021-01-01", "max": "2020-01-01"}, '"max", which is before "min"'),
        ({"type": "code"}, 'lack the member "pattern" or "scheme"'),
        ({"type": "code", "pattern": "(a"}, '"pattern", which has a "(" that is not closed'),
        ({"type": "code", "pattern": "((((a{99}){99}){99}){99})"}, '"pattern", which has more than 20,000 positions'),
        ({"type": "code", "pattern": 5}, '"pattern", which is no string'),
        ({"type": "code", "scheme": "NOPE"}, '"scheme", which is none we know; say one of USCC'),
        ({"type": "code", "scheme": "os.path"}, '"scheme", which is none we know'),
        ({"type": "choice"}, 'lack the member "values"'),
        ({"type": "choice", "values": ["a", "b\ud800"]}, '"values[1]", which holds half a surrogate pair'),
        ({"before": "\udfff"}, '"before", which holds half a surrogate pair'),
        ({"type": "choice", "values": []}, '"values", which is no list of 1 to 100,000 texts'),
        ({"type": "choice", "values": ["a"] * 100_001}, "and has 100,001"),
        ({"type": "choice", "values": ["a", " "]}, '"values[1]", which is no text'),
        ({"type": "choice", "values": ["A 1", "Ａ1"]}, '"values", which holds an entry twice'),
        ({"type": "choice", "values": ["a"], "before": "x"}, '"before", which the type "choice" does not take'),
        ({"type": "mark", "one_of": ["A"]}, '"one_of", which names one place'),
        ({"type": "mark", "many": ["A", "A"]}, '"many", which names a place twice'),
        ({"type": "mark", "one_of": ["A", "B"], "many": ["A", "B"]}, '"many", which stands beside "one_of"'),
        ({"type": "mark", "one_of": ["A", "B"], "group": "x"}, '"group", which stands beside "one_of"'),
        ({"type": "mark", "one_of": [str(at) for at in range(101)]}, "and has 101"),
        ({"type": "mark", "before": "x"}, '"before", which the type "mark" does not take'),
        ({"type": "presence"}, 'lack the member "of"; say "signature" or "stamp"'),
        ({"type": "presence", "of": "moon"}, '"of", which is nothing we look for'),
        (
            {"type": "barcode", "symbologies": ["QRCode", "Runes"]},
            '"symbologies[1]", which is none we read; say some of QR',
        ),
        ({"type": "code", "pattern": "a", "cells": 1}, '"cells", which is no whole number from 2 to 100'),
        ({"type": "code", "pattern": "a", "cells": True}, '"cells", which is no whole number'),
        ({"type": "code", "pattern": "a", "cells": 4, "before": "b"}, '"before", which stands beside "cells"'),
        ({"type": "integer", "after": "(k"}, '"after", which has a "("'),
        ({"type": "date", "after": "(a{180}){98}"}, '"after", which has more than 20,000 positions'),
        ({"after": "x"}, '"after", which the type "text" does not take'),
    ],
)
def test_what_is_wrong_is_refused_by_its_name_and_says_what_to_do(options: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        field_type(options)


def test_what_a_later_release_kept_is_read_as_text() -> None:
    assert known_type({"type": "hologram", "depth": 3}) == Text()


def test_text_keeps_its_lines_apart_where_it_is_asked_to() -> None:
    assert field_type({"multiline": True}).meanings(["甲方", "乙方"])[0].normalized == "甲方\n乙方"


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12), min_size=1, max_size=3))
def test_a_text_of_lines_is_read_back_in_unicode_s_composed_form(lines: list[str]) -> None:
    (told,) = field_type({"multiline": True}).meanings([normalize("NFD", line) for line in lines])
    assert told.normalized == normalize("NFC", "\n".join(lines))


def test_text_of_a_charset_is_nothing_else() -> None:
    kind = field_type({"charset": "0-9A-F"})
    assert [bool(kind.meanings([text])) for text in ("BEEF 01", "ＢＥＥＦ", "BEER")] == [True, True, False]


def test_what_is_printed_beside_a_value_is_no_part_of_it() -> None:
    kind = field_type({"type": "integer", "before": "第|No\\.?", "after": "期"})
    for text in ("第21113期", "21113", "No 21113 期", "21113期"):
        assert [one.normalized for one in kind.meanings([text])] == ["21113"], text
    assert kind.meanings(["第21113年"]) == () and kind.meanings(["第期"]) == ()


def test_what_is_beside_a_value_takes_no_part_of_it_away() -> None:
    kind = field_type({"type": "code", "pattern": "[A-Z]?\\d{4}", "before": "[A-Z]"})
    assert [one.normalized for one in kind.meanings(["AB1234"])] == ["B1234"]


@dataclass(frozen=True)
class Stars:
    """As many stars as were given: a type as another module would hold it."""

    most: int
    name: str = "stars"
    automaton: None = None

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        return (Meaning(len(lines[0])),)


def parse_stars(options: Options) -> FieldType:
    most = options.number("most")
    if most is None:
        raise ValueError('lack the member "most"; say how many stars there may be')
    return Stars(int(most))


def test_another_type_is_one_line_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TYPES, "stars", parse_stars)
    stars: object = field_type({"type": "stars", "most": 5})
    assert stars == Stars(5)
    with pytest.raises(ValueError, match='lack the member "most"'):
        field_type({"type": "stars"})
    with pytest.raises(ValueError, match='or "stars"'):
        field_type({"type": "moon"})
