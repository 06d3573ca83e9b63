"""A real headless Chromium on the console, and what a person does there, counted."""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Route, expect, sync_playwright

from tests.support.debian import needs

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LAUNCH = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(find_spec("axe_playwright_python").submodule_search_locations[0]) / "axe.min.js"  # type: ignore[union-attr, index]
LASTING = """{
    const later = window.setTimeout;
    window.setTimeout = (act, ms, ...given) => later(act, ms >= 2000 ? 3_600_000 : ms, ...given);
}"""
"""What the page says for a few seconds only stays: a busy machine may look at it later than a person would."""

PATIENCE_MS = 180_000
"""A reading on a busy machine with two processors may take this long; nothing is asserted about it."""


def chromium_path() -> str:
    """The browser's file; skips where there is none, but for CI, which must have one."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        needs("chromium")
    return found or ""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without extensions, profile or network of its own."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=LAUNCH, timeout=PATIENCE_MS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Console:
    """The page as a person meets it. `actions` counts clicks, drags, words typed and keys that mean something."""

    page: Page
    address: str
    actions: int = 0
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Remember what the browser complains of and whom it asks."""
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("filechooser", lambda chooser: None)  # waiting alone begins to catch them only after a while

    def keep_notices(self) -> None:
        """Let no notice vanish by itself."""
        self.page.add_init_script(LASTING)

    def remember_lines(self, known: dict[str, bytes]) -> None:
        """Ask the service for the lines of each picture once, for all tests: the same picture has the same lines."""

        def answer(route: Route) -> None:
            body = route.request.post_data or ""
            if '"type":"detect"' not in body:
                route.continue_()
                return
            if body not in known:
                known[body] = route.fetch(timeout=PATIENCE_MS).body()
            route.fulfill(body=known[body], content_type="application/json")

        self.page.route("**/custom_ocr", answer)

    def _heard(self, message: ConsoleMessage) -> None:
        """A refusal's status is no fault of the page: the browser notes each."""
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def strangers(self) -> list[str]:
        """Requests that left the origin."""
        mine = urlsplit(self.address).netloc
        return [url for url in self.requests if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != mine]

    def open(self, place: str = "") -> None:
        """Go to a view, loaded anew; another hash alone would load nothing."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/{place}")
        self.page.wait_for_selector("html[data-ready]")

    def click(self, target: Locator, **how: Any) -> None:
        self.actions += 1
        target.click(**how)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.actions += 1
        self.page.keyboard.insert_text(text)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def give(self, button: str, *files: Path) -> None:
        """Press a button that asks for files, and choose these."""
        self.actions += 1
        with self.page.expect_file_chooser() as chooser:
            self.button(button).click()
        chooser.value.set_files(files)

    def violations(self) -> list[str]:
        """What axe-core finds on the page, however little it matters, as `rule: element`."""
        self.settle()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run()")["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]

    def violations_in_both(self, shown: Locator) -> list[str]:
        """The same in English, then in Chinese with what is to be `shown` there again, and back to English."""
        found, languages = self.violations(), self.page.locator(".language select")
        languages.select_option("zh")
        expect(self.page.locator("html")).to_have_attribute("lang", "zh-CN")
        expect(shown).to_be_visible()
        found += self.violations()
        languages.select_option("en")
        expect(shown).to_be_visible()
        return found

    def drop(self, target: Locator, *files: Path) -> None:
        """Let files fall on an element."""
        self.actions += 1
        self._hand_over(target, "drop", "dataTransfer", files)

    def paste(self, *files: Path) -> None:
        """Paste files, as from the clipboard."""
        self.actions += 1
        self._hand_over(self.page.locator("body"), "paste", "clipboardData", files)

    def _hand_over(self, target: Locator, name: str, member: str, files: tuple[Path, ...]) -> None:
        given = [(file.name, base64.b64encode(file.read_bytes()).decode()) for file in files]
        target.evaluate(
            """(target, [name, member, given]) => {
                const carried = new DataTransfer();
                const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                for (const [name, text] of given) carried.items.add(new File([bytes(text)], name));
                const kind = name === 'drop' ? DragEvent : ClipboardEvent;
                target.dispatchEvent(new kind(name, {bubbles: true, cancelable: true, [member]: carried}));
            }""",
            [name, member, given],
        )

    # The editor

    @property
    def stage(self) -> Locator:
        return self.page.get_by_test_id("stage")

    @property
    def lines(self) -> Locator:
        """Proposed lines of text, on the picture."""
        return self.page.locator(".lines polygon:not(.is-taken)")

    @property
    def names(self) -> Locator:
        return self.page.locator(".field-rows li > input")

    def begin(self, picture: Path) -> None:
        """Open a picture in the editor and wait until it has its place and its lines."""
        self.give("New template", picture)
        expect(self.page.locator(".stage-svg > g[transform] .lines polygon").first).to_be_attached()

    def on_screen(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point of the picture stands on the screen."""
        overlay = self.page.locator(".stage-svg > g[transform]")  # there once the picture has its place
        scale, _, _, _, x, y = map(float, re.findall(r"-?[\d.e-]+", overlay.get_attribute("transform") or ""))
        box = self.page.locator(".stage").bounding_box()
        assert box
        return box["x"] + x + point[0] * scale, box["y"] + y + point[1] * scale

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, key: str = "") -> None:
        """Drag on the picture, from and to points of the picture."""
        self.actions += 1
        self.settle()  # what was clicked before may have moved the view
        (x0, y0), (x1, y1) = self.on_screen(start), self.on_screen(end)
        if key:
            self.page.keyboard.down(key)
        self.page.mouse.move(x0, y0)
        self.page.mouse.down()
        self.page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=3)
        self.page.mouse.move(x1, y1, steps=3)
        self.page.mouse.up()
        if key:
            self.page.keyboard.up(key)

    def line(self, text: str) -> Locator:
        """The proposed line on the picture that says this."""
        return self.page.locator(".lines polygon").filter(has_text=text).first

    def snap(self, text: str) -> None:
        """Click a proposed line: a field is made, its name ready to be typed over."""
        before = self.names.count()
        self.click(self.line(text))
        expect(self.names).to_have_count(before + 1)

    def field_names(self) -> list[str]:
        self.settle()
        return [self.names.nth(at).input_value() for at in range(self.names.count())]

    def quads(self, kind: str = "fields") -> list[list[tuple[float, float]]]:
        """Quads drawn on the picture (`fields` of the editor, `quads` of a reading), in its pixels."""
        self.settle()
        drawn = self.page.locator(f".{kind} polygon").evaluate_all("all => all.map(one => one.getAttribute('points'))")
        return [quad_of(points) for points in drawn]

    def settle(self) -> None:
        """Two frames: what was asked for is drawn."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def save(self) -> None:
        """Save the template; the page goes on to trying it."""
        self.click(self.button("Save template"))
        expect(self.page.get_by_role("heading", name="Try", level=1)).to_be_visible()

    # Readings

    def readings(self) -> dict[str, str]:
        """What the table says."""
        rows = self.page.locator(".readings tbody tr")
        expect(rows.first).to_be_visible()
        return {
            row.locator("th").inner_text(): row.locator(".value").inner_text().removeprefix("–") for row in rows.all()
        }


def quad_of(points: str) -> list[tuple[float, float]]:
    """An SVG polygon's corners."""
    numbers = [float(number) for number in re.split(r"[\s,]+", points.strip())]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
