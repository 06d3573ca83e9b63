"""What each printed line of a template is: a caption that stands on every copy, or print that changes with the copy.

One copy does not tell; the nature of a line does, by how often lines of its kind were found again on other copies. What
looks like a value, stands right after a label or before an amount, or is of another script than the page (a romanised
name) tells little; a label, or a line of several words, tells much. A line of label and value is its label alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from lambda_ocr.alignment.judging.leaning import aslant
from lambda_ocr.alignment.judging.line_gaps import Rows
from lambda_ocr.alignment.judging.line_letters import IDEOGRAPH, caption_of, has_ideographs, label_of, mass
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor


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
    BEFORE_FIELD = "before_field"
    """What the field right behind it on its row is called by."""
    BEFORE_AMOUNT = "before_amount"
    """An item of a list, perhaps, or what is summed up."""
    AFTER_LABEL = "after_label"
    """A value that nobody drew a field around, as likely as not."""
    FOREIGN = "foreign"
    """Few letters on a page of ideographs: a romanised name, as a rule."""
    ASLANT = "aslant"
    """A watermark's, or a stamp's."""
    VALUE = "value"
    """Numbers, codes, dates, sums: nothing is concluded from them."""


FIXED: Mapping[Role, float] = {
    Role.LABEL: 0.97,  # 0.96 of 237 lines of 6 kinds
    Role.PHRASE: 0.92,  # 0.92 of 386 of 30: a remark of the day is a sentence too
    Role.WORDS: 0.92,  # two or three of them, in lower case
    Role.CAPITALISED: 0.82,  # names and towns are written so
    Role.WORD: 0.80,  # 0.98 of 197 of 8; on drawn tickets, where towns stand alone, 0.95 refused two of 28 true ones
    Role.SENTENCE: 0.90,
    Role.CHARACTERS: 0.80,  # 0.83 of 24 of 3, sentences among them
    Role.FEW_CHARACTERS: 0.50,
    Role.WITH_FIGURES: 0.75,  # 0.83 of 71 of 7
    Role.BEFORE_FIELD: 0.96,  # 0.96 of 321 of 22
    Role.BEFORE_AMOUNT: 0.55,  # 0.57 of 95 of 4
    Role.AFTER_LABEL: 0.35,  # 0.38 of 14 of 2
    Role.FOREIGN: 0.30,  # none of 4, which are too few to say so
    Role.ASLANT: 0.30,  # stamps and watermarks of 10 drawn templates: 0.67 of 61, 41 more could not be read
    Role.VALUE: 0.15,  # 0.11 of 383 of 11
}
"""How likely a line is on every copy: the share of lines of true pictures that stand there again, mean of the kinds
(docs/tuning.md, "The judge"). Few lines of few kinds are trusted less than they say."""

_BY_LENGTH = ((Role.SENTENCE, 7), (Role.CHARACTERS, 4), (Role.FEW_CHARACTERS, 0))
_NUMERAL = re.compile("[零〇一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾佰仟万萬亿億元圆圓角分整正]")


@dataclass(frozen=True)
class Caption:
    """A line of the template and how likely it stands on every copy."""

    anchor: Anchor
    role: Role
    taught: tuple[float, float] | None = None
    """How likely it stands in its place, and anywhere, where further copies tell; None where none were looked at."""
    is_headline: bool = False
    """Whether it tells what paper this is, or whose (`headlines`)."""

    @property
    def fixed(self) -> float:
        """0 to 1: in its place."""
        return FIXED[self.role] if self.taught is None else self.taught[0]

    @property
    def guessed(self) -> float:
        """The same by its nature alone."""
        return max(FIXED[self.role], OPTIONS.headline_fixed) if self.is_headline else FIXED[self.role]

    @property
    def standing(self) -> float:
        """The same by its nature, or as copies taught: what the judge goes by."""
        return self.guessed if self.taught is None else self.taught[0]

    @property
    def lasting(self) -> float:
        """0 to 1: in its place, or where a row more or less moved it."""
        return FIXED[self.role] if self.taught is None else self.taught[1]

    @property
    def before_fields(self) -> Caption | None:
        """It, or as much of it as stands before the field it runs into; None where all of it is in a field."""
        if self.anchor.head is None:
            return self if self.anchor.outside else None
        head = Anchor(*self.anchor.head)
        return replace(self, anchor=head, role=self.role if self.anchor.outside else Role.BEFORE_FIELD)

    @cached_property
    def letters(self) -> str:
        """What is compared of it."""
        return caption_of(self.anchor.text)


def captions(anchors: Sequence[Anchor]) -> tuple[Caption, ...]:
    """The lines of a template in their order, those in fields too, each with its role."""
    # A third: on such pages many lines are numbers and codes, which are of no script.
    ideographs = sum(bool(IDEOGRAPH.search(anchor.text)) for anchor in anchors) > len(anchors) / 3
    rows, leans = Rows.of(anchors), aslant(anchors)
    return tuple(
        Caption(anchor, _role(_own_role(anchor.text, ideographs, leans=bool(lean)), anchor, rows))
        for anchor, lean in zip(anchors, leans, strict=True)
    )


def _role(own: Role, anchor: Anchor, rows: Rows) -> Role:
    """By the text, and by what stands on the same row."""
    if own in (Role.LABEL, Role.VALUE, Role.ASLANT):
        return own
    # A name beside `Passenger:` and a dish before its price read like headings; only their row tells what they are.
    gaps = rows.gaps(anchor.quad)
    if bool(np.any(rows.labels & (gaps.before >= 0) & (gaps.before < OPTIONS.label_reach_heights))):
        return Role.AFTER_LABEL
    # Whoever draws a field draws it behind what it is called by.
    near = (gaps.behind >= 0) & (gaps.behind < OPTIONS.label_reach_heights)
    if anchor.outside and own is not Role.WITH_FIGURES and bool(np.any(rows.held & near)):
        return Role.BEFORE_FIELD
    if own is not Role.PHRASE and bool(np.any(rows.amounts & (gaps.behind >= 0))):
        return Role.BEFORE_AMOUNT
    return own


def _own_role(text: str, ideographs: bool, *, leans: bool) -> Role:
    """By the line alone."""
    caption = caption_of(text)
    figures = sum(character.isdigit() for character in text)
    # Too short to be told from what stands there instead; or a sum in words, as invoices write it.
    if mass(caption) < OPTIONS.min_caption_letters or sum(map(len, _NUMERAL.findall(caption))) > len(caption) / 2:
        return Role.VALUE
    if leans:
        return Role.ASLANT
    if label_of(text):
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
    if ideographs:  # of the page: a long line is the caption's translation, a short one a romanised name
        return Role.PHRASE if len(words) >= 3 or length >= OPTIONS.min_translation_letters else Role.FOREIGN
    if len(words) >= 4:
        return Role.PHRASE
    capitalised = all(word.lstrip("(\"'")[:1].isupper() for word in words)
    return Role.WORD if len(words) < 2 else Role.CAPITALISED if capitalised else Role.WORDS
