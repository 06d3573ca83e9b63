"""A template's file: the list of fields, or a whole request of which everything about the template is taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.entrypoints.cli.calling import UsageProblem
from lambda_ocr.entrypoints.cli.template_file import read_members

FIELD = [[[0, 0], [9, 0], [9, 9], [0, 9]], "total", {"type": "amount"}]
RULES = [{"sum": ["net", "tax"], "equals": "total"}]


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ([FIELD], {"template": [FIELD]}),
        ({"template": [FIELD]}, {"template": [FIELD]}),
        ({"template": [FIELD], "rules": RULES, "normalized": {}}, {"template": [FIELD], "rules": RULES}),
        ({"type": "add", "template": [FIELD], "variable": [], "img": "…"}, {"template": [FIELD], "variable": []}),
    ],
)
def test_types_and_rules_are_taken_with_the_fields(written: Any, taken: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(written), encoding="utf-8")
    assert read_members(str(file)) == taken


@pytest.mark.parametrize("written", ["{}", '{"rules": []}', "null", "no json"])
def test_a_file_without_fields_is_refused(written: str, tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(UsageProblem):
        read_members(str(file))
