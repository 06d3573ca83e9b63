"""What a page of another site, in a real browser, can do to a server on its visitor's machine: nothing.

The browser itself decides here which headers go along; `tests/entrypoints/http/test_browser_guard.py` sends those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import LAUNCH, PATIENCE_MS, chromium_path
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import RED, as_base64, card
from tests.support.running_server import serving
from tests.support.servers import Exchange, ScriptedServer

ADD = {"type": "add", "img": as_base64(card()), "template": [RED]}
ELSEWHERE = "http://attacker.example/"


@dataclass
class Attacked:
    """A server with one template in it."""

    address: str
    store: StoreInMemory
    template_id: str

    @property
    def delete(self) -> dict[str, Any]:
        """A request that would delete what is there."""
        return {"type": "del", "template_id": self.template_id}

    def assert_untouched(self) -> None:
        """Nothing added, nothing deleted."""
        assert self.store.list_ids() == (self.template_id,)


@pytest.fixture
def attacked() -> Iterator[Attacked]:
    store = StoreInMemory()
    service = OcrService(store, ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()), self_test=False)
    template_id = service.handle(ADD).body["template_id"]
    with serving(make_app(service.begin)) as server:
        yield Attacked(server.address, store, template_id)


def _page(exchange: Exchange) -> None:
    exchange.reply(b"<!doctype html><title>attacker</title>", "200 OK", "Content-Type: text/html")


@pytest.fixture(params=["", "localhost", "127.0.0.1"], ids=["another name", "localhost", "an address"])
def stranger(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of another name, or of another port of this machine, which a browser calls the same site."""
    with ScriptedServer(_page) as site:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.route(ELSEWHERE, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
        page.goto(site.url(host=request.param) if request.param else ELSEWHERE)
        yield page
        page.close()


BENT = "MAP rebound.example 127.0.0.1"
FETCH = """async ([address, body, options]) => {
    try {
        const answer = await fetch(address + '/custom_ocr', {method: 'POST', body, ...options});
        return [answer.type, answer.status, await answer.text()];
    } catch (error) { return ['error', 0, '']; }
}"""


@pytest.mark.parametrize("mode", ["no-cors", "cors"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json", ""])
def test_its_scripts_can_neither_add_nor_delete_nor_read_an_answer(
    attacked: Attacked, stranger: Page, mode: str, kind: str
) -> None:
    options = {"mode": mode, "credentials": "include", "headers": {"content-type": kind} if kind else {}}
    for request in (attacked.delete, ADD, {"type": "list"}):
        told = stranger.evaluate(FETCH, [attacked.address, json.dumps(request), options])
        assert told in (["opaque", 0, ""], ["error", 0, ""])
    attacked.assert_untouched()


FORM = """([address, kind, name, value]) => {
    const form = Object.assign(document.createElement('form'),
        {method: 'post', action: address + '/custom_ocr', enctype: kind});
    const input = Object.assign(document.createElement('input'), {type: 'hidden', name, value});
    form.append(input);
    document.body.append(form);
    form.submit();
}"""


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_its_forms_that_leave_for_us_are_refused_in_the_open(attacked: Attacked, stranger: Page, kind: str) -> None:
    """A form of plain text sends `name=value` as it is: JSON where the sign lies within a string."""
    for request in (attacked.delete, ADD):
        back = stranger.url
        name, value = (json.dumps({**request, "note": "="})).split("=", 1)
        with stranger.expect_navigation() as left:
            stranger.evaluate(FORM, [attacked.address, kind, name, value])
        answer = left.value
        assert (answer.status, answer.json()["error"]["code"]) == (403, "origin_forbidden")
        stranger.goto(back)
    attacked.assert_untouched()


BEACON = "([address, body]) => navigator.sendBeacon(address + '/custom_ocr', new Blob([body], {type: 'text/plain'}))"
FRAME = """([address]) => new Promise(loaded => {
    const frame = Object.assign(document.createElement('iframe'), {src: address + '/'});
    frame.onload = () => { let seen; try { seen = frame.contentDocument?.title ?? null; } catch { seen = null; }
        loaded(seen); };
    document.body.append(frame);
})"""
PICTURE = """([address]) => new Promise(loaded => {
    const image = new Image();
    image.onload = () => loaded(true);
    image.onerror = () => loaded(false);
    image.src = address + '/custom_ocr?type=list';
})"""


def test_neither_beacons_nor_frames_nor_pictures_reach_what_is_kept(attacked: Attacked, stranger: Page) -> None:
    assert stranger.evaluate(BEACON, [attacked.address, json.dumps(attacked.delete)])
    assert stranger.evaluate(PICTURE, [attacked.address]) is False
    assert stranger.evaluate(FRAME, [attacked.address]) is None
    assert stranger.evaluate(FETCH, [attacked.address, "{}", {"mode": "cors"}])[0] == "error"  # beacons went before
    attacked.assert_untouched()


def test_a_name_that_was_bent_to_lead_here_shows_nothing_and_deletes_nothing(
    browser: Browser, attacked: Attacked
) -> None:
    """DNS rebinding: to the browser its page and our server are one site, so that it may send JSON and read answers."""
    bent = attacked.address.replace("127.0.0.1", "rebound.example")
    path, rules = chromium_path(), f"--host-resolver-rules={BENT}"
    launch = browser.browser_type.launch
    with closing(launch(executable_path=path, args=[*LAUNCH, rules], timeout=PATIENCE_MS)) as bending:
        page = bending.new_page(bypass_csp=True)  # an attacker's own page would have no policy in its way
        page.set_default_timeout(PATIENCE_MS)
        page.goto(bent + "/healthz")
        assert page.evaluate("location.origin") == bent
        for request in (attacked.delete, ADD, {"type": "list"}):
            options = {"headers": {"content-type": "application/json"}}
            kind, status, said = page.evaluate(FETCH, [bent, json.dumps(request), options])
            assert (kind, status, json.loads(said)["error"]["code"]) == ("basic", 403, "origin_forbidden")
    attacked.assert_untouched()
