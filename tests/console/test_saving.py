"""Saving: the service reads the template back, what it finds stands at the fields, and no earlier versions pile up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import Route, expect

from lambda_ocr.app import checking
from lambda_ocr.app.service import OcrService
from lambda_ocr.core.reader import Reader
from lambda_ocr.core.templates.augmentation import DOZEN
from lambda_ocr.core.templates.lint import WarningCode
from lambda_ocr.core.templates.self_test import examine
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import EXAMPLES, PATIENCE_MS, Console, quad_of
from tests.support.fakes import StoreInMemory
from tests.support.running_server import running

FORM = EXAMPLES / "form"
Open = Callable[..., AbstractContextManager[Console]]


@pytest.fixture
def service(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> OcrService:
    """Checks with one distortion instead of twelve, and with all the time there is."""
    monkeypatch.setattr(checking, "examine", partial(examine, distortions=DOZEN[:1]))
    return OcrService(StoreInMemory(), reader, PictureSource(NoS3(), NoS3()), self_test_seconds=3600.0)


@pytest.fixture
def drawn(page_of: Open, service: OcrService) -> Iterator[Console]:
    """Two fields on the form: one with room, and one whose left and right side touch its date."""
    with running(make_app(service.begin)) as address, page_of(address) as console:
        console.open()
        console.begin(FORM / "template.png")
        console.snap("44051803")
        (left, top), (right, _), (_, bottom), _ = quad_of(console.line("15/03/2025").get_attribute("points") or "")
        console.drag((left + 15, top - 8), (right - 15, bottom + 8))
        console.type("Date of loss")
        console.press("Enter")
        yield console


def kept(console: Console) -> list[str]:
    answer = httpx.post(f"{console.address}/custom_ocr", json={"type": "list"}, timeout=300)
    ids: list[str] = answer.json()["template_id_list"]
    return ids


def save(console: Console, button: str = "Save template") -> None:
    console.click(console.button(button))
    expect(console.page.locator(".checked")).to_contain_text("Saved.")


def test_what_the_check_finds_stands_at_its_field_and_is_put_right_there(drawn: Console) -> None:
    page = drawn.page
    rows = page.locator(".field-rows > li")
    expect(rows.locator(".warns > li")).to_have_count(0)
    save(drawn)
    expect(rows.nth(1).locator(".warns")).to_contain_text("Text touches the edge")
    expect(rows.nth(0).locator(".warns > li")).to_have_count(0)
    expect(page.locator(".fields polygon.is-doubtful")).to_have_count(1)
    assert drawn.violations_in_both(rows.nth(1).locator(".warns")) == []
    [first] = kept(drawn)
    assert page.evaluate("location.hash") == f"#edit/{first}"
    drawn.click(drawn.button("Make room"))
    expect(rows.locator(".warns > li")).to_have_count(0)
    expect(page.locator(".checked")).to_contain_text("Changed since it was saved")
    drawn.click(drawn.button("Save again"))
    expect(page.get_by_role("heading", name="Try", level=1)).to_be_visible()
    expect(page.locator("#notices")).to_contain_text("of 3 altered pictures of itself")
    expect(page.locator("#notices")).to_contain_text("It is version 2 now.")
    assert kept(drawn) == [first]


def test_a_warned_template_may_be_tried_corrected_and_tried_on_the_same_picture(drawn: Console) -> None:
    page = drawn.page
    save(drawn)
    drawn.click(drawn.button("Try it anyway"))
    drawn.give("Choose pictures", FORM / "query-1-scan.png")
    assert list(drawn.readings()) == ["Policy number", "Date of loss"]
    drawn.click(drawn.button("Edit"))
    drawn.names.nth(0).fill("Policy")
    drawn.click(drawn.button("Make room"))
    drawn.click(drawn.button("Save again"))
    expect(page.locator(".readings tbody th").first).to_have_text("Policy")
    truth = json.loads((FORM / "expected.json").read_text(encoding="utf-8"))["queries"]["query-1-scan.png"]
    assert drawn.readings()["Policy"] == truth["Policy number"]
    assert len(kept(drawn)) == 1


def test_a_template_opened_from_the_list_becomes_its_next_version_or_one_of_its_own(drawn: Console) -> None:
    page = drawn.page
    save(drawn)
    [first] = kept(drawn)
    drawn.open(f"#edit/{first}")
    expect(page.locator(".anew")).to_contain_text("This is version 1; saved, it becomes version 2")
    save(drawn)
    expect(page.locator(".anew")).to_contain_text("This is version 2")
    assert kept(drawn) == [first]
    page.get_by_label("Save it as a template of its own").check()
    save(drawn, "Save again")
    expect(page.locator(".whole")).to_contain_text("Looks like “template”")
    expect(page.locator(".anew")).to_contain_text("This is version 1")
    assert len(kept(drawn)) == 2


HOLD_REQUESTS = """() => {
    const send = window.fetch;
    const gone = new Promise(go => { window.letGo = go; });
    window.fetch = (...all) => gone.then(() => send(...all));
}"""


def test_what_is_drawn_while_it_is_saved_is_not_lost(drawn: Console) -> None:
    drawn.page.evaluate(HOLD_REQUESTS)
    drawn.click(drawn.button("Save template"))
    expect(drawn.button("Saving …")).to_be_disabled()
    drawn.names.nth(0).fill("Policy")
    drawn.page.evaluate("letGo()")
    expect(drawn.page.locator(".checked")).to_contain_text("Changed since it was saved")
    assert drawn.field_names() == ["Policy", "Date of loss"]
    assert len(kept(drawn)) == 1


def test_what_is_drawn_while_the_findings_are_looked_up_is_not_taken_for_saved(drawn: Console) -> None:
    """The check names another template, whose name is asked for; before it comes something is typed."""
    held: list[Route] = []
    page = drawn.page

    def alike(route: Route) -> None:
        body = route.request.post_data or ""
        if '"type":"add"' in body:
            answer = route.fetch(timeout=PATIENCE_MS).json()
            alike = {"code": "confusable_template", "field": None, "message": "", "details": {"template_id": "another"}}
            route.fulfill(json=answer | {"warnings": [alike]})
        elif "another" in body:
            held.append(route)
        else:
            route.fallback()

    page.route("**/custom_ocr", alike)
    with page.expect_request(lambda request: '"another"' in (request.post_data or "")):
        drawn.click(drawn.button("Save template"))
    drawn.names.nth(0).fill("Policy")
    held[0].fallback()
    expect(page.locator(".checked")).to_contain_text("Changed since it was saved")


FOUND: dict[str, dict[str, Any]] = {
    "field_too_tight": {"lost_when": ["fields moved up and left"], "outside": 0.0},
    "few_fixed_features": {"found": 3},
    "field_not_read_back": {"straight": "甲", "differing": {"blurred": "申"}, "pictures": 12},
    "fields_overlap": {"other": 0, "other_name": "乙方", "share": 0.2},
    "confusable_template": {"template_id": "0b5a1c8e", "name": "发票"},
    "script_not_read": {"read": "Hà Ni", "passed_over": 1},
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_finding_is_said_in_the_persons_language(console: Console, language: str) -> None:
    assert set(FOUND) == set(WarningCode)
    console.open()
    files = next(link for link in console.requests if link.endswith("/js/main.js")).removesuffix("main.js")
    said = console.page.evaluate(
        """async ([files, language, found]) => {
            (await import(`${files}i18n/i18n.js`)).setLanguage(language);
            const { saidOfAll } = await import(`${files}editor/findings/findings.js`);
            const message = 'as the service says it';
            const whole = Object.entries(found).map(([code, details]) => ({ code, details, message }));
            return saidOfAll([], { whole }).map(({ text }) => text);
        }""",
        [files, language, FOUND],
    )
    assert len(set(said)) == len(FOUND)
    assert not [text for text in said if "service says" in text or "{" in text]
    assert ("“申”" in said[2], "“乙方”" in said[3], "“发票”" in said[4]) == (True, True, True)
