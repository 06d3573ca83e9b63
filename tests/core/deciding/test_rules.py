"""Rules across fields choose among what the fields may say, and are told when they do not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lambda_ocr.core.deciding.predicates import Part, is_same, is_sum
from lambda_ocr.core.deciding.rules import MOST_RULES, BadRule, known_rules, parsed
from lambda_ocr.core.deciding.together import Option, decided_together
from lambda_ocr.core.deciding.together import _choices as choices
from lambda_ocr.core.deciding.together import _Left as Left
from lambda_ocr.core.deciding.whole_table import composed
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Candidate, Check, Field, FieldReading, Held, Line, Status

QUAD = rectangle(0, 0, 100, 20)
FIELDS = (
    Field("净额", QUAD, {"type": "amount"}),
    Field("税额", QUAD, {"type": "amount"}),
    Field("合计", QUAD, {"type": "amount"}),
    Field("大写", QUAD, {"type": "amount"}),
    Field("from", QUAD, {"type": "date"}),
    Field("to", QUAD, {"type": "datetime"}),
    Field("twice", QUAD),
    Field("twice", QUAD),
)
SUM = {"sum": ["净额", "税额"], "equals": "合计"}


def money(text: str, *candidates: tuple[str, float]) -> FieldReading:
    """An amount as read, with what else it may be and how likely that is."""
    others = tuple(Candidate(value, _amount(value), likelihood) for value, likelihood in candidates)
    line = Line(text, 0.95, QUAD)
    return FieldReading(
        "f", text, 0.9, Status.OK, QUAD, (line,), 0.5, type="amount", normalized=_amount(text), candidates=others
    )


def _amount(text: str) -> dict[str, str | None]:
    return {"amount": text, "currency": None}


def day(normalized: str | None, *candidates: str) -> FieldReading:
    others = tuple(Candidate("03/04/2026", one, 1.0) for one in candidates)
    checks = (Check.AMBIGUOUS,) if candidates else ()
    return FieldReading("f", "03/04/2026", 0.9, Status.OK, QUAD, (), 0.5, 0.0, checks, "date", normalized, others)


def decided(rules: Sequence[Mapping[str, Any]], **read: FieldReading) -> dict[str, FieldReading]:
    """The named fields after the rules; the others say nothing."""
    nothing = FieldReading("f", "", 0.0, Status.EMPTY, QUAD, (), 0.5)
    known = [read.get(field.name, nothing) for field in FIELDS]
    told = decided_together(parsed(rules, FIELDS), known)
    return {field.name: one for field, one in zip(FIELDS, told, strict=True)}


def test_a_rule_that_holds_is_told_at_each_of_its_fields() -> None:
    told = decided([SUM], 净额=money("39.90"), 税额=money("5.99"), 合计=money("45.89"))
    assert [told[name].held for name in ("净额", "税额", "合计", "大写")] == [(Held.RULE,)] * 3 + [()]
    assert told["合计"].value == "45.89" and told["合计"].status is Status.OK


def test_a_sum_chooses_the_candidate_with_which_it_holds() -> None:
    read = {"净额": money("39.90"), "税额": money("5.99", ("5.98", 0.1)), "合计": money("46.89", ("45.89", 0.2))}
    told = decided([SUM], **read)
    assert (told["合计"].value, told["合计"].normalized) == ("45.89", _amount("45.89"))
    assert told["合计"].checks == (Check.DECIDED_BY_RULE,) and told["合计"].held == (Held.RULE,)
    assert told["合计"].status is Status.LOW_CONFIDENCE and told["合计"].lines[0].text == "45.89"
    assert told["税额"].value == "5.99"


def test_the_likeliest_choice_that_all_rules_allow_is_taken() -> None:
    read = {
        "净额": money("39.90", ("38.90", 0.3)),
        "税额": money("5.99"),
        "合计": money("44.88", ("44.89", 0.3), ("45.89", 0.3)),
        "大写": money("45.89"),
    }
    told = decided([SUM, {"same": ["合计", "大写"]}], **read)
    assert [told[name].value for name in ("净额", "合计", "大写")] == ["39.90", "45.89", "45.89"]


def test_a_value_beyond_doubt_is_never_changed_but_told() -> None:
    told = decided([SUM], 净额=money("39.90"), 税额=money("5.99"), 合计=money("46.89"))
    assert [told[name].value for name in ("净额", "税额", "合计")] == ["39.90", "5.99", "46.89"]
    assert all(told[name].checks == (Check.RULE_BROKEN,) for name in ("净额", "税额", "合计"))


def test_a_choice_far_below_what_was_read_is_not_taken() -> None:
    read = {"净额": money("39.90"), "税额": money("5.99"), "合计": money("46.89", ("45.89", 1e-4))}
    assert decided([SUM], **read)["合计"].value == "46.89"


def test_capitals_and_digits_are_the_same_amount_whatever_their_decimals_and_currency() -> None:
    capitals = replace(money("45.9"), normalized={"amount": "45.9", "currency": "CNY"})
    assert decided([{"same": ["合计", "大写"]}], 合计=money("45.90"), 大写=capitals)["大写"].held == (Held.RULE,)


def test_a_value_that_was_invalid_is_one_where_a_rule_chooses_it() -> None:
    invalid = replace(
        money("45.B9", ("45.89", 0.02)), normalized=None, status=Status.INVALID, checks=(Check.NOT_OF_FORM,)
    )
    told = decided([SUM], 净额=money("39.90"), 税额=money("5.99"), 合计=invalid)["合计"]
    assert (told.value, told.status, told.checks) == ("45.89", Status.LOW_CONFIDENCE, (Check.DECIDED_BY_RULE,))


def test_an_ambiguous_date_is_the_one_that_comes_before_the_other() -> None:
    read = {"from": day(None, "2026-04-03", "2026-03-04"), "to": day("2026-03-20")}
    told = decided([{"before": ["from", "to"]}], **read)
    assert (told["from"].normalized, told["from"].status) == ("2026-03-04", Status.OK)
    assert told["from"].checks == (Check.DECIDED_BY_RULE,)


def test_a_day_is_in_order_with_a_moment_of_the_same_day() -> None:
    told = decided([{"before": ["from", "to"]}], **{"from": day("2026-03-04"), "to": day("2026-03-04T10:00")})
    assert told["from"].held == (Held.RULE,)


def test_of_a_field_that_says_nothing_no_rule_is_judged() -> None:
    told = decided([SUM], 净额=money("39.90"), 合计=money("46.89"))
    assert told["合计"].checks == () and told["合计"].held == ()


def test_more_choices_than_can_be_tried_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambda_ocr.core.deciding.together.MOST_TRIED", 1)
    read = {"净额": money("39.90"), "税额": money("5.99", ("5.98", 0.5)), "合计": money("46.89", ("45.89", 0.2))}
    told = decided([SUM], **read)
    assert told["合计"].value == "46.89" and Check.RULE_BROKEN in told["合计"].checks


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "is none we know"),
        ({"sum": ["净额"]}, "is none we know"),
        ({"sum": ["净额"], "equals": "合计", "more": 1}, "is none we know"),
        ({"sum": "净额", "equals": "合计"}, "does not list 1 to 20 fields"),
        ({"same": ["净额"]}, "does not list 2 to 20 fields"),
        ({"same": ["净额", "nothing"]}, 'names "nothing", which no field has'),
        ({"same": ["净额", "twice"]}, 'names "twice", which several fields have'),
        ({"same": ["净额", 5]}, "names what is no name"),
        ({"sum": ["净额", "from"], "equals": "合计"}, 'names "from", a field of type "date"; it must be integer or'),
        ({"before": ["from", "合计"]}, 'names "合计", a field of type "amount"; it must be date or'),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_place(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRule, match=said) as raised:
        parsed([SUM, rule], FIELDS)
    assert raised.value.index == 1


def test_more_rules_than_a_template_may_have_are_refused() -> None:
    with pytest.raises(BadRule, match="at most 50"):
        parsed([SUM] * (MOST_RULES + 1), FIELDS)


def test_rules_that_a_later_release_kept_bind_nothing() -> None:
    assert known_rules([{"product": ["净额"]}], FIELDS) == ()


CODED = (
    Field("号码", QUAD, {"type": "code", "pattern": r"\d{8}"}),
    Field("日期", QUAD, {"type": "date"}),
    Field("金额", QUAD, {"type": "amount"}),
    Field("二维码", QUAD, {"type": "barcode"}),
    Field("备注", QUAD),
)
PAYLOAD = "01,04,4200194130,00517742,995.58,20260311,7681,"


def coded(part: int, name: str, normalized: Any, payload: str | None = PAYLOAD) -> FieldReading:
    """A field after the rule that it says the same as a part of the code's payload."""
    rule = {"same": [name, {"barcode": "二维码", "part": part}]}
    empty = FieldReading("f", "", 0.0, Status.EMPTY, QUAD, (), 0.5)
    read = {field.name: empty for field in CODED}
    read[name] = replace(empty, value="v", normalized=normalized, status=Status.OK)
    read["二维码"] = replace(empty, value=payload or "", normalized=payload)
    at = [field.name for field in CODED].index(name)
    return decided_together(parsed([rule], CODED), tuple(read.values()))[at]


