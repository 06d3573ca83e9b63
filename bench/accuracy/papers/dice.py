"""Chance with a name: every draw of a picture comes from one generator, seeded by what the picture is called.

Rule: names, places, firms and numbers with right check digits are made up here. Nobody and nothing is meant.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from bench.accuracy.papers import names
from examples.draw.checksums import citizen_id, credit_code, iban, luhn

Item = TypeVar("Item")


class Dice:
    """A seeded generator that speaks of paper."""

    def __init__(self, *seed: object) -> None:
        self.rng = np.random.default_rng(zlib.crc32("/".join(map(str, seed)).encode()))

    # -- chance -------------------------------------------------------------------------------------------

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends possible."""
        return int(self.rng.integers(low, high + 1))

    def real(self, low: float, high: float) -> float:
        """A number between."""
        return float(self.rng.uniform(low, high))

    def one(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return items[self.whole(0, len(items) - 1)]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Different ones, in any order."""
        return [items[place] for place in self.rng.permutation(len(items))[:count]]

    def happens(self, chance: float) -> bool:
        """Whether it does, this time."""
        return self.real(0, 1) < chance

    # -- numbers ------------------------------------------------------------------------------------------

    def digits(self, count: int) -> str:
        """Digits, the first not 0."""
        return str(self.whole(1, 9)) + "".join(str(self.whole(0, 9)) for _ in range(count - 1))

    def letters(self, count: int, alphabet: str = "ABCDEFGHJKLMNPRSTUVWXYZ") -> str:
        """Capitals that no digit looks like."""
        return "".join(self.one(alphabet) for _ in range(count))

    def luhn(self, count: int) -> str:
        """A number of so many digits that ends in its Luhn digit."""
        return luhn(self.digits(count - 1))

    def iban(self) -> str:
        """A German-looking account number of a bank that is not, in groups of four."""
        text = iban("DE", "99" + self.digits(16))
        return " ".join(text[place : place + 4] for place in range(0, len(text), 4))

    def credit_code(self) -> str:
        """A unified social credit code of an area that is not."""
        return credit_code("9199" + self.digits(5) + "MA" + self.digits(6))

    def citizen(self) -> str:
        """A citizen number of an area that is not."""
        born = f"{self.whole(1960, 2004)}{self.whole(1, 12):02d}{self.whole(1, 28):02d}"
        return citizen_id("99" + self.digits(4) + born + self.digits(3))

    def cents(self, low: int, high: int) -> int:
        """An amount of cents; the ends are whole units."""
        return self.whole(low * 100, high * 100)

    # -- time ---------------------------------------------------------------------------------------------

    def date(self, form: str = "{y}-{m:02d}-{d:02d}") -> str:
        """A day; `form` has y, m, d, M (month's name)."""
        month = self.whole(1, 12)
        return form.format(y=self.whole(2018, 2027), m=month, d=self.whole(1, 28), M=names.MONTHS[month - 1])

    def time(self, form: str = "{h:02d}:{m:02d}") -> str:
        """A time of day."""
        return form.format(h=self.whole(5, 22), m=self.whole(0, 59), s=self.whole(0, 59))

    # -- people and places --------------------------------------------------------------------------------

    def person(self, most: int = 99) -> str:
        """A Latin name of at most so many letters."""
        family = self.one(names.FAMILY)
        fits = [given for given in names.GIVEN if len(given) + 1 + len(family) <= most]
        return f"{self.one(fits or names.GIVEN[:1])} {family}"

    def person_cn(self) -> str:
        """A Chinese name."""
        return self.one(names.FAMILY_CN) + self.one(names.GIVEN_CN)

    def place(self) -> str:
        """A Latin town."""
        return self.one(names.TOWNS)

    def street(self) -> str:
        """A street and number."""
        return f"{self.whole(1, 198)} {self.one(names.STREETS)}"

    def place_cn(self) -> tuple[str, str]:
        """A Chinese town, and its romanised name."""
        return self.one(names.TOWNS_CN)

    def street_cn(self) -> str:
        """A Chinese street and number."""
        return f"{self.one(names.STREETS_CN)}{self.whole(2, 998)}号"

    def firm(self) -> str:
        """A Latin firm."""
        return f"{self.one(names.FAMILY)} {self.one(names.TRADES)} {self.one(names.FORMS)}"

    def firm_cn(self) -> str:
        """A Chinese firm."""
        return f"{self.place_cn()[0]}{self.one(names.BRANDS_CN)}{self.one(names.TRADES_CN)}有限公司"

    def phone(self) -> str:
        """A number of a range kept for stories."""
        return f"01632 960{self.whole(100, 999)}"

    def mobile_cn(self) -> str:
        """A Chinese mobile's number of a range that is not given out."""
        return "100" + self.digits(8)

    def post_code(self) -> str:
        """A post code."""
        return f"{self.letters(2)}{self.whole(1, 28)} {self.whole(1, 9)}{self.letters(2)}"
