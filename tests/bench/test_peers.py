"""Other readers' lines become values of fields, and a run that was stopped goes on."""

from __future__ import annotations

import json
from pathlib import Path

from bench.accuracy.collection import Group
from bench.peers.__main__ import misses_of
from bench.peers.asking import Read, Run, in_turn
from bench.peers.assigning import values

FIELD = ((100, 100), (300, 100), (300, 160), (100, 160))


def line(text: str, left: float, top: float, right: float, bottom: float) -> dict[str, object]:
    return {"text": text, "quad": [[left, top], [right, top], [right, bottom], [left, bottom]]}


def group(name: str, *queries: str, wrong: str = "") -> Group:
    pictures = (Path(wrong),) if wrong else ()
    return Group(name, Path("template.png"), ((FIELD, "total"),), {Path(q): {"total": "12"} for q in queries}, pictures)


def test_a_line_belongs_to_the_field_that_holds_most_of_it() -> None:
    lines = [
        line("inside", 110, 105, 290, 125),
        line("half out", 250, 130, 450, 150),
        line("below", 110, 170, 290, 190),
    ]
    assert values(lines, [FIELD]) == ["inside"]


def test_lines_are_joined_row_by_row_and_from_left_to_right() -> None:
    lines = [line("two", 200, 104, 290, 124), line("three", 110, 132, 290, 152), line("one", 110, 106, 190, 126)]
    assert values(lines, [FIELD]) == ["one two three"]


def test_a_field_that_is_upside_down_is_read_from_its_own_upper_left() -> None:
    turned = (FIELD[2], FIELD[3], FIELD[0], FIELD[1])
    lines = [line("first", 110, 132, 290, 152), line("second", 110, 105, 290, 125)]
    assert values(lines, [turned]) == ["first second"]


def test_a_field_beyond_the_horizon_is_empty() -> None:
    nowhere = ((float("nan"), 0), (1, 0), (1, 1), (0, 1))
    assert values([line("x", 0, 0, 1, 1)], [nowhere]) == [""]


def test_pictures_come_one_of_each_group_in_turn() -> None:
    groups = [group("a", "a1", "a2", "a3"), group("b", "b1", wrong="bad")]
    assert [path.name for _, path in in_turn(groups)] == ["a1", "b1", "a2", "bad", "a3"]


def test_a_run_kept_as_json_knows_what_it_has_read() -> None:
    run = Run()
    run.reads["ours"] = {("a", "a1"): Read({"total": "12"}, 0.5, 0.4), ("a", "a2"): Read(None, 0.1, 0.1)}
    run.accepted["b/bad"] = False
    again = Run.from_json(json.loads(json.dumps(run.as_json())))
    assert again == run
    asked = [group("a", "a1", "a2", "a3"), group("b", "b1", wrong="bad")]
    assert [path.name for mine, path in in_turn(asked) if not again.has(mine, path)] == ["b1", "a3"]


def test_a_refused_picture_counts_as_wrong_and_one_not_yet_read_does_not() -> None:
    run = Run()
    run.reads["ours"] = {("a", "a1"): Read({"total": "1 2"}, 0.5, 0.4), ("a", "a2"): Read(None, 0.1, 0.1)}
    assert [(miss.picture, miss.kind) for miss in misses_of("ours", [group("a", "a1", "a2", "a3")], run)] == [
        ("a2", "refused")
    ]
