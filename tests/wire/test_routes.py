"""A route of one type answers that type alone, as the service itself understands the body."""

from __future__ import annotations

import json

import pytest

from lambda_ocr.core.errors import InvalidJson, InvalidRequest
from lambda_ocr.wire.messages.actions import REQUESTS
from lambda_ocr.wire.requests import parse_request
from lambda_ocr.wire.routes import READING, TYPES, narrowed, type_of_route


@pytest.mark.parametrize(
    ("path", "only"),
    [
        ("/custom_ocr", ""),
        ("/custom-ocr/", ""),
        ("/v1/custom_ocr", ""),
        ("/custom_ocr/query", "query"),
        ("/v1/custom-ocr/del/", "del"),
        ("/custom_ocr/drop", None),
        ("/query", None),
        ("/custom_ocr/query/del", None),
        ("/", None),
    ],
)
def test_a_path_names_the_type_it_answers(path: str, only: str | None) -> None:
    assert type_of_route(path) == only


@pytest.mark.parametrize("only", TYPES)
@pytest.mark.parametrize("given", REQUESTS)
def test_a_type_comes_in_by_its_own_route_and_by_no_other(only: str, given: str) -> None:
    body = json.dumps({"type": given, "template_id": "a"}).encode()
    if given == only:
        assert narrowed(body, only) == body
    else:
        with pytest.raises(InvalidRequest, match="alone"):
            narrowed(body, only)


def test_the_type_may_be_left_out_and_is_then_the_routes_though_the_service_would_take_a_query() -> None:
    body = narrowed(b'{"template_id": "a"}', "del")
    assert parse_request(json.loads(body)).type == "del"


@pytest.mark.parametrize("body", [b'{"type": "query", "type": "del"}', b'\xff{"type": "query"}', b'{"type": "query"'])
def test_a_body_that_two_parsers_might_take_differently_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidJson):
        narrowed(body, "query")


@pytest.mark.parametrize("given", [None, 7, ["del"], "", "DEL"])
def test_a_type_that_is_none_is_another_type(given: object) -> None:
    with pytest.raises(InvalidRequest):
        narrowed(json.dumps({"type": given, "template_id": "a"}).encode(), "query")


def test_the_one_route_takes_a_body_as_it_is() -> None:
    assert narrowed(b"{", "") == b"{"


def test_reading_changes_no_template() -> None:
    assert set(READING) <= set(TYPES) - {"add", "del"}
