"""A field that reads as words where the template has a number, or the reverse: most likely another line of the page.

Rule: a value is only doubted for it, and keeps what it says. A type says more of what may stand in a field; where one
is given, nothing is asked here.
"""

from __future__ import annotations

from dataclasses import replace

from lambda_ocr.core.deciding.looks import bare
from lambda_ocr.core.deciding.options import OPTIONS
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_types.meaning import FieldType
from lambda_ocr.core.model import Check, FieldReading
from lambda_ocr.core.recognition.form_hint import character_kind


def doubted_by_kind(kind: FieldType, known: FieldEvidence, read: FieldReading) -> FieldReading:
    """The reading, less likely right where it is of another kind than the template's."""
    if kind.automaton is not None or known.note is None or not read.lines:
        return read
    if known.note.confidence < OPTIONS.min_template_confidence:
        return read
    wanted, said = bare(known.note.value), bare(read.value)
    letters = sum(character_kind(character) != "" for character in said)
    if len(wanted) < OPTIONS.min_kind_characters or letters < OPTIONS.min_kind_letters or not _differ(wanted, said):
        return read
    confidence = min(read.confidence, OPTIONS.other_kind_chance)
    return replace(
        read, confidence=confidence, status=known.status(confidence), checks=(*read.checks, Check.OTHER_KIND)
    )


def _differ(one: str, other: str) -> bool:
    """Whether one is mostly digits and the other has none."""
    few, many = sorted((_digits(one), _digits(other)))
    return few == 0 and many >= OPTIONS.min_number_digits


def _digits(text: str) -> float:
    """Share of digits."""
    return sum(character_kind(character) == "9" for character in text) / len(text)
