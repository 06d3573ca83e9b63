"""A client's own words in our messages."""

from __future__ import annotations

ECHO_CHARACTERS = 80


def echo(text: str) -> str:
    """A client's text as it may be quoted in a message: cut short, encodable, on one line."""
    return encodable(text if len(text) <= ECHO_CHARACTERS else text[:ECHO_CHARACTERS] + "…")


def encodable(text: str) -> str:
    """A text that may hold a client's own words: on one line, and half a surrogate pair as it is spelt in JSON."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
