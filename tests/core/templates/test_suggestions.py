"""Types suggested by what a template's own field says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lambda_ocr.core.field_types import field_type
from lambda_ocr.core.model import FieldAnnotation
from lambda_ocr.core.templates.suggestions import suggested


def like(value: str) -> Mapping[str, Any] | None:
    return suggested(FieldAnnotation(20.0, 0, value, 0.9))


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ("2026年03月11日", {"type": "date"}),
        ("11/03/2026", {"type": "date"}),
        ("2026-03-11 18:46", {"type": "datetime"}),
        ("21:06", {"type": "time"}),
        ("¥1,234.50", {"type": "amount"}),
        ("壹佰零叁元玖角伍分", {"type": "amount"}),
        ("995.58", {"type": "amount"}),
        ("42", {"type": "integer"}),
        ("91350100M000100Y43", {"type": "code", "scheme": "USCC"}),
        ("DE67 9900 3710 2058 1640 27", {"type": "code", "scheme": "IBAN"}),
    ],
)
def test_print_that_little_else_looks_like_suggests_its_type(value: str, options: Mapping[str, Any]) -> None:
    assert like(value) == options
    (meaning, *_) = field_type(options).meanings([value])
    assert not meaning.failed


@pytest.mark.parametrize(
    "value",
    ["", "  ", "—", "Jane Specimen", "12 Example Road", "44053619571", "91350100M000100Y44", "A4", "31/02/2026"],
)
def test_other_print_suggests_nothing(value: str) -> None:
    assert like(value) is None
