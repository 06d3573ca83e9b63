"""Numbers and amounts: what is printed in many ways comes out in one, and what means two things is said to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.constraints.automaton import accepts
from lambda_ocr.core.field_types import capitals, field_type
from lambda_ocr.core.model import Check, Held

CENTS = st.integers(0, 10**14 - 1).map(lambda cents: Decimal(cents).scaleb(-2))


def normal(text: str, **options: Any) -> list[Any]:
    """All meanings of a text, in the normal form."""
    return [one.normalized for one in field_type(options).meanings([text]) if not one.failed]


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(["de", "en", "fr", "zh", "de_CH", "hi", "pl"]))
def test_a_number_that_a_language_prints_is_read_back(value: Decimal, language: str) -> None:
    printed = format_decimal(value, "#,##0.000", locale=language)
    kind = field_type({"type": "number", "language": language})
    assert [Decimal(one.normalized) for one in kind.meanings([printed])] == [value]
    assert kind.automaton is not None and accepts(kind.automaton, printed)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["de", "en", "fr", "zh", "hi"]))
def test_an_integer_that_a_language_prints_is_read_back(value: int, language: str) -> None:
    assert normal(format_decimal(value, "#,##0", locale=language), type="integer", language=language) == [str(value)]


@given(CENTS, st.sampled_from([("en_GB", "GBP"), ("de", "EUR"), ("zh", "CNY"), ("en_US", "USD"), ("fr", "EUR")]))
def test_an_amount_that_a_language_prints_is_read_back(value: Decimal, habit: tuple[str, str]) -> None:
    language, currency = habit
    printed = format_currency(value, currency, locale=language)
    (told,) = normal(printed, type="amount", language=language)
    assert (Decimal(told["amount"]), told["currency"]) == (value, currency)


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("1 234 567", {"type": "integer"}, ["1234567"]),
        ("1,234,567", {"type": "integer"}, ["1234567"]),
        ("12,34,567", {"type": "integer"}, ["1234567"]),
        ("1.234", {"type": "integer"}, ["1234"]),
        ("0012", {"type": "integer"}, ["12"]),
        ("−5", {"type": "integer"}, ["-5"]),
        ("１２", {"type": "integer"}, ["12"]),
        ("1.5", {"type": "integer"}, []),
        ("1,23", {"type": "integer"}, []),
        ("1.234", {"type": "number"}, ["1.234", "1234"]),
        ("1.234", {"type": "number", "decimal": "."}, ["1.234"]),
        ("1.234", {"type": "number", "language": "de"}, ["1234"]),
        ("1.234,5", {"type": "number"}, ["1234.5"]),
        ("1'234.5", {"type": "number"}, ["1234.5"]),
        ("1,5", {"type": "number", "decimal": "."}, []),
        ("-0.0", {"type": "number"}, ["0.0"]),
        ("12.50", {"type": "number"}, ["12.50"]),
        ("7.62KM", {"type": "number", "after": "KM"}, ["7.62"]),
        ("abc", {"type": "number"}, []),
        ("", {"type": "number"}, []),
    ],
)
def test_a_number_has_the_form_that_its_field_asks_for(text: str, options: dict[str, Any], told: list[str]) -> None:
    assert normal(text, **options) == told


def test_a_number_outside_its_bounds_cannot_be() -> None:
    kind = field_type({"type": "integer", "min": 1, "max": "99"})
    assert kind.meanings(["100"])[0].failed == (Check.OUT_OF_RANGE,)
    assert kind.meanings(["99"])[0].held == (Held.FORM, Held.RANGE)


def money(amount: str, currency: str | None) -> dict[str, str | None]:
    return {"amount": amount, "currency": currency}


@pytest.mark.parametrize(
    ("text", "options", "told"),
    [
        ("39.90", {}, [money("39.90", None)]),
        ("¥38.00元", {}, [money("38.00", "CNY")]),
        ("￥38.00", {}, [money("38.00", "CNY")]),
        ("¥1,234", {}, [money("1234", None)]),
        ("¥1,234", {"language": "ja"}, [money("1234", "JPY")]),
        ("$7.10", {}, [money("7.10", None)]),
        ("$7.10", {"language": "en-AU"}, [money("7.10", "AUD")]),
        ("US$7.10", {}, [money("7.10", "USD")]),
        ("RM 5.00", {}, [money("5.00", "MYR")]),
        ("1.234,56 €", {}, [money("1234.56", "EUR")]),
        ("1,234", {}, [money("1234", None)]),
        ("3,99 B", {"currency": "EUR", "after": "[A-C]"}, [money("3.99", "EUR")]),
        ("CNY 12.00", {"currency": "CNY"}, [money("12.00", "CNY")]),
        ("$12.00", {"currency": "CNY"}, []),
        ("(1,234.50)", {}, [money("-1234.50", None)]),
        ("-¥5.00", {}, [money("-5.00", "CNY")]),
        ("5.00-", {}, [money("-5.00", None)]),
        ("100.-", {"currency": "CHF"}, [money("100", "CHF")]),
        ("5.00)", {}, []),
        ("叁拾捌元整", {}, [money("38.00", "CNY")]),
        ("叁拾捌元整", {"currency": "CNY"}, [money("38.00", "CNY")]),
        ("叁拾捌元整", {"currency": "EUR"}, []),
    ],
)
def test_an_amount_says_its_money(text: str, options: dict[str, Any], told: list[Any]) -> None:
    assert normal(text, type="amount", **options) == told


@pytest.mark.parametrize(
    "text", ["39.90", "¥38.00元", "(1,234.50)", "100.-", "人民币叁拾捌元整", "$ 7.10", "1.234,56€"]
)
def test_the_automaton_of_amounts_accepts_what_they_are_printed_as(text: str) -> None:
    kind = field_type({"type": "amount"})
    assert kind.automaton is not None and accepts(kind.automaton, text)


# -- Chinese capitals ----------------------------------------------------------------------------------------------


@given(CENTS)
def test_an_amount_in_capitals_is_read_back(value: Decimal) -> None:
    printed = capitals.capitals(value)
    kind = field_type({"type": "amount"})
    assert capitals.amount(printed) == value
    assert kind.automaton is not None and accepts(kind.automaton, printed)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("100000000.00", "壹亿元整"),
        ("0.05", "伍分"),
        ("0.00", "零元整"),
        ("10.00", "壹拾元整"),
        ("200005.00", "贰拾万零伍元整"),
    ],
)
def test_capitals_follow_the_bank_s_rules(number: str, text: str) -> None:
    # the first six are the examples of 正确填写票据和结算凭证的基本规定, one of their two writings each
    assert capitals.amount(text) == Decimal(number)
    assert capitals.amount(capitals.capitals(Decimal(number))) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("壹拾万零柒仟元零伍角叁分", "107000.53"),
        ("⊗贰佰捌拾柒元零角贰分", "287.02"),
        ("人民币:贰佰捌拾柒圆正", "287"),
        ("拾元整", "10"),
        ("一百二十三元四角", "123.4"),
        ("壹萬貳仟參佰元", "12300"),
        ("壹元玖角", "1.9"),
    ],
)
def test_other_writings_of_capitals_are_read_alike(text: str, number: str) -> None:
    assert capitals.amount(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "壹佰贰元",
        "佰元",
        "壹元贰",
        "叁拾捌",
        "壹仟万亿元",
        "元",
        "整",
        "",
        "壹佰零零贰元",
        "壹拾贰佰元",
        "伍万万元",
        "合计叁元",
    ],
)
def test_what_is_written_wrongly_is_no_amount(text: str) -> None:
    assert capitals.amount(text) is None
