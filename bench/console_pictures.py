"""The console's pictures for README and docs/console.md: `python -m bench.console_pictures`.

A server of its own with the real models, the examples as documents, a headless Chromium; look at them before they are
committed.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import expect

from lambda_ocr.entrypoints.server import make_app
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from tests.support.browser import EXAMPLES, PATIENCE_MS, Console, chromium
from tests.support.running_server import running

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
NAMES = {
    "business_licence": "营业执照",
    "vat_invoice": "增值税专用发票",
    "flight_itinerary": "航空电子客票行程单",
    "waybill": "Waybill, bilingual",
    "train_ticket": "火车票",
    "form": "Household claim form",
}
MOST_BYTES = 295_000
VALUES = ("44051803", "18/03/2025", "Rowan", "07/09/1984", "rowan.ashdown", "01632960142", "DE0299", "1,289.50")


def add(address: str, case: str) -> str:
    """Register an example; its id."""
    fields = json.loads((EXAMPLES / case / "template.json").read_text(encoding="utf-8"))
    img = base64.b64encode((EXAMPLES / case / "template.png").read_bytes()).decode()
    request = {"type": "add", "img": img, "template": fields, "name": NAMES[case]}
    return str(httpx.post(f"{address}/custom_ocr", json=request, timeout=120).json()["template_id"])


def take(console: Console, folder: Path, name: str) -> None:
    """Photograph the page, in as many colours as keep the file small; screenshots seldom miss the others."""
    console.settle()
    console.page.wait_for_timeout(400)
    path = folder / f"console-{name}.png"
    console.page.screenshot(path=path)
    with Image.open(path) as picture:
        whole = picture.convert("RGB")
    for colours in (256, 160, 112, 80, 56):
        whole.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            break
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def editor(console: Console, folder: Path) -> None:
    console.open()
    console.begin(EXAMPLES / "form" / "template.png")
    for value in VALUES:
        console.snap(value)
    console.page.get_by_label("Template name").fill(NAMES["form"])
    console.stage.focus()
    for key in ("Escape", "Tab", "Tab", "Tab"):
        console.page.keyboard.press(key)
    take(console, folder, "editor")


def reading(console: Console, folder: Path, template_id: str) -> None:
    console.open(f"#try/{template_id}")
    console.give("Choose pictures", EXAMPLES / "vat_invoice" / "query-3-photo.jpg")
    console.readings()
    console.page.locator(".readings tbody tr").nth(3).hover()
    take(console, folder, "reading")
    wrong = EXAMPLES / "vat_invoice"
    console.give("Add pictures", wrong / "query-1-scan.jpg", wrong / "query-4-curled.jpg", wrong / "wrong.jpg")
    expect(console.page.get_by_text("4 of 4 read")).to_be_visible()
    console.page.locator(".pictures button").nth(3).click()
    take(console, folder, "refusal")


@contextmanager
def served(home: str) -> Iterator[str]:
    """The address of a server with the real models and an empty store."""
    with running(make_app(build_service(Settings(home=home)).handle_bytes)) as address:
        yield address


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=PICTURES)
    folder: Path = arguments.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as home, chromium() as browser, served(home) as address:
        ids = {case: add(address, case) for case in NAMES}
        for locale, zoom in (("en-GB", 1), ("zh-CN", 1), ("en-GB", 2)):
            size = {"width": 1440 // zoom, "height": 900 // zoom}
            context = browser.new_context(viewport=size, device_scale_factor=zoom, locale=locale)  # type: ignore[arg-type]
            console = Console(context.new_page(), address)
            console.listen()
            photograph(console, folder, ids, locale, zoom)
            context.close()


def photograph(console: Console, folder: Path, ids: dict[str, str], locale: str, zoom: int) -> None:
    """Each view in English; the list in Chinese; a reading at 200 %."""
    if zoom == 2:
        console.open(f"#try/{ids['vat_invoice']}")
        console.give("Choose pictures", EXAMPLES / "vat_invoice" / "query-3-photo.jpg")
        console.readings()
        take(console, folder, "zoomed")
        return
    console.open()
    expect(console.page.locator(".thumbnail img")).to_have_count(len(ids))
    take(console, folder, "templates" if locale == "en-GB" else "templates-zh")
    if locale == "en-GB":
        editor(console, folder)
        reading(console, folder, ids["vat_invoice"])
        console.open("#api")
        console.click(console.button("Python"))
        take(console, folder, "api")


if __name__ == "__main__":
    main()
