"""How fast the console is: `python -m bench console`. First load, time until it can be used, frames on a large picture.

Frames are measured where they are made, by `requestAnimationFrame` in a headless Chromium that draws in software: a
machine with a screen and a graphics card is faster. A drawn page of 4096 x 2896 pixels, 60 fields on it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import Browser, expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from tests.support.browser import EXAMPLES, Console, chromium
from tests.support.fakes import ReaderThatSeesEverything
from tests.support.running_server import running

SIZE = (4096, 2896)
LOADS = 7
RECORD = """() => {
    window.frames_seen = [];
    let last = performance.now();
    const tick = (now) => {
        window.frames_seen.push(now - last);
        last = now;
        window.recording = requestAnimationFrame(tick);
    };
    window.recording = requestAnimationFrame(tick);
}"""
STOP = "() => { cancelAnimationFrame(window.recording); return window.frames_seen.slice(2); }"


def first_load(browser: Browser, address: str) -> tuple[int, float]:
    """Bytes over the wire, and milliseconds from the request to a page that answers, caches empty."""
    context = browser.new_context()
    console = Console(context.new_page(), address)
    sizes: list[int] = []
    console.page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    console.page.add_init_script(
        "new MutationObserver(() => {"
        "  if (document.documentElement?.dataset.ready) window.ready_at ??= performance.now();"
        "}).observe(document, {subtree: true, attributes: true, childList: true});"
    )
    console.open()
    console.settle()
    ready: float = console.page.evaluate("window.ready_at")
    context.close()
    return sum(sizes), ready


def large_page(folder: Path) -> tuple[Path, Path]:
    """A page of the largest size accepted, and a template.json of 60 fields on it."""
    source = cv2.imread(str(EXAMPLES / "vat_invoice" / "template.png"))
    assert source is not None
    picture = folder / "page.jpg"
    cv2.imwrite(str(picture), cv2.resize(np.asarray(source), SIZE, interpolation=cv2.INTER_CUBIC))
    corners = [(200 + 640 * (at % 6), 150 + 270 * (at // 6)) for at in range(60)]
    fields = [
        [[[x, y], [x + 500, y], [x + 500, y + 120], [x, y + 120]], f"field {at}"] for at, (x, y) in enumerate(corners)
    ]
    template = folder / "template.json"
    template.write_text(json.dumps(fields))
    return picture, template


def frames(console: Console) -> dict[str, list[float]]:
    """Milliseconds of each frame, by what the hand does."""
    page, box = console.page, console.page.locator(".stage").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)

    def zoom() -> None:
        for step in range(40):
            page.mouse.wheel(0, -90 if step < 20 else 90)

    def pan() -> None:
        page.mouse.down(button="middle")
        for step in range(40):
            page.mouse.move(x + 6 * step, y + 3 * step)
        page.mouse.up(button="middle")

    def move_field() -> None:
        console.page.keyboard.press("f")
        console.settle()
        at = console.on_screen((450, 210))
        page.mouse.move(*at)
        page.mouse.down()
        for step in range(40):
            page.mouse.move(at[0] + 4 * step, at[1] + 2 * step)
        page.mouse.up()

    measured: dict[str, list[float]] = {}
    for name, act in (("zoom", zoom), ("pan", pan), ("move a field", move_field)):
        page.evaluate(RECORD)
        act()
        measured[name] = page.evaluate(STOP)
    return measured


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    argparse.ArgumentParser(prog="python -m bench console", description=__doc__).parse_args(arguments)
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        store = SqliteTemplateStore(Path(home))
        service = OcrService(store, ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
        with running(make_app(service.begin)) as address:
            loads = [first_load(browser, address) for _ in range(LOADS)]
            told: dict[str, Any] = {
                "first load, bytes": loads[0][0],
                "interactive, ms (median)": round(statistics.median(ready for _, ready in loads)),
            }
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
            console = Console(context.new_page(), address)
            console.listen()
            console.open()
            picture, template = large_page(Path(home))
            console.begin(picture)
            console.give("Import JSON", template)
            expect(console.names).to_have_count(60)
            for name, each in frames(console).items():
                worst = sorted(each)[int(len(each) * 0.95)]
                told[f"{name}, ms a frame (median, 95 %)"] = f"{statistics.median(each):.1f}, {worst:.1f}"
            context.close()
    print(json.dumps(told, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
