"""The letters of a printed line: what is compared of it, and how much of it two lines have in common.

Case, accents, numbers and codes are left out: they come and go with the pixels, or change from copy to copy.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import likeness

IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_COLON = re.compile("(?<![0-9])[:：]|[:：](?![0-9])")
"""Not the one of a clock time."""
_LOOKALIKES = tuple(
    str.maketrans(dict(zip("0123456789", ("o", one, "z", None, "a", "s", "g", None, "b", "g"), strict=True)))
    for one in "li"
)
"""Figures as the letters that a recogniser confuses them with; those that it does not are left out alone."""


def caption_of(text: str) -> str:
    """The letters of a line, without case, accents, numbers and codes; of label and value those of the label."""
    return label_of(text) or letters(text)


def label_of(text: str) -> str:
    """The letters before a colon, of which there must be two; "" where there is none."""
    colon = _COLON.search(text)
    label = letters(text[: colon.start()]) if colon else ""
    return label if len(label) >= 2 else ""


def letters(text: str) -> str:
    """Letters without case and accents, words that hold figures left out (of ideographs the figures alone)."""
    # Case and accents come and go with the pixels they fall on; a word with a figure is a code, another on each copy.
    kept: list[str] = []
    for word in _plain(text).split():
        kept += IDEOGRAPH.findall(word) if has_figures(word) else filter(str.isalpha, word)
    return "".join(kept)


def spellings(read: str) -> tuple[str, ...]:
    """What the letters of a reading may be, the likeliest first: `M0TEL 0NE` those of a code, or `motelone`.

    Figures in a word are a code's, or letters misread; which, only a comparison tells.
    """
    words = _plain(read).split()
    if not any(map(_is_mixed, words)):
        return (letters(read),)
    meant = (" ".join(word.translate(table) if _is_mixed(word) else word for word in words) for table in _LOOKALIKES)
    return tuple(dict.fromkeys([*map(letters, meant), letters(read)]))


def mass(caption: str) -> float:
    """How much a caption says, in letters of an alphabet; an ideograph says twice as much."""
    return float(sum(2 if IDEOGRAPH.match(character) else 1 for character in caption))


def has_ideographs(text: str) -> bool:
    """Whether any character is of a script with thousands of them."""
    return bool(IDEOGRAPH.search(text))


def has_figures(text: str) -> bool:
    """Whether any character is a digit."""
    return any(map(str.isdigit, text))


def alike(template: str, seen: str) -> float:
    """Likeness, 0 to 1, of a line's caption with what is read in its place, whatever value follows either.

    A detector may cut label and value as one line here and as two there.
    """
    caption, read = caption_of(template), spellings(seen)
    said = {caption_of(seen), *read, *(spelling[: len(caption)] for spelling in read)}
    return max((likeness(caption, other) for other in said), default=0.0)


def is_partly_other(template: str, seen: str) -> bool:
    """Whether letters enough for a word stand in place of others, between runs of letters that are the same.

    Counted letter by letter a long line of these is as like as one that was misread here and there; but misread letters
    lie scattered, or are read with doubt.
    """
    caption, read = caption_of(template), spellings(seen)[0]
    blocks = SequenceMatcher(None, caption, read, autojunk=False).get_matching_blocks()
    # A few letters in the same order are common to any two words.
    same = [block for block in blocks if _is_word(caption[block.a : block.a + block.size])]
    begins = [(0, 0), *((block.a + block.size, block.b + block.size) for block in same)]
    ends = [*((block.a, block.b) for block in same), (len(caption), len(read))]
    gaps = ((caption[a:c], read[b:d]) for (a, b), (c, d) in zip(begins, ends, strict=True))
    return any(_is_word(gone) and _is_word(come) and likeness(gone, come) < 0.5 for gone, come in gaps)


def _is_word(text: str) -> bool:
    return mass(text) >= OPTIONS.word_letters


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()


def _is_mixed(word: str) -> bool:
    """Whether letters of an alphabet and figures are in one word."""
    return has_figures(word) and any(map(str.isalpha, word)) and not has_ideographs(word)
