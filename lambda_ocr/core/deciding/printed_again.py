"""A field that says again what it says on the template: print of the form itself, a firm's name, an address.

Of what people mark as fields much is the same on every copy. So where the reading is nearly that, differs in what the
network left open, and the template's own text is hardly less likely by the pixels, the template's text it is.

Rule: what was read surely is never overruled, for then the template's text is far less likely; and digits that differ
ask for much more, as the next number is as common as the same number again. Where the letters and digits are others,
but of the same kinds in the same order, only the signs between them are asked of the template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from math import exp

from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.steps import LINE_END
from lambda_ocr.core.deciding.decision import Terms, raised
from lambda_ocr.core.deciding.looks import Looks, bare
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.deciding.spacing import spaced
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.model import Check, FieldAnnotation, FieldReading, Line, Status
from lambda_ocr.core.recognition.calibration import chance, signs_of
from lambda_ocr.core.recognition.form_hint import character_kind
from lambda_ocr.core.recognition.transcriber import UNDOUBTED
from lambda_ocr.core.text_lines.line_cutting import joined


@dataclass(frozen=True)
class _Proposal:
    """Another text of the lines read."""

    texts: tuple[str, ...]
    """Of each line, white space left out."""
    bound: float
    """Nats that it may be less likely than what was read."""
    like: str | None = None
    """What has its white space; the lines themselves, where None."""


def as_on_template(terms: Terms, kind: FieldType, known: FieldEvidence, read: FieldReading) -> FieldReading:
    """The reading, or the template's own text in its place, or its signs; as it is where a type decides, or no effort
    is left.
    """
    if known.note is None or known.transcript is None or kind.automaton is not None or not read.lines:
        return read
    if bare(read.value) == bare(known.note.value):
        return _seconded(known, read)
    proposals = list(_proposals(known.note, read.lines))
    looks = Looks.of(known.transcript.readings)
    if not proposals or not terms.effort.allows(looks.rows):
        return read
    mine, *others = looks.log_chances([looks.read, *(LINE_END.join(each.texts) for each in proposals)]).tolist()
    for proposal, other in zip(proposals, others, strict=True):
        below = max(0.0, mine - other)
        if below <= proposal.bound:
            return _decided(terms, known, read, proposal, 1 / (1 + exp(below - proposal.bound)))
    return read


def _decided(terms: Terms, known: FieldEvidence, read: FieldReading, proposal: _Proposal, share: float) -> FieldReading:
    lines = tuple(
        _line(line, spaced(text, proposal.like or line.text), share)
        for line, text in zip(read.lines, proposal.texts, strict=True)
    )
    confidence = chance(signs_of(lines, read.error_px), terms.calibration)
    return replace(
        read,
        value=joined([line.text for line in lines]),
        lines=lines,
        confidence=confidence,
        status=known.status(confidence),
        checks=(*read.checks, Check.DECIDED_BY_TEMPLATE),
    )


def _seconded(known: FieldEvidence, read: FieldReading) -> FieldReading:
    """A reading that says what the template says: misread, it would hardly say just that."""
    if len(bare(read.value)) < OPTIONS.min_seconded_characters or any(line.unread for line in read.lines):
        return read
    confidence = raised(read.confidence, OPTIONS.seconded_nats)
    is_doubted = read.status is Status.LOW_CONFIDENCE
    return replace(read, confidence=confidence, status=known.status(confidence) if is_doubted else read.status)


def _proposals(note: FieldAnnotation, lines: Sequence[Line]) -> Iterator[_Proposal]:
    """What the template says there, where the lines are nearly that; its signs around their letters and digits."""
    if note.confidence < OPTIONS.min_template_confidence:
        return
    texts = _template_lines(note, lines)
    if texts is not None:
        bound = _bound([line.text for line in lines], texts)
        yield _Proposal(tuple(texts), bound, note.value if len(texts) == 1 else None)
    if len(lines) == 1:
        formed = _with_signs(bare(lines[0].text), bare(note.value))
        if formed is not None:
            yield _Proposal((formed,), OPTIONS.signs_nats)


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


def _template_lines(note: FieldAnnotation, lines: Sequence[Line]) -> list[str] | None:
    """What the lines say on the template, white space left out; None where that is hardly the like."""
    wanted, rows = bare(note.value), [bare(line.text) for line in lines]
    said = "".join(rows)
    if min(len(wanted), len(said)) < OPTIONS.min_repeated_characters:
        return None
    # What was read surely, each character of it, can be no other of the same length.
    if len(wanted) == len(said) and min(line.weakest for line in lines) >= UNDOUBTED:
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
    differing = 0
    for what, start, end, low, high in SequenceMatcher(None, said, wanted, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        # With the neighbours, for a point or a sign of a number is of it.
        around = said[max(0, start - 1) : end + 1] + wanted[max(0, low - 1) : high + 1]
        if any(map(str.isdigit, around)):
            return OPTIONS.repeated_number_nats
        differing += max(end - start, high - low)
    return OPTIONS.repeated_nats + OPTIONS.repeated_further_nats * (differing - 1)


def _line(line: Line, text: str, share: float) -> Line:
    """A line as the template has it; what changed is as sure as the `share` of that text of both."""
    if bare(text) == bare(line.text):
        return line
    letters = len(bare(text))
    mean = (line.confidence * (letters - 1) + share) / letters
    return replace(line, text=text, confidence=min(line.confidence, mean), weakest=share, sureness=())
