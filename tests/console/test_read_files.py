"""Files of any kind dropped on the page: their pages at the side, and what `read` answers of each."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Route, expect

from lambda_ocr.entrypoints.http.server import make_app
from tests.support.desk import LARGE, SMALL, STRANGE, Desk, pages
from tests.support.pictures import card
from tests.support.running_server import running


def test_the_pages_of_files_stand_at_the_side_with_what_was_read(page_of: Any) -> None:
    """Of a tiff whose first pages are one document, and a picture; once time ends after the first page."""
    desk = Desk()
    desk.is_page_of("delivery note", desk.small, desk.large)
    asked: list[Any] = []

    def end_early(route: Route) -> None:
        request = json.loads(route.request.post_data or "{}")
        if request.get("type") != "read":
            route.continue_()
            return
        asked.append(request.get("pages"))
        answer = route.fetch()
        body = answer.json()
        if len(asked) == 1:
            over = {"reason": "over_budget", "message": "Time is over.", "candidates": []}
            body["documents"] = [{**body["documents"][0], "further": [], "missing": [2]}]
            body["unmatched"] = [{"page": page, **over} for page in range(2, body["pages"] + 1)]
        route.fulfill(body=json.dumps(body), content_type="application/json")

    with running(make_app(desk.service.begin)) as address, page_of(address) as console:
        console.page.route("**/custom_ocr", end_early)
        console.open("#read")
        post = {"name": "post.tif", "mimeType": "", "buffer": pages(SMALL, LARGE, STRANGE, LARGE)}
        one = {"name": "one.png", "mimeType": "image/png", "buffer": card(*SMALL)}
        with console.page.expect_file_chooser() as chooser:
            console.page.get_by_role("button", name="Choose files").click()
        chooser.value.set_files([post, one])
        expect(console.page.get_by_text("2 of 2 files read")).to_be_visible()
        rows = console.page.locator(".pictures button")
        expect(rows).to_have_text(
            [
                "post.tif, page 1read",
                "post.tif, page 2read",
                "post.tif, page 3not read",
                "post.tif, page 4incomplete",
                "one.png, page 1incomplete",
            ]
        )
        assert asked == [None, "1,2,3,4", None]
        rows.nth(1).click()
        expect(console.page.get_by_text("delivery note: page 2 of 2")).to_be_visible()
        expect(console.page.locator(".readings .value")).to_have_text(["#ff0000", "#008000"])
        expect(console.page.locator(".sheet text")).to_have_text(["#ff0000", "#008000"])
        rows.nth(2).click()
        expect(console.page.get_by_text("The page is of none of the templates in question")).to_be_visible()
        rows.nth(4).click()
        expect(console.page.get_by_text("Missing pages of the document: 2")).to_be_visible()
        expect(console.page.locator(".sheet canvas")).to_be_visible()
        expect(console.page.locator(".sheet text")).to_have_count(0)
        assert console.violations() == []


def test_a_file_that_is_no_document_is_refused_by_name_and_the_next_is_read(page_of: Any) -> None:
    desk = Desk()
    with running(make_app(desk.service.begin)) as address, page_of(address, locale="zh-CN") as console:
        console.open("#read")
        notes = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no document"}
        one = {"name": "one.png", "mimeType": "image/png", "buffer": card(*SMALL)}
        with console.page.expect_file_chooser() as chooser:
            console.page.get_by_role("button", name="选择文件").click()
        chooser.value.set_files([notes, one])
        expect(console.page.locator(".pictures button")).to_have_text(["notes.txt已拒绝", "one.png 第 1 页已读取"])
        expect(console.page.locator(".refusal code")).to_contain_text("unsupported_picture")
        assert console.violations() == []
