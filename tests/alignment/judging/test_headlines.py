"""Headlines: what tells what paper it is and whose, by how it is set and where it stands."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.alignment.judging.captions import Caption, Role, captions
from lambda_ocr.alignment.judging.headlines import headed
from lambda_ocr.alignment.judging.judge import look_at
from lambda_ocr.alignment.judging.strips import Strips
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.alignment.pyramid import ImagePyramid
from lambda_ocr.alignment.verification.tiles import FixedPrint, Grey
from lambda_ocr.core.geometry import points, quad, rectangle
from lambda_ocr.core.model import Quad


def set_at(x: float, y: float, text: str, size: float, letter: float = 0.5) -> Anchor:
    """A line as a detector sees it: a little higher and longer than its type."""
    return Anchor(rectangle(x, y, x + letter * size * len(text) + 8, y + size + 8), text)


BODY = tuple(
    set_at(40, 150 + 50 * row, text, 22)
    for row, text in enumerate(("Name of the holder", "Date of issue:", "Terms of payment", "Thank you for your visit"))
)


def names(*lines: Anchor) -> list[str]:
    return [line.anchor.text for line in headed(captions([*lines, *BODY])) if line.is_headline]


def test_a_title_and_a_firm_s_name_set_larger_at_the_top_are_headlines_and_no_other_line() -> None:
    firm, title = set_at(40, 20, "Marlow & Sons", 36), set_at(300, 24, "DELIVERY NOTE", 30)
    assert names(firm, title) == ["Marlow & Sons", "DELIVERY NOTE"]


def test_bold_capitals_whose_box_is_no_higher_are_seen_by_their_width() -> None:
    capitals = Anchor(rectangle(40, 60, 40 + 13 * 20, 60 + 28), "BOARDING PASS")
    assert names(capitals) == ["BOARDING PASS"]


def test_the_first_line_of_all_is_one_at_the_size_of_the_rest_and_smaller_print_is_not() -> None:
    assert names(set_at(40, 20, "Notice of departure", 23)) == ["Notice of departure"]
    assert names(set_at(40, 20, "Printed by the office", 12)) == []


@pytest.mark.parametrize(
    "words",
    [
        "ORIGINAL",
        "Duplicate",
        "Customer copy",
        "INVOICE COPY",
        "Kopie für den Kunden",
        "CÓPIA",
        "Handlerbeleg",
        "副本",
        "第三联:记账联",
    ],
)
def test_words_of_which_copy_this_is_are_none_however_large_and_wherever_they_stand(words: str) -> None:
    mark = set_at(300, 20, words, 36, letter=1.0 if words[-1] in "本联" else 0.5)
    assert names(set_at(40, 30, "DELIVERY NOTE", 36), mark) == ["DELIVERY NOTE"]
    assert names(mark) == []


def test_a_name_that_only_begins_or_ends_like_one_of_these_words_is_one() -> None:
    firm, bank = set_at(40, 20, "Copyright Marlow", 36), set_at(400, 24, "青岚联合银行", 36, letter=1.0)
    assert names(firm, bank) == ["Copyright Marlow", "青岚联合银行"]


@pytest.mark.parametrize("person", ["Dorothea Quill", "Dear Miss Quill,", "Mr. Hugo Lang", "林远舟"])
def test_what_may_be_a_person_s_name_is_one_only_where_it_is_set_as_a_title_is(person: str) -> None:
    """The first line of a page that begins with whom it is written to."""
    letter = 1.0 if person == "林远舟" else 0.5
    title, first, large = set_at(400, 24, "DELIVERY NOTE", 40), *(set_at(40, 20, person, x, letter) for x in (25, 40))
    assert names(first) == []
    assert names(first, title) == ["DELIVERY NOTE"]
    assert names(large, title) == [person, "DELIVERY NOTE"]


def test_a_title_under_a_firm_s_larger_name_is_one() -> None:
    """What bills and labels are called is set small beside who issues them."""
    firm, title = set_at(40, 20, "MARLOW POWER", 44), set_at(400, 26, "ELECTRICITY BILL", 26)
    assert names(firm, title) == ["MARLOW POWER", "ELECTRICITY BILL"]


def test_large_print_that_is_a_number_or_stands_lower_down_or_in_a_field_is_none() -> None:
    number, farther = set_at(40, 20, "No 48-2210", 40), set_at(40, 260, "FRAGILE", 40)
    field = Anchor(rectangle(300, 20, 600, 70), "Dorothea Quill", outside=False)
    assert names(number, farther, field) == []


def leaning(anchor: Anchor, degrees: float) -> Anchor:
    """The same line turned about its middle."""
    corners, angle = points(anchor.quad), np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = corners.mean(axis=0)
    return Anchor(quad((corners - middle) @ turn + middle), anchor.text)


@pytest.mark.parametrize("degrees", [-30, 12])
def test_a_watermark_or_stamp_is_told_by_its_lean_and_is_no_headline(degrees: float) -> None:
    mark = leaning(set_at(40, 20, "DUPLICATE", 60), degrees)
    assert captions([mark, *BODY])[0].role is Role.ASLANT
    assert names(mark) == []


def test_print_on_its_side_is_no_stamp() -> None:
    assert captions([leaning(set_at(40, 300, "Keep this part", 20), 90), *BODY])[0].role is not Role.ASLANT


def turned(corners: Quad) -> Quad:
    return quad(points(corners) @ np.array([[0.0, 1.0], [-1.0, 0.0]]) + (900, 0))


def test_a_template_that_lies_on_its_side_has_the_same_headlines() -> None:
    lines = [set_at(40, 20, "Marlow & Sons", 36), *BODY, set_at(40, 400, "FRAGILE", 40)]
    level, on_side = (headed(captions(each)) for each in (lines, [Anchor(turned(a.quad), a.text) for a in lines]))
    assert [line.is_headline for line in level] == [line.is_headline for line in on_side] == [True] + [False] * 5


def sheet(text: str) -> Grey:
    """A page with one long line on it."""
    page = np.full((60, 760), 235, np.uint8)
    cv2.putText(page, text, (12, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 30, 2, cv2.LINE_AA)
    return page


@pytest.mark.parametrize(("what", "is_same"), [("MEMBERSHIP CARD", True), ("GIFT CERTIFICATE", False)])
def test_another_paper_of_the_same_firm_is_not_taken_for_the_same_by_its_first_words(what: str, is_same: bool) -> None:
    """A strip shows the beginning of a long line."""
    line = Caption(
        Anchor(rectangle(8, 14, 700, 48), "Larkhill Instruments MEMBERSHIP CARD"), Role.PHRASE, is_headline=True
    )
    fixed = FixedPrint(sheet("Larkhill Instruments MEMBERSHIP CARD"), 1.0, np.zeros((0, 2)), np.zeros(0, bool))
    template: Any = SimpleNamespace(compared=(line,), strips=Strips(fixed, [line.anchor.quad]))
    page: Any = SimpleNamespace(grey=ImagePyramid(sheet(f"Larkhill Instruments {what}")))
    assert look_at(template, page, 0, np.eye(3)).is_clear is is_same
