"""From an empty page to correct readings of a second photograph, and why each is what it is."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from lambda_ocr.core.geometry import transform_quad
from tests.support.browser import EXAMPLES, Console

FORM = EXAMPLES / "form"
TICKET = EXAMPLES / "train_ticket"
VALUES = {
    "44051803": "Policy number",
    "18/03/2025": "Claim date",
    "Rowan": "Full name",
    "07/09/1984": "Date of birth",
    "rowan.ashdown": "Email",
    "DE0299": "Account number (IBAN)",
}
"""Values on the template's picture, and the labels beside them."""


def expected(folder: Path, query: str) -> dict[str, str]:
    told: dict[str, str] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["queries"][query]
    return told


@pytest.fixture(scope="module")
def ticket_id(address: str) -> str:
    """The train ticket, registered as any client would."""
    fields = json.loads((TICKET / "template.json").read_text(encoding="utf-8"))
    img = base64.b64encode((TICKET / "template.png").read_bytes()).decode()
    answer = httpx.post(f"{address}/custom_ocr", json={"type": "add", "img": img, "template": fields}, timeout=300)
    return str(answer.json()["template_id"])


@pytest.fixture
def trying(console: Console, ticket_id: str) -> Console:
    """The console, about to try the train ticket."""
    console.open(f"#try/{ticket_id}")
    return console


def test_from_an_empty_page_to_readings_of_a_photograph_in_three_actions_a_field_at_most(console: Console) -> None:
    console.open()
    console.begin(FORM / "template.png")
    before = console.actions
    for value in VALUES:
        console.snap(value)
    assert console.field_names() == list(VALUES.values())
    assert (console.actions - before) / len(VALUES) <= 3
    drawn = console.quads()
    console.save()
    console.give("Choose pictures", FORM / "query-3-photo.jpg")
    read = console.readings()
    truth = expected(FORM, "query-3-photo.jpg")
    known = {name.lower(): value for name, value in truth.items()}
    assert {name: read[name] for name in read if name.lower() in known} == {
        name: known[name.lower()] for name in read if name.lower() in known
    }
    assert len([name for name in read if name.lower() in known]) >= 4
    print(f"{console.actions} actions for {len(VALUES)} fields and a photograph")
    matrix = json.loads((FORM / "expected.json").read_text())["truth"]["query-3-photo.jpg"]["image_from_template"]
    found = console.quads("quads")
    for template_quad, query_quad in zip(drawn, found, strict=True):
        placed = transform_quad(np.array(matrix), template_quad)
        assert np.abs(np.array(placed) - np.array(query_quad)).max() < 3


def test_pictures_chosen_before_the_list_of_templates_has_come_are_read(console: Console, ticket_id: str) -> None:
    held: list[Route] = []

    def hold_the_list(route: Route) -> None:
        if route.request.post_data == '{"type":"list"}':
            held.append(route)
        else:
            route.fallback()

    console.page.route("**/custom_ocr", hold_the_list)
    with console.page.expect_request("**/custom_ocr"):
        console.open(f"#try/{ticket_id}")
    console.give("Choose pictures", TICKET / "query-1-scan.jpg")
    assert len(held) == 1
    held[0].fallback()
    assert console.readings() == expected(TICKET, "query-1-scan.jpg")


def test_rows_and_quads_point_at_each_other_and_show_what_was_seen(trying: Console) -> None:
    trying.give("Choose pictures", TICKET / "query-3-photo.jpg")
    read = trying.readings()
    truth = expected(TICKET, "query-3-photo.jpg")
    assert read == truth
    page = trying.page
    page.locator(".readings tbody tr").nth(3).hover()
    expect(page.locator(".quads polygon.is-selected")).to_have_attribute("data-index", "3")
    expect(page.locator(".inspector h2")).to_have_text("车次")
    expect(page.locator(".crop-lines .line-text")).to_have_text(truth["车次"])
    page.locator(".quads polygon").nth(5).hover()
    expect(page.locator(".readings tr.is-selected th")).to_have_text("乘车日期")
    assert ink_share(page, ".inspector figure:first-of-type canvas") > 0.02
    expect(page.get_by_text("pieces of print found")).to_be_visible()
    assert trying.violations_in_both(page.locator(".readings tbody th").first) == []


