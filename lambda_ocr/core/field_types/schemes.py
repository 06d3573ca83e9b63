"""Numbering schemes by name: how a number is printed, and whether its check digit holds.

Most are python-stdnum's, any module of which may be named as it is there (`de.idnr`). What it has not, or reads more
narrowly than the standard, is here with its source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import Any

from lambda_ocr.core.constraints.expressions import Expression
from lambda_ocr.core.constraints.pattern import parsed
from lambda_ocr.core.model import Check

SEPARATORS = " -./"


@dataclass(frozen=True)
class Scheme:
    """One scheme."""

    pattern: str
    """As printed; white space aside, separators where they are usual."""
    problem: Callable[[str], Check | None]
    """What is wrong with a number, its separators left out; None where nothing is."""
    compact: Callable[[str], str]
    has_check: Callable[[str], bool] = lambda number: True
    """Whether a number carries a check digit: of some schemes not all do."""

    @property
    def expression(self) -> Expression:
        """What may be printed."""
        return parsed(self.pattern)


def _plain(number: str) -> str:
    return "".join(character for character in number if character not in SEPARATORS)


def _stdnum(module: str, pattern: str) -> Scheme:
    def problem(number: str) -> Check | None:
        return _problem(import_module(f"stdnum.{module}"), number)

    def compact(number: str) -> str:
        own = getattr(import_module(f"stdnum.{module}"), "compact", _plain)
        return str(own(number))

    return Scheme(pattern, problem, compact)


def _problem(module: Any, number: str) -> Check | None:
    from stdnum import exceptions  # noqa: PLC0415 lazy: for fields alone that name a scheme

    try:
        module.validate(number)
    except exceptions.InvalidChecksum:
        return Check.CHECKSUM_WRONG
    except exceptions.InvalidComponent:
        return Check.OUT_OF_RANGE
    except exceptions.ValidationError:
        return Check.NOT_OF_FORM
    return None


def _checked(pattern: str, is_right: Callable[[str], bool]) -> Scheme:
    return Scheme(pattern, lambda number: None if is_right(number) else Check.CHECKSUM_WRONG, _plain)


def _unified_social_credit(number: str) -> bool:
    """GB 32100-2015. The authority's sign may be a letter, which python-stdnum 2.2 refuses."""
    from stdnum.cn import uscc  # noqa: PLC0415

    return bool(uscc.calc_check_digit(number[:17]) == number[17])


_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66)))
)
"""GB/T 2260."""


def _invoice_code(number: str) -> Check | None:
    """国家税务总局公告2017年第44号 (12 digits: 0 and the province first); of 10 digits the province comes first."""
    province = number[1:3] if len(number) == 12 and number.startswith("0") else number[:2]
    return None if province in _PROVINCES or number.startswith("1") else Check.OUT_OF_RANGE


def _invoice_number(number: str) -> Check | None:
    """8 digits, or the 20 of a fully digital invoice: year and province first (数电票, 2021). Neither has a check."""
    return None if len(number) == 8 or number[2:4] in _PROVINCES else Check.OUT_OF_RANGE


def _never(number: str) -> bool:
    return False


def _has_14(number: str) -> bool:
    return len(number) == 14


def _air_ticket(number: str) -> bool:
    """IATA Resolution 722: airline (3), form and serial (10), and a check digit that many tickets leave out."""
    return len(number) == 13 or int(number[3:13]) % 7 == int(number[13]) or int(number[:13]) % 7 == int(number[13])


_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _vehicle(number: str) -> bool:
    """ISO 3779 with the check digit of GB 16735 and 49 CFR 565 (China, North America); Europe has none."""
    values = [int(sign) if sign.isdigit() else _VIN_VALUES[sign] for sign in number]
    rest = sum(value * weight for value, weight in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return number[8] == ("X" if rest == 10 else str(rest))


def _postal_item(number: str) -> bool:
    """UPU S10: international parcels and registered letters, EMS among them."""
    rest = (
        11 - sum(int(sign) * weight for sign, weight in zip(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True)) % 11
    )
    return int(number[10]) == {10: 0, 11: 5}.get(rest, rest)


def _ups(number: str) -> bool:
    """1Z and 16 signs: letters count as (ordinal - 63) mod 10, every second twice; UPS publishes it for shippers."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:]]
    return (-sum(value * (1 + place % 2) for place, value in enumerate(values[:15]))) % 10 == values[15]


_UPPER = "[0-9A-Z]"
SCHEMES: dict[str, Scheme] = {
    "USCC": _checked("[0-9A-Y][0-9][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}", _unified_social_credit),
    "CN_RESIDENT_ID": _stdnum("cn.ric", "[0-9]{17}[0-9X]"),
    "CN_INVOICE_CODE": Scheme("[0-9]{10}([0-9]{2})?", _invoice_code, _plain, _never),
    "CN_INVOICE_NUMBER": Scheme("[0-9]{8}([0-9]{12})?", _invoice_number, _plain, _never),
    "AIR_TICKET": replace(_checked("[0-9]{3}-?[0-9]{10}(-?[0-9])?", _air_ticket), has_check=_has_14),
    "BANK_CARD": _stdnum("luhn", "[0-9]{4}(-?[0-9]{4}){2,3}[0-9]{0,3}|[0-9]{13,19}"),
    "LUHN": _stdnum("luhn", "[0-9]([0-9-]?[0-9]){1,30}"),
    "IBAN": _stdnum("iban", "[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}"),
    "BIC": _stdnum("bic", "[A-Z]{6}[0-9A-Z]{2}([0-9A-Z]{3})?"),
    "LEI": _stdnum("lei", "[0-9A-Z]{18}[0-9]{2}"),
    "EAN": _stdnum("ean", "[0-9]{8}|[0-9]{12,14}"),
    "ISBN": _stdnum("isbn", "([0-9]-?){9}[0-9X]|([0-9]-?){12}[0-9]"),
    "ISSN": _stdnum("issn", "[0-9]{4}-?[0-9]{3}[0-9X]"),
    "ISO6346": _stdnum("iso6346", "[A-Z]{3}[UJZ]-?[0-9]{6}-?[0-9]"),
    "IMEI": _stdnum("imei", "[0-9]{2}-?[0-9]{6}-?[0-9]{6}-?[0-9]"),
    "VIN": _checked("[0-9A-HJ-NPR-Z]{8}[0-9X][0-9A-HJ-NPR-Z]{8}", _vehicle),
    "EU_VAT": _stdnum("eu.vat", "[A-Z]{2}[ .-]?([0-9A-Z+*][.-]?){1,11}[0-9A-Z+*]"),
    "S10": _checked("[A-Z]{2}[0-9]{9}[A-Z]{2}", _postal_item),
    "UPS": _checked("1Z[0-9A-Z]{15}[0-9]", _ups),
}
_MODULE = re.compile(r"[a-z]{2}\.[a-z][a-z0-9_]{0,30}|[a-z][a-z0-9_]{2,30}")
_ANY = "([0-9A-Z][ ./-]?){2,40}[0-9A-Z]"


@lru_cache(maxsize=64)
def scheme(name: str) -> Scheme | None:
    """The scheme of a name, of ours or of a module of python-stdnum; None where there is none."""
    if name in SCHEMES:
        return SCHEMES[name]
    if not _MODULE.fullmatch(name):
        return None
    try:
        module = import_module(f"stdnum.{name}")
    except ImportError:
        return None
    return _stdnum(name, _ANY) if hasattr(module, "validate") and hasattr(module, "compact") else None
