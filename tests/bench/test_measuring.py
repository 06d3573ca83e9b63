"""What the benches reckon with: scoring, collections, tables, prices, and the documentation they write."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.accuracy.collection import EXAMPLES, LIMITS, examples, scaled_fields, sendable
from bench.accuracy.scoring import Miss, distance, is_right
from bench.performance.cost import Speed, dollars
from bench.performance.crowd import knee
from bench.performance.pages import COLUMNS, page
from bench.performance.paired import Pair, Pairs, sign_test, tree_of
from bench.performance.prices import PREDECESSOR
from bench.support.numbers import markdown, percentile, ratio
from bench.support.report import write_section
from bench.support.running import CannotMeasure
from bench.support.workers.wire import _answer
from tests.support.decoding import header_of


@pytest.mark.parametrize(
    ("rates", "clients"),
    [
        ([(1, 2.0), (2, 3.8), (4, 3.9), (8, 4.0)], 2),
        ([(1, 2.0), (2, 1.9)], 1),
        ([(1, 2.0), (2, 2.1), (4, 4.0)], 4),
        ([(1, 2.0)], 1),
    ],
    ids=["as many as processors", "none gains", "a dip before a gain", "one only"],
)
def test_the_knee_is_where_further_clients_bring_no_tenth_more(rates: list[tuple[int, float]], clients: int) -> None:
    assert knee(rates) == clients


def test_a_field_is_right_whatever_its_spaces_and_widths() -> None:
    assert is_right("ＡＢ 12 ", "A B12")
    assert not is_right("AB12", "AB1Z")
    assert not is_right(None, "x")


@pytest.mark.parametrize(("first", "second", "apart"), [("", "abc", 3), ("kitten", "sitting", 3), ("same", "same", 0)])
def test_distance_counts_characters_to_change(first: str, second: str, apart: int) -> None:
    assert distance(first, second) == distance(second, first) == apart


@pytest.mark.parametrize(
    ("read", "kind"), [(None, "refused"), (" ", "empty"), ("1O", "1 character"), ("2O", "2 characters")]
)
def test_a_miss_says_how_far_off_it_is(read: str | None, kind: str) -> None:
    assert Miss("group", "picture", "field", "10", read).kind == kind


def test_the_examples_are_groups_with_truth_and_pictures_to_refuse() -> None:
    groups = examples()
    assert {group.name for group in groups} == {path.parent.name for path in EXAMPLES.glob("*/template.json")}
    for group in groups:
        assert group.template.is_file()
        assert all(picture.is_file() for picture in (*group.queries, *group.wrong))
        assert all(set(truth) <= set(group.names) for truth in group.queries.values())
        assert group.wrong


def test_a_picture_over_the_limit_is_scaled_down_by_the_client_and_a_template_with_its_quads(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    cv2.imwrite(str(path), np.full((8, 2 * LIMITS.max_side, 3), 200, np.uint8))
    sent = sendable(path)
    assert header_of(sent.data).width == LIMITS.max_side
    assert sent.factor == 0.5
    corners = [[0, 0], [8, 0], [8, 4], [0, 4]]
    assert scaled_fields([(corners, "name")], 0.5) == [[[[0, 0], [4, 0], [4, 2], [0, 2]], "name"]]


def test_a_picture_within_the_limits_is_sent_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "small.png"
    cv2.imwrite(str(path), np.zeros((4, 4, 3), np.uint8))
    assert sendable(path).data == path.read_bytes()


def test_percentiles_are_values_that_were_measured() -> None:
    assert [percentile([3, 1, 2, 4], share) for share in (0, 0.5, 0.95)] == [1, 3, 4]
    assert np.isnan(percentile([], 0.5))


def test_a_markdown_table_keeps_its_columns_whatever_the_cells_hold() -> None:
    lines = markdown(["a", "b"], [["x|y", "1"]]).splitlines()
    assert lines == ["| a | b |", "| --- | ---: |", "| x\\|y | 1 |"]
    assert (ratio(0.149), ratio(12.4)) == ("0.15×", "12×")


def test_a_section_is_replaced_and_all_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "benchmark.md"
    path.write_text("# Title\n\nprose \\1\n", encoding="utf-8")
    for name, text in (("one", "first"), ("two", "second"), ("one", "third \\g<0>")):
        write_section(name, text, path)
    told = path.read_text(encoding="utf-8")
    assert told.startswith("# Title\n\nprose \\1\n")
    assert "first" not in told
    assert told.index("<!-- one -->\nthird \\g<0>\n<!-- /one -->") < told.index("<!-- two -->\nsecond\n<!-- /two -->")


def test_dollars_agree_with_the_predecessors_published_figure_but_for_its_gateway() -> None:
    assert dollars(1.0, 8192, "x86_64") == pytest.approx(PREDECESSOR, rel=0.07)
    assert dollars(1.0, 1769, "arm64") < dollars(1.0, 1769, "x86_64")


def test_seconds_on_one_and_two_processors_are_those_measured_and_more_never_hurts() -> None:
    speed = Speed(one=0.5, two=0.35)
    assert speed.on(1) == pytest.approx(0.5)
    assert speed.on(2) == pytest.approx(0.35)
    assert 0.2 < speed.on(3) < 0.35
    assert Speed(one=0.4, two=0.5).on(3) == pytest.approx(0.4)


@pytest.mark.parametrize("count", COLUMNS)
def test_the_timed_page_has_its_fields_on_it_and_apart(count: int) -> None:
    drawn = page(count)
    assert len(drawn.fields) == len(drawn.values) == count
    header = header_of(drawn.template)
    corners = np.array([quad for quad, _ in drawn.fields])
    assert corners.min() >= 0
    assert (corners.max(axis=(0, 1)) <= (header.width, header.height)).all()
    boxes = np.hstack([corners.min(axis=1), corners.max(axis=1)])
    for number, (left, top, right, bottom) in enumerate(boxes):
        others = np.delete(boxes, number, axis=0)
        apart = (others[:, 0] >= right) | (others[:, 2] <= left) | (others[:, 1] >= bottom) | (others[:, 3] <= top)
        assert apart.all()


def test_a_worker_answers_also_when_its_reader_fails() -> None:
    def failing(_: dict[str, object]) -> dict[str, object]:
        raise ValueError("no such picture")

    answer = _answer(failing, {})
    assert answer["error"] == "ValueError: no such picture"
    assert answer["seconds"] >= 0


@pytest.mark.parametrize(("faster", "of", "p"), [(5, 10, 1.0), (0, 10, 2 / 1024), (10, 10, 2 / 1024), (0, 0, 1.0)])
def test_a_sign_test_is_two_sided(faster: int, of: int, p: float) -> None:
    assert sign_test(faster, of) == pytest.approx(p)


def test_pairs_are_told_by_their_own_ratios_and_ties_do_not_count() -> None:
    pairs = Pairs([Pair((1.0, 0.5), (1.0, 0.5), True), Pair((4.0, 4.0), (4.0, 4.0), True), Pair((2, 3), (2, 3), False)])
    assert pairs.row() == ["2000", "3000", "1.00×", "1.00×", "1 of 2", "1.000", "2 of 3"]


def test_a_commit_that_is_none_is_named() -> None:
    with pytest.raises(CannotMeasure, match="no-such-commit"), tree_of("no-such-commit"):
        pass
