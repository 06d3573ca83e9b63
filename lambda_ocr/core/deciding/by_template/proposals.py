"""What a template proposes for lines that were read: its own text, its signs, letters and digits where it has them.

Rule: a character that was read surely stays, but for a sign or a look-alike that is of another kind than the
template's: of these the network is sure now and then without a reason.
"""

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

LONGEST = 300
"""Characters of a text that is compared."""
MOST_ODD = 2
"""Characters of another kind than the template's that may be look-alikes of such."""


@dataclass(frozen=True)
class Proposal:
    """Another text of the lines read."""

    texts: tuple[str, ...]
    """Of each line, white space left out."""
    bound: float
    """Nats that it may be less likely than what was read."""
    is_again: bool = False
    """Whether it is all that the template says: then it goes before others."""
    like: str | None = None
    """What has its white space; the lines themselves, where None."""


def proposals(note: FieldAnnotation, lines: Sequence[Line]) -> Iterator[Proposal]:
    """What the template says there, where the lines are nearly that; its signs around their letters and digits; letters
    for digits. Nothing of a text longer than `LONGEST`.
    """
    longest = max(len(note.value), *(len(line.text) for line in lines))
    if note.confidence < OPTIONS.min_template_confidence or longest > LONGEST:
        return
    again = _again(note, lines)
    if again is not None:
        yield again
    if len(lines) == 1:
        said, wanted = bare(lines[0].text), bare(note.value)
        formed = _with_signs(said, wanted)
        if formed is not None:
            yield Proposal((formed,), OPTIONS.signs_nats)
        for formed in _with_kinds(said, wanted):
            yield Proposal((formed,), OPTIONS.kinds_nats)


def sureness(line: Line) -> list[float]:
    """Of each character of a line, white space left out; all as the weakest where they are not known."""
    if len(line.sureness) != len(line.text):
        return [line.weakest] * len(bare(line.text))
    return [sure for character, sure in zip(line.text, line.sureness, strict=True) if not character.isspace()]


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


def _again(note: FieldAnnotation, lines: Sequence[Line]) -> Proposal | None:
    """The template's own text; None where that is hardly like what was read, or what was read surely is not in it."""
    wanted, rows = bare(note.value), [bare(line.text) for line in lines]
    said = "".join(rows)
    if min(len(wanted), len(said)) < OPTIONS.min_repeated_characters:
        return None
    match = SequenceMatcher(None, said, wanted, autojunk=False)
    if match.ratio() < OPTIONS.min_repeated_likeness:
        return None
    texts = _in_lines(wanted, rows, match)
    sure = [each for line in lines for each in sureness(line)]
    bound = _bound(said, wanted, sure, match)
    if texts is None or bound is None:
        return None
    return Proposal(texts, bound, is_again=True, like=note.value if len(texts) == 1 else None)


def _in_lines(wanted: str, rows: Sequence[str], match: SequenceMatcher[str]) -> tuple[str, ...] | None:
    """The template's text in as many lines; each ends after the character that it ends after in what was read."""
    places = match.get_matching_blocks()
    texts, start = [], 0
    for at in range(1, len(rows)):
        end = sum(map(len, rows[:at]))
        after = next((low + end - first for first, low, size in places if first < end <= first + size), None)
        if after is None:
            return None
        texts.append(wanted[start:after])
        start = after
    texts.append(wanted[start:])
    return tuple(texts) if all(texts) else None


def _bound(said: str, wanted: str, sure: Sequence[float], match: SequenceMatcher[str]) -> float | None:
    """Nats that the template's text may be less likely than what was read; None where that was read surely."""
    bounds = [OPTIONS.most_repeated_nats]
    differing = 0
    for what, start, end, low, high in match.get_opcodes():
        if what == "equal":
            continue
        mine, other = said[start:end], wanted[low:high]
        if max(sure[start:end], default=0.0) >= OPTIONS.sure_character:
            return None
        # With the neighbours, for a point or a sign of a number is of it.
        around = said[max(0, start - 1) : end + 1] + wanted[max(0, low - 1) : high + 1]
        if len(mine) == len(other) and all(map(_are_odd, mine, other)):
            bounds.append(OPTIONS.kinds_nats)
        elif any(character.isdigit() for character in around):
            bounds.append(OPTIONS.repeated_number_nats)
        differing += max(len(mine), len(other))
    return min(*bounds, OPTIONS.repeated_nats + OPTIONS.repeated_further_nats * (differing - 1))


def _are_odd(one: str, other: str) -> bool:
    """Whether one of two is a digit, the other a letter, and they look alike."""
    return {character_kind(one), character_kind(other)} == {"9", "a"} and frozenset((one, other)) in LOOKALIKES
