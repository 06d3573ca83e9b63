"""What the document is known by stands beside the picture; what changes from copy to copy can be struck out."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from lambda_ocr.app import checking
from lambda_ocr.app.service import OcrService
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.templates.self_test import examine
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import EXAMPLES, Console
from tests.support.fakes import StoreInMemory
from tests.support.modules import in_node
from tests.support.running_server import running

FORM = EXAMPLES / "form"


def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def told(text: str, quad: list[list[float]]) -> dict[str, Any]:
    return {"text": text, "position": quad, "role": "label", "fixed": 0.97, "weight": 3.5}


TITLE, NAME, OTHER = box(10, 10, 90, 20), box(10, 30, 90, 40), box(10, 50, 90, 60)
DRAFT = {"fixedPrint": [told("Title", TITLE), told("Name", NAME)], "variable": [], "fields": [], "lines": []}


def prints(draft: dict[str, Any]) -> dict[str, bool]:
    """Which print is listed, and whether it is struck out."""
    listed = in_node("editor/findings/fixed_print.js", "({ printOf }, draft) => printOf(draft)", draft)
    return {each["text"]: each["struck"] for each in listed}


def test_print_is_struck_out_by_any_quad_over_its_middle_and_not_listed_within_a_field() -> None:
    assert prints(DRAFT) == {"Title": False, "Name": False}
    assert prints({**DRAFT, "variable": [box(0, 25, 60, 45)]}) == {"Title": False, "Name": True}
    assert prints({**DRAFT, "fields": [{"quad": box(0, 0, 100, 25)}]}) == {"Name": False}


def test_what_was_struck_out_before_anything_was_told_is_listed_with_the_text_seen_there() -> None:
    line = {"text": "Ms Ada", "position": OTHER, "score": 99, "at": [i / 6 for i in range(6)]}
    assert prints({**DRAFT, "fixedPrint": None, "variable": [OTHER], "lines": [line]}) == {"Ms Ada": True}


def test_striking_out_and_putting_back_leaves_other_quads_alone_and_stays_on_the_picture() -> None:
    script = """({ printOf, turnOver }, { draft, at }) => {
        turnOver({ ...draft, become: (members) => Object.assign(draft, members) }, printOf(draft)[at], [80, 100]);
        return draft.variable;
    }"""

    def turned(variable: list[Any], at: int) -> Any:
        return in_node("editor/findings/fixed_print.js", script, {"draft": {**DRAFT, "variable": variable}, "at": at})

    assert turned([OTHER], 0) == [OTHER, box(10, 10, 80, 20)]
    assert turned([OTHER, box(0, 25, 60, 45)], 1) == [OTHER]
    assert turned([OTHER], 2) == []


def test_print_that_was_left_out_because_it_is_struck_out_keeps_its_words() -> None:
    script = (
        """({ printTold }, { now, before, variable }) => printTold(now, before, variable).map(({ text }) => text)"""
    )
    given = {"now": [told("Name", NAME)], "before": DRAFT["fixedPrint"], "variable": [TITLE]}
    assert in_node("editor/findings/fixed_print.js", script, given) == ["Name", "Title"]
    assert in_node("editor/findings/fixed_print.js", script, {**given, "variable": []}) == ["Name"]


def variable_of(console: Console) -> list[Any]:
    """What the last template registered has struck out."""

    def ask(**request: object) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.post(f"{console.address}/custom_ocr", json=request, timeout=300).json()
        return answer

    struck: list[Any] = ask(type="get", template_id=ask(type="list")["template_id_list"][-1])["variable"]
    return struck


def test_print_is_struck_out_and_put_back_by_keyboard(
    page_of: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "examine", partial(examine, distortions=()))
    service = OcrService(StoreInMemory(), reader, PictureSource(NoS3(), NoS3()), self_test_seconds=3600.0)
    with running(make_app(service.begin)) as address, page_of(address) as console:
        page = console.page
        console.open()
        console.begin(FORM / "template.png")
        console.drag((684, 425), (1056, 469))
        console.type("Date of birth")
        console.press("Enter")
        summary, rows = page.locator("summary", has_text="Fixed print"), page.locator(".print-rows li")
        summary.focus()
        console.press("Enter")
        expect(page.get_by_text("By its fixed print the document is known again")).to_be_visible()
        console.save()
        console.click(console.button("Edit"))
        row = rows.filter(has_text=re.compile("on 9[0-9] of 100 copies")).first
        text = row.locator(".print-text").inner_text()
        expect(page.locator(".prints .is-struck")).to_have_count(0)
        row.get_by_role("button", name=f"Strike out “{text}”").focus()
        expect(page.locator(".prints .is-selected")).to_have_count(1)
        console.press("Enter")
        back = page.get_by_role("button", name=f"Put back “{text}”")
        expect(back).to_be_focused()
        expect(page.locator(".prints .is-struck")).to_have_count(1)
        console.press("Control+z")
        expect(page.locator(".prints .is-struck")).to_have_count(0)
        console.press("Control+y")
        expect(back).to_be_focused()
        console.save()
        assert len(variable_of(console)) == 1
        console.click(console.button("Edit"))
        expect(page.locator(".prints .is-struck")).to_have_count(1)
        assert console.violations_in_both(rows.first) == []
        back.focus()
        console.press("Enter")
        expect(page.locator(".prints .is-struck")).to_have_count(0)
        console.save()
        assert variable_of(console) == []
