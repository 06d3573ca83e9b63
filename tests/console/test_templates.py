"""The list: what is there, found by what is written on it, deleted only after the seconds in which one may repent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Route, expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import Console
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, as_base64, card
from tests.support.running_server import running


@pytest.fixture
def service() -> OcrService:
    """Holds two templates; no models are needed to list and delete."""
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    for name, field in (("发票", RED), ("Ticket", GREEN)):
        service.handle({"type": "add", "img": as_base64(card()), "template": [field], "name": name})
    return service


@pytest.fixture
def listing(browser: Browser, service: OcrService) -> Iterator[Console]:
    with running(make_app(service.begin)) as address:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        console = Console(context.new_page(), address)
        console.listen()
        console.page.clock.install()
        console.open()
        console.page.clock.pause_at(datetime.now() + timedelta(days=1))  # no second passes but those let pass here
        expect(console.page.locator(".card h2")).to_have_text(["Ticket", "发票"])
        yield console
        assert console.complaints == []
        assert console.strangers() == []
        context.close()


def ids(service: OcrService) -> list[str]:
    found: list[str] = service.handle({"type": "list"}).body["template_id_list"]
    return found


def test_templates_are_found_by_name_field_and_id(listing: Console, service: OcrService) -> None:
    search = listing.page.get_by_label("Search by name, field or id")
    cards = listing.page.locator(".card:not([hidden]) h2")
    for text, names in (
        ("ticket", ["Ticket"]),
        ("名称", ["发票"]),
        (ids(service)[0][:13], ["发票"]),
        ("", ["Ticket", "发票"]),
    ):
        search.fill(text)
        expect(cards).to_have_text(names)
    search.fill("nowhere")
    expect(listing.page.get_by_text("No template matches “nowhere”.")).to_be_visible()


def test_a_deletion_can_be_taken_back_and_nothing_was_sent(listing: Console, service: OcrService) -> None:
    listing.click(listing.page.get_by_role("button", name="Delete").first)
    expect(listing.page.locator(".card h2")).to_have_text(["发票"])
    expect(listing.page.get_by_text("“Ticket” deleted")).to_be_visible()
    listing.click(listing.button("Undo"))
    expect(listing.page.locator(".card h2")).to_have_text(["Ticket", "发票"])
    listing.page.clock.run_for(20_000)
    assert len(ids(service)) == 2


def test_a_deletion_nobody_takes_back_is_sent(listing: Console, service: OcrService) -> None:
    listing.click(listing.page.get_by_role("button", name="Delete").first)
    assert len(ids(service)) == 2
    with listing.page.expect_response("**/custom_ocr"):
        listing.page.clock.run_for(7_000)
    assert len(ids(service)) == 1
    listing.click(listing.page.get_by_role("button", name="Delete").first)
    with listing.page.expect_response("**/custom_ocr"):
        listing.page.clock.run_for(7_000)
    expect(listing.page.get_by_text("Drop a picture of your document here")).to_be_visible()


def test_a_deletion_that_fails_brings_the_template_back(listing: Console, service: OcrService) -> None:
    listing.click(listing.page.get_by_role("button", name="Delete").first)
    service.handle({"type": "del", "template_id": ids(service)[1]})
    with listing.page.expect_response("**/custom_ocr"):
        listing.page.clock.run_for(7_000)
    expect(listing.page.get_by_role("alert")).to_contain_text("“Ticket” was not deleted")
    expect(listing.page.locator(".card h2")).to_have_text(["Ticket", "发票"])


def test_an_id_is_copied(listing: Console, service: OcrService) -> None:
    listing.click(listing.page.get_by_role("button", name="Copy the id").first)
    expect(listing.page.get_by_text("Copied")).to_be_visible()
    assert listing.page.evaluate("navigator.clipboard.readText()") == ids(service)[1]
    listing.page.evaluate(
        "(window.board = navigator.clipboard) && Object.defineProperty(navigator, 'clipboard', {value: undefined}) && 0"
    )  # as on a page that came over plain http from another machine
    listing.click(listing.page.get_by_role("button", name="Copy the id").nth(1))
    assert listing.page.evaluate("window.board.readText()") == ids(service)[0]


def test_what_was_searched_for_is_found_though_it_came_later(
    page_of: Callable[..., AbstractContextManager[Console]], service: OcrService
) -> None:
    held: dict[str, list[Route]] = {"list": [], "get": []}

    def hold(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}").get("type")
        held[asked].append(route) if asked in held else route.continue_()

    def let_go(asked: str) -> None:
        for route in held.pop(asked):
            route.continue_()

    with running(make_app(service.begin)) as address, page_of(address) as console:
        console.page.route("**/custom_ocr", hold)
        console.page.goto(console.address)
        console.page.get_by_label("Search by name, field or id").fill("ticket")
        expect(console.page.locator(".card")).to_have_count(0)
        let_go("list")
        expect(console.page.get_by_text("No template matches “ticket”.")).to_be_visible()
        let_go("get")
        expect(console.page.locator(".card:not([hidden]) h2")).to_have_text(["Ticket"])
        expect(console.page.get_by_text("No template matches")).to_be_hidden()


def test_a_card_that_goes_and_comes_back_is_searched_as_the_others(listing: Console) -> None:
    search = listing.page.get_by_label("Search by name, field or id")
    cards = listing.page.locator(".card:not([hidden]) h2")
    search.fill("ticket")
    listing.click(listing.page.get_by_role("button", name="Delete").first)
    expect(listing.page.get_by_text("No template matches “ticket”.")).to_be_visible()
    search.fill("发票")
    listing.click(listing.button("Undo"))
    expect(listing.page.locator(".card h2")).to_have_text(["Ticket", "发票"])
    expect(cards).to_have_text(["发票"])
