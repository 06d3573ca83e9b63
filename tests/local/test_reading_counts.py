"""Counts of readings on one machine: by day, template and version, and nothing of any document."""

from __future__ import annotations

import math
from math import comb
from pathlib import Path

import pytest

from lambda_ocr.core.model import TemplateRef
from lambda_ocr.core.review.documents import Leased
from lambda_ocr.core.review.drift import DayCounted, FieldCounted, chance_of_rise, drifts
from lambda_ocr.local.reading_counts import FILE_NAME, SqliteReadingCounts
from tests.support.review_contract import document, said

REF = TemplateRef("t", 2)


def test_documents_are_counted_by_day_template_and_version(tmp_path: Path) -> None:
    day = ["2026-11-25"]
    counts = SqliteReadingCounts(tmp_path, lambda: day[0])
    counts.document(REF, refused=False, doubtful=False)
    counts.document(REF, refused=True, doubtful=False)
    counts.document(TemplateRef("other", 1), refused=False, doubtful=True)
    day[0] = "2026-11-26"
    counts.document(REF, refused=False, doubtful=True)
    counts.reviewed(said(Leased("", document("secret")), "right"))
    counts.reviewed(said(Leased("", document("right")), "right"))
    again = SqliteReadingCounts(tmp_path)
    assert again.days("2026-11-25", "t") == (
        DayCounted("2026-11-25", "t", 2, documents=2, refused=1),
        DayCounted("2026-11-26", "t", 2, documents=1, doubtful=1, reviewed=2),
    )
    assert [each.template_id for each in again.days("2026-11-26")] == ["t"]
    assert again.fields("2026-11-26") == (FieldCounted("t", 2, "名称", 2, 1),)
    assert (again.fields("2026-11-27"), again.days("", "none")) == ((), ())
    assert b"secret" not in (tmp_path / FILE_NAME).read_bytes()


def test_a_file_that_cannot_be_used_costs_no_reading(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 999)
    counts = SqliteReadingCounts(tmp_path)
    counts.document(REF, refused=False, doubtful=False)
    assert counts.days("") == ()
    assert "was not counted" in caplog.text


def test_a_reprinted_form_is_told_from_a_bad_week() -> None:
    before = [DayCounted(f"2026-11-0{day}", "t", 1, 100, refused=2, doubtful=6) for day in range(1, 8)]
    calm = [*before, DayCounted("2026-11-20", "t", 1, 60, doubtful=7)]
    reprinted = [*before, DayCounted("2026-11-20", "t", 2, 60, refused=20, doubtful=7)]
    (bad_week,), (drift,) = (drifts(each, "2026-11-15") for each in (calm, reprinted))
    assert bad_week.chance > 0.05
    assert drift.chance < 0.001
    assert (drift.before, drift.before_of, drift.recent, drift.recent_of) == (0.08, 700, 0.45, 60)
    assert drifts(before, "2026-11-15") == ()


def test_a_few_documents_say_little_and_an_improvement_is_none() -> None:
    assert chance_of_rise(0, 100, 1, 1) == pytest.approx(1 / 101)
    assert chance_of_rise(2, 20, 1, 3) > 0.05
    assert chance_of_rise(50, 100, 1, 100) > 0.999
    exact = sum(comb(11, n) * comb(129, 40 - n) for n in range(3, 12)) / comb(140, 40)
    assert chance_of_rise(8, 100, 3, 40) == pytest.approx(exact, rel=1e-9)


def test_of_many_documents_the_terms_that_count_are_summed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    lgamma = math.lgamma

    def noted(x: float) -> float:
        asked.append(x)
        return lgamma(x)

    monkeypatch.setattr(math, "lgamma", noted)
    chance = chance_of_rise(2_000_000, 4_000_000, 501_000, 1_000_000)
    deviation = (1_000_000 * 0.25 * 0.8) ** 0.5
    assert chance == pytest.approx(math.erfc((501_000 - 0.5 - 500_200) / deviation / 2**0.5) / 2, rel=1e-3)
    assert len(asked) < 50_000  # of 4.5 million


class Compared(str):
    """A template's id that counts how often it is looked at."""

    times = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Compared.times += 1
        return str.__eq__(self, other)


def test_a_template_s_days_are_not_looked_for_among_all_others() -> None:
    days = [DayCounted(day, Compared(f"t{at}"), 1, 10, 1) for day in ("1", "3") for at in range(40)]
    assert len(drifts(days, "2")) == 40
    assert Compared.times < 2 * len(days)
