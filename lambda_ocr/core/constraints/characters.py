"""Characters that are one and the same to a constraint: full and half width, the digits of all scripts, dashes, quotes.

Rule: only writings of one character are folded. Characters that merely look alike (0 and O) are never equated here: the
lattice tells them apart, or holds both possible.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_WRITTEN = {
    "-": "‐‑‒–—―−－",
    "'": "‘’´`′",
    '"': "“”″",
    "·": "•・‧∙",
    "~": "〜～",
}
_FOLDED = {variant: plain for plain, variants in _WRITTEN.items() for variant in variants}


@cache
def fold(character: str) -> str:
    """The one character that stands for all writings of this one."""
    if character in _FOLDED:
        return _FOLDED[character]
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character)
    return _FOLDED.get(plain, plain) if len(plain) == 1 else character


def folded(text: str) -> str:
    """A text in folded characters, its white space left out: to a constraint it is no print."""
    return "".join(map(fold, "".join(text.split())))
