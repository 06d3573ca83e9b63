"""Types of fields: `text` alone so far, and how another is added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from lambda_ocr.core.field_types import TYPES, field_type
from lambda_ocr.core.field_types.text import Text


def test_a_field_is_of_text_where_it_asks_for_nothing_else() -> None:
    assert field_type({}) == field_type({"type": "text"}) == Text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"type": "date"}, '"type", "date", which is no type we know; say "text"'),
        ({"type": 5}, '"type", no string, which is no type we know; say "text"'),
        ({"type": ["text"]}, '"type", no string'),
        ({"type": "text", "charset": "0-9"}, '"charset", which the type "text" does not take'),
        ({"multiline": True}, '"multiline", which the type "text" does not take'),
    ],
)
def test_what_is_unknown_is_refused_by_its_name(options: Mapping[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        field_type(options)


@dataclass(frozen=True)
class Stars:
    """As many stars as were given: a type as another module would hold it."""

    most: int
    name: str = "stars"


def parse_stars(options: Mapping[str, Any]) -> Stars:
    if set(options) != {"most"}:
        raise ValueError('lack the member "most"; say how many stars there may be')
    return Stars(options["most"])


def test_another_type_is_one_line_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TYPES, "stars", parse_stars)
    assert field_type({"type": "stars", "most": 5}) == Stars(5)
    with pytest.raises(ValueError, match='lack the member "most"'):
        field_type({"type": "stars"})
    with pytest.raises(ValueError, match='say "text" or "stars"'):
        field_type({"type": "moon"})
