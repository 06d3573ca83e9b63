"""`amount`: money, in digits or in Chinese capitals. Normal form: `{"amount": "5703.86", "currency": "CNY"}`.

`currency` is an ISO 4217 code, or `auto`: the sign beside the amount tells; where several currencies share the sign,
and neither `language` nor the decimals tell them apart, it is null. Print in parentheses or with a minus is negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lambda_ocr.core.constraints.automaton import Dfa, compiled
from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.expressions import Expression, any_of, choice, literal, maybe, sequence
from lambda_ocr.core.field_types import capitals, currencies
from lambda_ocr.core.field_types.meaning import Meaning, distinct
from lambda_ocr.core.field_types.numbers import SIGN, Convention, conventions, in_range, plain
from lambda_ocr.core.field_types.options import Options, refused

AUTO = "auto"
MOST_DECIMALS = 4
END = ("整", "正", "-", ".-", "CR")
"""What may close an amount: nothing follows, or it is negative."""
_NEGATIVE_END = ("-", "CR")
_CHINESE = ("CNY", None)


@dataclass(frozen=True)
class Amount:
    """Money of one currency, or of the one that its print names (`currency` None)."""

    currency: str | None
    language: str | None
    written: tuple[Convention, ...]
    least: Decimal | None = None
    most: Decimal | None = None
    name: str = "amount"

    @cached_property
    def expression(self) -> Expression:
        """A sign, the currency before or after, digits; or capitals where the currency may be Chinese."""
        mark = maybe(any_of(self._marks))
        number = choice(*dict.fromkeys(each.number(MOST_DECIMALS) for each in self.written))
        ends = maybe(any_of(END))
        open_ = sequence(SIGN, mark, SIGN, number, mark, ends)
        closed = sequence(mark, literal("("), mark, number, mark, literal(")"), mark)
        return choice(open_, closed, *([capitals.expression()] if self.currency in _CHINESE else []))

    @cached_property
    def _marks(self) -> tuple[str, ...]:
        return tuple(sorted({folded(mark) for mark in currencies.marks(self.currency)}, key=len, reverse=True))

    @cached_property
    def automaton(self) -> Dfa:
        """Of the expression."""
        return compiled(self.expression)

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """The amount, or one for each currency and convention that its print may be of."""
        text = folded("".join(lines))
        value = capitals.amount(text) if self.currency in _CHINESE else None
        if value is not None:
            return (self._meaning(value, "CNY"),)
        return distinct([self._meaning(value, code) for value, code in self._values(text)])

    def _values(self, text: str) -> Iterator[tuple[Decimal, str | None]]:
        mark = "|".join(map(re.escape, self._marks))
        ends = "|".join(map(re.escape, END))
        found = re.fullmatch(
            rf"(?P<sign>[+-]?)(?P<before>{mark}|)(?P<inner>[+-]?)(?P<open>\(?)(?P<within>{mark}|)"
            rf"(?P<number>\d[\d.,']*?)(?P<after>{mark}|)(?P<close>\)?)(?P<last>{mark}|)(?P<end>{ends}|)",
            text,
        )
        if not found or bool(found["open"]) != bool(found["close"]):
            return
        marks = {found[part] for part in ("before", "within", "after", "last")} - {""}
        minus = bool(found["open"]) or "-" in (found["sign"], found["inner"]) or found["end"] in _NEGATIVE_END
        read = [(minus, value, code) for code in self._codes(marks) for value in self._read(found["number"])]
        # Three decimals are a group of thousands where another convention says so, and yen have no hundredths.
        usual = [one for one in read if -_exponent(one[1]) in (0, currencies.decimals(one[2]))] or read
        codes = {code for _, _, code in usual}
        for is_negative, value, code in usual:
            yield (-value if is_negative else value), code if len(codes) == 1 else None

    def _codes(self, marks: set[str]) -> list[str | None]:
        """Currencies that all marks may stand for: `¥38.00元` is of the one that has both signs."""
        meant = [currencies.meant(mark, self.currency, self.language) for mark in sorted(marks) or [""]]
        return [code for code in meant[0] if all(code in others for others in meant[1:])]

    def _read(self, digits: str) -> list[Decimal]:
        """The values of digits in every convention."""
        return [value for each in self.written if (value := each.value(digits)) is not None]

    def _meaning(self, value: Decimal, code: str | None) -> Meaning:
        return Meaning({"amount": plain(value), "currency": code}, *in_range(value, self.least, self.most))


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def parse(options: Options) -> Amount:
    """The type, with `currency`, `decimal`, `grouping`, `language`, `min`, `max`."""
    currency = options.text("currency")
    if currency is not None and currency != AUTO and not currencies.is_known(currency):
        raise refused("currency", 'is no code of ISO 4217; say one such as "CNY", or "auto"')
    written, least, most = conventions(options), options.number("min"), options.number("max")
    if least is not None and most is not None and least > most:
        raise refused("max", 'is below "min"; exchange the two')
    return Amount(None if currency == AUTO else currency, options.language(), written, least, most)