@pytest.mark.parametrize(
    ("part", "name", "said"),
    [(4, "号码", "00517742"), (6, "日期", "2026-03-11"), (5, "金额", {"amount": "995.58", "currency": "CNY"})],
)
def test_a_part_of_a_code_says_what_is_printed(part: int, name: str, said: Any) -> None:
    assert coded(part, name, said).held == (Held.RULE,)


@pytest.mark.parametrize(("part", "said"), [(4, "00517743"), (3, "00517742"), (9, "00517742")])
def test_another_number_than_the_code_s_breaks_the_rule_and_is_not_changed(part: int, said: str) -> None:
    read = coded(part, "号码", said)
    assert (read.normalized, read.checks, read.held) == (said, (Check.RULE_BROKEN,), ())


def test_of_a_code_that_is_not_there_no_rule_is_judged() -> None:
    read = coded(4, "号码", "00517742", None)
    assert (read.checks, read.held) == ((), ())


def test_the_number_that_the_code_says_is_chosen_where_the_reading_was_in_doubt() -> None:
    rules = parsed([{"same": ["号码", {"barcode": "二维码", "part": 4}]}], CODED)
    empty = FieldReading("f", "", 0.0, Status.EMPTY, QUAD, (), 0.5)
    doubted = replace(
        empty, value="00517747", normalized="00517747", candidates=(Candidate("00517742", "00517742", 0.4),)
    )
    read = decided_together(rules, (doubted, empty, empty, replace(empty, normalized=PAYLOAD), empty))
    assert (read[0].value, read[0].normalized) == ("00517742", "00517742")
    assert Check.DECIDED_BY_RULE in read[0].checks


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"barcode": "二维码", "part": 0}, 'say {"barcode": "…", "part": 1 to 100'),
        ({"barcode": "二维码", "part": True}, "in a way we do not know"),
        ({"barcode": "二维码", "piece": 3}, "in a way we do not know"),
        ({"part": 3}, "in a way we do not know"),
        ({"barcode": "二维码", "separator": ""}, "in a way we do not know"),
        ({"barcode": "备注", "part": 3}, 'names "备注" as a barcode, and it is none'),
        ({"barcode": "nobody"}, 'names "nobody", which no field has as a name'),
        ({"barcode": 5}, "names what is no name"),
    ],
)
def test_a_part_of_a_code_that_is_none_is_refused(asked: Mapping[str, Any], said: str) -> None:
    with pytest.raises(BadRule, match=re.escape(said)):
        parsed([{"same": ["号码", asked]}], CODED)


