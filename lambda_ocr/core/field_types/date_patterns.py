"""Patterns of dates and times as CLDR writes them (`dd/MM/yyyy`, `yyyy年M月d日`, `h:mm a`), read by Babel's own reader.

A pattern becomes an expression for the automaton and, from the same parts, what tells year from month in a print.
Source: Unicode Technical Standard 35, part 4, date field symbols.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.expressions import Expression, any_of, choice, literal, maybe, sequence

MOST_PATTERNS = 40
"""Of one field."""
ENGLISH = "en"
_PADDED = {"M": range(1, 13), "d": range(1, 32), "H": range(24), "h": range(1, 13), "m": range(60), "s": range(60)}
_DATE, _TIME = "yMdE", "Hhmsa"
_STANDING_ALONE = {"L": "M", "c": "E"}
"""Letters of names that stand by themselves: many languages have another case for them."""


@dataclass(frozen=True)
class DatePattern:
    """One way of printing a date, a time, or both."""

    expression: Expression
    regex: re.Pattern[str]
    letters: str
    """What it tells: some of `yMdEHhmsa`."""
    names: Mapping[str, Mapping[str, int]]
    """By letter, names (folded, lower case) and what they stand for."""

    def parts(self, text: str) -> dict[str, int] | None:
        """What a folded text says, by letter (`a`: 12 after noon); None where it is not printed so."""
        found = self.regex.fullmatch(text)
        if not found:
            return None
        values = {letter: self._value(letter, said) for letter, said in found.groupdict().items()}
        return {**values, "digits": len(found["y"])} if "y" in values else values

    def _value(self, letter: str, said: str) -> int:
        return int(said) if said.isdecimal() else self.names[letter][said.lower()]


@lru_cache(maxsize=512)
def pattern(written: str, language: str = ENGLISH) -> DatePattern:
    """The pattern; raises ValueError, which says what is wrong with it."""
    from babel.dates import tokenize_pattern  # noqa: PLC0415 lazy: loads CLDR

    try:
        tokens: list[tuple[str, Any]] = tokenize_pattern(written)
    except ValueError:
        raise ValueError("is no CLDR pattern") from None
    parts: list[Expression] = []
    regex, letters = "", ""
    names: dict[str, Mapping[str, int]] = {}
    for kind, value in tokens:
        if kind == "chars":
            parts.append(literal(value))
            regex += re.escape(folded(value))
            continue
        letter, count = _STANDING_ALONE.get(value[0], value[0]), value[1]
        if letter not in _DATE + _TIME or letter in letters:
            raise ValueError(f'has "{letter * count}", which says no part we know, or says it twice')
        said = _names(letter, count, language)
        if said:
            names[letter] = said
        written_so = _printed(letter, count, said)
        parts.append(any_of(written_so))
        regex += f"(?P<{letter}>{'|'.join(map(re.escape, sorted(written_so, key=len, reverse=True)))})"
        letters += letter
    if not letters:
        raise ValueError("says neither a date nor a time")
    return DatePattern(sequence(*parts), re.compile(regex), letters, names)


def _printed(letter: str, count: int, names: Mapping[str, int]) -> tuple[str, ...]:
    """All that may be printed for a part."""
    if letter == "y":
        full = tuple(str(year) for year in range(1800, 2200))
        return tuple(f"{year:02d}" for year in range(100)) if count == 2 else full
    if names:
        return tuple(dict.fromkeys(one for name in names for one in (name, name.title(), name.upper())))
    both = [f"{value:02d}" for value in _PADDED[letter]]
    return tuple(both if count == 2 else dict.fromkeys(one for text in both for one in (text, str(int(text)))))


@lru_cache(maxsize=128)
def _names(letter: str, count: int, language: str) -> dict[str, int]:
    """Names of months, days of the week and halves of the day, abbreviated ones with or without their full stop."""
    if not (letter in "Ea" or (letter == "M" and count > 2)):
        return {}
    from babel import Locale  # noqa: PLC0415

    found: dict[str, int] = {}
    for locale, context in product({Locale.parse(language), Locale(ENGLISH)}, ("format", "stand-alone")):
        for name, value in _told(locale, letter, "wide" if count == 4 else "abbreviated", context):
            plain = folded(name).lower()
            found |= {plain: value, plain.removesuffix("."): value}
    return found | ({"sept": 9} if letter == "M" and count == 3 else {})


def _told(locale: Any, letter: str, width: str, context: str) -> Iterator[tuple[str, int]]:
    if letter == "a":
        halves = locale.day_periods.get(context, {}).get("abbreviated", {})
        yield from ((halves[key], value) for key, value in (("am", 0), ("pm", 12)) if key in halves)
        yield from (("a.m.", 0), ("p.m.", 12))
        return
    known = (locale.months if letter == "M" else locale.days)[context][width]
    yield from ((name, int(value)) for value, name in known.items())


SEPARATORS = "-/."
_ORDERS = ("yMd", "dMy", "Mdy")
_CHINESE = ("yyyy年M月d日", "yy年M月d日")
_NAMED = {
    "d": (
        "d MMM yyyy",
        "d-MMM-yyyy",
        "d/MMM/yyyy",
        "d MMM yy",
        "d-MMM-yy",
        "d MMMM yyyy",
        "d MMMM, yyyy",
        "d. MMMM yyyy",
    ),
    "M": ("MMM d, yyyy", "MMM d yyyy", "MMMM d, yyyy", "MMMM d yyyy"),
}


def of_dates(language: str | None) -> tuple[str, ...]:
    """Patterns of dates where a field names none: in the order that its language has, or in every order."""
    order = None if language is None else _order(language)
    orders = _ORDERS if order is None else (order,)
    numeric = [_numeric(each, sign, year) for each in orders for sign in SEPARATORS for year in ("yyyy", "yy")]
    always = [_numeric("yMd", sign, "yyyy") for sign in SEPARATORS] + ["yyyyMMdd", *_CHINESE]
    named = [*_NAMED["d"], *_NAMED["M"]]
    return tuple(dict.fromkeys([*always, *numeric, *named, *_own(language, "date")]))


def of_times(language: str | None) -> tuple[str, ...]:
    """Patterns of times where a field names none."""
    usual = ("H:mm", "H:mm:ss", "h:mm a", "h:mm:ss a", "H时m分", "H时m分s秒", "H點m分")
    return tuple(dict.fromkeys([*usual, *_own(language, "time")]))


def _numeric(order: str, sign: str, year: str) -> str:
    return sign.join(year if letter == "y" else letter for letter in order)


def _order(language: str) -> str:
    short = _cldr(language, "date", "short")
    return "".join(dict.fromkeys(letter for letter in short if letter in "yMd"))


def _own(language: str | None, kind: str) -> Sequence[str]:
    """A language's own patterns, those that say what we read."""
    if language is None:
        return ()
    known = [_cldr(language, kind, width) for width in ("short", "medium", "long", "full")]
    return [each for each in known if not set(re.sub("'[^']*'", "", each)) & set("zvGBbKkZ")]


def _cldr(language: str, kind: str, width: str) -> str:
    from babel import Locale  # noqa: PLC0415

    locale = Locale.parse(language)
    formats = locale.date_formats if kind == "date" else locale.time_formats
    return str(formats[width].pattern)


def alternatives(patterns: Sequence[DatePattern]) -> Expression:
    """Print of any of the patterns."""
    return choice(*dict.fromkeys(each.expression for each in patterns))


def together(dates: Expression, times: Expression) -> Expression:
    """A date, and a time after it."""
    return sequence(dates, maybe(any_of(["T", ","])), times)
