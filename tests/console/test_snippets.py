"""Requests written for developers, as Node runs the console's own module: no browser."""

from __future__ import annotations

import ast
import json
from typing import Any

import pytest

from tests.support.modules import in_node

QUAD = [[1, 2], [30, 2], [30, 12], [1, 12]]
SAYS_WORDS = {
    "templateId": "0b5a",
    "name": "Is it true, or null?",
    "template": [[QUAD, "true"], [QUAD, "null or false", {"type": "number", "signed": False, "unit": None}]],
    "variable": [QUAD],
}


def written(known: dict[str, Any], action: str) -> dict[str, Any]:
    """The request, and how it is written in each language."""
    script = """({ requestsFor, written }, { known, action }) => {
        const request = requestsFor(known)[action];
        return { request, ...written(request, 'https://example.com/custom_ocr', { kind: 'none', region: '' }) };
    }"""
    told: dict[str, Any] = in_node("api/snippets.js", script, {"known": known, "action": action})
    return told


def json_of(python: str) -> object:
    """What the written program passes as `json`, the picture's variable under its name."""
    [asked] = [each for each in ast.walk(ast.parse(python)) if isinstance(each, ast.keyword) and each.arg == "json"]
    return eval(compile(ast.Expression(asked.value), "", "eval"), {"img": "<Base64 of photo.jpg>"})


@pytest.mark.parametrize("action", ["add", "query", "list", "get"])
def test_a_request_in_python_says_what_it_says_in_json(action: str) -> None:
    told = written(SAYS_WORDS, action)
    assert json.loads(told["json"]) == told["request"]
    assert json_of(told["python"]) == told["request"]


def test_the_example_of_add_has_all_that_the_template_has() -> None:
    request = written(SAYS_WORDS, "add")["request"]
    assert {name: request[name] for name in ("template", "variable", "name")} == {
        name: SAYS_WORDS[name] for name in ("template", "variable", "name")
    }
