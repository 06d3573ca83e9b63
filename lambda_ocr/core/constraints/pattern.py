r"""Patterns as users write them: the regular subset of the common notation.

Characters, `.`, classes (`[0-9A-F]`, `[^IO]`), `\d`, `\w`, groups, `|`, and `? * + {n} {n,} {n,m}`; `^` and `$` at the
ends are what every pattern means anyway. What needs memory or looks around (`\1`, `(?=…)`) is no regular expression and
is refused. White space in a pattern is left out: on print it is nothing that can be told apart.
"""

from __future__ import annotations

import string

from lambda_ocr.core.constraints.automaton import TooLarge, compiled
from lambda_ocr.core.constraints.characters import fold
from lambda_ocr.core.constraints.expressions import (
    DIGIT,
    EMPTY,
    Characters,
    Expression,
    choice,
    literal,
    one_of,
    repeated,
    sequence,
)

LONGEST = 500
"""Characters of a pattern."""
MOST_TIMES = 200
"""The largest number in braces."""
DEEPEST = 20
"""Groups within groups."""
WIDEST = 30_000
"""Characters in a class: all ideographs in use."""
_WORD = string.digits + string.ascii_letters + "_"
_CLASSES = {"d": string.digits, "w": _WORD}


class BadPattern(ValueError):
    """A pattern that is none, or outside the subset; a verb phrase says what is wrong and what to do."""


def parsed(pattern: str) -> Expression:
    """The expression a pattern stands for; raises `BadPattern` where it is none, or its automaton too large."""
    if len(pattern) > LONGEST:
        raise BadPattern(f"has {len(pattern)} characters; {LONGEST} are allowed")
    reader = _Reader(pattern)
    expression = reader.alternatives(0)
    if not reader.is_done:
        raise BadPattern(f'has a ")" that closes nothing, at {reader.where}; take it out or write "\\)"')
    try:
        compiled(expression)
    except TooLarge as error:
        raise BadPattern(f"{error} as an automaton; make its repetitions shorter or fewer") from None
    return expression


class _Reader:
    """Recursive descent over one pattern."""

    def __init__(self, pattern: str) -> None:
        self._text, self._at = pattern, 0

    @property
    def where(self) -> str:
        return f"character {self._at + 1}"

    @property
    def is_done(self) -> bool:
        return self._at >= len(self._text)

    def alternatives(self, depth: int) -> Expression:
        """Sequences with `|` between them."""
        if depth > DEEPEST:
            raise BadPattern(f"has more than {DEEPEST} groups within each other; make it flatter")
        options = [self._sequence(depth)]
        while self._take("|"):
            options.append(self._sequence(depth))
        return choice(*options) if len(options) > 1 else options[0]

    def _sequence(self, depth: int) -> Expression:
        parts: list[Expression] = []
        self._take("^")
        while not self.is_done and self._text[self._at] not in "|)":
            if self._text[self._at] == "$" and self._text[self._at + 1 :][:1] in ("", "|", ")"):
                self._at += 1
                continue
            parts.append(self._quantified(self._atom(depth)))
        return sequence(*parts)

    def _atom(self, depth: int) -> Expression:
        sign = self._next()
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return self._class()
        if sign == ".":
            return Characters(frozenset(), outside=True)
        if sign == "\\":
            return self._escape()
        if sign in "*+?{}^$":
            raise BadPattern(
                f'has a "{sign}" that stands for nothing, before {self.where}; write "\\{sign}" for the sign'
            )
        return literal(sign) if not sign.isspace() else EMPTY

    def _group(self, depth: int) -> Expression:
        if self._take("?") and not self._take(":"):
            raise BadPattern(
                f'has a group "(?…", at {self.where}, that looks around or names; only "(…)" and "(?:…)" can be'
            )
        inner = self.alternatives(depth + 1)
        if not self._take(")"):
            raise BadPattern('has a "(" that is not closed; add ")"')
        return inner

    def _escape(self) -> Expression:
        sign = self._next()
        if sign in _CLASSES:
            return DIGIT if sign == "d" else one_of(_WORD)
        if sign == "s":
            return EMPTY
        return literal(self._plain(sign))

    def _plain(self, sign: str) -> str:
        if sign.isascii() and sign.isalnum():
            raise BadPattern(f'has "\\{sign}", which is outside the regular subset; say \\d, \\w or a class like [A-Z]')
        return sign

    def _class(self) -> Expression:
        outside = self._take("^")
        members, first = set[str](), True
        while first or not self._take("]"):
            members |= self._members(first=first)
            first = False
        if len(members) > WIDEST:
            raise BadPattern(f"has a class of {len(members):,} characters; {WIDEST:,} are allowed")
        return Characters(frozenset(map(fold, members)) - {" "}, outside)

    def _members(self, *, first: bool) -> set[str]:
        sign = self._next('has a "[" that is not closed; add "]"')
        if sign == "]" and first:
            raise BadPattern('has an empty class "[]"; name its characters')
        if sign == "\\":
            sign = self._next()
            if sign in _CLASSES:
                return set(_CLASSES[sign])
            sign = " " if sign == "s" else self._plain(sign)
        if self._text[self._at : self._at + 1] != "-" or self._text[self._at + 1 : self._at + 2] in ("", "]"):
            return {sign}
        self._at += 1
        last = self._next()
        last = self._plain(self._next()) if last == "\\" else last
        if ord(last) < ord(sign) or ord(last) - ord(sign) > WIDEST:
            raise BadPattern(f'has the range "{sign}-{last}", which runs backwards or too far; turn or shorten it')
        return {chr(code) for code in range(ord(sign), ord(last) + 1)}

    def _quantified(self, part: Expression) -> Expression:
        least, most = self._times()
        if (least, most) == (1, 1):
            return part
        if self._text[self._at : self._at + 1] in ("?", "+", "*", "{"):
            raise BadPattern(
                f"has one repetition right after another, at {self.where}; one is enough, none is lazy here"
            )
        return repeated(part, least, most)

    def _times(self) -> tuple[int, int | None]:
        for sign, usual in (("?", (0, 1)), ("*", (0, None)), ("+", (1, None))):
            if self._take(sign):
                return usual
        if not self._take("{"):
            return 1, 1
        inside, closed, _ = self._text[self._at :].partition("}")
        least, comma, most = inside.partition(",")
        if not (closed and least.isascii() and least.isdigit() and (not most or (most.isascii() and most.isdigit()))):
            raise BadPattern(f"has braces that say no number, at {self.where}; write {{3}}, {{3,}} or {{3,5}}")
        self._at += len(inside) + 1
        times: tuple[int, int | None] = (int(least), int(most) if most else (None if comma else int(least)))
        if max(times[0], times[1] or 0) > MOST_TIMES or (times[1] is not None and times[1] < times[0]):
            raise BadPattern(
                f'has "{{{inside}}}", which repeats more than {MOST_TIMES} times, or less often than it asks'
            )
        return times

    def _next(self, otherwise: str = "ends too early; something is missing at its end") -> str:
        if self.is_done:
            raise BadPattern(otherwise)
        self._at += 1
        return self._text[self._at - 1]

    def _take(self, sign: str) -> bool:
        if self._text[self._at : self._at + 1] == sign:
            self._at += 1
            return True
        return False
