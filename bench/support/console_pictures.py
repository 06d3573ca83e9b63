"""The console's pictures for README and docs/console.md: `make pictures` takes them, beside those that are drawn.

A server of its own with the real models, the examples as documents, a headless Chromium; look at them before they are
committed. Those that show photographs are JPEG, the others PNG.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import Browser, expect

from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from tests.support.browser import EXAMPLES, PATIENCE_MS, Console, chromium, quad_of
from tests.support.running_server import running

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
NAMES = {
    "business_licence": "营业执照",
    "vat_invoice": "增值税专用发票",
    "flight_itinerary": "航空电子客票行程单",
    "waybill": "Waybill, bilingual",
    "train_ticket": "火车票",
    "form": "Household claim form",
}
OUT_OF_FOCUS_PX = 3.6
"""Of a Gaussian: some of the small print is doubted, most is read."""
VALUES = ("44051803", "18/03/2025", "Rowan", "07/09/1984", "rowan.ashdown", "01632960142", "DE0299", "1,289.50")


def add(address: str, case: str) -> str:
    """Register an example; its id."""
    fields = json.loads((EXAMPLES / case / "template.json").read_text(encoding="utf-8"))
    img = base64.b64encode((EXAMPLES / case / "template.png").read_bytes()).decode()
    request = {"type": "add", "img": img, "template": fields, "name": NAMES[case]}
    return str(httpx.post(f"{address}/custom_ocr", json=request, timeout=120).json()["template_id"])


def take(console: Console, folder: Path, name: str) -> None:
    """Photograph the page; a drawing in 256 colours, which it seldom has."""
    console.settle()
    console.page.wait_for_timeout(400)
    path = folder / f"console-{name}"
    with Image.open(io.BytesIO(console.page.screenshot())) as picture:
        whole = picture.convert("RGB")
    if path.suffix == ".jpg":
        whole.save(path, quality=86, subsampling=0, optimize=True)
    else:
        whole.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"docs/pictures/{path.name}  {path.stat().st_size // 1024} KB")


def editor(console: Console, folder: Path) -> None:
    console.open()
    console.begin(EXAMPLES / "form" / "template.png")
    for value in VALUES:
        console.snap(value)
    console.page.get_by_label("Template name").fill(NAMES["form"])
    console.stage.focus()
    for key in ("Escape", "Tab", "Tab", "Tab"):
        console.page.keyboard.press(key)
    take(console, folder, "editor.png")


def checked(console: Console, folder: Path) -> None:
    """A field drawn too tightly, saved: the service's own check says so at the field."""
    console.open()
    console.begin(EXAMPLES / "form" / "template.png")
    for value in VALUES[:2]:
        console.snap(value)
    (left, top), (right, _), (_, bottom), _ = quad_of(console.line("15/03/2025").get_attribute("points") or "")
    console.drag((left + 15, top - 8), (right - 15, bottom + 8))
    console.type("Date of loss")
    console.page.get_by_label("Template name").fill(NAMES["form"])
    console.click(console.button("Save template"))
    expect(console.page.locator(".checked")).to_contain_text("Saved.")
    console.stage.focus()
    take(console, folder, "checked.png")


def reading(console: Console, folder: Path, template_id: str) -> None:
    invoice = EXAMPLES / "vat_invoice"
    console.open(f"#try/{template_id}")
    console.give("Choose pictures", invoice / "query-1-scan.jpg")  # a first reading is slower than others
    console.readings()
    console.click(console.button("Clear"))
    console.give("Choose pictures", invoice / "query-3-photo.jpg")
    console.readings()
    console.page.locator(".readings tbody tr").nth(3).hover()
    take(console, folder, "reading.jpg")
    console.give("Add pictures", invoice / "query-1-scan.jpg", invoice / "query-4-curled.jpg", invoice / "wrong.jpg")
    expect(console.page.get_by_text("4 of 4 read")).to_be_visible()
    console.page.locator(".pictures button").nth(3).click()
    take(console, folder, "refusal.jpg")


def versions(console: Console, folder: Path, address: str, template_id: str) -> None:
    """A field of the form was moved and one left out: both versions on one picture."""
    fields = json.loads((EXAMPLES / "form" / "template.json").read_text(encoding="utf-8"))
    moved = [[[x, y + 60] for x, y in fields[1][0]], fields[1][1]]
    named = {"template_id": template_id}
    changed = {"type": "update", **named, "template": [fields[0], moved, *fields[2:-1]]}
    httpx.post(f"{address}/custom_ocr", json=changed, timeout=120)
    console.open(f"#versions/{template_id}")
    expect(console.page.locator(".changes li")).to_have_count(2)
    take(console, folder, "versions.png")


def review(console: Console, folder: Path, address: str, template_id: str) -> None:
    """A waybill that was photographed out of focus waits for somebody's look."""
    sharp = np.asarray(cv2.imread(str(EXAMPLES / "waybill" / "query-3-photo.jpg")), np.uint8)
    soft = cv2.imencode(".jpg", cv2.GaussianBlur(sharp, (0, 0), OUT_OF_FOCUS_PX))[1].tobytes()
    asked = {"type": "query", "template_id": template_id, "img": base64.b64encode(soft).decode()}
    httpx.post(f"{address}/custom_ocr", json=asked, timeout=120)
    console.open("#review")
    expect(console.page.locator(".review-crop canvas")).to_be_visible()
    take(console, folder, "review.jpg")


def delete_all(address: str) -> None:
    """Leave the list empty."""
    url = f"{address}/custom_ocr"
    there = httpx.post(url, json={"type": "list"}, timeout=120).json()["template_id_list"]
    httpx.post(url, json={"type": "del", "template_id": there}, timeout=120)


@contextmanager
def served(home: str) -> Iterator[str]:
    """The address of a server with the real models and an empty store."""
    with running(make_app(build_service(Settings(home=home, review_days=1)).begin)) as address:
        yield address


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=PICTURES)
    folder: Path = arguments.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as home, chromium() as browser, served(home) as address:
        with page_of(browser, address, "en-GB") as console:
            checked(console, folder)
        delete_all(address)
        ids = {case: add(address, case) for case in NAMES}
        with page_of(browser, address, "zh-CN") as console:
            console.open()
            expect(console.page.locator(".thumbnail img")).to_have_count(len(ids))
            take(console, folder, "templates-zh.png")
        with page_of(browser, address, "en-GB") as console:
            reading(console, folder, ids["vat_invoice"])
            console.open("#api")
            console.click(console.button("Python"))
            take(console, folder, "api.png")
            editor(console, folder)
            versions(console, folder, address, ids["form"])
            review(console, folder, address, ids["waybill"])


@contextmanager
def page_of(browser: Browser, address: str, locale: str) -> Iterator[Console]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale)
    console = Console(context.new_page(), address)
    console.listen()
    yield console
    context.close()


if __name__ == "__main__":
    main()
