"""A template is changed in place: its versions are compared, tried on pictures, published, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import Console
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.modules import in_node
from tests.support.pictures import GREEN, RED, as_base64, card
from tests.support.running_server import running

Open = Callable[..., AbstractContextManager[Console]]


@pytest.fixture(scope="module")
def service() -> OcrService:
    """Reads colours: what the page does with versions needs no models."""
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()), self_test=False)


@pytest.fixture(scope="module")
def server(service: OcrService) -> Iterator[str]:
    with running(make_app(service.begin)) as address:
        yield address


@pytest.fixture
def template_id(service: OcrService) -> str:
    kept: str = ask(service, "add", img=as_base64(card()), template=[RED, GREEN], name="Card")["template_id"]
    return kept


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(card())
    return path


def ask(service: OcrService, type_: str, **members: Any) -> Any:
    response = service.handle({"type": type_, **members})
    assert response.status == 200, response.body
    return response.body


def expect_changes(console: Console, *said: str) -> None:
    expect(console.page.locator(".panel .changes li")).to_have_text(list(said))


def moved(console: Console, template_id: str) -> None:
    """The first field dragged down to where nothing is."""
    console.open(f"#edit/{template_id}")
    expect(console.names).to_have_count(2)
    expect(console.page.locator(".stage-svg > g[transform] .fields polygon")).to_have_count(2)
    console.drag((30, 20), (30, 50))


def test_a_draft_is_compared_tried_published_and_taken_back(
    page_of: Open, server: str, service: OcrService, template_id: str, picture: Path
) -> None:
    with page_of(server) as console:
        page = console.page
        console.open(f"#try/{template_id}")
        console.give("Choose pictures", picture)
        assert console.readings() == {"名称": "#ff0000", "识别号": "#008000"}
        page.evaluate("id => { location.hash = `#edit/${id}`; }", template_id)
        expect(page.locator(".stage-svg > g[transform] .fields polygon")).to_have_count(2)
        console.drag((30, 20), (30, 50))
        console.click(console.button("Compare with the versions kept"))
        expect_changes(console, "“名称” was moved")
        expect(page.locator(".both polygon")).to_have_count(3)
        console.click(console.button("Read the pictures tried last (1)"))
        expect(page.locator(".tried td")).to_have_text(["#ff0000", "#ffffff"])
        assert console.violations() == []
        assert ask(service, "get", template_id=template_id)["version"] == 1

        console.click(page.get_by_role("button", name="Edit", exact=True))
        console.save()
        assert console.readings() == {"名称": "#ffffff", "识别号": "#008000"}
        assert ask(service, "get", template_id=template_id)["version"] == 2

        console.open(f"#versions/{template_id}")
        expect_changes(console, "“名称” was moved")
        console.click(console.button("Go back to version 1"))
        expect(page.locator("#notices")).to_contain_text("What version 1 held is version 3 now.")
        expect(page.get_by_label("After")).to_have_value("3")
        console.click(console.button("Undo"))
        expect(page.get_by_label("After")).to_have_value("4")
        kept = [ask(service, "get", template_id=template_id, version=n)["template"] for n in (1, 2, 3, 4)]
        assert (kept[0], kept[1]) == (kept[2], kept[3])
        assert kept[0] != kept[1]


def test_the_slower_of_two_is_told_what_the_other_changed_and_loses_nothing(
    page_of: Open, server: str, service: OcrService, template_id: str
) -> None:
    with page_of(server) as console:
        page = console.page
        moved(console, template_id)
        ask(service, "update", template_id=template_id, template=[RED], name="Theirs")
        console.click(console.button("Save template"))
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("You drew on version 1, and the template has version 2 by now.")
        expect(dialog.locator(".changes").first.locator("li")).to_have_text(
            ["“识别号” was taken away", "The name: “Card” became “Theirs”"]
        )
        expect(dialog.locator(".changes").last.locator("li")).to_have_text(["“名称” was moved"])
        assert console.violations() == []
        console.click(console.button("Compare both"))
        expect_changes(console, "“名称” was moved", "“识别号” was added", "The name: “Theirs” became “Card”")
        console.click(page.get_by_role("button", name="Edit", exact=True))
        console.click(console.button("Save template"))
        console.click(console.button("Save mine over it"))
        expect(page.get_by_role("heading", name="Try", level=1)).to_be_visible()
        shown = ask(service, "get", template_id=template_id)
        assert (shown["version"], shown["name"], len(shown["template"])) == (3, "Card", 2)

        moved(console, template_id)
        ask(service, "update", template_id=template_id, name="Theirs again")
        console.click(console.button("Save template"))
        console.click(console.button("Open theirs, drop mine"))
        expect(page.get_by_label("Template name")).to_have_value("Theirs again")
        assert ask(service, "get", template_id=template_id)["version"] == 4


def test_versions_are_shown_in_chinese_and_without_a_mouse(page_of: Open, server: str, template_id: str) -> None:
    with page_of(server, "zh-CN") as console:
        console.open(f"#versions/{template_id}")
        expect(console.page.get_by_role("heading", level=1)).to_have_text("“Card”的版本")
        expect(console.page.locator(".panel .hint").first).to_have_text("没有差别。")
        for _ in range(20):
            console.press("Tab")
            if console.page.evaluate("document.activeElement.id") == "versions-after":
                break
        assert console.page.evaluate("document.activeElement.id") == "versions-after"
        assert console.violations() == []


def test_at_200_percent_nothing_of_a_templates_life_is_cut_off(browser: Browser, server: str, template_id: str) -> None:
    """A window of 1440 x 900 at 200 % is one of 720 x 450 CSS pixels."""
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="en-GB")
    console = Console(context.new_page(), server)
    console.listen()
    for place in (f"#versions/{template_id}", f"#teach/{template_id}", f"#edit/{template_id}", "#review", "#drift"):
        console.open(place)
        console.page.wait_for_load_state("networkidle")
        console.settle()
        assert console.page.evaluate("document.documentElement.scrollWidth") <= 720, place
    context.close()


def test_what_differs_is_named_by_what_it_is() -> None:
    quad, other = [[1, 2], [30, 2], [30, 12], [1, 12]], [[1, 22], [30, 22], [30, 32], [1, 32]]
    before = {"template": [[quad, "a"], [other, "b"], [other, "b"]], "note": "n", "rules": [], "width": 9, "height": 8}
    after = {
        "template": [[other, "b", {"type": "date"}], [quad, "c"], [quad, "b"]],
        "note": "",
        "rules": [{}],
        "width": 18,
        "height": 8,
    }
    found = in_node(
        "shared/differences.js",
        "({ differences }, [a, b]) => differences(a, b).map(one => [one.kind, one.name, one.was ?? '', one.is ?? ''])",
        [before, after],
    )
    assert found == [
        ["typed", "b", "text", "date"],
        ["renamed", "c", "a", ""],
        ["moved", "b", "", ""],
        ["order", "", "", ""],
        ["note", "", "n", "–"],
        ["rules", "", "0", "1"],
        ["size", "", "9 × 8", "18 × 8"],
    ]
    assert in_node("shared/differences.js", "({ differences }, one) => differences(one, one)", before) == []
