"""`presence`: whether something is there: a signature, a stamp, handwriting, a photo. Normal form: true or false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lambda_ocr.core.field_types.meaning import Meaning
from lambda_ocr.core.field_types.options import Options, refused

PRESENT, ABSENT = "present", "absent"
"""What such a field answers as its value."""


class Thing(StrEnum):
    """What may be there."""

    SIGNATURE = "signature"
    STAMP = "stamp"
    HANDWRITING = "handwriting"
    PHOTO = "photo"


@dataclass(frozen=True)
class Presence:
    """Of one thing."""

    of: Thing
    name: str = "presence"
    automaton: None = None

    def meanings(self, lines: Sequence[str]) -> tuple[Meaning, ...]:
        """None: print is no such thing."""
        return ()


def parse(options: Options) -> Presence:
    """The type, with `of`."""
    asked = options.text("of")
    if asked is None:
        raise ValueError(f'lack the member "of"; say {_listed()}')
    if asked not in set(Thing):
        raise refused("of", f"is nothing we look for; say {_listed()}")
    return Presence(Thing(asked))


def _listed() -> str:
    return " or ".join(f'"{thing.value}"' for thing in Thing)
