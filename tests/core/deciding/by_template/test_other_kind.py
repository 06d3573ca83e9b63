"""Words for a number, or a number for words, are doubted; nothing else is."""

from __future__ import annotations

import pytest

from lambda_ocr.core.deciding.by_template.other_kind import doubted_by_kind
from lambda_ocr.core.deciding.free import free_reading
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import Check, FieldAnnotation, FieldReading, Status
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from tests.support.field_evidence import evidence, read_line
from tests.support.lattices import spelled


def seen(template: str, said: str, options: dict[str, str] | None = None, sure: float = 1.0) -> FieldReading:
    known = evidence(options or {}, read_line(spelled(said)), note=FieldAnnotation(32, 0, template, sure))
    return doubted_by_kind(field_type(options or {}), known, free_reading(known, RECOGNIZER.calibration))


@pytest.mark.parametrize(
    ("template", "said"), [("53985164", "Quentin"), ("Marine Works", "20260311"), ("201.00", "EUR")]
)
def test_words_for_a_number_and_a_number_for_words_are_doubted(template: str, said: str) -> None:
    known = seen(template, said)
    assert (known.value, known.checks) == (said, (Check.OTHER_KIND,))
    assert known.status is Status.LOW_CONFIDENCE


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("53985164", "53985164"),
        ("INV-2026", "4711-2026"),
        ("4-7", "ABC"),
        ("53985164", "-"),
        ("No. 4", "Works"),
        ("ABC12", "Works"),
        ("青岚042", "GREENHOLM"),
        ("53985164", "A"),
        ("", "4711"),
    ],
    ids=[
        "numbers",
        "a prefix less",
        "short",
        "a dash",
        "few digits",
        "a code",
        "a place and a code",
        "a letter",
        "blank",
    ],
)
def test_what_may_well_stand_there_is_not(template: str, said: str) -> None:
    known = seen(template, said)
    assert (known.checks, known.status) == ((), Status.OK)


def test_a_template_that_was_read_unsurely_doubts_nothing() -> None:
    assert seen("53985164", "Quentin", sure=0.5).checks == ()


def test_where_a_type_decides_nothing_is_asked() -> None:
    assert seen("53985164", "Quentin", {"charset": "A-Za-z"}).checks == ()
