"""Dates and times: by whatever habit they are printed, they come out in ISO 8601, or it is said that they cannot."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from typing import Any

import pytest
from babel.dates import format_date, format_datetime, format_time
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.constraints.automaton import accepts
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.model import Check, Held


def normal(text: str, kind: str = "date", **options: Any) -> list[Any]:
    """All meanings of a text that can be."""
    return [one.normalized for one in field_type({"type": kind, **options}).meanings([text]) if not one.failed]


@cache
def dated(language: str) -> FieldType:
    """By the habits of a language; its automaton is built once."""
    return field_type({"type": "date", "language": language})


@given(
    st.dates(date(1970, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["de", "en_US", "en_GB", "zh", "fr", "ja", "pl", "es"]),
    st.sampled_from(["medium", "long"]),
)
def test_a_date_that_a_language_prints_is_read_back(day: date, language: str, width: Any) -> None:
    printed = format_date(day, width, locale=language)
    kind = dated(language)
    assert day.isoformat() in [one.normalized for one in kind.meanings([printed])], printed
    assert kind.automaton is not None and accepts(kind.automaton, printed)


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)),
    st.sampled_from(["dd/MM/yyyy HH:mm:ss", "MMM d, yyyy h:mm:ss a"]),
)
def test_a_moment_printed_by_a_pattern_is_read_back(moment: datetime, pattern: str) -> None:
    printed = format_datetime(moment, pattern, locale="en")
    assert normal(printed, "datetime", formats=[pattern]) == [moment.isoformat(timespec="seconds")]


@given(st.times(), st.sampled_from([("HH:mm", "minutes"), ("h:mm a", "minutes"), ("H.mm.ss", "seconds")]))
def test_a_time_printed_by_a_pattern_is_read_back(moment: time, pattern: tuple[str, str]) -> None:
    printed = format_time(moment, pattern[0], locale="en")
    assert normal(printed, "time", formats=[pattern[0]]) == [moment.isoformat(timespec=pattern[1])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-11", ["2026-03-11"]),
        ("2026/3/1", ["2026-03-01"]),
        ("20260311", ["2026-03-11"]),
        ("２０２６．０３．１１", ["2026-03-11"]),
        ("2026年3月11日", ["2026-03-11"]),
        ("19/03/2018", ["2018-03-19"]),
        ("03/04/2018", ["2018-04-03", "2018-03-04"]),
        ("19-03-18", ["2019-03-18", "2018-03-19"]),
        ("5 June 2024", ["2024-06-05"]),
        ("JUNE 5, 2024", ["2024-06-05"]),
        ("30 Sept 2020", ["2020-09-30"]),
        ("27-Mar-18", ["2018-03-27"]),
        ("2023-02-29", []),
        ("2O26-03-11", []),
        ("13/13/2020", []),
        ("", []),
    ],
)
def test_a_date_without_a_format_is_read_by_every_usual_habit(text: str, told: list[str]) -> None:
    assert normal(text) == told


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("03/04/2018", {"language": "en-US"}, ["2018-03-04"]),
        ("03/04/2018", {"language": "en-GB"}, ["2018-04-03"]),
        ("03.04.18", {"language": "de"}, ["2018-04-03"]),
        ("3. April 2018", {"language": "de"}, ["2018-04-03"]),
        ("2018年4月3日星期二", {"language": "zh"}, ["2018-04-03"]),
        ("19-03-18", {"formats": ["dd-MM-yy"]}, ["2018-03-19"]),
        ("2021年09月29日", {"formats": ["yyyy年MM月dd日"]}, ["2021-09-29"]),
        ("更新于：2022.05.24", {"formats": ["'更新于：'yyyy.MM.dd"]}, ["2022-05-24"]),
        ("3/4/2018", {"formats": ["dd/MM/yyyy"]}, []),
    ],
)
def test_a_language_or_a_format_says_which_number_is_the_month(
    text: str, options: dict[str, Any], told: list[str]
) -> None:
    assert normal(text, **options) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("18:46", ["18:46"]),
        ("9:06 PM", ["21:06"]),
        ("12:00 a.m.", ["00:00"]),
        ("18：43：05", ["18:43:05"]),
        ("18时46分", ["18:46"]),
        ("27:14", []),
        ("9:60", []),
    ],
)
def test_a_time_of_day_is_told_on_the_clock_of_24_hours(text: str, told: list[str]) -> None:
    assert normal(text, "time") == told


def test_a_moment_is_a_date_with_a_time_after_it() -> None:
    assert normal("27 Mar 2018 18:46", "datetime") == ["2018-03-27T18:46"]
    assert normal("2018-03-27T18:46:01", "datetime") == ["2018-03-27T18:46:01"]
    assert normal("18:46", "datetime") == normal("27 Mar 2018", "datetime") == []


def test_a_day_that_does_not_exist_and_one_out_of_bounds_are_told_apart_from_what_is_no_date() -> None:
    bounded = field_type({"type": "date", "min": "2020-01-01", "max": "2026-12-31"})
    assert field_type({"type": "date"}).meanings(["2023-02-29"])[0].failed == (Check.OUT_OF_RANGE,)
    assert bounded.meanings(["2019-12-31"])[0].failed == (Check.OUT_OF_RANGE,)
    assert bounded.meanings(["2026-12-31"])[0].held == (Held.FORM, Held.RANGE)
    assert bounded.meanings(["soon"]) == ()


def test_two_digits_of_a_year_are_the_one_that_the_bounds_allow() -> None:
    assert normal("01-02-75", formats=["dd-MM-yy"]) == ["1975-02-01"]
    assert normal("01-02-26", formats=["dd-MM-yy"]) == ["2026-02-01"]
    assert normal("01-02-26", formats=["dd-MM-yy"], max="2000-01-01") == ["1926-02-01"]


def test_a_moment_on_the_last_day_is_within_bounds_given_by_day() -> None:
    known = field_type({"type": "datetime", "max": "2026-12-31"})
    assert not known.meanings(["2026-12-31 18:46"])[0].failed
