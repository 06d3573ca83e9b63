"""A field's value as its type has it: the free reading where that is a value, else what the lattice held possible.

Rule: nothing is forced. The free reading stands wherever it is a value of the type, and where nothing that the type
accepts is nearly as likely as what was read: then with the status `invalid`, for a wrong crop, another word or a
handwritten note must not come out as a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.constraints.counted import Counted
from lambda_ocr.core.constraints.steps import LINE_END
from lambda_ocr.core.deciding.cells import filled
from lambda_ocr.core.deciding.looks import Effort, Looks, bare
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.deciding.spacing import spaced
from lambda_ocr.core.evidence import LOW_CONFIDENCE, FieldEvidence
from lambda_ocr.core.field_types.meaning import FieldType, Meaning
from lambda_ocr.core.model import Calibration, Candidate, Check, FieldReading, Line, Status
from lambda_ocr.core.recognition.calibration import chance, signs_of
from lambda_ocr.core.recognition.transcriber import UNDOUBTED
from lambda_ocr.core.text_lines.line_cutting import joined

MOST_CANDIDATES = 5
FARTHEST_NATS = 12.0
"""Below the free reading: what is less likely is no candidate."""


@dataclass(frozen=True)
class Possible:
    """A text that the type accepts."""

    lines: tuple[str, ...]
    below: float
    """By how much its log chance is below the free reading's, and something for each character more or less; 0 at
    least."""
    meaning: Meaning


@dataclass(frozen=True)
class Terms:
    """What goes with all decisions of one request."""

    calibration: Calibration
    effort: Effort
    alternatives: bool = True
    """Whether what else a field may say is sought also where it was read as a value, with doubts."""
    trusts_values: bool = True
    """Whether the score of what was read as a value is raised: it was fitted on fields, not on cells of tables."""


def typed(terms: Terms, kind: FieldType, known: FieldEvidence, read: FieldReading) -> FieldReading:
    """A field's reading with what its type makes of it; where no effort is left, its lattices are not searched."""
    read = replace(read, type=kind.name)
    if not read.lines:  # empty, off the picture, or print that could not be read
        return read
    free = kind.meanings([line.text for line in read.lines])
    is_value = bool(free) and not free[0].failed
    written = _written(kind, known)
    is_counted = written is None or len(folded(read.value)) == written
    if is_value and is_counted:
        is_open = terms.alternatives and not _is_sure(read.lines)
        others = possible_values(terms.effort, kind, known, read) if is_open else ()
        return _meaning(_trusted(known, read) if terms.trusts_values and kind.automaton else read, free, others)
    possible = possible_values(terms.effort, kind, known, read, written)
    if possible and possible[0].below <= OPTIONS.max_below_nats:
        return _decided(known, read, possible, terms.calibration)
    if is_value:
        return _miscounted(_meaning(read, free, possible))
    return _invalid(read, free, possible)


def _trusted(known: FieldEvidence, read: FieldReading) -> FieldReading:
    """A reading that is a value of its type, likelier right than the same signs are of any text."""
    if any(line.unread for line in read.lines):
        return read
    confidence = raised(read.confidence, OPTIONS.value_nats)
    is_doubted = read.status is Status.LOW_CONFIDENCE
    return replace(read, confidence=confidence, status=known.status(confidence) if is_doubted else read.status)


def raised(confidence: float, nats: float) -> float:
    """A chance whose log odds are so much higher."""
    odds = log(max(confidence, 1e-9) / max(1 - confidence, 1e-9)) + nats
    return max(confidence, 1 / (1 + exp(-odds)))


def _written(kind: FieldType, known: FieldEvidence) -> int | None:
    """Characters that the cells of a comb hold; None of a field that is none, or where that is not plain."""
    cells = getattr(kind, "cells", 0)
    return filled(known.region, cells) if cells and known.region else None


def _miscounted(read: FieldReading) -> FieldReading:
    """A value of more or fewer characters than there are in its cells: not to be relied upon."""
    confidence = min(read.confidence, LOW_CONFIDENCE - 0.01)
    checks = (*read.checks, Check.CELLS_DIFFER)
    return replace(read, status=Status.LOW_CONFIDENCE, confidence=confidence, checks=checks)


