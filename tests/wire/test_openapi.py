"""The committed contract is the one the models generate, and it says the truth about the service."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.errors import InvalidRequest, OcrError
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.errors import STATUS, error_body
from lambda_ocr.wire.messages.actions import REQUESTS
from lambda_ocr.wire.openapi import ROUTES, document, text
from lambda_ocr.wire.openapi_examples import ANSWER_EXAMPLES, REQUEST_EXAMPLES
from lambda_ocr.wire.requests import parse_request
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


@cache
def described() -> dict[str, Any]:
    """Once for all tests: it is made anew at each asking."""
    return document()


@cache
def requests() -> Any:
    return _validator(described()["paths"][ROUTES[0]]["post"]["requestBody"])


@cache
def answers(status: str = "200", route: str = ROUTES[0]) -> Any:
    return _validator(described()["paths"][route]["post"]["responses"][status])


def _validator(holder: dict[str, Any]) -> Any:
    schema = holder["content"]["application/json"]["schema"]
    return OAS31Validator({**schema, "components": described()["components"]})


def test_the_committed_document_is_the_generated_one() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == text(), "run python -m lambda_ocr.wire.openapi > docs/openapi.json"


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(described()).validate()


def test_both_spellings_of_the_route_are_there() -> None:
    assert list(described()["paths"])[:2] == ["/custom_ocr", "/custom-ocr"]


def test_every_type_has_a_route_of_its_own_that_takes_its_request_alone() -> None:
    paths = described()["paths"]
    for type_, model in REQUESTS.items():
        content = paths[f"/custom_ocr/{type_}"]["post"]["requestBody"]["content"]
        assert content["application/json"]["schema"] == {"$ref": f"#/components/schemas/{model.__name__}"}


def test_every_code_is_described_under_its_status() -> None:
    responses = described()["paths"][ROUTES[0]]["post"]["responses"]
    for code, status in STATUS.items():
        assert f"`{code.value}`" in responses[str(status)]["description"]


@pytest.mark.parametrize("name", REQUEST_EXAMPLES)
def test_every_request_example_fits_the_schema_and_is_accepted(name: str) -> None:
    requests().validate(REQUEST_EXAMPLES[name])
    assert parse_request(REQUEST_EXAMPLES[name]).type == name.split(maxsplit=1)[0]


@pytest.mark.parametrize("name", ANSWER_EXAMPLES)
def test_every_answer_example_fits_the_schema(name: str) -> None:
    answers().validate(ANSWER_EXAMPLES[name])
    answers(route=f"{ROUTES[0]}/{name.split(maxsplit=1)[0]}").validate(ANSWER_EXAMPLES[name])


@pytest.mark.parametrize(
    "request_body",
    [
        {"type": "add", "template": [RED]},
        {"type": "add", "img": "a", "url": "b", "template": [RED]},
        {"type": "add", "img": "a", "template": []},
        {"type": "add", "img": "a", "template": [[RED[0][:3], "three corners"]]},
        {"type": "add", "img": "a", "template": [[*RED, {"type": "moon"}]]},
        {"type": "qurey", "template_id": "a", "img": "a"},
        {"type": "del", "template_id": []},
        {},
    ],
)
def test_what_the_schema_forbids_the_service_refuses(request_body: Any) -> None:
    assert not requests().is_valid(request_body)
    with pytest.raises(OcrError):
        parse_request(request_body)


def test_real_answers_fit_the_schema() -> None:
    web = WebWithTheseFiles()
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(http=web, s3=web))
    picture = as_base64(card())
    add = service.handle({"type": "add", "img": picture, "template": [RED, GREEN]})
    query = {"template_id": add.body["template_id"], "img": picture}
    others = [query, {**query, "detail": True}, {"type": "list"}, {"type": "del", "template_id": query["template_id"]}]
    for response in [add, *(service.handle(request) for request in others)]:
        assert response.status == 200
        answers().validate(json.loads(response.encoded()))


def test_errors_fit_the_schema() -> None:
    answers("400").validate(error_body(InvalidRequest("Say what to do.", member="url")))


def test_every_request_has_an_example_and_every_type_a_model() -> None:
    assert {name.split(maxsplit=1)[0] for name in REQUEST_EXAMPLES} == set(REQUESTS)
