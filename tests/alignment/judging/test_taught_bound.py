"""A bound that copies taught refuses what the untaught judge lets pass, and accepts nothing that it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lambda_ocr.alignment.cascade import Found
from lambda_ocr.alignment.judging import taught_bound
from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.judging.judge import Asked, Judgement
from lambda_ocr.alignment.judging.refusal import refusal
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Bound, Lesson, LessonKind

HEADS = captions(
    [Anchor(rectangle(10, 30 * at, 200, 30 * at + 20), "The fare is to be paid aboard") for at in range(6)]
)


def judged(same: int, bound: float | None = None, taught: tuple[float, float] | None = None) -> Judgement:
    """A page with so many of the captions."""
    lines = [replace(line, taught=taught) for line in HEADS]
    return Judgement(0.6, tuple(Asked(line, 8.0 if at < same else -8.0) for at, line in enumerate(lines)), bound)


def test_a_page_that_weighs_less_than_the_bound_is_refused_though_it_passes_without_lessons() -> None:
    page = judged(same=6)
    assert page.is_accepted and page.weight > 0.5
    assert judged(6, bound=page.weight - 0.01).is_accepted
    assert not judged(6, bound=page.weight + 0.01).is_accepted


def test_no_bound_lets_a_page_pass_that_the_untaught_judge_refuses() -> None:
    page = judged(same=3)
    assert page.weight < OPTIONS.min_weight_nats and not page.is_accepted
    assert not judged(3, bound=-99.0).is_accepted
    told = judged(3, bound=-99.0, taught=(0.4, 0.4))  # lessons of the print may, where they speak clearly
    assert told.is_accepted == (told.weight >= OPTIONS.min_weight_nats + OPTIONS.lessons_accept_nats)


def test_a_refusal_tells_what_the_page_had_to_weigh_and_names_the_copies_where_they_decided() -> None:
    page = judged(same=6)
    by_copies = refusal(Found(share=0.6), judged(6, bound=page.weight + 1))
    assert by_copies.details["needed"] == pytest.approx(by_copies.details["weight"] + 1, abs=0.02)
    assert "copies that were taught" in by_copies.message
    taught = judged(6, taught=(0.0, 9.0))
    for verdict, needed, is_by_copies in (
        (judged(3), OPTIONS.min_weight_nats, False),
        (judged(3, bound=99.0), OPTIONS.min_weight_nats, False),  # refused without copies, too
        (taught, taught_bound.usual(), True),
    ):
        told = refusal(Found(share=0.6), verdict)
        assert told.details["needed"] == pytest.approx(needed)
        assert ("copies that were taught" in told.message) == is_by_copies
    assert "needed" not in refusal(Found(), None).details


@pytest.mark.parametrize("weight", [-99.0, 99.0])
def test_whatever_is_imported_a_bound_stays_within_its_limits(weight: float) -> None:
    lesson = Lesson(LessonKind.BOUND, 3, 3, bound=Bound(weight, weight))
    held = taught_bound.told([lesson])
    assert held is not None
    assert taught_bound.usual() <= held <= OPTIONS.min_weight_nats + OPTIONS.bound_rise_nats


def test_few_copies_or_no_picture_of_another_template_that_is_less_like_it_draw_no_bound_of_their_own() -> None:
    usual = taught_bound.usual()
    assert taught_bound.told([]) is None
    assert taught_bound.drawn(OPTIONS.bound_copies - 1, 3.0, 0.0) == usual
    assert taught_bound.drawn(9, 3.0, None) == usual
    assert taught_bound.drawn(9, 0.0, -9.0) == usual
    assert taught_bound.drawn(9, 2.5, 3.8) == usual, "what another template's picture reaches parts nothing"
    between = taught_bound.drawn(OPTIONS.bound_copies, 2.0, 0.0)
    assert usual < between == pytest.approx(OPTIONS.bound_share * 2.0)
