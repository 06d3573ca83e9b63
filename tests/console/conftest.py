"""One server with the real models and one browser for all tests of the console; every test has a page of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from lambda_ocr.entrypoints.server import make_app
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from tests.support.browser import PATIENCE_MS, Console, chromium
from tests.support.running_server import running

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Asks for the browser first: without one no models are loaded."""
    service = build_service(Settings(home=str(tmp_path_factory.mktemp("home"))))
    with running(make_app(service.handle_bytes)) as address:
        yield address


@pytest.fixture(scope="session")
def lines_known() -> dict[str, bytes]:
    """What the service answered to `detect`, by request."""
    return {}


@pytest.fixture
def console(browser: Browser, address: str, lines_known: dict[str, bytes]) -> Iterator[Console]:
    """The page at 1440 x 900, in English; afterwards: no complaint of the browser, no request beyond the origin."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", accept_downloads=True)
    console = Console(context.new_page(), address)
    console.listen()
    console.remember_lines(lines_known)
    try:
        yield console
        assert console.complaints == []
        assert console.strangers() == []
    finally:
        console.page.unroute_all(behavior="ignoreErrors")
        context.close()
