"""A template is taught with three pictures and measured on those whose values somebody put right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.wire.life.comparing import sums_over
from tests.app.use_cases.life.test_teach import shade
from tests.console.test_versions import ask, server, service, template_id
from tests.support.browser import Console
from tests.support.modules import in_node
from tests.support.pictures import GREEN, RED, card

__all__ = ["server", "service", "template_id"]
Open = Callable[..., AbstractContextManager[Console]]


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    """Three of the document and one of another."""
    found = []
    for name, data in (("1.png", shade(10)), ("2.png", shade(20)), ("3.png", shade(30)), ("x.png", card(240, 160))):
        (tmp_path / name).write_bytes(data)
        found.append(tmp_path / name)
    return found


def test_three_pictures_teach_and_measure(
    page_of: Open, server: str, service: OcrService, template_id: str, copies: list[Path]
) -> None:
    with page_of(server) as console:
        page = console.page
        console.open(f"#teach/{template_id}")
        console.give("Add copies", *copies)
        expect(page.locator(".copy input:not([type])")).to_have_count(6)
        expect(page.locator(".copy .fault")).to_contain_text("not the template’s document")
        console.click(console.button("Leave x.png out"))
        expect(page.locator(".copy")).to_have_count(3)
        expect(page.get_by_label(RED[1]).first).to_have_value("#ff000a")
        console.click(console.button("Teach with these"))
        expect(page.locator("#notices")).to_contain_text("3 copies taught; the template is version 2 now.")
        rows = page.locator(".lessons li")
        expect(rows.filter(has_text="INVOICE")).to_contain_text("stands on 3 of 3 copies")
        expect(rows.filter(has_text="4711")).to_contain_text("stands on 0 of 3 copies")
        bound = rows.filter(has_text="How like it a picture must be")
        expect(bound).to_contain_text("reached by 3 of 3 copies. Least like copy 1; likest of 0 other templates –.")
        console.click(console.button("Forget “4711”"))
        expect(rows.filter(has_text="4711")).to_have_count(0)
        expect(bound).to_have_count(0)  # it was weighed by what is forgotten
        expect(rows.filter(has_text=RED[1])).to_contain_text("print lies wholly in the field on 3 of 3 copies")
        expect(rows).to_have_count(3)
        assert ask(service, "get", template_id=template_id)["version"] == 3

        page.get_by_label(GREEN[1]).first.fill("a wrong reading")
        page.get_by_label("These values are right").nth(1).check()
        console.click(console.button("Measure on these"))
        expect(page.locator(".report .verdict")).to_have_text("3 right, 1 wrong, 0 refused, on 2 copies")
        expect(page.locator(".misses li")).to_have_count(1)
        expect(page.locator(".misses ins")).to_have_text("a wrong reading")
        expect(page.locator(".misses canvas")).to_be_visible()
        assert console.violations() == []
        assert ask(service, "get", template_id=template_id)["version"] == 3


def test_teaching_is_told_in_chinese(page_of: Open, server: str, template_id: str) -> None:
    with page_of(server, "zh-CN") as console:
        console.open(f"#teach/{template_id}")
        expect(console.page.get_by_role("heading", level=1)).to_have_text("“Card”的学习与评估")
        expect(console.button("用这些学习")).to_be_disabled()
        assert console.violations() == []


def test_the_pages_sums_are_those_of_the_service(service: OcrService) -> None:
    """Copies are measured one by one, so that one sees how far it is; the sums over them are made by the page."""

    def field(key: str, value: str | None, score: float, right: bool) -> dict[str, Any]:
        return {"key": key, "truth": "x" if right else "y", "value": value, "score": score, "right": right}

    copies: list[dict[str, Any]] = [
        {"refused": None, "fields": [field("a", "x", 99.0, True), field("b", "x", 91.5, False)]},
        {"refused": "template_mismatch", "fields": [field("a", None, 0.0, False)]},
        {"refused": None, "fields": [field("a", "x", 80.0, True)]},
    ]
    theirs = sums_over(copies)
    bounds = [risk["score"] for risk in theirs["risk"]]
    ours = in_node("teach/report.js", "({ sums }, [copies, bounds]) => sums(copies, bounds)", [copies, bounds])
    assert (ours["total"], ours["byField"]) == (theirs["total"], theirs["by_field"])
    assert [(one["bound"], round(one["taken"], 4), round(one["wrong"], 4)) for one in ours["risk"]] == [
        (one["score"], one["taken"], one["wrong"]) for one in theirs["risk"]
    ]
