"""A type decides between what the lattice held possible, and forces nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lambda_ocr.core.deciding.decision import Terms, typed
from lambda_ocr.core.deciding.looks import LONGEST_ROW, Effort, Looks
from lambda_ocr.core.deciding.spacing import spaced
from lambda_ocr.core.evidence import FieldEvidence
from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.field_types.table import Table
from lambda_ocr.core.model import Check, Field, FieldReading, Held, Placement, Status
from lambda_ocr.core.recognition.greedy import greedy_text
from lambda_ocr.core.tables.deciding import table_reading
from lambda_ocr.core.tables.reading import TableFound
from lambda_ocr.core.text_lines.line_cutting import joined
from lambda_ocr.core.transcript import LineCandidate, LineReading, Reason, Transcript
from lambda_ocr.engines.models.ppocrv6_small import RECOGNIZER
from tests.support.field_evidence import QUAD, REGION, evidence, read_line
from tests.support.lattices import Possible, lattice, spelled


def decided(
    options: Mapping[str, Any],
    *readings: LineReading,
    effort: Effort | None = None,
    alternatives: bool = True,
    sure: float = 0.9,
) -> FieldReading:
    """What becomes of a field of a type whose lines were read so."""
    known = evidence(options, *readings)
    value = joined([line.text for line in known.lines])
    status = known.status(sure) if value else Status.EMPTY
    free = FieldReading("f", value, sure if value else 0.0, status, QUAD, known.lines, 0.5)
    return typed(Terms(RECOGNIZER.calibration, effort or Effort(), alternatives), field_type(options), known, free)


DIGITS = {"type": "code", "pattern": "\\d{4}"}


def test_a_free_reading_that_is_a_value_stands_as_it_is() -> None:
    known = decided(DIGITS, read_line(spelled("2026")))
    assert (known.value, known.status, known.checks) == ("2026", Status.OK, ())
    assert (known.type, known.normalized, known.held, known.candidates) == ("code", "2026", (Held.FORM,), ())


def test_a_reading_that_is_a_value_is_likelier_right_than_any_text_read_with_the_same_signs() -> None:
    signs = read_line(spelled("2026", {1: {"0": 0.62}}))
    as_text, as_value = decided({}, signs, sure=0.55), decided(DIGITS, signs, sure=0.55)
    assert (as_text.confidence, as_text.status) == (0.55, Status.LOW_CONFIDENCE)
    assert 0.6 < as_value.confidence < 0.8 and as_value.status is Status.OK


def test_a_reading_with_a_sign_that_was_passed_over_is_no_likelier_right_for_its_type() -> None:
    passed_over = read_line(spelled("2026"))
    passed_over = replace(passed_over, value=replace(passed_over.value, unread=1))
    assert decided(DIGITS, passed_over, sure=0.45).confidence == 0.45


def test_a_look_alike_is_decided_by_the_type_and_the_answer_says_so() -> None:
    known = decided(DIGITS, read_line(spelled("2026", {1: {"O": 0.5, "0": 0.48}})))
    assert (known.value, known.normalized) == ("2026", "2026")
    assert known.checks == (Check.DECIDED_BY_TYPE,) and known.lines[0].text == "2026"
    assert known.status is Status.OK


def test_the_less_likely_the_type_s_reading_the_less_sure_it_is() -> None:
    shares = (0.48, 0.2, 0.05)
    told = [decided(DIGITS, read_line(spelled("2026", {1: {"O": 0.5, "0": share}}))) for share in shares]
    assert [known.value for known in told] == ["2026"] * 3
    assert told[0].confidence > told[1].confidence > told[2].confidence
    assert told[2].status is Status.LOW_CONFIDENCE


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (DIGITS, "2O26"),
        ({"type": "integer"}, "Total"),
        ({"type": "number"}, "1.2.3"),
        ({"type": "amount"}, "Apples"),
        ({"type": "date"}, "2O26-03-11"),
        ({"type": "time"}, "27:14"),
        ({"type": "datetime"}, "soon"),
        ({"type": "choice", "values": ["red", "blue"]}, "reed"),
        ({"charset": "0-9"}, "12A"),
    ],
)
def test_what_surely_is_no_value_is_never_made_one(options: dict[str, Any], text: str) -> None:
    known = decided(options, read_line(spelled(text)))
    assert (known.value, known.status, known.normalized) == (text, Status.INVALID, None)
    assert known.checks == (Check.NOT_LISTED if options.get("type") == "choice" else Check.NOT_OF_FORM,)
    assert known.confidence <= 0.2


@pytest.mark.parametrize(
    ("options", "text", "doubts", "value", "normal"),
    [
        ({"type": "integer"}, "1l7", {1: {"l": 0.5, "1": 0.45}}, "117", "117"),
        ({"type": "number"}, "7i62", {1: {"i": 0.5, ".": 0.4}}, "7.62", "7.62"),
        ({"type": "amount"}, "¥5I.00", {2: {"I": 0.5, "1": 0.45}}, "¥51.00", {"amount": "51.00", "currency": "CNY"}),
        (
            {"type": "date"},
            "2026/O3/l1",
            {5: {"O": 0.5, "0": 0.4}, 8: {"l": 0.5, "1": 0.4}},
            "2026/03/11",
            "2026-03-11",
        ),
        ({"type": "time"}, "O9:06PN", {0: {"O": 0.5, "0": 0.4}, 6: {"N": 0.6, "M": 0.3}}, "09:06PM", "21:06"),
        ({"type": "datetime"}, "2026-03-111S:46", {11: {"S": 0.6, "8": 0.3}}, "2026-03-1118:46", "2026-03-11T18:46"),
        ({"type": "choice", "values": ["PERMAI"]}, "PERHAI", {3: {"H": 0.6, "M": 0.3}}, "PERMAI", "PERMAI"),
        ({"charset": "A-Z"}, "BO0K", {2: {"0": 0.5, "O": 0.4}}, "BOOK", "BOOK"),
        (
            {"type": "amount", "currency": "CNY"},
            "壹佰零叁元玖角伍兮"[:8] + "S",
            {8: {"S": 0.6, "分": 0.3}},
            "壹佰零叁元玖角伍分",
            {"amount": "103.95", "currency": "CNY"},
        ),
    ],
)
def test_each_type_decides_where_the_greedy_reading_is_wrong(
    options: dict[str, Any], text: str, doubts: dict[int, Possible], value: str, normal: Any
) -> None:
    assert greedy_text(lattice(spelled(text, doubts))).text == text
    known = decided(options, read_line(spelled(text, doubts)))
    assert (known.value, known.normalized) == (value, normal)


def test_a_cell_of_a_table_is_decided_by_its_column_s_type_and_never_forced() -> None:
    table = {"type": "table", "columns": [[QUAD, "item"], [QUAD, "count", DIGITS]]}
    rows = tuple(
        (evidence({}, read_line(spelled("MILK"))), evidence(DIGITS, read_line(spelled("2O26", doubts))))
        for doubts in ({1: {"O": 0.5, "0": 0.48}}, {})
    )
    kind = field_type(table)
    assert isinstance(kind, Table)
    known, terms = FieldReading("f", "", 0.0, Status.EMPTY, QUAD, (), 0.5), Terms(RECOGNIZER.calibration, Effort())
    told = table_reading(terms, known, kind, TableFound(rows, QUAD, is_ended=True))
    assert told.value == "MILK\t2026\nMILK\t2O26"
    assert [row[1].status for row in told.rows] == [Status.OK, Status.INVALID]
    assert [row[1].normalized for row in told.rows] == ["2026", None]


def test_a_check_digit_decides_between_digits() -> None:
    doubtful = spelled("4006381333937", {12: {"7": 0.6, "1": 0.35}})
    known = decided({"type": "code", "scheme": "EAN"}, read_line(doubtful))
    assert (known.value, known.held) == ("4006381333931", (Held.FORM, Held.CHECKSUM))


def test_a_check_digit_that_is_surely_wrong_is_told_and_changes_nothing() -> None:
    known = decided({"type": "code", "scheme": "EAN"}, read_line(spelled("4006381333937")))
    assert (known.value, known.status) == ("4006381333937", Status.INVALID)
    assert (known.checks, known.held) == ((Check.CHECKSUM_WRONG,), (Held.FORM,))


def test_print_that_means_two_things_is_said_to_and_not_guessed() -> None:
    known = decided({"type": "date"}, read_line(spelled("03/04/2026")))
    assert (known.status, known.normalized, known.checks) == (Status.OK, None, (Check.AMBIGUOUS,))
    assert [one.normalized for one in known.candidates] == ["2026-04-03", "2026-03-04"]


def test_what_else_a_doubtful_value_may_be_is_told() -> None:
    known = decided(DIGITS, read_line(spelled("2026", {2: {"2": 0.6, "7": 0.3}})))
    assert known.value == "2026"
    assert [one.normalized for one in known.candidates] == ["2076"]
    assert 0.4 < known.candidates[0].likelihood < 0.6


def test_what_else_a_value_may_be_is_not_sought_where_nobody_asks() -> None:
    doubtful, effort = read_line(spelled("2026", {2: {"2": 0.6, "7": 0.3}})), Effort(0)
    known = decided(DIGITS, doubtful, effort=effort, alternatives=False)
    assert (known.value, known.normalized, known.candidates) == ("2026", "2026", ())


def test_what_one_of_several_looks_saw_counts() -> None:
    first, second = spelled("2O26", {1: {"O": 0.9}}), spelled("2026", {1: {"0": 0.9}})
    assert decided(DIGITS, read_line(first)).status is Status.INVALID
    assert decided(DIGITS, read_line(first, second)).value == "2026"


def test_the_lines_of_a_field_are_one_value() -> None:
    lines = read_line(spelled("2026-")), read_line(spelled("O3-11", {0: {"O": 0.5, "0": 0.45}}))
    known = decided({"type": "date"}, *lines)
    assert [line.text for line in known.lines] == ["2026-", "03-11"]
    assert known.normalized == "2026-03-11"


def test_an_empty_field_stays_empty() -> None:
    known = decided(DIGITS, read_line([{}, {}]))
    assert (known.status, known.value, known.normalized, known.type) == (Status.EMPTY, "", None, "code")


def test_full_width_print_is_answered_as_it_is_printed() -> None:
    known = decided({"type": "time"}, read_line(spelled("1２：3１", {0: {"l": 0.5, "1": 0.48}})))
    assert (known.value, known.normalized) == ("1２：3１", "12:31")


def test_a_field_of_text_means_its_text() -> None:
    known = decided({}, read_line(spelled("No5")))
    assert (known.type, known.normalized, known.checks, known.candidates) == ("text", "No5", (), ())


@pytest.mark.parametrize(
    ("bare", "like", "told"),
    [
        ("17:21:00", "17:21 :00", "17:21 :00"),
        ("27Mar201818:46", "27 Mar 2OI8 18:46", "27 Mar 2018 18:46"),
        ("CatNo5", "Cat Ns5", "Cat No5"),
        ("14.00", "14.00 .", "14.00"),
        ("AB", "A B", "A B"),
        ("AB", "", "AB"),
    ],
)
def test_white_space_is_put_back_where_it_was_read(bare: str, like: str, told: str) -> None:
    assert spaced(bare, like) == told


def test_only_the_field_s_part_of_a_line_counts() -> None:
    known = lattice(spelled("No:2O26kg", {4: {"O": 0.5, "0": 0.48}}))
    whole = greedy_text(known)
    value = type(whole).of(whole.glyphs[3:7])
    reading = LineReading(LineCandidate(QUAD, REGION), (known,), whole, whole, value)
    assert decided(DIGITS, reading).value == "2026"
    assert Looks.of([reading]).read == "2O26"


def test_what_searching_may_cost_in_one_request_is_bounded() -> None:
    doubtful = read_line(spelled("2026", {1: {"O": 0.5, "0": 0.48}}))
    effort = Effort(12)
    told = [decided(DIGITS, doubtful, effort=effort).value for _ in range(2)]
    assert told == ["2026", "2O26"]


def test_a_line_as_long_as_a_page_is_not_searched() -> None:
    endless = "0" * LONGEST_ROW
    known = decided({"charset": "0-9"}, read_line(spelled(endless, {1: {"O": 0.5, "0": 0.48}})))
    assert known.status is Status.INVALID and known.candidates == ()


@pytest.mark.parametrize("options", [{}, DIGITS])
def test_a_field_with_print_that_could_not_be_read_stays_doubted(options: dict[str, Any]) -> None:
    transcript = Transcript(REGION, (read_line([{}, {}]),), Reason.DETECTED, unexplained=0.9)
    known = FieldEvidence(Field("f", QUAD, options), Placement(np.eye(3), 0.5), region=REGION, transcript=transcript)
    free = FieldReading("f", "", 0.0, known.status(0.0), QUAD, known.lines, 0.5)
    told = typed(Terms(RECOGNIZER.calibration, Effort()), field_type(options), known, free)
    assert (told.status, told.value, told.normalized) == (Status.LOW_CONFIDENCE, "", None)