# -- columns of tables ------------------------------------------------------------------------------------

COLUMNS = [[QUAD, "item"], [QUAD, "each", {"type": "amount"}], [QUAD, "count", {"type": "integer"}]]
LISTED = (
    Field("items", QUAD, {"type": "table", "columns": COLUMNS}),
    Field("total", QUAD, {"type": "amount"}),
    Field("shipping", QUAD, {"type": "amount"}),
)
COLUMN = {"table": "items", "column": "each"}
NOTHING = FieldReading("f", "", 0.0, Status.EMPTY, QUAD, (), 0.5)


def listed(*cells: FieldReading, checks: tuple[Check, ...] = ()) -> FieldReading:
    """A table with these cells in its second column."""
    text = replace(money("MILK"), name="item", normalized="MILK")
    rows = tuple((text, replace(cell, name="each"), NOTHING) for cell in cells)
    return composed(replace(NOTHING, name="items", type="table", checks=checks), rows)


def added(table: FieldReading, total: FieldReading, shipping: FieldReading | None = None) -> list[FieldReading]:
    """What becomes of a table whose column, with the shipping where there is some, makes up the total."""
    rule = {"sum": [COLUMN, *(["shipping"] if shipping else [])], "equals": "total"}
    return list(decided_together(parsed([rule], LISTED), (table, total, shipping or NOTHING)))


