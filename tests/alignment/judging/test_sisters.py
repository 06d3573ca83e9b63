"""Sister layouts that both fit a page: what one of them has alone is read, and decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.alignment.judging.captions import captions
from lambda_ocr.alignment.judging.judge import PlacedLine
from lambda_ocr.alignment.judging.sisters import Fitting, difference
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.app.selection import TELLING_NATS
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Text

PAGE = (600, 800)


def fitting(*words: str, step: float = 40) -> Fitting:
    """A template with these captions one below the other, as it lies on the page."""
    lines = [Anchor(rectangle(40, 40 + step * at, 300, 60 + step * at), text) for at, text in enumerate(words)]
    template: Any = SimpleNamespace(captions=captions(lines), compared=captions(lines))
    return Fitting(template, np.eye(3))


class Page:
    """Says the same line wherever it is asked, and keeps what was asked."""

    def __init__(self, says: str, confidence: float = 0.98) -> None:
        self.says, self.confidence, self.asked = says, confidence, list[PlacedLine]()

    def __call__(self, lines: Sequence[PlacedLine]) -> Sequence[Text]:
        self.asked += lines
        return [Text(self.says, self.confidence)] * len(lines)


CLAIM = ("Insurance claim form", "Name of the insured", "Damage to property")
NOTICE = ("Insurance claim form", "Name of the insured", "Notice of departure")


@pytest.mark.parametrize(("says", "sign"), [("Damage to property", 1), ("Notice of departure", -1)])
def test_the_caption_that_stands_there_decides_and_no_other_is_read(says: str, sign: int) -> None:
    page = Page(says)
    told = difference(fitting(*CLAIM), fitting(*NOTICE), PAGE, page)
    assert sign * told > 5
    assert [quad[0] for quad, _ in page.asked] == [(40, 120), (40, 120)]


def test_what_both_have_wherever_it_stands_is_not_asked_for() -> None:
    page = Page("never asked")
    assert difference(fitting(*CLAIM), fitting(*CLAIM[::-1], step=70), PAGE, page) == 0
    assert page.asked == []


FIRM = "Northwold Regional Savings Bank"


@pytest.mark.parametrize(("says", "sign"), [(f"{FIRM} DEPOSIT SLIP", 1), (f"{FIRM} CREDIT SLIP", -1)])
def test_a_headline_of_which_one_word_is_another_decides(says: str, sign: int) -> None:
    one, other = (fitting(f"{FIRM} {what}", *CLAIM[:2]) for what in ("DEPOSIT SLIP", "CREDIT SLIP"))
    assert difference(one, other, PAGE, Page(says)) == 0, "a caption among others may be misread by as much"
    for each in (one, other):
        marked = tuple(replace(line, is_headline=at == 0) for at, line in enumerate(each.template.captions))
        each.template.captions = each.template.compared = marked
    assert sign * difference(one, other, PAGE, Page(says)) > TELLING_NATS


def test_a_caption_that_cannot_be_read_or_is_off_the_page_says_nothing() -> None:
    assert difference(fitting(*CLAIM), fitting(*NOTICE), PAGE, Page("Damage to property", 0.3)) == 0
    beyond = Page("Damage to property")
    assert difference(fitting(*CLAIM, step=500), fitting(*NOTICE, step=500), PAGE, beyond) == 0
    assert beyond.asked == []
