"""`read` with the real networks: examples and a picture that is none of them, as pages of one file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.formats import load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from tests.support.drawn_pdfs import HIDDEN, PAGE, WHITE, Scan, Text, pdf
from tests.support.pictures import as_base64

pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")

EXAMPLES = Path(__file__).parents[2] / "examples"
QUERIES = {"form": "query-1-scan.png", "train_ticket": "query-2-upside-down.jpg"}
TURNED = Image.Transpose.ROTATE_90
DPI = 150


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> OcrService:
    return build_service(Settings(home=str(tmp_path_factory.mktemp("store")), threads=1))


@pytest.fixture(scope="module")
def templates(service: OcrService) -> dict[str, str]:
    """Ids by case."""
    ids = {}
    for case in QUERIES:
        fields = json.loads((EXAMPLES / case / "template.json").read_text(encoding="utf-8"))
        img = as_base64((EXAMPLES / case / "template.png").read_bytes())
        ids[case] = service.handle({"type": "add", "img": img, "template": fields}).body["template_id"]
    return ids


@pytest.fixture(scope="module")
def body(service: OcrService, templates: dict[str, str]) -> Any:
    """The answer about a pdf of a form, a page of no template, and a ticket that lies on its side."""
    drawn = [Image.open(EXAMPLES / case / name).convert("RGB") for case, name in QUERIES.items()]
    other = Image.open(EXAMPLES / "form" / "wrong.jpg").convert("RGB")
    out = io.BytesIO()
    drawn[0].save(
        out, "PDF", save_all=True, append_images=[other, drawn[1].transpose(TURNED)], resolution=DPI, quality=95
    )
    answer = service.handle({"type": "read", "file": as_base64(out.getvalue())})
    assert answer.status == 200, answer.body
    return answer.body


def test_each_page_is_read_by_its_own_template_and_the_other_one_by_none(body: Any, templates: dict[str, str]) -> None:
    found = [(document["page"], document["template_id"]) for document in body["documents"]]
    assert found == [(1, templates["form"]), (3, templates["train_ticket"])]
    assert [(page["page"], page["reason"]) for page in body["unmatched"]] == [(2, "template_mismatch")]
    assert {each["template_id"] for each in body["unmatched"][0]["candidates"]} <= set(templates.values())


def test_the_values_are_those_of_the_pictures(body: Any) -> None:
    right = total = 0
    for document, (case, name) in zip(body["documents"], QUERIES.items(), strict=True):
        expected = json.loads((EXAMPLES / case / "expected.json").read_text(encoding="utf-8"))["queries"][name]
        read = {field["key"]: field["value"] for field in document["fields"]}
        assert list(read) == list(expected)
        right += sum(read[key] == value for key, value in expected.items())
        total += len(expected)
    assert right >= 0.95 * total


def test_the_outline_surrounds_the_fields(body: Any) -> None:
    for document in body["documents"]:
        xs, ys = zip(*document["outline"], strict=True)
        for field in document["fields"]:
            for x, y in field["position"]:
                assert min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


# -- a pdf's own text ---------------------------------------------------------------------------------------


FORM = (
    Text("DELIVERY NOTE", (30, 250), 22),
    *(Text(label, (30, at)) for label, at in (("Number", 205), ("Customer", 165), ("Received on", 125))),
    Text("The goods remain the property of the seller until paid in full", (30, 40), 10),
    Text("Northern Timber Company", (230, 250), 12),
)
NUMBER, CUSTOMER, DAY = (130, 205), (130, 165), (130, 125)
FILLED = (Text("AB-2041", NUMBER), Text("Iris Lindqvist", CUSTOMER), Text("14 March 2026", DAY))
DRAWN = (
    *(Text("KM-7318", NUMBER, is_mapped_wrong=True), Text("Otto van Dijk", CUSTOMER)),
    *(Text("2 May 2026", DAY, colour=WHITE), Text("KM-9999", (130, 320)), Text("9999", (-60, 205))),
)
SCANNED = (Text("KM-7318", NUMBER), Text("Otto van Dijk", CUSTOMER), Text("2 May 2026", DAY))
UNDER_IT = (Text("KM-7813", NUMBER, mode=HIDDEN), Text("Otto van Dijk", CUSTOMER, mode=HIDDEN))


def test_a_pdfs_own_text_is_told_beside_what_is_seen(service: OcrService) -> None:
    """Its map of digits is wrong, a date is white, a number lies off the page; and a scan with a layer under it."""
    scale = 300 / 72
    fields = [
        [
            [
                [x * scale, (PAGE[1] - y) * scale]
                for x, y in ((125, at + 16), (300, at + 16), (300, at - 6), (125, at - 6))
            ],
            name,
        ]
        for name, (_, at) in (("number", NUMBER), ("customer", CUSTOMER), ("day", DAY))
    ]
    added = service.handle({"type": "add", "img": as_base64(pdf((*FORM, *FILLED))), "template": fields}).body
    with load_document(pdf((*FORM, *SCANNED)), PictureLimits()) as document:
        scan = document.first.pixels
    file = pdf((*FORM, *DRAWN), (Scan(), *UNDER_IT), scan=scan)
    answer = service.handle({"type": "read", "file": as_base64(file), **added}).body
    told = [[(each["value"], each["checks"], each["held"]) for each in page["fields"]] for page in answer["documents"]]
    nothing: list[str] = []
    same, differs, silent = (nothing, ["text_layer"]), (["text_layer_differs"], nothing), (nothing, nothing)
    assert told == [
        [("KM-7318", *differs), ("Otto van Dijk", *same), ("", *differs)],
        [("KM-7318", *differs), ("Otto van Dijk", *same), ("2 May 2026", *silent)],
    ]
