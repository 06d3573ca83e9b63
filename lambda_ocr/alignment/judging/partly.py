"""Headlines that are the template's in part: a word of them is surely another, the rest is the same.

Counted letter by letter a long one of these is as like as one that was misread here and there; but misread letters lie
scattered, or are read with doubt.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from lambda_ocr.alignment.judging.captions import caption_of, letters, mass
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import likeness


def is_partly_other(template: str, seen: str) -> bool:
    """Whether letters enough for a word stand in place of others, between runs of letters that are the same."""
    caption, read = caption_of(template), letters(seen)
    blocks = SequenceMatcher(None, caption, read, autojunk=False).get_matching_blocks()
    # A few letters in the same order are common to any two words.
    same = [block for block in blocks if mass(caption[block.a : block.a + block.size]) >= OPTIONS.word_letters]
    begins = [(0, 0), *((block.a + block.size, block.b + block.size) for block in same)]
    ends = [*((block.a, block.b) for block in same), (len(caption), len(read))]
    gaps = ((caption[a:c], read[b:d]) for (a, b), (c, d) in zip(begins, ends, strict=True))
    return any(_is_word(gone) and _is_word(come) and likeness(gone, come) < 0.5 for gone, come in gaps)


def _is_word(text: str) -> bool:
    return mass(text) >= OPTIONS.word_letters
