"""Review: ten documents looked at with the keyboard alone, one at a time, and what was said taken along."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.model import Candidate, FieldReading, Status
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from lambda_ocr.local.reading_counts import SqliteReadingCounts
from lambda_ocr.local.review_queue import SqliteReviewQueue
from tests.app.use_cases.life.test_teach import shade
from tests.console.test_versions import ask
from tests.support.browser import Console
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, as_base64, card
from tests.support.running_server import running

Open = Callable[..., AbstractContextManager[Console]]
DOCUMENTS = 10


class ReaderInDoubt(ReaderThatSeesEverything):
    """Never sure of the first field, which might be something else."""

    def _field(self, field: Any, picture: Any) -> FieldReading:
        read = super()._field(field, picture)
        if field.name != RED[1]:
            return read
        return replace(read, status=Status.LOW_CONFIDENCE, candidates=(Candidate("another", None, 0.4),))


@pytest.fixture
def service(tmp_path: Path) -> OcrService:
    reviews, counts = SqliteReviewQueue(tmp_path, 3), SqliteReadingCounts(tmp_path)
    pictures = PictureSource(NoS3(), NoS3())
    return OcrService(StoreInMemory(), ReaderInDoubt(), pictures, reviews=reviews, counts=counts, self_test=False)


@pytest.fixture
def waiting(service: OcrService) -> Iterator[str]:
    """A server where nine documents wait that are doubtful, and one that was refused."""
    template_id = ask(service, "add", img=as_base64(card()), template=[RED, GREEN])["template_id"]
    for blue in range(DOCUMENTS - 1):
        ask(service, "query", template_id=template_id, img=as_base64(shade(10 * blue)))
    service.handle({"type": "query", "template_id": template_id, "img": as_base64(card(240, 160))})
    with running(make_app(service.begin)) as address:
        yield address


def test_ten_documents_are_reviewed_with_the_keyboard_alone(
    page_of: Open, waiting: str, service: OcrService, tmp_path: Path
) -> None:
    with page_of(waiting) as console:
        page = console.page
        console.open("#review")
        value = page.get_by_label(RED[1])
        expect(value).to_be_focused()
        expect(page.get_by_role("status").first).to_contain_text("10 documents wait")
        expect(page.locator(".review-crop canvas")).to_be_visible()
        expect(value).to_have_value("#ff0000")
        assert console.violations() == []
        console.press("Enter")  # as it is
        expect(value).to_have_value("#ff000a")
        console.type("#ff000b")  # typed over what was selected
        console.press("Enter")
        expect(value).to_have_value("#ff0014")
        console.press("Alt+1", "Enter")  # another reading
        expect(value).to_have_value("#ff001e")
        console.press("Alt+0", "Enter")  # nothing stands there
        expect(value).to_have_value("#ff0028")
        console.press("Alt+ArrowDown")  # a field that was sure
        expect(page.get_by_label(GREEN[1])).to_be_focused()
        console.type("green")
        console.press("Alt+ArrowUp", "Enter")
        for number in range(5, DOCUMENTS - 1):
            expect(value).to_have_value(f"#ff00{10 * number:02x}")
            console.press("Enter")
        expect(page.get_by_text("the document was refused")).to_be_visible()
        expect(value).to_have_value("")
        console.type("by hand")
        console.press("Enter")
        expect(page.get_by_label(GREEN[1])).to_be_focused()
        console.press("Enter")
        expect(page.get_by_text("Nothing waits for a look.")).to_be_visible()
        said = ask(service, "review", do="list")["reviewed"]
        firsts = [each["fields"][0]["value"] for each in said]
        assert firsts[:5] == ["#ff0000", "#ff000b", "another", "", "#ff0028"] and firsts[-1] == "by hand"
        assert said[4]["fields"][1] == {"key": GREEN[1], "read": "#008000", "value": "green", "corrected": True}
        check_what_comes_of_it(console, waiting, said[0]["template_id"], tmp_path)


def check_what_comes_of_it(console: Console, address: str, template_id: str, folder: Path) -> None:
    """What was said is counted, teaches and measures its template, and is a table to keep."""
    page = console.page
    page.get_by_role("link", name="Over time").click()
    expect(page.locator(".drift td").first).to_have_text("1")
    assert page.locator(".drift td").all_inner_texts()[:5] == ["1", "10", "10%", "90%", "10"]
    expect(page.locator(".drift caption").last).to_have_text("Corrected by people, by field")
    assert console.violations() == []
    page.goto(f"{address}/#teach/{template_id}")
    page.route("**/custom_ocr", by_threes)
    console.click(console.button("Add reviewed documents"))
    expect(page.locator(".copy")).to_have_count(DOCUMENTS)
    assert page.get_by_label(RED[1]).nth(1).input_value() == "#ff000b"
    page.unroute("**/custom_ocr")
    console.click(console.button("Measure on these"))
    expect(page.locator(".report .verdict")).to_contain_text(f"on {DOCUMENTS} copies")
    console.open("#review")
    with page.expect_download() as downloaded:
        console.click(console.button("CSV"))
    file = folder / "corrections.csv"
    downloaded.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 2 * DOCUMENTS
    assert [(row["read"], row["value"], row["corrected"]) for row in rows[2:3]] == [("#ff000a", "#ff000b", "true")]


def by_threes(route: Route) -> None:
    """Whoever lists gets small pages."""
    asked: Any = route.request.post_data_json
    route.continue_(post_data=json.dumps(asked | {"limit": 3}) if asked.get("do") == "list" else None)


def leave_while_a_document_is_on_its_way(console: Console) -> None:
    """It is given back when it comes."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        route.continue_() if held else held.append(route)

    console.page.route("**/custom_ocr", hold)
    with console.page.expect_request("**/custom_ocr"):
        console.page.evaluate("location.hash = '#review'")
    console.page.evaluate("location.hash = '#templates'")
    given_back = console.page.expect_response(
        lambda answer: '"do":"release"' in (answer.request.post_data or ""), timeout=20_000
    )
    with given_back:
        held[0].continue_()


