"""A request in steps: the same answers as in one go, each step in the lane of what it keeps busy."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.app.steps import Lane, Next, Step, finished
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.response import Response
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory, StoreThatIsDown
from tests.support.pictures import RED, WebWithTheseFiles, as_base64, card

URL = "https://example.com/card.png"
CARD = as_base64(card())


@pytest.fixture
def web() -> WebWithTheseFiles:
    return WebWithTheseFiles({URL: card()})


@pytest.fixture
def service(web: WebWithTheseFiles) -> OcrService:
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(web, web))


def walked(step: Next) -> tuple[list[str], Response]:
    """The lanes that a request takes, and what it is answered."""
    lanes: list[str] = []
    while isinstance(step, Step):
        lanes.append(step.lane.value)
        step = step.do()
    return lanes, step


def begun(service: OcrService, payload: Any) -> tuple[list[str], Response]:
    return walked(service.begin(json.dumps(payload).encode()))


def test_each_action_takes_the_lanes_of_what_it_keeps_busy(service: OcrService) -> None:
    lanes, added = begun(service, {"type": "add", "img": CARD, "template": [RED]})
    assert (lanes, added.status) == (["open", "read"], 200)
    by_url, read = begun(service, {**added.body, "url": URL})
    assert (by_url, read.status) == (["open", "fetch", "read"], 200)
    assert begun(service, {**added.body, "img": CARD}) == (["open", "read"], read)
    assert begun(service, {"type": "detect", "url": URL})[0] == ["open", "fetch", "read"]
    for cheap in ({"type": "get", **added.body}, {"type": "list"}, {"type": "del", **added.body}):
        lanes, answer = begun(service, cheap)
        assert (lanes, answer.status) == (["open", "quick"], 200)
    assert begun(service, {"type": "upload", "content_type": "image/png"})[0] == ["open", "quick"]


@pytest.mark.parametrize("body", [b"", b"[" * 99, b"[]", b'{"type": "qurey"}', b'{"type": "detect", "img": "*"}'])
def test_what_is_refused_for_itself_waits_for_nobody(service: OcrService, body: bytes) -> None:
    lanes, answer = walked(service.begin(body))
    assert lanes == ["open"]
    assert answer == service.handle_bytes(body)
    assert answer.status == 400


def test_nothing_is_fetched_for_what_is_refused_anyway(service: OcrService, web: WebWithTheseFiles) -> None:
    lanes, unknown = begun(service, {"template_id": "unknown", "url": URL})
    assert (lanes, unknown.body["error"]["code"]) == (["open", "fetch"], "template_not_found")
    crossed = [[[10, 10], [10, 10], [10, 10], [10, 10]], "a"]
    lanes, wrong = begun(service, {"type": "add", "url": URL, "template": [crossed]})
    assert (lanes, wrong.body["error"]["code"]) == (["open"], "invalid_template")
    assert web.asked == []


def test_a_picture_is_fetched_once_and_its_time_is_told(service: OcrService, web: WebWithTheseFiles) -> None:
    _, answer = begun(service, {"type": "detect", "url": URL})
    assert web.asked == [URL]
    assert answer.body["timings_ms"]["fetch"] > 0


def test_the_base64_and_the_body_are_let_go_before_the_reading_waits(service: OcrService) -> None:
    step = service.begin(json.dumps({"type": "detect", "img": CARD}).encode())
    assert isinstance(step, Step)
    step = step.do()
    assert isinstance(step, Step)
    assert step.lane is Lane.READ
    held = repr([cell.cell_contents for cell in step.do.__closure__ or ()])
    assert CARD not in held


def test_a_fault_of_ours_in_any_step_is_answered_as_one() -> None:
    class WebThatBreaks:
        def fetch(self, url: str) -> bytes:
            raise RuntimeError(url)

    service = OcrService(StoreThatIsDown(), ReaderThatSeesEverything(), PictureSource(WebThatBreaks(), WebThatBreaks()))
    assert begun(service, {"type": "detect", "url": URL})[1].body["error"]["code"] == "internal_error"
    assert begun(service, {"type": "list"})[1].body["error"]["code"] == "store_unavailable"


def test_the_steps_can_be_taken_in_one_go(service: OcrService) -> None:
    assert finished(service.begin(b'{"type": "list"}')) == Response(200, {"template_id_list": []})
