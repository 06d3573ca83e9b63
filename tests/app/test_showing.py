"""`get` and `detect`, and the name and note of a template: what a page needs beside the four documented requests."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.app.previews import MAX_BYTES
from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, as_base64, card, encoded


@pytest.fixture
def service() -> OcrService:
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))


def added(service: OcrService, picture: bytes | None = None, **members: Any) -> str:
    img = as_base64(picture if picture is not None else card())
    answer = service.handle({"type": "add", "img": img, "template": [RED, GREEN], **members})
    assert answer.status == 200, answer.body
    return str(answer.body["template_id"])


def sent_picture(body: Any) -> tuple[str, bytes]:
    """Media type and bytes of the answer's `data:` URL."""
    head, _, content = body["img"].partition(";base64,")
    return head.removeprefix("data:"), base64.b64decode(content, validate=True)


def decoded(data: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def test_get_tells_what_was_registered(service: OcrService) -> None:
    template_id = added(service, name="发票", note="blue")
    body = service.handle({"type": "get", "template_id": template_id}).body
    assert body.pop("created").endswith("Z")
    assert body == {
        "template_id": template_id,
        "version": 1,
        "name": "发票",
        "note": "blue",
        "page_of": None,
        "width": 120,
        "height": 80,
        "template": [RED, GREEN],
        "variable": [],
        "rules": [],
        "copies": 0,
        "lessons": [],
        "img": None,
    }


def test_a_template_without_name_has_an_empty_one(service: OcrService) -> None:
    body = service.handle({"type": "get", "template_id": added(service)}).body
    assert (body["name"], body["note"]) == ("", "")


def test_what_get_tells_makes_the_same_template_again(service: OcrService) -> None:
    first = service.handle({"type": "get", "template_id": added(service), "picture": "full"}).body
    again = service.handle({"type": "add", "img": first["img"], "template": first["template"]}).body["template_id"]
    second = service.handle({"type": "get", "template_id": again, "picture": "full"}).body
    assert (second["template"], second["img"]) == (first["template"], first["img"])


def test_the_full_picture_is_the_file_that_was_sent(service: OcrService) -> None:
    body = service.handle({"type": "get", "template_id": added(service), "picture": "full"}).body
    assert sent_picture(body) == ("image/png", card())


def test_a_thumbnail_is_small_and_keeps_the_proportions(service: OcrService) -> None:
    template_id = added(service, card(2400, 1200))
    media, data = sent_picture(service.handle({"type": "get", "template_id": template_id, "picture": "thumbnail"}).body)
    assert media == "image/jpeg"
    assert decoded(data).shape == (240, 480, 3)


def test_a_picture_too_large_for_an_answer_is_sent_smaller_in_bytes_but_not_in_pixels(service: OcrService) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1400, 1600, 3), np.uint8)
    template_id = added(service, encoded(noise))
    media, data = sent_picture(service.handle({"type": "get", "template_id": template_id, "picture": "full"}).body)
    assert media == "image/jpeg"
    assert len(data) <= MAX_BYTES < len(encoded(noise))
    assert decoded(data).shape == noise.shape


def test_get_of_an_unknown_template_is_refused_by_name(service: OcrService) -> None:
    answer = service.handle({"type": "get", "template_id": "nowhere"})
    assert (answer.status, answer.body["error"]["code"]) == (404, "template_not_found")


SPOT = [[10, 10], [50, 10], [50, 30], [10, 30]]


def test_print_that_was_struck_out_is_told_again_and_makes_the_same_template(service: OcrService) -> None:
    request = {"type": "add", "img": as_base64(card()), "template": [RED], "variable": [SPOT]}
    shown = service.handle({"type": "get", "template_id": service.handle(request).body["template_id"]}).body
    assert shown["variable"] == [SPOT]
    again = service.handle({**request, "variable": shown["variable"], "idempotency_key": "one"}).body
    assert service.handle({**request, "idempotency_key": "one"}).body == again
    assert service.handle({**request, "variable": [], "idempotency_key": "one"}).status == 400, "another template"


@pytest.mark.parametrize(
    ("quad", "said"),
    [([[10, 10], [500, 10], [500, 30], [10, 30]], "outside the picture"), (SPOT[::-1], "counter-clockwise")],
)
def test_struck_out_print_that_is_no_place_is_refused_by_its_index(service: OcrService, quad: Any, said: str) -> None:
    answer = service.handle({"type": "add", "img": as_base64(card()), "template": [RED], "variable": [SPOT, quad]})
    error = answer.body["error"]
    assert (answer.status, error["code"]) == (400, "invalid_request")
    assert error["message"].startswith("variable[1]: ") and said in error["message"]


@pytest.mark.parametrize(
    "members",
    [
        {"type": "add", "img": as_base64(card()), "template": [RED], "variable": [[1, 2]]},
        {"type": "add", "img": as_base64(card()), "template": [RED], "variable": "none"},
        {"type": "get", "template_id": "x", "picture": "huge"},
        {"type": "get"},
        {"type": "detect"},
        {"type": "detect", "img": "x", "url": "https://example.com/x"},
        {"type": "add", "img": as_base64(card()), "template": [RED], "name": 5},
        {"type": "add", "img": as_base64(card()), "template": [RED], "name": "x" * 257},
        {"type": "add", "img": as_base64(card()), "template": [RED], "note": "\ud800"},
    ],
)
def test_a_wrong_member_is_refused_by_name(service: OcrService, members: dict[str, Any]) -> None:
    answer = service.handle(members)
    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid_request")


def test_detect_answers_the_lines_and_where_each_character_stands(service: OcrService) -> None:
    body = service.handle({"type": "detect", "img": as_base64(card())}).body
    assert (body["width"], body["height"]) == (120, 80)
    (line,) = body["lines"]
    assert line["position"] == [[0.0, 0.0], [60.0, 0.0], [60.0, 80.0], [0.0, 80.0]]
    assert line["text"].startswith("#")
    assert line["score"] == 90.0
    assert line["at"] == [0.0714, 0.2143, 0.3571, 0.5, 0.6429, 0.7857, 0.9286]
    assert set(body["timings_ms"]) == {"fetch", "decode", "read", "total"}
