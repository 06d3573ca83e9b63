"""Of unseen kinds: causes are guessed, kinds are left out, a page shows the misses, and a person's word holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.accuracy.fitting import Logistic
from bench.accuracy.unseen import __main__ as unseen
from bench.accuracy.unseen.causes import Cause, Scene, guess, offset
from bench.accuracy.unseen.figures import by_cause, kinds_table, reliability, summed
from bench.accuracy.unseen.fits import FITTED, Judging, Scores, left_out, marks
from bench.accuracy.unseen.page import report
from bench.accuracy.unseen.sights import FieldSeen, Sight
from bench.accuracy.unseen.watching import coloured
from lambda_ocr.core.geometry import rectangle
from lambda_ocr.core.model import Quad
from lambda_ocr.core.recognition.calibration import Signs
from tests.bench.test_commands import small_folder

FIELD = rectangle(100, 100, 300, 130)


def line(text: str, x: float, y: float) -> tuple[str, Quad]:
    return text, rectangle(x, y, x + 12 * len(text), y + 24)


@pytest.mark.parametrize(
    ("truth", "value", "lines", "cause"),
    [
        ("1,284.50", "128450", (), Cause.PUNCTUATION),
        ("S/B 0519", "5/B O519", (), Cause.LOOK_ALIKE),
        ("Baltimore", "Baltamore", (), Cause.PIXELS),
        ("Bartholomew", "Bartholo", (), Cause.LENGTH),
        ("Northwold", "Northwold ltd", (), Cause.NEIGHBOUR),
        ("Тел. 55", "Ten. 55", (), Cause.SCRIPT),
        ("", "TOTAL 12.00", (line("TOTAL 12.00", 110, 102),), Cause.ADDED),
        ("", "TOTAL 12.00", (line("TOTAL 12.00", 110, 170),), Cause.OTHER_LINE),
        ("TOTAL 12.00", "", (line("TOTAL 12.00", 110, 150),), Cause.FLOW),
        ("TOTAL 12.00", "CASH 50.00", (line("TOTAL 12.00", 110, 160), line("CASH 50.00", 110, 103)), Cause.FLOW),
        ("TOTAL 12.00", "", (line("TOTAL 12.00", 380, 103),), Cause.PLACEMENT),
        ("TOTAL 12.00", "", (line("TOTAL 12.00", 130, 103),), Cause.EMPTY),
        ("36 Mill Lane Fernley", "Fernley", (line("36 Mill Lane", 110, 98), line("Fernley", 110, 118)), Cause.LINES),
    ],
)
def test_a_miss_has_a_likely_cause(truth: str, value: str, lines: tuple[tuple[str, Quad], ...], cause: Cause) -> None:
    assert guess(Scene(truth, value, FIELD, lines)) is cause


def test_print_under_strong_colour_is_said_to_be_covered() -> None:
    grey, red = np.full((40, 200, 3), 90, np.uint8), np.full((40, 200, 3), 90, np.uint8)
    red[10:30, 20:80] = (40, 40, 210)
    assert coloured(grey) == 0
    assert coloured(np.asarray(grey * np.array([0.5, 0.8, 1.0]), np.uint8)) == 0  # lamp light is no ink
    stamped = Scene("2024-04-16", "2024-04-16 PAID", FIELD, coloured=coloured(red))
    assert guess(stamped) is Cause.OVER
    assert guess(Scene("2024-04-16", "2024-B4-1G", FIELD, coloured=coloured(red))) is Cause.OVER


def test_where_a_line_stands_is_told_in_the_fields_own_width_and_height() -> None:
    assert offset(FIELD, rectangle(100, 160, 300, 190)) == pytest.approx((0, 2))
    upright: Quad = ((130, 100), (130, 300), (100, 300), (100, 100))
    assert offset(upright, ((100, 100), (100, 300), (70, 300), (70, 100))) == pytest.approx((0, 1))


def seen(right: bool, mean: float, name: str = "total") -> FieldSeen:
    value = "12.00" if right else "72.00"
    return FieldSeen(
        name, "12.00", value, 100 * mean, "ok", Signs(mean, mean, 0.1), guess=None if right else Cause.PIXELS
    )


def sights() -> list[Sight]:
    """Three kinds, one of them over-sure; a true picture refused, another accepted."""
    rng = np.random.default_rng(1)
    made = []
    for kind in ("bus", "bus_rot90", "ferry", "toll"):
        for number in range(30):
            mean = float(rng.uniform(0.6, 0.999))
            made.append(
                Sight(kind, f"{number}.jpg", True, True, (seen(bool(rng.uniform() < mean), mean),), evidence=1.0)
            )
    made.append(
        Sight("toll", "x.jpg", True, False, (FieldSeen("total", "12.00", None, guess=Cause.REFUSED),), {"words": 0.4})
    )
    made.append(Sight("toll", "other.jpg", False, True, evidence=-1.0))
    return made


def test_a_refused_true_picture_costs_all_its_fields_and_another_accepted_is_counted() -> None:
    told = summed(sights())
    assert (told.fields, told.true, told.refused, told.wrong, told.accepted) == (121, 121, 1, 1, 1)
    assert by_cause(sights(), {})[Cause.REFUSED] == {"toll": 1}


def test_scores_are_fitted_on_the_other_kinds_and_a_turned_group_is_no_kind_of_its_own() -> None:
    every = sights()
    others = [sight for sight in every if sight.kind != "bus"]
    assert {sight.group for sight in every} - {sight.group for sight in others} == {"bus", "bus_rot90"}
    line_ = Logistic.fit(marks(others))
    known = marks([every[0]])
    assert left_out(every)[0].fields[0].score == pytest.approx(100 * float(line_.chance(known)[0]))
    assert [sight.picture for sight in left_out(every)] == [sight.picture for sight in every]


def test_nothing_is_fitted_where_nothing_is_wrong() -> None:
    right = [replace(sight, fields=(seen(True, 0.9),)) for sight in sights() if sight.true]
    assert left_out(right, (Scores(),)) == tuple(right)


def test_a_judge_fitted_without_the_kind_refuses_what_it_learned_to() -> None:
    def fit(known: object) -> object:
        return lambda evidence: evidence > 0

    judge = Judging(fit)  # type: ignore[arg-type]
    more = [*sights(), Sight("bus", "other.jpg", False, True, evidence=-2.0)]
    assert summed(more).accepted == 2
    assert summed(left_out(more, (judge,))).accepted == 0
    assert [one.name for one in FITTED] == ["score"]


def test_the_reliability_table_holds_every_field_with_text_once() -> None:
    assert sum(count for *_, count in reliability(sights())) == 120


def test_the_page_escapes_what_documents_say_and_a_persons_word_beats_the_guess() -> None:
    crossed = FieldSeen("a<b", "<script>alert(1)</script>", "</script>", 99.5, "ok", crop=b"jpg", guess=Cause.PIXELS)
    every = [Sight("bus", "1.jpg", True, True, (crossed,)), *sights()]
    word = {"bus/1.jpg/a<b": Cause.HANDWRITING}
    page = report(every, left_out(every), word, "a machine")
    assert "<script>alert" not in page
    assert by_cause(every, word)[Cause.HANDWRITING] == {"bus": 1}
    assert 'data-cause="handwriting"' in page
    assert "words" in page


def test_side_by_side_a_changed_judgement_stands_behind_an_arrow() -> None:
    every = sights()
    changed = [replace(sight, accepted=False) if not sight.true else sight for sight in every]
    _, rows = kinds_table(every, changed)
    assert rows[-1][-1] == "1 of 1 → 0 of 1"


def test_a_folder_is_read_and_reported_and_chosen_causes_come_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, page, kept = small_folder(tmp_path / "real"), tmp_path / "page.html", tmp_path / "causes.json"
    path = folder / "ticket" / "group.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["queries"]["query.jpg"]["姓名"] = "not what stands there"
    path.write_text(json.dumps(told), encoding="utf-8")
    kept.write_text(json.dumps({"ticket/query.jpg/姓名": Cause.TRUTH.value}), encoding="utf-8")
    results = tmp_path / "all.json"
    asked = [str(folder), "--report", str(page), "--causes", str(kept), "--json", str(results)]
    assert unseen.main(asked) == 0
    shown = page.read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in shown
    (miss,) = [miss for sight in json.loads(results.read_text(encoding="utf-8"))["sights"] for miss in sight["misses"]]
    assert miss["cause"] == Cause.TRUTH.value
    assert "10 of 11" in capsys.readouterr().out


def test_a_file_that_holds_no_causes_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "causes.json"
    wrong.write_text('{"a/b/c": "bad luck"}', encoding="utf-8")
    assert unseen.main([str(tmp_path), "--causes", str(wrong)]) == 2
    assert "the file that the report's button keeps" in capsys.readouterr().err
