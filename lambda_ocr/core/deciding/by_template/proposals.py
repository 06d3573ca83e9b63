"""What a template proposes for lines that were read: its own text, its signs, letters and digits where it has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from lambda_ocr.core.constraints.characters import fold, folded
from lambda_ocr.core.deciding.looks import bare
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.model import FieldAnnotation, Line
from lambda_ocr.core.recognition.consensus import LOOKALIKES
from lambda_ocr.core.recognition.form_hint import character_kind
from lambda_ocr.core.recognition.transcriber import UNDOUBTED

MOST_ODD = 2
"""Characters of another kind than the template's that may be look-alikes of such."""


@dataclass(frozen=True)
class Proposal:
    """Another text of the lines read."""

    texts: tuple[str, ...]
    """Of each line, white space left out."""
    bound: float
    """Nats that it may be less likely than what was read."""
    like: str | None = None
    """What has its white space; the lines themselves, where None."""


def proposals(note: FieldAnnotation, lines: Sequence[Line]) -> Iterator[Proposal]:
    """What the template says there, where the lines are nearly that; its signs around their letters and digits."""
    if note.confidence < OPTIONS.min_template_confidence:
        return
    texts = _template_lines(note, lines)
    if texts is not None:
        bound = _bound([line.text for line in lines], texts)
        yield Proposal(tuple(texts), bound, note.value if len(texts) == 1 else None)
    if len(lines) == 1:
        said, wanted = bare(lines[0].text), bare(note.value)
        formed = _with_signs(said, wanted)
        if formed is not None:
            yield Proposal((formed,), OPTIONS.signs_nats)
        for formed in _with_kinds(said, wanted):
            yield Proposal((formed,), OPTIONS.kinds_nats)


def _with_signs(said: str, wanted: str) -> str | None:
    """Letters and digits of a reading with the signs of the template's value between them: `16:02` of `16:02.` where
    that is `23:16`. None where the two have others, or too few, or the signs are the same.
    """
    mine, form = [letter for letter in said if character_kind(letter)], [character_kind(letter) for letter in wanted]
    if len(mine) < OPTIONS.min_signed_characters or list(map(character_kind, mine)) != list(filter(None, form)):
        return None
    letters = iter(mine)
    formed = "".join(next(letters) if kind else sign for kind, sign in zip(form, wanted, strict=True))
    return formed if folded(formed) != folded(said) else None


def _with_kinds(said: str, wanted: str) -> Iterator[str]:
    """A reading with letters for digits that look like them, or the reverse, where the template's value has such:
    `22OCT` of `220CT` where that is `16JUN`. Nothing where more than two differ so, or any in another way.
    """
    odd = [at for at, (one, other) in enumerate(zip(said, wanted, strict=False)) if _sort(one) != _sort(other)]
    if len(said) != len(wanted) or len(said) < OPTIONS.min_signed_characters or not 0 < len(odd) <= MOST_ODD:
        return
    for letters in product(*(_alike(said[at], wanted[at]) for at in odd)):
        formed = list(said)
        for at, letter in zip(odd, letters, strict=True):
            formed[at] = letter
        yield "".join(formed)


def _sort(character: str) -> str:
    return character_kind(character) or fold(character)


def _alike(character: str, like: str) -> list[str]:
    """What looks like a character and is of the kind of another, a letter in the same case."""
    others = sorted(letter for pair in LOOKALIKES if character in pair for letter in pair - {character})
    return [
        letter
        for letter in others
        if character_kind(letter) == character_kind(like) != "" and letter.isupper() == like.isupper()
    ]


def _template_lines(note: FieldAnnotation, lines: Sequence[Line]) -> list[str] | None:
    """What the lines say on the template, white space left out; None where that is hardly the like."""
    wanted, rows = bare(note.value), [bare(line.text) for line in lines]
    said = "".join(rows)
    if min(len(wanted), len(said)) < OPTIONS.min_repeated_characters:
        return None
    # What was read surely, each character of it, can be no other of the same length and kinds.
    of_a_form = list(map(_sort, said)) == list(map(_sort, wanted))
    if of_a_form and min(line.weakest for line in lines) >= UNDOUBTED:
        return None
    match = SequenceMatcher(None, said, wanted, autojunk=False)
    if match.ratio() < OPTIONS.min_repeated_likeness:
        return None
    places = match.get_matching_blocks()
    texts, start = [], 0
    for end in _ends(rows)[:-1]:  # a line ends on the template after the character that it ends after here
        after = next((low + end - first for first, low, size in places if first < end <= first + size), None)
        if after is None:
            return None
        texts.append(wanted[start:after])
        start = after
    return [*texts, wanted[start:]]


def _ends(rows: Sequence[str]) -> list[int]:
    """Characters up to the end of each row."""
    return [sum(map(len, rows[: at + 1])) for at in range(len(rows))]


def _bound(rows: Sequence[str], texts: Sequence[str]) -> float:
    """Nats that the template's text may be less likely than what was read."""
    said, wanted = "".join(map(bare, rows)), "".join(texts)
    differing = odd = 0
    for what, start, end, low, high in SequenceMatcher(None, said, wanted, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        # With the neighbours, for a point or a sign of a number is of it.
        around = said[max(0, start - 1) : end + 1] + wanted[max(0, low - 1) : high + 1]
        if set(map(character_kind, said[start:end] + wanted[low:high])) == {"9", "a"}:
            odd += 1
        elif any(map(str.isdigit, around)):
            return OPTIONS.repeated_number_nats
        differing += max(end - start, high - low)
    further = OPTIONS.repeated_further_nats * (differing - 1)
    return OPTIONS.repeated_nats + further + OPTIONS.kinds_nats * bool(odd)
