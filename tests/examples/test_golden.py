"""The examples, read by the real networks through the service as any client would: golden tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.geometry import side_lengths
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = sorted(path.parent.name for path in EXAMPLES.glob("*/expected.json"))
TYPED = ("job_card", "vat_invoice", "waybill")
"""Those asked with their types and rules, for each type once; the others are read as text."""

EXACT = 0.99
"""Share of fields that must be read exactly."""
FLAT_PX, FLAT_SHARE = 3.0, 0.85
"""How far the corners of this share of fields may land from their true places where the page is flat."""
HALF_A_LINE = 0.9
"""How far any may, in heights of the field on the picture: what reading allows for."""
TYPICAL = 0.45
"""The same for half of the fields of a curled page."""


@dataclass(frozen=True)
class Case:
    """One folder, asked: detail answers by picture, status and body of every wrong picture."""

    name: str
    truth: dict[str, Any]
    answers: dict[str, dict[str, Any]]
    refusals: dict[str, tuple[int, Any]]

    def printed(self, picture: str) -> list[dict[str, Any]]:
        """The answers of the fields that the plain template has."""
        return [field for field in self.answers[picture]["fields"] if field["key"] in self.truth["queries"][picture]]

    @property
    def fields(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Picture, expected value, answer of every field."""
        for picture, expected in self.truth["queries"].items():
            answered = self.printed(picture)
            assert [field["key"] for field in answered] == list(expected)
            yield from ((picture, expected[field["key"]], field) for field in answered)

    def distances(self, picture: str) -> NDArray[np.float64]:
        """(fields, 2): how far the worst corner of every field is off, in pixels and in field heights."""
        places = self.truth["truth"][picture]["quads"]
        return np.array([_off(field["position"], places[field["key"]]) for field in self.printed(picture)])

    def pictures(self, *, flat: bool) -> list[str]:
        """Those whose page is flat, or is not."""
        truth = self.truth["truth"]
        return [picture for picture in truth if (truth[picture]["image_from_template"] is not None) is flat]


