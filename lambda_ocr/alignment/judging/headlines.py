"""Which captions are a template's headlines: by them a person tells what paper it is, and whose.

A sister layout, a page half of whose captions are replaced and another chain's receipt from the same till have most
captions in common with the template; what the paper is called, or who issued it, is another. On copies both stand
again, 871 of 874 times (docs/tuning.md, "The judge").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lambda_ocr.alignment.judging.captions import Caption, Role, has_ideographs
from lambda_ocr.alignment.judging.leaning import depths
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
    field around: it changes.
    """
    if not lines:
        return ()
    size, depth = np.array([_size(line) for line in lines]), depths([line.anchor for line in lines])
    ratio = size / np.median(size)
    large = (ratio >= OPTIONS.headline_ratio) & (depth <= OPTIONS.headline_depth)
    first = (ratio >= OPTIONS.first_line_ratio) & (depth <= OPTIONS.first_line_depth)
    names = np.array([line.anchor.outside and line.role in NAMES for line in lines])
    found = np.flatnonzero(names & (large | first))
    marked = set(found[np.argsort(-size[found], kind="stable")][: OPTIONS.max_headlines].tolist())
    return tuple(replace(line, is_headline=at in marked) for at, line in enumerate(lines))


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
