"""`read` with the real networks: examples and a picture that is none of them, as pages of one file."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from lambda_ocr.app.service import OcrService
from lambda_ocr.entrypoints.wiring import build_service
from lambda_ocr.settings import Settings
from tests.support.pictures import as_base64

pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")

EXAMPLES = Path(__file__).parents[3] / "examples"
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
