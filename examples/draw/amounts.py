"""Money on the pages: cents, written in digits and in Chinese capital numerals (大写金额).

Rule: an amount is a whole number of cents; nothing here is a float.
"""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def digits(cents: int) -> str:
    """123456 -> "1234.56"."""
    return f"{cents // 100}.{cents % 100:02d}"


def grouped(cents: int) -> str:
    """123456 -> "1,234.56"."""
    return f"{cents // 100:,}.{cents % 100:02d}"


def capitals(cents: int) -> str:
    """Capital numerals as tax invoices print them: 123405 -> "壹仟贰佰叁拾肆圆零伍分". Below 10^14 cents."""
    yuan, rest = divmod(cents, 100)
    text = f"{_whole(yuan)}圆" if yuan else ""
    if not rest:
        return (text or "零圆") + "整"
    jiao, fen = divmod(rest, 10)
    text += _DIGITS[jiao] + "角" if jiao else ("零" if yuan else "")
    return text + (_DIGITS[fen] + "分" if fen else "整")


def tax(net_cents: int, percent: int) -> int:
    """Tax on a net amount, rounded half up to the cent."""
    return (net_cents * percent + 50) // 100


def _whole(number: int) -> str:
    """A whole number above zero, group by group of four digits; a gap is one 零."""
    text, gap = "", False
    for group in reversed(range(len(_GROUPS))):
        value = number // 10 ** (4 * group) % 10_000
        if not value:
            gap = bool(text)
            continue
        text += ("零" if text and (gap or value < 1000) else "") + _four(value) + _GROUPS[group]
        gap = False
    return text


def _four(value: int) -> str:
    """1..9999 in capital numerals."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
        gap = not digit and bool(text)
    return text
