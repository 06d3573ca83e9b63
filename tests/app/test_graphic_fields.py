"""Fields that are not read as print, asked for and answered through the service."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.model import Image
from lambda_ocr.core.reader import Reader
from lambda_ocr.documents.sources import NoS3, PictureSource
from tests.support.drawn_marks import Hand, Sheet
from tests.support.drawn_script import AlignerThatIsTold, DetectorThatSeesInk, RecognizerThatTellsColours
from tests.support.fakes import StoreInMemory

SHEET = Sheet()
FIELDS = {field.name: field for field in SHEET.fields}
TEMPLATE: list[Any] = [
    [FIELDS["box 1"].quad, "ticked", {"type": "mark"}],
    [FIELDS["box 2"].quad, "blank", {"type": "mark"}],
    [FIELDS["Q1"].quad, "one", {"type": "mark", "one_of": ["A", "B", "C", "D"]}],
    [FIELDS["Q2"].quad, "many", {"type": "mark", "many": ["A", "B", "C", "D"]}],
    [FIELDS["Q3"].quad, "two", {"type": "mark", "one_of": ["A", "B", "C", "D"]}],
    [FIELDS["Q4"].quad, "none", {"type": "mark", "many": ["A", "B", "C", "D"]}],
    [FIELDS["box 3"].quad, "signed", {"type": "presence", "of": "signature"}],
    [FIELDS["box 4"].quad, "bars", {"type": "barcode"}],
]
MARKED = {"box 1": [0], "Q1": [2], "Q2": [0, 3], "Q3": [1, 2]}


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What `query`, plain and with detail, and `read` answer of one filled sheet."""
    blank = SHEET.drawn({})
    reader = Reader(AlignerThatIsTold(drawn=blank), DetectorThatSeesInk(), RecognizerThatTellsColours())
    service = OcrService(StoreInMemory(), reader, PictureSource(NoS3(), NoS3()))
    template_id = service.handle({"type": "add", "img": sent(blank), "template": TEMPLATE}).body["template_id"]
    asked = {"template_id": template_id, "img": sent(SHEET.drawn(MARKED, Hand.FILLED))}
    given = {"plain": asked, "detail": {**asked, "detail": True}, "read": {**asked, "type": "read"}}
    found = {name: service.handle(each) for name, each in given.items()}
    assert {response.status for response in found.values()} == {200}, [each.body for each in found.values()]
    return {name: response.body for name, response in found.items()}


def sent(image: Image) -> str:
    return base64.b64encode(np.asarray(cv2.imencode(".png", image)[1]).tobytes()).decode()


def test_a_plain_query_answers_what_is_selected_as_its_value(answers: dict[str, Any]) -> None:
    assert {each["key"]: each["value"] for each in answers["plain"]} == {
        "ticked": "selected",
        "blank": "unselected",
        "one": "C",
        "many": "A, D",
        "two": "B, C",
        "none": "",
        "signed": "absent",
        "bars": "",
    }


@pytest.mark.parametrize("asked", ["detail", "read"])
def test_normal_forms_are_true_false_a_name_and_a_list(answers: dict[str, Any], asked: str) -> None:
    body = answers[asked]
    fields = body["fields"] if asked == "detail" else body["documents"][0]["fields"]
    said = {each["key"]: (each["normalized"], each["status"]) for each in fields}
    assert said == {
        "ticked": (True, "ok"),
        "blank": (False, "ok"),
        "one": ("C", "ok"),
        "many": (["A", "D"], "ok"),
        "two": (None, "low_confidence"),
        "none": ([], "empty"),
        "signed": (False, "ok"),
        "bars": (None, "empty"),
    }
    assert [each["type"] for each in fields] == [options["type"] for _, _, options in TEMPLATE]
