"""The typefaces lines are drawn in: all outline fonts of some folders, those of one family drawn as often as another's.

Rule: a face draws a text only where it has every character of it, so that no box is taught as a letter.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont

SUFFIXES = {".ttf", ".otf", ".ttc"}
NO_LETTERS = ("symbol", "dingbat", "math", "emoji", "csur", "upper", "d050", "s050")
"""In the names of fonts whose characters are other signs than they say."""
SIZES = (10, 11, 12, 13, 14, 16, 20, 24, 64)
"""Sizes that are drawn; a font of bitmaps has not all of them."""
FIRST_IDEOGRAPH = 0x2E80


class FacesMissing(Exception):
    """No usable font in the folders; the message says so."""


@dataclass(frozen=True)
class Faces:
    """Fonts by family, each with the characters that it has."""

    families: Sequence[Sequence[tuple[str, frozenset[int]]]]
    chinese: Sequence[tuple[str, frozenset[int]]]

    @classmethod
    def of(cls, folders: Sequence[Path]) -> Faces:
        """All usable fonts below `folders`. Raises FacesMissing."""
        families: dict[str, list[tuple[str, frozenset[int]]]] = {}
        for path, has in _usable(folders):
            families.setdefault(path.name.split("-")[0].rstrip("0123456789"), []).append((str(path), has))
        chinese = [face for faces in families.values() for face in faces if {ord("的"), ord("号")} <= face[1]]
        if not chinese:
            raise FacesMissing(f"No Chinese font below {', '.join(map(str, folders))}: docs/engines.md lists packages.")
        return cls(list(families.values()), chinese)

    def for_text(self, text: str, dice: random.Random) -> str | None:
        """The file of a face that has every character of `text`; None where luck found none."""
        wanted = {ord(character) for character in text if character != " "}
        for _ in range(30):
            any_face = not is_chinese(text) and dice.random() < 0.93
            path, has = dice.choice(dice.choice(self.families) if any_face else self.chinese)
            if wanted <= has:
                return path
        return None


@lru_cache(maxsize=3000)
def face(path: str, size: int) -> ImageFont.FreeTypeFont:
    """The font of a file at a size in pixels."""
    return ImageFont.truetype(path, size)


def is_chinese(text: str) -> bool:
    """Whether a text has ideographs, kana or what stands among them."""
    return any(ord(character) > FIRST_IDEOGRAPH for character in text)


def _usable(folders: Sequence[Path]) -> Iterator[tuple[Path, frozenset[int]]]:
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        if any(part in path.name.lower() for part in NO_LETTERS):
            continue
        try:
            has = frozenset(TTFont(path, fontNumber=0, lazy=True).getBestCmap() or ())
            drawn = all(face(str(path), size).getlength("A") for size in SIZES)
        except (OSError, TTLibError, KeyError):
            continue
        if drawn and {ord(character) for character in "AZaz09.,:/-"} <= has:
            yield path, has
