"""What batches cost follows from seconds and prices, and grows with the documents alone."""

from __future__ import annotations

import pytest

from bench.performance.scale import CONCURRENCIES, Batch, tables


def test_ten_times_the_documents_cost_ten_times_and_take_ten_times_as_long() -> None:
    small, large = (Batch(documents, 0.25, 100, 2048) for documents in (10_000, 100_000))
    assert sum(large.dollars().values()) == pytest.approx(10 * sum(small.dollars().values()))
    assert large.hours(20) == pytest.approx(10 * small.hours(20)) == pytest.approx(100_000 * 0.25 / 20 / 3600)


def test_the_dollars_are_those_of_the_price_lists() -> None:
    dollars = Batch(1_000_000, 0.5, 100, 1024).dollars()
    assert dollars["Lambda"] == pytest.approx(500_000 * 0.0000166667 + 10_000 * 0.2e-6)
    assert dollars["Step Functions"] == pytest.approx(10_000 * 3 * 25e-6)
    # 50 seconds of a child are kept in three parts: begun, three and their counts, two of Step Functions, three lists.
    assert dollars["S3"] == pytest.approx(1_000_000 * 0.4e-6 + 10_000 * 12 * 5e-6)


def test_a_child_writes_the_parts_that_the_function_keeps() -> None:
    assert [Batch(1_000, seconds, 100, 1024).puts for seconds in (0.1, 0.2, 0.5, 30)] == [5, 5, 9, 203]


def test_the_tables_have_a_row_a_length_and_a_rate_a_concurrency() -> None:
    first, second = tables(0.14).split("\n\n")
    assert [row.split(" | ")[0] for row in first.splitlines()[2:]] == ["| 10,000", "| 1,000,000", "| 100,000,000"]
    assert all(row.count("|") == len(CONCURRENCIES) + 3 for row in second.strip().splitlines())
