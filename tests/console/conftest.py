"""One reader and one browser for all tests of the console; every test has a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.entrypoints.wiring import build_reader
from lambda_ocr.settings import Settings
from tests.support.browser import PATIENCE_MS, Console, chromium
from tests.support.fakes import StoreInMemory
from tests.support.running_server import running

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Reader:
    """The real models. Asks for the browser first: without one nothing is loaded."""
    return build_reader(Settings())


@pytest.fixture(scope="session")
def address(reader: Reader) -> Iterator[str]:
    """A server that checks no template when it is saved, which takes eight seconds: what is tested is another thing."""
    service = OcrService(StoreInMemory(), reader, PictureSource(NoS3(), NoS3()), self_test=False)
    with running(make_app(service.begin)) as address:
        yield address


@pytest.fixture(scope="session")
def lines_known() -> dict[str, bytes]:
    """What the service answered to `detect`, by request."""
    return {}


Open = Callable[..., AbstractContextManager[Console]]


@pytest.fixture
def page_of(browser: Browser, lines_known: dict[str, bytes]) -> Open:
    """The page of a server at 1440 x 900, in English; afterwards: no complaint of the browser, no request elsewhere."""

    @contextmanager
    def opened(address: str, locale: str = "en-GB", elsewhere: str = "") -> Iterator[Console]:
        size: ViewportSize = {"width": 1440, "height": 900}
        context = browser.new_context(viewport=size, locale=locale)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        console = Console(context.new_page(), address)
        console.listen()
        console.keep_notices()
        console.remember_lines(lines_known)
        try:
            yield console
            assert console.complaints == []
            assert [url for url in console.strangers() if not elsewhere or not url.startswith(elsewhere)] == []
        finally:
            console.page.unroute_all(behavior="ignoreErrors")
            context.close()

    return opened


@pytest.fixture
def console(page_of: Open, address: str) -> Iterator[Console]:
    with page_of(address) as console:
        yield console
