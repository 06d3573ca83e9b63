"""Amounts in Chinese capitals (大写): 伍仟柒佰零叁元捌角陆分, as invoices and cheques write them.

The automaton knows the order of digits and units; whether each 零 stands where it must is checked by writing the amount
anew. Rules after the People's Bank of China's 正确填写票据和结算凭证的基本规定 (1997): 零 where zeros are skipped
within the number, 整 or 正 after 元 or 角, none needed after 分. Simplified, traditional and common digits
are read alike.
"""

from __future__ import annotations

import re
from decimal import Decimal

from lambda_ocr.core.constraints.expressions import (
    Expression,
    any_of,
    choice,
    maybe,
    one_of,
    repeated,
    sequence,
)

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")

_SAME = {
    **dict(zip("〇一二三四五六七八九", DIGITS, strict=True)),
    **{
        "弌": "壹",
        "弍": "贰",
        "貳": "贰",
        "貮": "贰",
        "两": "贰",
        "兩": "贰",
        "弎": "叁",
        "叄": "叁",
        "參": "叁",
        "参": "叁",
    },
    **{"陸": "陆", "十": "拾", "百": "佰", "千": "仟", "萬": "万", "億": "亿", "圆": "元", "圓": "元", "块": "元"},
    **{"毛": "角", "正": "整", "○": "零"},
}
"""Other writings of a character; the circled cross and the currency's name before the amount are no part of it."""
BEFORE = "⊗ⓧ⊠×"


def _written(plain: str) -> Expression:
    return one_of([plain, *(other for other, same in _SAME.items() if same == plain)])


_DIGIT = one_of([*DIGITS[1:], *(other for other, same in _SAME.items() if same in DIGITS[1:])])
_ZEROS = repeated(_written("零"), 0, 1)


def _section() -> Expression:
    """Up to 9999: digits with their units, in falling order; a leading 拾 may stand for 壹拾."""
    thousands, hundreds = (sequence(_DIGIT, _written(unit)) for unit in ("仟", "佰"))
    tens = sequence(maybe(_DIGIT), _written("拾"))
    return sequence(maybe(thousands), _ZEROS, maybe(hundreds), _ZEROS, maybe(tens), _ZEROS, maybe(_DIGIT))


def expression() -> Expression:
    """What may be printed; `amount` says of what is printed whether it is an amount."""
    section = _section()
    whole = sequence(maybe(sequence(section, _written("亿"))), maybe(sequence(section, _written("万"))), section)
    digit = choice(_DIGIT, _written("零"))
    jiao, fen = sequence(digit, _written("角")), sequence(digit, _written("分"))
    cents = sequence(_ZEROS, maybe(jiao), _ZEROS, maybe(fen))
    yuan = sequence(choice(whole, _written("零")), _written("元"))
    begin = sequence(
        maybe(one_of(BEFORE)), maybe(any_of(["人民币", "人民幣"])), maybe(one_of(":")), maybe(one_of(BEFORE))
    )
    end = maybe(_written("整"))
    return sequence(begin, choice(sequence(yuan, cents), sequence(maybe(jiao), _ZEROS, maybe(fen))), end)


def amount(text: str) -> Decimal | None:
    """The amount that a text without white space says; None where it says none, or writes it wrongly."""
    plain = "".join(_SAME.get(character, character) for character in text)
    plain = re.sub(rf"^[{BEFORE}]?(?:人民(?:币|幣))?:?[{BEFORE}]?", "", plain)
    found = re.fullmatch(r"(?:(.+)元)?零?(?:(.)角)?(?:零?(.)分)?整?", plain)
    if not found or not any(found.groups()):
        return None
    whole = _whole(found[1]) if found[1] else 0
    if whole is None or any(part and part not in DIGITS for part in found.groups()[1:]):
        return None
    jiao, fen = (DIGITS.index(part) if part else 0 for part in found.groups()[1:])
    value = Decimal(100 * whole + 10 * jiao + fen).scaleb(-2)
    return value if _alike(plain) == _alike(capitals(value)) else None


def capitals(value: Decimal) -> str:
    """An amount (0 to 999,999,999,999.99) in capitals, as a bank writes it."""
    cents = int(value.scaleb(2).to_integral_exact())
    whole, (jiao, fen) = cents // 100, divmod(cents % 100, 10)
    text = f"{_capital_whole(whole)}元" if whole or not cents else ""
    if jiao:
        text += ("零" if whole and not whole % 10 else "") + f"{DIGITS[jiao]}角"
    elif fen and whole:
        text += "零"
    return text + (f"{DIGITS[fen]}分" if fen else "整")


def _alike(text: str) -> str:
    """A writing less what may be left out of it: 整, 零角, 零 at the edge of a group, 壹 of a leading 壹拾."""
    bare = re.sub("零角|零分|整$", "", text)
    bare = re.sub("(?<=[万亿元角])零", "", bare)
    return re.sub("^壹拾", "拾", bare)


def _capital_whole(number: int) -> str:
    if not number:
        return "零"
    text, skipped = "", False
    for place in reversed(range(len(GROUPS))):
        section = number // 10 ** (4 * place) % 10_000
        if section:
            text += ("零" if text and (skipped or section < 1_000) else "") + _capital_section(section) + GROUPS[place]
        skipped = not section
    return text


def _capital_section(section: int) -> str:
    text, zero = "", False
    for place in reversed(range(4)):
        digit = section // 10**place % 10
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + UNITS[place]
        zero = not digit
    return text


def _whole(text: str) -> int | None:
    """The number before 元; None where units are out of order."""
    total = 0
    rest = text
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = rest.partition(unit)
        if found:
            section = _section_value(head)
            if not section:
                return None
            total, rest = total + section * size, tail
    section = _section_value(rest)
    return None if section is None else total + section


def _section_value(text: str) -> int | None:
    found = re.fullmatch(r"零?(?:(.)仟)?零?(?:(.)佰)?零?(?:(.?)拾)?零?(.)?", text)
    if not found:
        return None
    value = 0
    for part, size in zip(found.groups(), (1_000, 100, 10, 1), strict=True):
        if part is None:
            continue
        if part not in DIGITS or (part == "零" and (size > 1 or value)):
            return None
        value += size * (DIGITS.index(part) if part else 1)
    return value