def _off(found: Any, true: Any) -> tuple[float, float]:
    worst = float(np.linalg.norm(np.array(found) - np.array(true), axis=1).max())
    return worst, worst / side_lengths(true)[1]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Every example asked once."""
    service = build_service(Settings(home=str(tmp_path_factory.mktemp("home")), threads=1))
    return {name: _asked(service, EXAMPLES / name) for name in CASES}


def _asked(service: OcrService, folder: Path) -> Case:
    truth = _kept(folder.name, "expected.json")
    added = service.handle({"type": "add", "img": _base64(folder / "template.png"), **_template(folder)})
    assert added.status == 200, added.body
    asked = {"type": "query", "template_id": added.body["template_id"], "detail": True}
    queries = {name: service.handle({**asked, "img": _base64(folder / name)}) for name in truth["queries"]}
    wrong = {name: service.handle({**asked, "img": _base64(folder / name)}) for name in truth["refused"]}
    assert {name: answer.status for name, answer in queries.items()} == dict.fromkeys(queries, 200)
    return Case(
        folder.name,
        truth,
        {name: answer.body for name, answer in queries.items()},
        {name: (answer.status, answer.body) for name, answer in wrong.items()},
    )


def _template(folder: Path) -> dict[str, Any]:
    """The members of `add` that say what is read."""
    if folder.name not in TYPED:
        return {"template": _kept(folder.name, "template.json")}
    typed = _kept(folder.name, "typed.json")
    return {"template": typed["template"], "rules": typed["rules"]}


def _kept(name: str, file: str) -> Any:
    return json.loads((EXAMPLES / name / file).read_text(encoding="utf-8"))


def _base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()


def test_ninety_nine_of_a_hundred_fields_are_read_exactly(cases: dict[str, Case]) -> None:
    read = [(case.name, *field) for case in cases.values() for field in case.fields]
    misses = [
        f"{name}/{picture}: {field['key']}: {expected!r} read as {field['value']!r} ({field['status']})"
        for name, picture, expected, field in read
        if field["value"] != expected
    ]
    print(f"\n{len(read) - len(misses)} of {len(read)} fields exact", *misses, sep="\n  ")
    assert len(read) > 250
    assert len(misses) <= (1 - EXACT) * len(read), misses


@pytest.mark.parametrize("name", CASES)
def test_wrong_pictures_are_refused_by_name(name: str, cases: dict[str, Case]) -> None:
    assert cases[name].refusals
    for status, body in cases[name].refusals.values():
        assert (status, body["error"]["code"]) == (422, "template_mismatch")
        assert body["error"]["details"]


def test_fields_left_empty_are_answered_empty(cases: dict[str, Case]) -> None:
    empty = [field for case in cases.values() for _, expected, field in case.fields if expected == ""]
    assert len(empty) >= len(CASES)
    assert [field for field in empty if (field["value"], field["score"], field["status"]) != ("", 0.0, "empty")] == []


@pytest.mark.parametrize("name", CASES)
def test_what_is_read_exactly_is_scored_as_sure_and_stands_in_its_lines(name: str, cases: dict[str, Case]) -> None:
    for _, expected, field in cases[name].fields:
        if expected and field["value"] == expected:
            assert field["status"] == "ok" and 60 <= field["score"] <= 100
            assert "".join(line["text"] for line in field["lines"]).replace(" ", "") == expected.replace(" ", "")


def test_fields_of_flat_pages_land_where_they_are(cases: dict[str, Case]) -> None:
    off = []
    for case in cases.values():
        for picture in case.pictures(flat=True):
            off.append(case.distances(picture))
            print(f"\n{case.name}/{picture}: median {np.median(off[-1][:, 0]):.2f}, worst {off[-1][:, 0].max():.2f} px")
    pixels, heights = np.concatenate(off).T
    print(f"\n{(pixels <= FLAT_PX).mean():.3f} within {FLAT_PX} px, worst {heights.max():.2f} field heights")
    assert len(pixels) > 200
    assert (pixels <= FLAT_PX).mean() >= FLAT_SHARE
    assert heights.max() <= HALF_A_LINE


@pytest.mark.parametrize("name", CASES)
def test_fields_of_curled_pages_land_within_a_part_of_their_height(name: str, cases: dict[str, Case]) -> None:
    case = cases[name]
    off = {picture: case.distances(picture)[:, 1] for picture in case.pictures(flat=False)}
    for picture, heights in off.items():
        print(f"\n{name}/{picture}: worst {heights.max():.2f}, median {np.median(heights):.2f} field heights")
    assert off
    assert max(heights.max() for heights in off.values()) <= HALF_A_LINE
    assert max(float(np.median(heights)) for heights in off.values()) <= TYPICAL


@pytest.mark.parametrize("name", CASES)
def test_the_alignment_is_trusted_and_says_how_well_it_knows(name: str, cases: dict[str, Case]) -> None:
    for answer in cases[name].answers.values():
        assert answer["alignment"]["verdict"] in ("matched", "weak")
        assert answer["alignment"]["error_px"] < 10


@pytest.mark.parametrize("name", TYPED)
def test_typed_fields_come_in_their_normal_forms_and_the_rules_hold(name: str, cases: dict[str, Case]) -> None:
    typed = _kept(name, "typed.json")
    bound = [key for _, key, *_ in typed["template"] if f'"{key}"' in json.dumps(typed["rules"], ensure_ascii=False)]
    assert bound
    for picture, normal in typed["normalized"].items():
        fields = {field["key"]: field for field in cases[name].answers[picture]["fields"]}
        assert {key: fields[key]["normalized"] for key in normal} == normal, picture
        assert {fields[key]["status"] for key, value in normal.items() if value is not None} == {"ok"}, picture
        assert [key for key in bound if "rule" not in fields[key]["held"]] == [], picture
