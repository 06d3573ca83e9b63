"""Print that a template has is read again where the reading leaves it open, and what is read surely is left alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lambda_ocr.core.deciding.by_template.printed_again import as_on_template
from lambda_ocr.core.deciding.by_template.proposals import Proposal, proposals
from lambda_ocr.core.deciding.decision import Terms
from lambda_ocr.core.deciding.free import free_reading
from lambda_ocr.core.deciding.looks import Effort
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import Check, FieldAnnotation, FieldReading, Status
from lambda_ocr.core.transcript import LineReading
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from tests.support.field_evidence import evidence, read_line
from tests.support.lattices import Possible, spelled

AN_M = {"n": 0.6, "m": 0.3}
"""More like an n than an m."""


def decided(
    template: str,
    *readings: LineReading,
    options: Mapping[str, Any] | None = None,
    sure: float = 1.0,
    effort: int = 10_000,
) -> FieldReading:
    """What becomes of lines read so, of a field that says `template` there."""
    known = evidence(options or {}, *readings, note=FieldAnnotation(32, 0, template, sure))
    terms = Terms(RECOGNIZER.calibration, Effort(effort))
    return as_on_template(terms, field_type(options or {}), known, free_reading(known, terms.calibration))


def doubtful(text: str, doubts: Mapping[int, Possible]) -> LineReading:
    return read_line(spelled(text, doubts))


def test_what_the_reading_leaves_open_the_template_decides_and_the_answer_says_so() -> None:
    known = decided("Department of Steam", doubtful("DepartnentofSteam", {6: AN_M}))
    assert (known.value, known.lines[0].text) == ("Department of Steam",) * 2
    assert known.checks == (Check.DECIDED_BY_TEMPLATE,)
    assert known.status is Status.OK


@pytest.mark.parametrize("elsewhere", [0.99, 0.6], ids=["all sure", "another one open"])
def test_what_was_read_surely_stays_though_the_template_says_otherwise(elsewhere: float) -> None:
    surely, other = {"e": 0.96, "a": 0.03}, {"z": elsewhere, "s": 0.005}
    known = decided("Maria Gonzalez", doubtful("MarieGonzalez", {4: surely, 8: other}))
    assert (known.value, known.checks) == ("MarieGonzalez", ())


@pytest.mark.parametrize(
    ("template", "lines"),
    [
        ("12 Harbour Road", ("12HarbourRoad", "4B")),
        ("Hotel Terminal", ("HotelTerminal", "B2")),
        ("Marine Works", ("MarineWorks", ".")),
    ],
)
def test_a_line_that_the_template_has_not_stays(template: str, lines: tuple[str, str]) -> None:
    faint = {0: {lines[1][0]: 0.6}}
    known = decided(template, doubtful(lines[0], {}), doubtful(lines[1], faint))
    assert [line.text for line in known.lines] == list(lines)


@pytest.mark.parametrize(
    ("template", "said"),
    [("AB12CQ", "AB12C7"), ("AB12CA", "AB12C4"), ("SEAT 13B", "SEAT12A"), ("Hotel Terminal", "HotelTerminalB2")],
)
def test_letters_and_digits_at_once_are_no_look_alikes(template: str, said: str) -> None:
    at = next(place for place, letter in enumerate(said) if letter != template.replace(" ", "")[place : place + 1])
    wanted = template.replace(" ", "")[at : at + 1]
    doubts = {at: {said[at]: 0.93, wanted: 0.001} if wanted else {said[at]: 0.93}}
    assert decided(template, doubtful(said, doubts)).value == said


def test_a_doubt_that_the_template_does_not_settle_stays_a_doubt() -> None:
    open_figure = {1: {"6": 0.5, "8": 0.45}}
    before, after = (decided(text, doubtful("16:02.", {**open_figure, 5: {".": 0.6}})) for text in ("", "23:16"))
    assert (before.value, after.value) == ("16:02.", "16:02")
    assert after.lines[0].weakest == pytest.approx(0.5, abs=0.01)


def test_nothing_is_proposed_for_another_text_or_one_too_long() -> None:
    def proposed(template: str, said: str) -> list[Proposal]:
        known = evidence({}, doubtful(said, {at: {letter: 0.6} for at, letter in enumerate(said)}))
        return list(proposals(FieldAnnotation(32, 0, template, 1.0), known.lines))

    assert proposed("Department of Steam", "Depots of Team") == []
    assert proposed("5:", "5.") == []
    assert proposed("ab" * 151, "ab" * 150) == []


def test_a_character_too_many_or_too_few_is_no_other_doubt() -> None:
    nothing = {"r": 0.4}  # and the blank 0.6
    assert decided("Correctly", doubtful("Correctly", {2: nothing})).value == "Correctly"
    speck = {".": 0.6}  # and the blank 0.4
    assert decided("Correctly", doubtful("Corr.ectly", {4: speck})).value == "Correctly"


def test_the_more_letters_differ_the_more_it_takes_to_be_another_text() -> None:
    faint = {"n": 0.7, "m": 0.02}  # 3.6 nats each
    known = decided("mammoth museum", doubtful("nannothmuseum", {0: faint, 2: faint, 3: faint}))
    assert known.value == "mammoth museum"


@pytest.mark.parametrize(
    ("template", "said", "at"),
    [("INV2026-118", "INV2026-116", 10), ("No.17.50EUR", "No.17,50EUR", 5), ("+17.50ofall", "-17.50ofall", 0)],
    ids=["digit", "point", "sign"],
)
def test_a_number_is_the_template_s_only_where_that_is_about_as_likely(template: str, said: str, at: int) -> None:
    """The next number is as common as the same again; and a point or a sign beside figures is of the number."""
    unlikely, likely = {said[at]: 0.9, template[at]: 0.05}, {said[at]: 0.5, template[at]: 0.45}
    assert decided(template, doubtful(said, {at: unlikely})).value == said
    assert decided(template, doubtful(said, {at: likely})).value == template


@pytest.mark.parametrize(
    ("said", "doubts", "value"),
    [
        ("16:02.", {5: {".": 0.6}}, "16:02"),
        ("16:02.", {5: {".": 0.99}}, "16:02."),
        ("16.02", {2: {".": 0.6, ":": 0.3}}, "16:02"),
        ("1602", {}, "1602"),
        ("160:2", {3: {":": 0.6}}, "160:2"),
        ("116:02.", {6: {".": 0.6}}, "116:02."),
        ("A6:02.", {5: {".": 0.6}}, "A6:02."),
    ],
    ids=["a speck", "a point", "another sign", "none", "elsewhere", "more digits", "a letter"],
)
def test_signs_between_other_letters_and_digits_of_the_same_kinds_are_the_template_s(
    said: str, doubts: Mapping[int, Possible], value: str
) -> None:
    assert decided("23:16", doubtful(said, doubts)).value == value


@pytest.mark.parametrize(
    ("template", "said", "doubts", "value"),
    [
        ("16JUN", "220CT", {2: {"0": 0.98, "O": 0.01}}, "22OCT"),
        ("16JUN", "220CT", {2: {"0": 0.98, "O": 0.001}}, "220CT"),
        ("16JUN", "220CT", {2: {"0": 0.98, "o": 0.01}}, "220CT"),
        ("1616", "2Z07", {1: {"Z": 0.98, "2": 0.01}}, "2207"),
        ("16JUNE", "220CT", {2: {"0": 0.98, "O": 0.01}}, "220CT"),
        ("JUNI6", "0CT22", {0: {"0": 0.98, "O": 0.01}}, "0CT22"),
        ("No. A1Q", "No.A10", {5: {"0": 0.9, "O": 0.05, "Q": 0.01}}, "No. A1Q"),
    ],
    ids=["letter", "surely", "other case", "digit", "longer", "more differ", "else the same"],
)
def test_a_letter_for_a_digit_that_looks_like_it_is_told_by_the_template(
    template: str, said: str, doubts: Mapping[int, Possible], value: str
) -> None:
    assert decided(template, doubtful(said, doubts)).value == value


def test_another_text_is_not_forced_into_the_template_s() -> None:
    known = decided("Department of Steam", doubtful("DispatchesforTeas", {8: {"e": 0.5, "m": 0.4}}))
    assert (known.value, known.checks) == ("DispatchesforTeas", ())


def test_lines_are_told_apart_where_the_reading_has_them() -> None:
    known = decided(
        "Marine Works Harbour Road 12",
        doubtful("MarineWorks", {}),
        doubtful("HanbourRoad12", {2: {"n": 0.6, "r": 0.3}}),
    )
    assert [line.text for line in known.lines] == ["MarineWorks", "HarbourRoad12"]
    assert known.value == "MarineWorks HarbourRoad12"


@pytest.mark.parametrize(
    "how", [{"sure": 0.6}, {"effort": 0}, {"options": {"charset": "A-Za-z"}}], ids=["misread", "no time", "typed"]
)
def test_a_template_that_is_unsure_itself_a_type_and_no_effort_left_decide_nothing(how: Mapping[str, Any]) -> None:
    known = decided("Department of Steam", doubtful("DepartnentofSteam", {6: AN_M}), **how)
    assert (known.value, known.checks) == ("DepartnentofSteam", ())


def test_short_print_is_not_weighed_against_the_template_s() -> None:
    assert decided("Mime", doubtful("Mine", {2: AN_M})).value == "Mine"


def test_a_reading_that_says_what_the_template_says_is_likelier_right() -> None:
    line = doubtful("Steamships", {3: {"a": 0.8, "o": 0.15}})
    same, other, short = (decided(text, line).confidence for text in ("Steam ships", "Another", "Steams"))
    assert same > other == short
    assert decided("Steamships", line).checks == ()
    a_code = doubtful("AB1", {1: {"B": 0.8}})
    assert decided("AB1", a_code).confidence == decided("XY2", a_code).confidence, "so few are the same by chance"
