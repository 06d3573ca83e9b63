"""Which captions are a template's headlines: by them a person tells what paper it is, and whose.

A sister layout, a page half of whose captions are replaced and another chain's receipt from the same till have most
captions in common with the template; what the paper is called, or who issued it, is another. On copies both stand
again, 859 of 862 times (docs/tuning.md, "The judge").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lambda_ocr.alignment.judging.captions import Caption, Role
from lambda_ocr.alignment.judging.copy_words import tells_which_copy
from lambda_ocr.alignment.judging.leaning import depths
from lambda_ocr.alignment.judging.line_letters import has_ideographs
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.core.geometry import side_lengths

NAMES = frozenset(
    {
        Role.PHRASE,
        Role.WORDS,
        Role.CAPITALISED,
        Role.WORD,
        Role.SENTENCE,
        Role.CHARACTERS,
        Role.FEW_CHARACTERS,
    }
)
"""What a headline may be by its nature: large print with figures is a price or a number, and a label a field's."""


def headed(lines: Sequence[Caption]) -> tuple[Caption, ...]:
    """The lines of a template, its headlines marked: set larger than most at its very top, or its first lines.

    Large print farther down is an amount's label, what a parcel's handler must know, or a value that nobody drew a
    field around: it changes. So do words of which copy this is, and what may be a person's name, unless it is set as
    a title is.
    """
    if not lines:
        return ()
    size, depth = np.array([_size(line) for line in lines]), depths([line.anchor for line in lines])
    ratio = size / np.median(size)
    large = (ratio >= OPTIONS.headline_ratio) & (depth <= OPTIONS.headline_depth)
    first = (ratio >= OPTIONS.first_line_ratio) & (depth <= OPTIONS.first_line_depth)
    names = np.array([line.anchor.outside and _is_name(line) for line in lines])
    top = names & (large | first)
    as_title = large & (size >= OPTIONS.min_person_headline_share * size.max(initial=0.0, where=top))
    persons = np.array([_may_be_a_person(line.anchor.text) for line in lines])
    found = np.flatnonzero(top & (as_title | ~persons))
    marked = set(found[np.argsort(-size[found], kind="stable")][: OPTIONS.max_headlines].tolist())
    return tuple(replace(line, is_headline=at in marked) for at, line in enumerate(lines))


def _is_name(line: Caption) -> bool:
    return line.role in NAMES and not tells_which_copy(line.anchor.text)


def _may_be_a_person(text: str) -> bool:
    """Two or three words in mixed case that begin with capitals, or as many ideographs; and whoever is written to."""
    # In capitals names and titles are alike, and most of what is set so is a title.
    words = [word.strip(".,'") for word in text.split()]
    is_capitalised = 2 <= len(words) <= 3 and all(word.isalpha() and word[0].isupper() for word in words)
    is_ideographic = 2 <= len(text) <= 3 and all(map(has_ideographs, text))
    return (is_capitalised and not text.isupper()) or is_ideographic or text.rstrip().endswith((",", "，"))


def _size(line: Caption) -> float:
    """Of its type, in template pixels but for a factor: how high the detector's box is, and how wide a letter.

    A box alone is higher with `g` than without, and drawn wider around small print; the width alone tells bold
    capitals, which headlines are set in, from a larger size no better.
    """
    width, height = side_lengths(line.anchor.quad)
    letters = [character for character in line.anchor.text if not character.isspace()]
    ems = sum(1.0 if has_ideographs(letter) else 0.5 for letter in letters)
    ems += 0.25 * (len(line.anchor.text) - len(letters))
    return math.sqrt(height * width / max(ems, 0.5))
