"""Codes and choices: forms, check digits, and lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambda_ocr.core.constraints.automaton import accepts
from lambda_ocr.core.constraints.characters import folded
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.field_types.schemes import SCHEMES, scheme
from lambda_ocr.core.model import Check, Held

SOUND = {
    "USCC": ("9111 0000 6000 37341L", "91110000600037341L"),
    "CN_RESIDENT_ID": ("11010519491231002X", "11010519491231002X"),
    "CN_INVOICE_CODE": ("144032270119", "144032270119"),
    "CN_INVOICE_NUMBER": ("24312000000012345678", "24312000000012345678"),
    "AIR_TICKET": ("784-2315678901-4", "78423156789014"),
    "BANK_CARD": ("4111 1111 1111 1111", "4111111111111111"),
    "LUHN": ("7992-7398-713", "79927398713"),
    "IBAN": ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
    "BIC": ("DEUTDEFF500", "DEUTDEFF500"),
    "LEI": ("213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
    "EAN": ("4006381333931", "4006381333931"),
    "ISBN": ("978-3-16-148410-0", "9783161484100"),
    "ISSN": ("0378-5955", "03785955"),
    "ISO6346": ("CSQU 305438 3", "CSQU3054383"),
    "IMEI": ("49-015420-323751-8", "490154203237518"),
    "VIN": ("1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
    "EU_VAT": ("DE 136,695 976".replace(",", ""), "DE136695976"),
    "S10": ("RR 473 124 829 GB", "RR473124829GB"),
    "UPS": ("1Z 999 AA1 01 2345 6784", "1Z999AA10123456784"),
}
"""Of each scheme a number as printed, out of its standard's or its keeper's own examples, and its normal form."""


def test_every_scheme_has_a_number_that_holds() -> None:
    assert set(SOUND) == set(SCHEMES)


@pytest.mark.parametrize("name", SOUND)
def test_a_number_that_holds_comes_out_without_its_separators(name: str) -> None:
    printed, normal = SOUND[name]
    kind = field_type({"type": "code", "scheme": name})
    (one,) = kind.meanings([printed])
    assert (one.normalized, one.failed) == (normal, ())
    assert kind.automaton is not None and accepts(kind.automaton, printed)


CHECKED = [name for name in SOUND if name not in ("CN_INVOICE_CODE", "CN_INVOICE_NUMBER", "BIC", "AIR_TICKET")]


@pytest.mark.parametrize("name", CHECKED)
def test_one_digit_changed_is_noticed(name: str) -> None:
    kind, (_, normal) = field_type({"type": "code", "scheme": name}), SOUND[name]
    for place in range(len(normal) - 4, len(normal)):
        if normal[place].isdigit():
            other = str((int(normal[place]) + 1) % 10)
            found = kind.meanings([normal[:place] + other + normal[place + 1 :]])
            assert not found or found[0].failed, (name, place)


def test_what_failed_is_told() -> None:
    credit = field_type({"type": "code", "scheme": "USCC"})
    assert credit.meanings(["911100006000373417"])[0].failed == (Check.CHECKSUM_WRONG,)
    assert credit.meanings(["91110000600037341L"])[0].held == (Held.FORM, Held.CHECKSUM)
    invoice = field_type({"type": "code", "scheme": "CN_INVOICE_CODE"})
    assert invoice.meanings(["099932270119"])[0].failed == (Check.OUT_OF_RANGE,)
    assert invoice.meanings(["144032270119"])[0].held == (Held.FORM,)
    assert credit.meanings(["9111"]) == ()


def test_a_credit_code_may_begin_with_a_letter() -> None:
    body = "N2110105MAC1234X5"
    sound = [sign for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if not _failed(body + sign)]
    assert len(sound) == 1


def _failed(number: str) -> bool:
    return bool(field_type({"type": "code", "scheme": "USCC"}).meanings([number])[0].failed)


def test_any_module_of_python_stdnum_is_a_scheme_by_its_name() -> None:
    known = field_type({"type": "code", "scheme": "de.idnr"})
    assert [(one.normalized, one.failed) for one in known.meanings(["36 574 261 809"])] == [("36574261809", ())]
    assert known.meanings(["36 574 261 808"])[0].failed == (Check.CHECKSUM_WRONG,)
    assert [scheme(name) for name in ("exceptions", "util", "numdb", "..os", "zz.nope")] == [None] * 5


@given(st.from_regex("[A-Z]{2}-?[0-9]{4,6}", fullmatch=True, alphabet=st.characters(max_codepoint=127)))
def test_a_code_of_a_pattern_comes_out_half_width_without_dashes(text: str) -> None:
    kind = field_type({"type": "code", "pattern": "[A-Z]{2}-?\\d{4,6}"})
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in text)
    assert [one.normalized for one in kind.meanings([wide])] == [text.replace("-", "")]


def test_a_pattern_narrows_a_scheme() -> None:
    kind = field_type({"type": "code", "scheme": "EAN", "pattern": "400\\d{10}"})
    assert kind.meanings(["4006381333931"]) and not kind.meanings(["9783161484100"])


def test_a_choice_is_the_entry_as_it_was_listed() -> None:
    kind = field_type({"type": "choice", "values": ["单式票", "胆拖票", "New York"]})
    assert [one.normalized for one in kind.meanings(["NewYork"])] == ["New York"]
    assert kind.meanings(["单式票"])[0].held == (Held.LISTED,)
    assert kind.meanings(["复式票"])[0].failed == (Check.NOT_LISTED,)


@given(st.lists(st.text("AZ az09甲乙é", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=6), st.data())
def test_a_choice_that_is_printed_in_full_width_or_without_its_spaces_is_its_entry(
    listed: list[str], data: st.DataObject
) -> None:
    values = list({folded(entry): entry.strip() for entry in listed}.values())
    entry = data.draw(st.sampled_from(values))
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in entry)
    kind = field_type({"type": "choice", "values": values})
    assert [one.normalized for text in (entry, wide, folded(entry)) for one in kind.meanings([text])] == [entry] * 3


def test_a_choice_of_a_hundred_thousand_is_taken() -> None:
    kind = field_type({"type": "choice", "values": [f"Shop {number}" for number in range(100_000)]})
    assert [one.normalized for one in kind.meanings(["Shop99999"])] == ["Shop 99999"]
