"""The table of actions: it holds what the wire knows, and one module and one line more are one action more."""

from __future__ import annotations

import json

import pytest

from lambda_ocr.app import actions
from lambda_ocr.app.actions import ACTIONS
from lambda_ocr.app.service import OcrService
from lambda_ocr.app.steps import finished
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.messages.actions import REQUESTS
from tests.app.test_steps import walked
from tests.support import toy_action
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import WebWithTheseFiles, as_base64, card

URL = "https://example.com/card.png"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> OcrService:
    """Whose table has one line more."""
    monkeypatch.setattr(actions, "ACTIONS", {**ACTIONS, **toy_action.LINE})
    web = WebWithTheseFiles({URL: card()})
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(web, web))


def test_every_request_of_the_wire_is_answered_and_no_other() -> None:
    assert {name: action.request for name, action in ACTIONS.items()} == REQUESTS


def test_an_action_of_one_module_and_one_line_is_answered(service: OcrService) -> None:
    body = service.handle({"type": "measure", "img": as_base64(card())}).body
    assert set(body.pop("timings_ms")) == {"decode", "total"}
    assert body == {"width": 120, "height": 80, "unit": "px", "templates": 0}


def test_it_goes_by_the_lanes_of_what_it_keeps_busy(service: OcrService) -> None:
    lanes, answer = walked(service.begin(json.dumps({"type": "measure", "url": URL}).encode()))
    assert (lanes, answer.status) == (["open", "fetch", "read"], 200)
    assert set(answer.body["timings_ms"]) == {"fetch", "decode", "total"}


@pytest.mark.parametrize(
    ("members", "said"),
    [({}, "exactly one"), ({"img": "x", "unit": "mm"}, '"unit"'), ({"img": "x", "units": "px"}, '"units"')],
)
def test_its_members_are_refused_by_name_like_any_other_s(
    service: OcrService, members: dict[str, str], said: str
) -> None:
    answer = finished(service.begin(json.dumps({"type": "measure", **members}).encode()))
    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid_request")
    assert said in answer.body["error"]["message"]


def test_a_type_of_no_line_is_told_those_there_are(service: OcrService) -> None:
    message = service.handle({"type": "weigh"}).body["error"]["message"]
    assert message.endswith("Say one of " + ", ".join(f'"{name}"' for name in [*REQUESTS, "measure"]) + ".")
