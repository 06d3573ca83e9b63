"""`date`, `time` and `datetime`. Normal form: ISO 8601, as much of it as is printed (`2026-03-11`, `18:46`).

`formats` are CLDR patterns; without them the habits of `language` are read, and without that all usual ones: a print
that is two dates (`03/04/2026`) is then said to be ambiguous. Two digits of a year are the one that `min` and `max`
allow, else 1969 to 2068 (POSIX).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from lambda_ocr.core.constraints.automaton import Dfa, TooLarge, compiled
from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.expressions import Expression, choice
from lambda_ocr.core.field_types import date_patterns
from lambda_ocr.core.field_types.date_patterns import ENGLISH, MOST_PATTERNS, DatePattern
from lambda_ocr.core.field_types.meaning import Meaning, distinct
from lambda_ocr.core.field_types.options import Options, refused
from lambda_ocr.core.model import Check, Held

CENTURY_TURNS = 69
"""Two digits from which a year is of the 20th century: POSIX, `strptime`'s %y."""
_NEEDED = {"date": "yMd", "time": "m", "datetime": "yMdm"}
_READ: dict[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
}


@dataclass(frozen=True)
class Moment:
    """A date, a time of day, or both, as its name says."""

    name: str
    formats: tuple[str, ...] | None
    language: str | None
    least: str | None = None
    """Bounds in ISO 8601."""
    most: str | None = None

    @cached_property
    def _given(self) -> tuple[DatePattern, ...]:
        return tuple(date_patterns.pattern(each, self.language or ENGLISH) for each in self.formats or ())

    @cached_property
    def _dates(self) -> tuple[DatePattern, ...]:
        known = date_patterns.of_dates(self.language)
        return tuple(date_patterns.pattern(each, self.language or ENGLISH) for each in known)

    @cached_property
    def _times(self) -> tuple[DatePattern, ...]:
        known = date_patterns.of_times(self.language)
        return tuple(date_patterns.pattern(each, self.language or ENGLISH) for each in known)

    @cached_property
    def expression(self) -> Expression:
        """All that may be printed."""
        if self.formats:
            return date_patterns.alternatives(self._given)
        dates, times = (date_patterns.alternatives(each) for each in (self._dates, self._times))
        return {"date": dates, "time": times}.get(self.name) or choice(date_patterns.together(dates, times))

    @cached_property
    def automaton(self) -> Dfa:
        """Of the expression."""
        return compiled(self.expression)

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """The moment, or each that the print may be."""
        text = folded("".join(lines))
        return distinct([meaning for parts in self._read(text) for meaning in self._meanings(parts)])

    def _read(self, text: str) -> Iterator[dict[str, int]]:
        if self.formats:
            yield from _parts(self._given, text)
        elif self.name == "datetime":
            for at in range(6, len(text) - 3):
                for later in _parts(self._times, text[at:].lstrip("T,")):
                    yield from ({**parts, **later} for parts in _parts(self._dates, text[:at]))
        else:
            yield from _parts(self._dates if self.name == "date" else self._times, text)

    def _meanings(self, parts: dict[str, int]) -> Iterator[Meaning]:
        """One for each century that two digits may be of; the usual one first, the others only where it cannot be."""
        for year in _years(parts):
            said = self._iso({**parts, "y": year})
            meaning = Meaning(said, (Check.OUT_OF_RANGE,)) if said is None else self._bounded(said)
            if not meaning.failed or year == _years(parts)[-1]:
                yield meaning
                return

    def _iso(self, parts: dict[str, int]) -> str | None:
        """In ISO 8601; None where there is no such day or hour."""
        hour = parts.get("H", parts.get("h", 0) % 12 + parts.get("a", 0) if "h" in parts else 0)
        spec = "seconds" if "s" in parts else "minutes"
        try:
            clock = time(hour, parts.get("m", 0), parts.get("s", 0))
            if self.name == "time":
                return clock.isoformat(spec)
            day = date(parts["y"], parts["M"], parts["d"])
        except ValueError:
            return None
        return day.isoformat() if self.name == "date" else datetime.combine(day, clock).isoformat(timespec=spec)

    def _bounded(self, said: str) -> Meaning:
        if self.least is None and self.most is None:
            return Meaning(said)
        out = (self.least is not None and said < self.least) or (
            self.most is not None and said[: len(self.most)] > self.most
        )
        return Meaning(said, (Check.OUT_OF_RANGE,)) if out else Meaning(said, held=(Held.FORM, Held.RANGE))


def _parts(patterns: Sequence[DatePattern], text: str) -> Iterator[dict[str, int]]:
    return (parts for each in patterns if (parts := each.parts(text)) is not None)


def _years(parts: dict[str, int]) -> tuple[int, ...]:
    if "y" not in parts:
        return (0,)
    if parts["digits"] != 2:
        return (parts["y"],)
    usual, other = parts["y"] + 2000, parts["y"] + 1900
    return (usual, other) if parts["y"] < CENTURY_TURNS else (other, usual)


def parse_date(options: Options) -> Moment:
    """`date`, with `formats`, `language`, `min`, `max`."""
    return _parsed("date", options)


def parse_time(options: Options) -> Moment:
    """`time`, likewise."""
    return _parsed("time", options)


def parse_datetime(options: Options) -> Moment:
    """`datetime`, likewise."""
    return _parsed("datetime", options)


def _parsed(name: str, options: Options) -> Moment:
    formats, language = options.texts("formats", MOST_PATTERNS), options.language()
    for at, written in enumerate(formats or ()):
        _check_format(name, at, written, language)
    least, most = (_bound(name, options, member) for member in ("min", "max"))
    if least is not None and most is not None and least > most:
        raise refused("max", 'is before "min"; exchange the two')
    known = Moment(name, formats, language, least, most)
    try:
        compiled(known.expression)
    except TooLarge as error:
        raise refused("formats", f"{error} together; give fewer") from None
    return known


def _check_format(name: str, at: int, written: str, language: str | None) -> None:
    try:
        letters = date_patterns.pattern(written, language or ENGLISH).letters
    except ValueError as error:
        raise refused(
            f"formats[{at}]", f'{error}; write one such as "dd/MM/yyyy" or "H:mm", fixed words in \'…\''
        ) from None
    lacking = [letter for letter in _NEEDED[name] if letter not in letters]
    hours = name == "date" or "H" in letters or ("h" in letters and "a" in letters)
    if lacking or not hours:
        part = lacking[0] if lacking else "H"
        raise refused(f"formats[{at}]", f'lacks "{part}", without which it says no {name}; add it')


def _bound(name: str, options: Options, member: str) -> str | None:
    value = options.text(member)
    if value is None:
        return None
    try:
        _READ[name](value)
    except ValueError:
        raise refused(member, f'is no {name} in ISO 8601; write one such as "{_EXAMPLES[name]}"') from None
    return value


_EXAMPLES = {"date": "2026-03-11", "time": "18:46", "datetime": "2026-03-11T18:46"}
