"""Copies of a drawn ticket are studied by the real networks: what is printed on every one, and what on this alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from lambda_ocr.alignment.aligner import PrintAligner
from lambda_ocr.core.errors import TemplateMismatch
from lambda_ocr.core.model import Lesson, LessonKind
from lambda_ocr.core.teaching.copies import CopyStudied
from lambda_ocr.core.teaching.print_lessons import print_lessons
from lambda_ocr.engines.detector import PaddleLineDetector
from lambda_ocr.engines.recognizer import PaddleLineRecognizer
from tests.alignment.judging.test_judge import seen
from tests.support.drawn_forms import CLEAN, POOR
from tests.support.drawn_tickets import FIELDS, FIXED, OTHERS, SISTER, Trip, template

NEXT = Trip(("Oakhaven", "Brill"), "Maud Ferrier", "Stott", "66120938")
"""A ticket that was not taught."""


@pytest.fixture(scope="module")
def aligner() -> PrintAligner:
    return PrintAligner(PaddleLineDetector(threads=1), PaddleLineRecognizer(threads=1))


@pytest.fixture(scope="module")
def features(aligner: PrintAligner) -> Any:
    return aligner.load(aligner.describe(template(), FIELDS))


@pytest.fixture(scope="module")
def studied(aligner: PrintAligner, features: Any) -> list[CopyStudied]:
    return [aligner.study(features, aligner.extract(seen(FIXED, trip, CLEAN)), FIELDS) for trip in OTHERS]


@pytest.fixture(scope="module")
def lessons(studied: list[CopyStudied]) -> tuple[Lesson, ...]:
    return print_lessons((), studied)


def lines(lessons: Sequence[Lesson], agreeing: int) -> set[str]:
    return {one.text for one in lessons if one.kind is LessonKind.PRINT and one.agreeing == agreeing}


def test_every_line_is_told_apart_whatever_it_looks_like(lessons: tuple[Lesson, ...]) -> None:
    stay, change = lines(lessons, 2), lines(lessons, 0)
    print(f"\nstay {stay}\nchange {change}")
    captions = {"".join(text.split()) for text, *_ in FIXED}
    found = {"".join(text.split()) for text in stay}
    assert len(captions & found) >= len(captions) - 1
    assert change and not {"".join(text.split()) for text in change} & captions


def test_taught_the_ticket_is_known_better_and_the_sister_is_refused_as_before(
    aligner: PrintAligner, features: Any, lessons: tuple[Lesson, ...]
) -> None:
    taught = aligner.taught(features, lessons)
    page = seen(FIXED, NEXT, POOR)
    before, after = (aligner.align(each, aligner.extract(page), FIELDS) for each in (features, taught))
    assert after.weight > before.weight
    assert after.agreement > before.agreement, "print that changes is not counted as missing any more"
    with pytest.raises(TemplateMismatch):
        aligner.align(taught, aligner.extract(seen(SISTER, NEXT, CLEAN)), FIELDS)


def test_without_lessons_a_template_is_judged_as_ever(
    aligner: PrintAligner, features: Any, lessons: tuple[Lesson, ...]
) -> None:
    page = seen(FIXED, NEXT, CLEAN)
    forgot = aligner.taught(aligner.taught(features, lessons), ())
    one, other = (aligner.align(each, aligner.extract(page), FIELDS) for each in (features, forgot))
    assert (one.weight, one.agreement, one.inliers) == (other.weight, other.agreement, other.inliers)


def test_a_picture_of_something_else_is_no_copy(aligner: PrintAligner, features: Any) -> None:
    with pytest.raises(TemplateMismatch):
        aligner.study(features, aligner.extract(255 - seen(SISTER, OTHERS[0], POOR)[::-1, ::-1] // 3), FIELDS)
