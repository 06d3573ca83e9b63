"""What each printed line of a template is taken for, and what is compared of it."""

from __future__ import annotations

import pytest

from lambda_ocr.alignment.judging.captions import Role, captions
from lambda_ocr.alignment.judging.line_letters import alike, caption_of, mass
from lambda_ocr.alignment.options import OPTIONS
from lambda_ocr.alignment.proposals.text_anchors import Anchor
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Quad


def at(row: int, left: int = 10, right: int = 300) -> Quad:
    return rectangle(left, 40 * row + 10, right, 40 * row + 34)


def roles(*lines: Anchor) -> list[Role]:
    return [line.role for line in captions(lines)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Date of birth:", Role.LABEL),
        ("Receipt no.: 20-441", Role.LABEL),
        ("Depot Larkhill 551 / printed 11:03", Role.WITH_FIGURES),
        ("Please keep this receipt", Role.PHRASE),
        ("Delivery note", Role.WORDS),
        ("Dorothea Quill", Role.CAPITALISED),
        ("DELIVERY NOTE", Role.CAPITALISED),
        ("INVOICE", Role.WORD),
        ("Thanks for 25 years", Role.WITH_FIGURES),
        ("K91746345B", Role.VALUE),
        ("2024-05-17 09:41", Role.VALUE),
        ("1,284.50", Role.VALUE),
        ("No", Role.VALUE),
    ],
)
def test_a_line_is_told_by_its_own_text(text: str, role: Role) -> None:
    assert roles(Anchor(at(0), text)) == [role]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("限乘当日当次车", Role.SENTENCE),
        ("客运专线", Role.CHARACTERS),
        ("二等座", Role.FEW_CHARACTERS),
        ("检票口：", Role.LABEL),
        ("肆拾柒元贰角伍分", Role.VALUE),
        ("Qinglandong", Role.FOREIGN),
        ("Please arrive at the gate in time", Role.PHRASE),
    ],
)
def test_on_a_page_of_ideographs_a_few_foreign_letters_are_a_name(text: str, role: Role) -> None:
    page = [Anchor(at(row), line) for row, line in enumerate(("中途下车失效", "报销凭证遗失不补"), 2)]
    assert roles(Anchor(at(0), text), *page)[0] == role


def test_what_stands_right_after_a_label_or_before_an_amount_may_change() -> None:
    label, name, below = (
        Anchor(at(0, 10, 90), "Clerk:"),
        Anchor(at(0, 100, 200), "Miss Fenn"),
        Anchor(at(1), "Thank you"),
    )
    item, amount = Anchor(at(2, 10, 150), "Bread"), Anchor(at(2, 250, 300), "2.40 B")
    assert roles(label, name, below, item, amount) == [
        Role.LABEL,
        Role.AFTER_LABEL,
        Role.WORDS,
        Role.BEFORE_AMOUNT,
        Role.VALUE,
    ]


def test_what_stands_in_front_of_a_field_is_what_it_is_called_by() -> None:
    """Whatever it looks like; but a value stays one, and what is farther off names another."""
    field, page = Anchor(at(2, 250, 300), "2.40 B", outside=False), Anchor(at(9), "Thank you")
    assert [roles(Anchor(at(2, 10, 240), text), field, page)[0] for text in ("Bread", "Miss Fenn", "1234")] == [
        Role.BEFORE_FIELD,
        Role.BEFORE_FIELD,
        Role.VALUE,
    ]
    assert roles(Anchor(at(2, 10, 60), "Bread"), field, page)[0] is Role.BEFORE_AMOUNT
    assert roles(Anchor(at(2, 310, 400), "Bread"), field, page)[0] is Role.WORD


def test_rows_run_as_the_lines_do() -> None:
    """On a page that lies on its side the value stands below its label, not beside it."""

    def upward(left: float, low: float, high: float) -> Quad:
        return ((left, low), (left, high), (left + 24, high), (left + 24, low))

    label, value = Anchor(upward(100, 300, 220), "Clerk:"), Anchor(upward(100, 210, 100), "Miss Fenn")
    beside = Anchor(upward(140, 300, 200), "Thank you")
    assert roles(label, value, beside) == [Role.LABEL, Role.AFTER_LABEL, Role.WORDS]


def test_a_label_with_its_value_is_compared_by_the_label() -> None:
    assert caption_of("Total Qty: 13") == caption_of("TOTAL QTY : 4") == "totalqty"
    assert alike("Cashier: Miss Fenn", "Cashier: Mr. Oduya") == 1.0
    assert alike("感谢您为公益事业贡献 6.48元", "感谢您为公益事业贡献 86.40元") == 1.0
    assert alike("ONE DOLLAR", "TWO DOLLARS") < 0.8
    assert alike("Cashier: Miss Fenn", "Subtotal: Miss Fenn") < 0.5


def test_numbers_codes_case_and_accents_are_left_out() -> None:
    assert caption_of("Öffnungszeiten 7-21 Uhr") == caption_of("OFFNUNGSZEITEN 8-20 UHR")
    assert caption_of("Desk B12") == "desk"
    assert mass(caption_of("限乘当日")) == 8


def test_how_likely_a_line_is_fixed_follows_its_nature() -> None:
    label, value = captions([Anchor(at(0), "Date of birth:"), Anchor(at(1), "17.05.1984")])
    assert label.fixed > 0.9 > OPTIONS.min_lasting > value.fixed


def test_of_a_line_that_runs_into_a_field_what_stands_before_it_is_the_field_s_label() -> None:
    """A detector sees `Sent by: Ada` as one line, of which most may lie in the field."""
    line = Anchor(at(0), "Sent by: Ada", outside=False, head=(at(0, 10, 60), "Sent by:"))
    before, none = (caption.before_fields for caption in captions([line, Anchor(at(1), "Ada", outside=False)]))
    assert before is not None
    assert (before.anchor, before.role) == (Anchor(at(0, 10, 60), "Sent by:"), Role.BEFORE_FIELD)
    assert none is None
