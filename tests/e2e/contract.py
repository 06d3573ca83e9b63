"""The wire's promises as a suite that any door is put through: the same questions, and the same answers expected."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from tests.e2e.clients import Ask

CASE = Path(__file__).parents[2] / "examples" / "form"
OTHER_CASE = CASE.parent / "waybill"
SCORE_SLACK = 0.1
"""Points of a hundred: batches of other sizes may add the same numbers in another order."""


def picture(prefix: str, case: Path = CASE) -> str:
    """A picture of the example in Base64, the first whose name begins so."""
    found = sorted(path for path in case.iterdir() if path.name.startswith(prefix) and path.suffix in (".png", ".jpg"))
    return base64.b64encode(found[0].read_bytes()).decode()


def fields() -> list[Any]:
    """The example's fields, as the wire takes them."""
    loaded: list[Any] = json.loads((CASE / "template.json").read_text(encoding="utf-8"))
    return loaded


def add(ask: Ask) -> str:
    """The id of the example's template, newly added."""
    status, body = ask({"type": "add", "template": fields(), "img": picture("template")})
    assert status == 200, body
    return str(body["template_id"])


def put_through(ask: Ask) -> list[dict[str, Any]]:
    """Ask everything of the contract; what was read off the example's first query."""
    template_id = add(ask)
    status, listed = ask({"type": "list"})
    assert (status, template_id in listed["template_id_list"]) == (200, True)
    read = _queries(ask, template_id)
    _refusals(ask, template_id)
    assert ask({"type": "del", "template_id": template_id}) == (200, {"template_id": template_id})
    _is_refused(ask, {"template_id": template_id, "img": picture("query")}, 404, "template_not_found")
    return read


def _queries(ask: Ask, template_id: str) -> list[dict[str, Any]]:
    question = {"template_id": template_id, "img": picture("query")}
    status, read = ask(question)
    assert status == 200, read
    assert [each["key"] for each in read] == [name for _, name, *_ in fields()]
    assert sum(bool(each["value"]) for each in read) >= len(read) / 2
    status, detail = ask({**question, "type": "query", "detail": True})
    assert status == 200, detail
    assert detail["template_id"] == template_id
    assert detail["alignment"]["verdict"] == "matched"
    assert [each["value"] for each in detail["fields"]] == [each["value"] for each in read]
    return list(read)


def _refusals(ask: Ask, template_id: str) -> None:
    _is_refused(ask, {"template_id": template_id, "img": picture("template", OTHER_CASE)}, 422, "template_mismatch")
    _is_refused(ask, {"type": "serve"}, 400, "invalid_request")
    _is_refused(ask, {"template_id": template_id, "img": "bm8gcGljdHVyZQ=="}, None, "unsupported_picture")
    _is_refused(ask, {"template_id": template_id, "url": "http://169.254.169.254/latest"}, 403, "url_forbidden")
    _is_refused(ask, {"type": "del", "template_id": ["never", template_id]}, 404, "template_not_found")


def _is_refused(ask: Ask, payload: dict[str, Any], status: int | None, code: str) -> None:
    given, body = ask(payload)
    assert body["error"]["code"] == code, body
    assert body["error"]["message"]
    assert status in (None, given), (given, body)


def assert_same_reading(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    """Keys and values alike to the letter, scores but for rounding."""
    assert [(each["key"], each["value"]) for each in one] == [(each["key"], each["value"]) for each in other]
    for left, right in zip(one, other, strict=True):
        assert abs(left["score"] - right["score"]) <= SCORE_SLACK
