"""`evaluate`: copies are read and compared with what people say is right; nothing is kept."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.document import TextLayer
from lambda_ocr.core.model import Reading
from lambda_ocr.documents.sources import NoS3, PictureSource
from tests.app.test_service import added, error
from tests.app.use_cases.life.test_teach import FIRST, LARGE, SECOND, URL, service_with
from tests.app.use_cases.life.test_update import ask
from tests.support.drawn_pdfs import Text, pdf
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import RED


@pytest.fixture
def service() -> OcrService:
    return service_with(StoreInMemory())


def test_fields_are_counted_by_what_became_of_them(service: OcrService) -> None:
    template_id = added(service)
    copies = [
        {"img": FIRST, "values": {"名称": "# ff000a", "识别号": "#008001" * 300}},
        {"url": URL, "values": {"名称": "#ff001e"}},
        {"img": LARGE, "values": {"名称": "x"}},
        {"img": SECOND},
    ]
    body = ask(service, "evaluate", template_id=template_id, copies=copies)
    assert (body["version"], body["pictures"], body["refused"]) == (1, 4, 1)
    assert body["total"] == {"right": 2, "wrong": 1, "refused": 1}
    assert [(one["key"], one["right"], one["wrong"], one["refused"]) for one in body["by_field"]] == [
        ("名称", 2, 0, 1),
        ("识别号", 0, 1, 0),
    ]
    assert [one["refused"] for one in body["copies"]] == [None, None, "template_mismatch", None]
    missed = body["copies"][0]["fields"][1]
    assert (missed["truth"], missed["value"], missed["right"]) == ("#008001" * 300, "#008000", False)
    assert missed["position"] == [[60, 10], [110, 10], [110, 30], [60, 30]]
    assert ask(service, "versions", template_id=template_id)["versions"][0]["version"] == 1


def test_the_risk_of_taking_values_without_a_look_is_told_for_each_score(service: OcrService) -> None:
    copies = [{"img": FIRST, "values": {"名称": "#ff000a", "识别号": "wrong"}}, {"img": LARGE, "values": {"名称": "x"}}]
    body = ask(service, "evaluate", template_id=added(service), copies=copies)
    risk = {one["score"]: (one["taken"], one["wrong"]) for one in body["risk"]}
    assert risk[97.0] == (0.6667, 0.5)  # both fields of the first score 97.98
    assert risk[98.0] == (0.0, 0.0)
    assert [(one["low"], one["right"], one["wrong"]) for one in body["reliability"][:2]] == [(99, 0, 0), (95, 1, 1)]


def test_a_pdf_is_read_with_the_text_it_carries_as_query_reads_it() -> None:
    layers: list[TextLayer | None] = []

    class Noting(ReaderThatSeesEverything):
        def read(self, *given: Any, layer: TextLayer | None = None, **options: Any) -> Reading:
            layers.append(layer)
            return super().read(*given, layer=layer, **options)

    service = OcrService(StoreInMemory(), Noting(), PictureSource(NoS3(), NoS3()), self_test=False)
    page = base64.b64encode(pdf([Text("No 7", (40, 200))])).decode()
    template_id = ask(service, "add", img=page, template=[RED])["template_id"]
    ask(service, "query", template_id=template_id, img=page)
    ask(service, "evaluate", template_id=template_id, copies=[{"img": page, "values": {RED[1]: "x"}}])
    asked, evaluated = layers[-2:]
    assert asked is not None and evaluated == asked


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({}, "copies"),
        ({"copies": []}, "at least 1"),
        ({"copies": [{"img": FIRST}]}, 'No copy has "values"'),
        ({"copies": [{"img": FIRST, "values": {"Name": "x"}}]}, "no such field"),
        ({"copies": [{"img": FIRST, "values": {"名称": 5}}]}, "copies[0]"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_its_member(service: OcrService, members: Any, said: str) -> None:
    payload = {"type": "evaluate", "template_id": added(service), **members}
    assert said in error(service.handle(payload), 400, "invalid_request")["message"]