def test_a_column_adds_up_to_a_field_whatever_rows_there_are() -> None:
    table, total, _ = added(listed(money("39.90"), NOTHING, money("5.99")), money("45.89"))
    assert table.held == total.held == (Held.RULE,)
    assert [row[1].held for row in table.rows] == [(Held.RULE,), (), (Held.RULE,)]
    table, total, _ = added(listed(*map(money, ["1.10"] * 40)), money("49.00"), money("5.00"))
    assert (table.held, total.held) == ((Held.RULE,), (Held.RULE,))


def test_a_cell_is_the_candidate_with_which_its_column_adds_up() -> None:
    read = listed(money("39.90"), money("5.99", ("6.99", 0.2), ("5.93", 0.3)))
    table, _, _ = added(read, money("46.89"))
    assert (table.value, table.status) == ("MILK\t39.90\t\nMILK\t6.99\t", Status.LOW_CONFIDENCE)
    assert table.normalized[1]["each"] == _amount("6.99")
    assert table.rows[1][1].checks == (Check.DECIDED_BY_RULE,) and table.confidence < 0.6


def test_a_column_that_does_not_add_up_is_told_and_not_changed() -> None:
    table, total, _ = added(read := listed(money("39.90"), money("5.99")), money("46.89"))
    assert table.checks == total.checks == table.rows[0][1].checks == (Check.RULE_BROKEN,)
    assert (table.value, table.normalized, table.status) == (read.value, read.normalized, Status.OK)


@pytest.mark.parametrize(
    "table",
    [
        listed(money("39.90"), checks=(Check.END_UNSEEN,)),
        listed(money("39.90"), replace(money("?"), normalized=None, status=Status.INVALID)),
        listed(),
    ],
    ids=["may go on", "a cell says nothing", "no rows"],
)
def test_of_a_column_that_is_not_all_there_no_rule_is_judged(table: FieldReading) -> None:
    read, total, _ = added(table, money("46.89"))
    assert read == table and (total.checks, total.held) == ((), ())


def test_choices_of_long_columns_are_counted_by_what_they_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambda_ocr.core.deciding.together.MOST_TRIED", 4)
    cells = [money("1.00", ("2.00", 0.5)), *map(money, ["1.00"] * 58)]
    table, _, _ = added(listed(*cells), money("60.00"))
    assert Check.RULE_BROKEN in table.checks
    table, _, _ = added(listed(*cells[:18]), money("19.00"))
    assert table.held == (Held.RULE,)


def test_what_no_choice_can_reach_is_not_searched_for() -> None:
    """The likeliest reading of the last cell is out of reach by itself, in company of many that may mean two things."""
    open_cells = [(at, [Option("1", 0.0), Option("2", 0.0)]) for at in range(40)]
    left = Left(100)
    assert list(choices([*open_cells, (40, [Option("3", 4.5), Option("4", 4.8)])], [4.0], left)) == []
    assert left.values > 90


def test_columns_with_more_doubtful_cells_than_a_stack_has_room_for_are_only_checked() -> None:
    cell = money("1.00", ("2.00", 0.9))
    table, total, _ = added(listed(*[cell] * 1200), money("9999.00"))
    assert Check.RULE_BROKEN in table.checks and Check.RULE_BROKEN in total.checks


@pytest.mark.parametrize("payload", ["sNaN", "nan", "Infinity", "1E999999", "1_0", "٣", "--1", ""])
def test_what_only_python_takes_for_a_number_is_compared_as_text(payload: str) -> None:
    assert not is_sum([payload, "1", "2"])
    assert is_same([None, Part(0, "")], [payload, payload]) and not is_same([None, Part(0, "")], ["100", payload])


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"sum": [{"table": "items"}], "equals": "total"}, 'say {"table": "…", "column": "…"}'),
        ({"sum": [{"table": "total", "column": "each"}], "equals": "total"}, '"total" as a table, and it is none'),
        ({"sum": [{"table": "items", "column": "price"}], "equals": "total"}, 'it has "item", "each", "count"'),
        ({"sum": [{"table": "items", "column": "item"}], "equals": "total"}, 'of type "text"; it must be integer'),
        ({"sum": ["total"], "equals": COLUMN}, "equals what is no field"),
        ({"sum": ["items"], "equals": "total"}, 'a field of type "table"'),
        ({"before": [COLUMN, "total"]}, "what is no name"),
    ],
)
def test_a_column_that_cannot_be_added_up_is_refused(rule: Mapping[str, Any], said: str) -> None:
    with pytest.raises(BadRule, match=re.escape(said)):
        parsed([rule], LISTED)
