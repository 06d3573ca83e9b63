"""Whatever arrives, an answer with a known code goes out: never a server error, never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.errors import ErrorCode
from lambda_ocr.core.model import Field, Template
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.errors import STATUS
from lambda_ocr.wire.messages.actions import REQUESTS
from lambda_ocr.wire.response import Response
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card

CARD = as_base64(card())

# Lone surrogates included: JSON can spell them, UTF-8 cannot hold them.
texts = st.text(st.characters(exclude_categories=()), max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.just(10**400) | st.just(1e308)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=4), max_leaves=20
)


TEMPLATE_ID = "0b5a1c8e-6d2f-4f0b-9a53-2f6f3b8e7c11"
FIELDS = (
    Field("名称", ((10, 10), (50, 10), (50, 30), (10, 30))),
    Field("识别号", ((60, 10), (110, 10), (110, 30), (60, 30))),
)


def service() -> OcrService:
    """A service with one template."""
    store = StoreInMemory()
    store.create(Template(TEMPLATE_ID, FIELDS, card(), "2026-11-22T08:00:00Z"))
    web = WebWithTheseFiles({"https://example.com/card.png": card()})
    return OcrService(store, ReaderThatSeesEverything(), PictureSource(http=web, s3=web))


SERVICE = service()


def mostly(values: list[Any]) -> st.SearchStrategy[Any]:
    """One of these four times in five, else anything."""
    return st.integers(0, 4).flatmap(lambda die: st.sampled_from(values) if die else json_values)


types = mostly([*REQUESTS, None, ""])
ids = mostly([TEMPLATE_ID, [TEMPLATE_ID], [TEMPLATE_ID, "x"], "x", []])
pictures = mostly([CARD, "", None])
urls = mostly(["https://example.com/card.png", "http://x/", None])
templates = mostly([[RED], [RED, GREEN], [RED, [RED[0], "\ud800"]], json.dumps([RED])])
requests = st.fixed_dictionaries(
    {},
    optional={
        "type": types,
        "template_id": ids,
        "img": pictures,
        "url": urls,
        "template": templates,
        "detail": st.booleans() | json_values,
        "content_type": st.just("image/png") | json_values,
        "duration": json_values,
    },
)
named_anyhow = st.builds(dict.__or__, requests, st.dictionaries(texts, scalars, max_size=2))
coordinates = st.integers(-5, 130) | st.floats(-5, 130) | scalars
quads = st.lists(st.lists(coordinates, min_size=2, max_size=2), min_size=4, max_size=4)
options = st.dictionaries(st.just("type") | texts, st.just("text") | json_values, max_size=2)
fields = mostly([RED, GREEN]) | st.tuples(quads, texts).map(list) | st.tuples(st.just(RED[0]), texts, options).map(list)
adds = st.fixed_dictionaries(
    {"type": st.just("add"), "img": st.just(CARD), "template": st.lists(fields, min_size=1, max_size=4)}
)


def check(response: Response) -> None:
    """Encodable, and either a success or a refusal by a code whose status it carries."""
    body = json.loads(response.encoded().decode("utf-8"))
    assert response.status < 500, body
    if response.status != 200:
        assert response.status == STATUS[ErrorCode(body["error"]["code"])]
        assert body["error"]["message"]


@given(json_values)
def test_any_json_value_is_answered(payload: Any) -> None:
    check(SERVICE.handle(payload))


@given(st.binary(max_size=200))
@example(b'{"type": "\\ud800"}')
@example(b'{"template_id": "\\udfff", "img": "AAAA"}')
@example(b"[" * 50_000)
def test_any_bytes_are_answered(body: bytes) -> None:
    check(SERVICE.handle_bytes(body))


@given(named_anyhow)
@example({"type": "get", "template_id": TEMPLATE_ID, "\ud800": 1})
@example({"type": "list", "名" * 100_000: 1})
@settings(max_examples=200)
def test_members_of_any_name_are_answered(payload: Any) -> None:
    check(service().handle(payload))


@pytest.mark.parametrize("options", [{"\ud800": 1}, {"type": "\ud800"}, {"type": "text", "a\udfff": 1}])
@pytest.mark.parametrize("as_text", [False, True])
def test_options_of_any_name_are_refused_by_name(options: dict[str, Any], as_text: bool) -> None:
    template = [[*RED, options]]
    response = SERVICE.handle({"type": "add", "img": CARD, "template": json.dumps(template) if as_text else template})
    check(response)
    assert response.body["error"]["code"] == "invalid_template"
    assert "\\u" in response.body["error"]["message"]


@given(requests)
@settings(max_examples=300)
def test_the_members_we_know_with_any_values_are_answered(payload: Any) -> None:
    check(service().handle(payload))


@given(adds)
@settings(max_examples=300)
def test_any_template_is_added_or_refused(payload: Any) -> None:
    response = SERVICE.handle(payload)
    check(response)
    if response.status == 200:
        query = SERVICE.handle({"template_id": response.body["template_id"], "img": CARD, "detail": True})
        check(query)
        assert len(query.body["fields"]) == len(payload["template"])


@given(requests)
def test_the_same_request_as_bytes_is_answered_alike(payload: Any) -> None:
    response = service().handle_bytes(json.dumps(payload).encode())
    check(response)
    not_json = response.status != 200 and response.body["error"]["code"] == "invalid_json"
    assert not_json or response.status == service().handle(payload).status


@given(st.binary(max_size=300))
def test_any_bytes_as_a_picture_are_read_or_refused(data: bytes) -> None:
    check(SERVICE.handle({"template_id": TEMPLATE_ID, "img": as_base64(data)}))


@given(st.integers(0, len(card())), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_read_or_refused(at: int, damage: bytes) -> None:
    data = card()
    check(SERVICE.handle({"template_id": TEMPLATE_ID, "img": as_base64(data[:at] + damage + data[at + len(damage) :])}))


@given(texts)
def test_any_url_is_answered(url: str) -> None:
    check(SERVICE.handle({"template_id": TEMPLATE_ID, "url": url}))
