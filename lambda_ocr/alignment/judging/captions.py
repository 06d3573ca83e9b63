"""What each printed line of a template is: a caption that stands on every copy, or print that changes with the copy.

One copy does not tell; the nature of a line does, by how often lines of its kind were found again on other copies. What
looks like a value, stands right after a label or before an amount, or is of another script than the page (a romanised
name) tells little; a label, or a line of several words, tells much. A line of label and value is its label alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from lambda_ocr.alignment.judging.line_gaps import Rows
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor, likeness


class Role(StrEnum):
    """What a line is, by its text and its neighbours."""

    LABEL = "label"
    """It ends, or its caption does, with a colon."""
    PHRASE = "phrase"
    """Four words or more."""
    WORDS = "words"
    CAPITALISED = "capitalised"
    """Words that all begin with a capital: a heading, or a name."""
    WORD = "word"
    SENTENCE = "sentence"
    """Seven ideographs or more."""
    CHARACTERS = "characters"
    """Four of them or more."""
    FEW_CHARACTERS = "few_characters"
    WITH_FIGURES = "with_figures"
    """Words and numbers on one line; the words are compared."""
    BEFORE_AMOUNT = "before_amount"
    """An item of a list, perhaps, or what is summed up."""
    AFTER_LABEL = "after_label"
    """A value that nobody drew a field around, as likely as not."""
    FOREIGN = "foreign"
    """Few letters on a page of ideographs: a romanised name, as a rule."""
    VALUE = "value"
    """Numbers, codes, dates, sums: nothing is concluded from them."""


FIXED: Mapping[Role, float] = {
    Role.LABEL: 0.97,
    Role.PHRASE: 0.97,
    Role.WORDS: 0.92,
    Role.CAPITALISED: 0.82,
    Role.WORD: 0.80,
    Role.SENTENCE: 0.90,
    Role.CHARACTERS: 0.80,
    Role.FEW_CHARACTERS: 0.50,
    Role.WITH_FIGURES: 0.75,
    Role.BEFORE_AMOUNT: 0.55,
    Role.AFTER_LABEL: 0.35,
    Role.FOREIGN: 0.30,
    Role.VALUE: 0.15,
}
"""How likely a line is on every copy: the share of lines of true pictures that stand there again (docs/tuning.md)."""

_BY_LENGTH = ((Role.SENTENCE, 7), (Role.CHARACTERS, 4), (Role.FEW_CHARACTERS, 0))
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_NUMERAL = re.compile("[零〇一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万萬亿億元圆圓角分整正]")
_COLON = re.compile("[:：]")


@dataclass(frozen=True)
class Caption:
    """A line of the template and how likely it stands on every copy."""

    anchor: Anchor
    role: Role

    @property
    def fixed(self) -> float:
        """0 to 1."""
        return FIXED[self.role]

    @cached_property
    def letters(self) -> str:
        """What is compared of it."""
        return caption_of(self.anchor.text)


def captions(anchors: Sequence[Anchor]) -> tuple[Caption, ...]:
    """The lines of a template in their order, those in fields too, each with its role."""
    ideographs = sum(bool(_IDEOGRAPH.search(anchor.text)) for anchor in anchors) > len(anchors) / 3
    rows = Rows.of(anchors)
    return tuple(Caption(anchor, _role(_own_role(anchor.text, ideographs), anchor, rows)) for anchor in anchors)


def caption_of(text: str) -> str:
    """The letters of a line, without case, accents, numbers and codes; of label and value those of the label."""
    return _label_of(text) or letters(text)


def _label_of(text: str) -> str:
    """The letters before a colon, of which there must be two; "" where there is none."""
    colon = _COLON.search(text)
    label = letters(text[: colon.start()]) if colon else ""
    return label if len(label) >= 2 else ""


def letters(text: str) -> str:
    """Letters without case and accents, words that hold figures left out (of ideographs the figures alone)."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(_letters_of(word) for word in plain.split())


def _letters_of(word: str) -> str:
    if any(character.isdigit() for character in word):
        return "".join(_IDEOGRAPH.findall(word))
    return "".join(character for character in word if character.isalpha())


def mass(caption: str) -> float:
    """How much a caption says, in letters of an alphabet; an ideograph says twice as much."""
    return float(sum(2 if _IDEOGRAPH.match(character) else 1 for character in caption))


def has_ideographs(text: str) -> bool:
    """Whether any character is of a script with thousands of them."""
    return bool(_IDEOGRAPH.search(text))


def alike(template: str, seen: str) -> float:
    """Likeness, 0 to 1, of a line's caption with what is read in its place, whatever value follows either."""
    caption, read = caption_of(template), letters(seen)
    return max((likeness(caption, other) for other in {caption_of(seen), read, read[: len(caption)]}), default=0.0)


def _role(own: Role, anchor: Anchor, rows: Rows) -> Role:
    """By the text, and by what stands on the same row."""
    if own in (Role.LABEL, Role.VALUE):
        return own
    gaps = rows.gaps(anchor.quad)
    if bool(np.any(rows.labels & (gaps.before >= 0) & (gaps.before < OPTIONS.label_reach_heights))):
        return Role.AFTER_LABEL
    if own is not Role.PHRASE and bool(np.any(rows.amounts & (gaps.behind >= 0))):
        return Role.BEFORE_AMOUNT
    return own


def _own_role(text: str, ideographs: bool) -> Role:
    """By the text alone."""
    caption = caption_of(text)
    figures = sum(character.isdigit() for character in text)
    if mass(caption) < OPTIONS.min_caption_letters or sum(map(len, _NUMERAL.findall(caption))) > len(caption) / 2:
        return Role.VALUE
    if _label_of(text):
        return Role.LABEL
    if figures:
        return (
            Role.VALUE if figures >= OPTIONS.min_value_digit_share * len("".join(text.split())) else Role.WITH_FIGURES
        )
    if has_ideographs(text):
        return next(role for role, fewest in _BY_LENGTH if len(caption) >= fewest)
    return _role_of_words([word for word in text.split() if any(map(str.isalpha, word))], len(caption), ideographs)


def _role_of_words(words: Sequence[str], length: int, ideographs: bool) -> Role:
    """Of a line in an alphabet."""
    if ideographs:
        return Role.PHRASE if len(words) >= 3 or length >= OPTIONS.min_translation_letters else Role.FOREIGN
    if len(words) >= 4:
        return Role.PHRASE
    capitalised = all(word.lstrip("(\"'")[:1].isupper() for word in words)
    return Role.WORD if len(words) < 2 else Role.CAPITALISED if capitalised else Role.WORDS
