"""`interpret`: the product's own parsers say what a text means, before there is a template."""

from __future__ import annotations

from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.templates.suggestions import common
from lambda_ocr.documents.sources import PictureSource
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import WebWithTheseFiles

DATE = {"type": "date"}


@pytest.fixture(scope="module")
def service() -> OcrService:
    web = WebWithTheseFiles({})
    return OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(web, web))


def told(service: OcrService, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    answer = service.handle({"type": "interpret", "fields": list(asked)})
    assert answer.status == 200, answer.body
    fields: list[dict[str, Any]] = answer.body["fields"]
    return fields


def test_the_type_that_a_text_looks_like_is_what_add_suggests(service: OcrService) -> None:
    texts = ["2026年03月11日", "DE67 9900 3710 2058 1640 27", "¥38.00", "Jane Specimen", ""]
    suggested = [each["suggested"] for each in told(service, *({"text": text} for text in texts))]
    assert suggested == [common([text]) for text in texts]
    assert suggested[:2] == [DATE, {"type": "code", "scheme": "IBAN"}] and suggested[3:] == [None, None]


@pytest.mark.parametrize(
    ("text", "options", "members"),
    [
        ("2026年3月11日", DATE, {"normalized": "2026-03-11", "meanings": ["2026-03-11"], "held": ["form"]}),
        (
            "03/04/2026",
            DATE,
            {"normalized": None, "meanings": ["2026-04-03", "2026-03-04"], "checks": ["ambiguous"]},
        ),
        ("03/04/2026", {**DATE, "formats": ["dd/MM/yyyy"]}, {"normalized": "2026-04-03", "checks": []}),
        ("31/02/2026", DATE, {"normalized": None, "meanings": [], "checks": ["out_of_range"]}),
        ("soon", DATE, {"normalized": None, "checks": ["not_of_form"], "held": []}),
        ("a\nb", {"type": "text", "multiline": True}, {"normalized": "a\nb"}),
        ("", DATE, {"type": "date", "checks": []}),
        ("x", {"type": "mark"}, {"type": "mark", "checks": []}),
    ],
)
def test_what_a_text_means_under_a_type_is_told(
    service: OcrService, text: str, options: dict[str, Any], members: dict[str, Any]
) -> None:
    (known,) = told(service, {"text": text, "options": options})
    assert {name: known[name] for name in members} == members
    assert (known["type"], known["suggested"], known["problem"]) == (options["type"], None, None)


@pytest.mark.parametrize("text", ["年\n\n月", "\n月", "年\r\n\x0b\x85月\n", " \n "])
@pytest.mark.parametrize("kind", ["text", "integer", "number", "amount", "date", "time", "datetime", "code"])
def test_blank_lines_say_nothing(service: OcrService, text: str, kind: str) -> None:
    options = {"type": kind} | ({"pattern": ".+"} if kind == "code" else {})
    [blank] = told(service, {"text": text, "options": options})
    [bare] = told(service, {"text": "\n".join(text.split()), "options": options})
    assert (blank["meanings"], blank["checks"]) == (bare["meanings"], bare["checks"])


def test_options_that_are_none_are_told_beside_the_other_texts(service: OcrService) -> None:
    wrong, right = told(
        service,
        {"text": "x", "options": {"type": "date", "order": "dmy"}},
        {"text": "3", "options": {"type": "integer"}},
    )
    assert wrong["type"] is None and wrong["normalized"] is None
    assert '"order"' in wrong["problem"] and right["normalized"] == "3"


@pytest.mark.parametrize(
    "fields", [[], [{"text": 3}], [{"options": DATE}], [{"text": "x" * 2001}], [{"text": "x"}] * 51, [{"txt": "x"}]]
)
def test_what_is_no_list_of_texts_is_refused(service: OcrService, fields: list[Any]) -> None:
    answer = service.handle({"type": "interpret", "fields": fields})
    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid_request")