def leave_while_what_was_said_is_on_its_way(console: Console) -> None:
    """It is taken first; what would be given back is done by then."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        is_said = '"do":"done"' in (route.request.post_data or "")
        held.append(route) if is_said else route.continue_()

    console.page.route("**/custom_ocr", hold)
    console.open("#review")
    expect(console.page.locator("#review-value")).to_be_focused()
    with console.page.expect_request(lambda asked: '"do":"done"' in (asked.post_data or "")):
        console.press("Enter")
    console.page.evaluate("location.hash = '#templates'")
    expect(console.page.locator("#review-value")).to_have_count(0)
    with console.page.expect_response(lambda answer: '"do":"done"' in (answer.request.post_data or "")) as told:
        held[0].continue_()
    assert told.value.status == 200
    console.page.unroute("**/custom_ocr")


def test_two_reviewers_never_have_the_same_and_what_is_left_is_given_back(
    page_of: Open, waiting: str, service: OcrService
) -> None:
    with page_of(waiting) as one, page_of(waiting, "zh-CN") as two:
        for console in (one, two):
            console.open("#review")
            expect(console.page.locator("#review-value")).to_be_focused()
        expect(two.page.get_by_role("heading", level=1)).to_have_text("复核")
        assert two.violations() == []
        seen = [console.page.locator("#review-value").input_value() for console in (one, two)]
        assert len(set(seen)) == 2
        one.page.get_by_label("Your name").fill("Ada")
        one.page.locator("#review-value").focus()
        with one.page.expect_response("**/custom_ocr"):
            one.press("Enter")
        expect(one.page.locator("#review-value")).not_to_have_value(seen[0])
        assert ask(service, "review", do="list")["reviewed"][0]["reviewer"] == "Ada"
        for console in (one, two):
            with console.page.expect_response(lambda answer: '"do":"release"' in (answer.request.post_data or "")):
                console.page.evaluate("location.hash = '#templates'")
        leave_while_what_was_said_is_on_its_way(two)
        leave_while_a_document_is_on_its_way(one)
        two.open("#drift")
        expect(two.page.locator(".drift td").first).to_have_text("1")
        assert two.violations() == []
    # what the two had and did not finish is there again
    taken = [ask(service, "review", do="next")["document"] for _ in range(DOCUMENTS)]
    assert sum(each is not None for each in taken) >= DOCUMENTS - 3


def test_where_nothing_is_kept_the_page_says_how_to_switch_it_on(page_of: Open, address: str) -> None:
    with page_of(address) as console:
        console.open("#review")
        expect(console.page.locator(".drop-zone")).to_contain_text("CUSTOM_OCR_REVIEW_DAYS")
