"""Signs of currencies on print. Source: CLDR 47, `symbol` and `symbol narrow`, with the words written for 元 in China.

A sign that several currencies share is told apart by the field's `language` (its territory's currency), or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator

_SIGNS: dict[str, tuple[str, ...]] = {
    "¥": ("CNY", "JPY"),
    "元": ("CNY", "TWD", "HKD"),
    "圆": ("CNY",),
    "圓": ("TWD", "HKD"),
    "円": ("JPY",),
    "人民币": ("CNY",),
    "RMB": ("CNY",),
    "$": ("USD", "CAD", "AUD", "HKD", "SGD", "NZD", "MXN", "TWD"),
    "US$": ("USD",),
    "HK$": ("HKD",),
    "NT$": ("TWD",),
    "S$": ("SGD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "CA$": ("CAD",),
    "R$": ("BRL",),
    "€": ("EUR",),
    "£": ("GBP", "EGP"),
    "₩": ("KRW",),
    "₹": ("INR",),
    "Rs": ("INR", "PKR", "LKR"),
    "RM": ("MYR",),
    "Rp": ("IDR",),
    "₫": ("VND",),
    "đ": ("VND",),
    "฿": ("THB",),
    "₱": ("PHP",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₴": ("UAH",),
    "₪": ("ILS",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Ft": ("HUF",),
    "kr": ("SEK", "NOK", "DKK"),
    "Fr.": ("CHF",),
}
_CODES = sorted({code for codes in _SIGNS.values() for code in codes} | {"AED", "CHF", "SAR", "ZAR", "KWD", "MOP"})


def is_known(code: str) -> bool:
    """Whether ISO 4217 has such a code, as CLDR lists them."""
    from babel import Locale  # noqa: PLC0415 lazy: for fields alone that name a currency

    return code in Locale("en").currencies


def marks(currency: str | None) -> tuple[str, ...]:
    """What may be printed beside an amount: the signs and the code of a currency, or of all."""
    if currency is None:
        return (*_SIGNS, *_CODES)
    return (*(sign for sign, codes in _SIGNS.items() if currency in codes), currency)


def meant(mark: str, currency: str | None, language: str | None) -> tuple[str | None, ...]:
    """The currencies that a mark stands for; None where there is neither a mark nor a currency that is known."""
    if currency is not None:
        return (currency,)
    home = tuple(_of_territory(language))
    if not mark:
        return home[:1] or (None,)
    codes = _SIGNS.get(mark, (mark,))
    return tuple(code for code in home if code in codes)[:1] or codes


def _of_territory(language: str | None) -> Iterator[str]:
    """The currency in use where a language is spoken, its likely territory where it names none."""
    if language is None:
        return
    from babel import Locale  # noqa: PLC0415
    from babel.core import get_global  # noqa: PLC0415
    from babel.numbers import get_territory_currencies  # noqa: PLC0415

    locale = Locale.parse(language)
    likely = str(get_global("likely_subtags").get(str(locale), ""))
    territory = locale.territory or likely.rpartition("_")[2]
    if territory:
        yield from (str(code) for code in get_territory_currencies(territory))


def decimals(code: str | None) -> int:
    """Decimals that a currency has."""
    if code is None:
        return 2
    from babel.numbers import get_currency_precision  # noqa: PLC0415

    return int(get_currency_precision(code))
