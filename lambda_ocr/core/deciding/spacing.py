"""White space put back where it was read: constraints are sought without any."""

from __future__ import annotations

from difflib import SequenceMatcher


def spaced(bare: str, like: str) -> str:
    """A text without white space, with that of another text between the characters that the two share."""
    before = "".join(like.split())
    if before == bare:
        return like
    places = _after(before, bare)
    text, count = list(bare), 0
    inserted = set[int]()
    for letter in like:
        if not letter.isspace():
            count += 1
        elif 0 < places[count] < len(bare):
            inserted.add(places[count])
    for place in sorted(inserted, reverse=True):
        text.insert(place, " ")
    return "".join(text)


def _after(before: str, after: str) -> list[int]:
    """How many characters of `after` stand where so many of `before` do."""
    places = [0] * (len(before) + 1)
    for _, start, end, low, high in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for at in range(start, end + 1):
            places[at] = min(low + at - start, high) if at < end else high
    return places