def ink_share(page: Page, canvas: str) -> float:
    """Share of a canvas's pixels that are much darker than its lightest."""
    share: float = page.locator(canvas).first.evaluate(
        """canvas => {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const greys = [];
            for (let i = 0; i < data.length; i += 4) greys.push(data[i] + data[i + 1] + data[i + 2]);
            const top = Math.max(...greys.slice(0, 50000));
            return greys.filter(grey => grey < top * 0.6).length / greys.length;
        }"""
    )
    return share


def test_the_templates_print_lies_on_the_photographs_print(trying: Console) -> None:
    """Corners of the blended layer stand where the known homography puts them."""
    trying.give("Choose pictures", TICKET / "query-1-scan.jpg")
    trying.readings()
    trying.settle()
    page = trying.page
    matrix = np.array(
        json.loads((TICKET / "expected.json").read_text())["truth"]["query-1-scan.jpg"]["image_from_template"]
    )
    size = ((0.0, 0.0), (1240.0, 0.0), (1240.0, 780.0), (0.0, 780.0))
    wanted = [trying.on_screen(corner) for corner in transform_quad(matrix, size)]
    box = page.locator(".print canvas").bounding_box()
    assert box
    xs, ys = [x for x, _ in wanted], [y for _, y in wanted]
    assert (box["x"], box["y"]) == pytest.approx((min(xs), min(ys)), abs=3)
    assert (box["x"] + box["width"], box["y"] + box["height"]) == pytest.approx((max(xs), max(ys)), abs=3)
    slider = page.get_by_label("Fixed print of the template")
    slider.fill("0")
    expect(page.locator(".print canvas")).to_be_hidden()
    slider.fill("80")
    assert page.locator(".print").evaluate("it => getComputedStyle(it).opacity") == "0.8"


def test_a_wrong_picture_is_refused_with_its_facts_and_many_are_read_in_turn(trying: Console, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff nothing")
    trying.give("Choose pictures", TICKET / "query-2-upside-down.jpg", TICKET / "wrong.jpg", broken)
    page = trying.page
    expect(page.get_by_text("3 of 3 read")).to_be_visible()
    states = page.locator(".pictures .status")
    expect(states).to_have_text(["Matched", "template_mismatch", "broken"])
    page.locator(".pictures button").nth(1).click()
    expect(page.locator(".refusal")).to_contain_text("template_mismatch")
    expect(page.locator(".facts-list dd").first).not_to_be_empty()
    assert trying.violations_in_both(page.locator(".pictures .status").first) == []
    page.locator(".pictures button").nth(2).click()
    expect(page.locator(".refusal")).to_contain_text("the file is damaged")
    with page.expect_download() as downloaded:
        trying.click(page.get_by_role("button", name="CSV"))
    rows = list(csv.DictReader(io.StringIO(Path(downloaded.value.path()).read_text(encoding="utf-8-sig"))))
    truth = expected(TICKET, "query-2-upside-down.jpg")
    assert {row["key"]: row["value"] for row in rows if row["picture"] == "query-2-upside-down.jpg"} == truth
    assert [row["status"] for row in rows[len(truth) :]] == ["template_mismatch", "broken"]
    with page.expect_download() as downloaded:
        trying.click(page.get_by_role("button", name="JSON"))
    told = json.loads(Path(downloaded.value.path()).read_text(encoding="utf-8"))
    assert [set(each) for each in told] == [{"picture", "answer"}, {"picture", "error"}, {"picture", "error"}]


def test_the_page_speaks_chinese_to_who_reads_chinese(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    console = Console(context.new_page(), address)
    console.listen()
    console.open()
    expect(console.page.get_by_role("heading", name="模板", level=1)).to_be_visible()
    assert console.page.evaluate("document.documentElement.lang") == "zh-CN"
    console.page.get_by_label("语言").select_option("en")
    expect(console.page.get_by_role("heading", name="Templates", level=1)).to_be_visible()
    assert console.complaints == []
    context.close()
