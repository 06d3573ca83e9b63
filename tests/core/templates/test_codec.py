"""What is drawn on a template, as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_ocr.core.model import Field, Quad
from lambda_ocr.core.templates.codec import drawn_from_plain, drawn_to_plain

QUAD: Quad = ((0.5, 1.0), (30.25, 1.0), (30.0, 9.0), (0.0, 9.125))
FIELDS = (Field("名 \ud800 \U0001f600", QUAD, {"type": "date", "range": [1, 2.5]}), Field("名 \ud800 \U0001f600", QUAD))


@pytest.mark.parametrize("variable", [(), (QUAD, QUAD)])
def test_what_is_drawn_comes_back(variable: tuple[Quad, ...]) -> None:
    text = json.dumps(drawn_to_plain(FIELDS, variable), allow_nan=False)
    assert text.isascii()
    assert drawn_from_plain(json.loads(text)) == (FIELDS, variable, ())


def test_rules_come_back_and_a_template_without_any_is_written_as_ever() -> None:
    rules = ({"same": ["甲", "乙"]}, {"sum": ["a"], "equals": "b"})
    assert drawn_from_plain(json.loads(json.dumps(drawn_to_plain(FIELDS, (), rules)))) == (FIELDS, (), rules)
    assert list(drawn_to_plain(FIELDS, ())) == ["fields", "variable"]


def test_the_bare_list_of_earlier_releases_is_read() -> None:
    assert drawn_from_plain(drawn_to_plain(FIELDS, ())["fields"]) == (FIELDS, (), ())


@pytest.mark.parametrize(
    "odd",
    [None, 5, "text", {}, {"fields": 1}, {"fields": [{"name": 1}]}, [{"name": "a", "quad": [[1, 2]], "options": {}}]],
)
def test_anything_else_is_refused(odd: Any) -> None:
    with pytest.raises(ValueError):
        drawn_from_plain(odd)