def _is_sure(lines: Sequence[Line]) -> bool:
    return min(line.weakest for line in lines) >= UNDOUBTED


def possible_values(
    effort: Effort, kind: FieldType, known: FieldEvidence, read: FieldReading, written: int | None = None
) -> list[Possible]:
    """What the type accepts and the lattice held possible, other writings of the same left out; the likeliest first.

    Of `written` characters alone, where it is known how many there are.
    """
    return sorted(_accepted(effort, kind, known, read, written), key=lambda one: one.below)


def _accepted(
    effort: Effort, kind: FieldType, known: FieldEvidence, read: FieldReading, written: int | None
) -> Iterator[Possible]:
    if kind.automaton is None or known.transcript is None:
        return
    looks = Looks.of(known.transcript.readings)
    if not effort.allows(looks.rows):
        return
    seen = set[str]()
    automaton = kind.automaton if written is None else Counted(kind.automaton, written)
    for text, below in looks.accepted(automaton):
        texts = text.split(LINE_END)
        if below > FARTHEST_NATS or folded(text) in seen or len(texts) != len(read.lines):
            continue
        seen.add(folded(text))
        # Characters that cells hold are not made up.
        longer = 0 if written else abs(len(folded(text)) - len(folded(read.value)))
        lines = tuple(spaced(one, line.text) for one, line in zip(texts, read.lines, strict=True))
        meanings = kind.meanings(lines)
        if meanings and not meanings[0].failed:
            yield Possible(
                lines,
                below + OPTIONS.length_nats * longer,
                meanings[0] if len(meanings) == 1 else replace(meanings[0], normalized=None),
            )


def _meaning(read: FieldReading, meanings: Sequence[Meaning], others: Sequence[Possible]) -> FieldReading:
    """A reading that is a value: what it means, or all that it may mean."""
    mine = {folded(read.value)}
    rivals = [_candidate(one) for one in others if folded(joined(one.lines)) not in mine]
    if len(meanings) == 1:
        first = meanings[0]
        return replace(read, normalized=first.normalized, held=first.held, candidates=tuple(rivals[:MOST_CANDIDATES]))
    all_ = [Candidate(read.value, one.normalized, 1.0) for one in meanings] + rivals
    return replace(
        read,
        checks=(*read.checks, Check.AMBIGUOUS),
        held=meanings[0].held,
        candidates=tuple(all_[:MOST_CANDIDATES]),
    )


def _decided(
    known: FieldEvidence, read: FieldReading, possible: Sequence[Possible], calibration: Calibration
) -> FieldReading:
    """The likeliest value of the type, where the free reading is none."""
    first, *rest = possible
    share = exp(-first.below) / (exp(-OPTIONS.trust_nats) + sum(exp(-one.below) for one in possible))
    lines = tuple(_line(line, text, share) for line, text in zip(read.lines, first.lines, strict=True))
    confidence = chance(signs_of(lines, read.error_px), calibration)
    decided = replace(
        read,
        value=joined(first.lines),
        lines=lines,
        confidence=confidence,
        status=known.status(confidence),
        checks=(*read.checks, Check.DECIDED_BY_TYPE),
    )
    return _meaning(decided, [first.meaning], rest)


def _line(line: Line, text: str, share: float) -> Line:
    """A line as it was decided; what changed is as sure as its `share` of all that it may be."""
    if text == line.text:
        return line
    letters = len(bare(text))
    mean = (line.confidence * (letters - 1) + share) / letters
    return replace(
        line, text=text, confidence=min(line.confidence, mean), weakest=min(line.weakest, share), sureness=()
    )


def _invalid(read: FieldReading, free: Sequence[Meaning], possible: Sequence[Possible]) -> FieldReading:
    failed = free[0].failed if free else (Check.NOT_OF_FORM,)
    return replace(
        read,
        status=Status.INVALID,
        confidence=min(read.confidence, OPTIONS.invalid_chance),
        checks=(*read.checks, *failed),
        held=free[0].held if free else (),
        candidates=tuple(_candidate(one) for one in possible[:MOST_CANDIDATES]),
    )


def _candidate(one: Possible) -> Candidate:
    return Candidate(joined(one.lines), one.meaning.normalized, exp(-one.below))
