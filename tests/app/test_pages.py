"""A file of several pages, or of another format, in the actions that read one picture."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.formats import format_of
from lambda_ocr.documents.sources import PictureSource
from lambda_ocr.wire.response import Response
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.made_files import PASSWORD, made
from tests.support.pictures import GREEN, RED, WebWithTheseFiles, as_base64, card

pytest.importorskip("pypdfium2", reason="pip install --no-deps -r lambda_ocr/requirements-documents.txt")


def pages_of_cards(kind: str, count: int = 3) -> bytes:
    """A file whose first page is a card, and the others blank."""
    out = io.BytesIO()
    first = Image.open(io.BytesIO(card())).convert("RGB")
    blanks = [Image.new("RGB", first.size, "white") for _ in range(count - 1)]
    first.save(out, kind, save_all=True, append_images=blanks, resolution=72)
    return out.getvalue()


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def service(store: StoreInMemory) -> OcrService:
    web = WebWithTheseFiles({"https://example.com/letter.pdf": pages_of_cards("PDF")})
    return OcrService(store, ReaderThatSeesEverything(), PictureSource(http=web, s3=web))


@pytest.fixture
def template_id(service: OcrService) -> str:
    answer = service.handle({"type": "add", "img": as_base64(card()), "template": [RED, GREEN]})
    return str(answer.body["template_id"])


def of_its_first_page(service: OcrService, img: str) -> str:
    """The id of a template with a field over the red place, however large the page is drawn."""
    width = service.handle({"type": "detect", "img": img, "pages": "1"}).body["width"]
    name, corners = RED[1], [[x * width / 120, y * width / 120] for x, y in RED[0]]
    added = service.handle({"type": "add", "img": img, "pages": "1", "template": [[corners, name]]})
    return str(added.body["template_id"])


def refused(response: Response, status: int, code: str) -> dict[str, Any]:
    assert (response.status, response.body["error"]["code"]) == (status, code), response.body
    problem: dict[str, Any] = response.body["error"]
    return problem


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_a_file_of_one_page_is_queried_as_a_picture(service: OcrService, kind: str) -> None:
    img = as_base64(pages_of_cards(kind, 1))
    template_id = of_its_first_page(service, img)
    plain = service.handle({"template_id": template_id, "img": img})
    assert plain.status == 200 and {tuple(field) for field in plain.body} == {("key", "value", "score")}
    detail = service.handle({"template_id": template_id, "img": img, "detail": True}).body
    assert (detail["page"], detail["pages"]) == (1, 1)


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_of_several_pages_one_must_be_named(service: OcrService, kind: str) -> None:
    img = as_base64(pages_of_cards(kind))
    query = {"template_id": of_its_first_page(service, img), "img": img}
    problem = refused(service.handle(query), 422, "too_many_pages")
    assert "the file has 3" in problem["message"] and '"pages": "1"' in problem["message"]
    assert problem["details"] == {"pages": 3, "most": 1}
    answer = service.handle({**query, "pages": "2", "detail": True}).body
    assert (answer["page"], answer["pages"]) == (2, 3)
    first, second = (service.handle({**query, "pages": page}).body for page in "12")
    assert (first[0]["value"][:2], second[0]["value"]) == ("#f", "#ffffff")
    assert first[0]["value"] != "#ffffff"


@pytest.mark.parametrize("pages", ["1-2", "1,3"])
def test_more_than_one_is_refused_and_so_is_one_that_is_not_there(
    service: OcrService, template_id: str, pages: str
) -> None:
    query = {"template_id": template_id, "url": "https://example.com/letter.pdf"}
    assert "2 are asked for" in refused(service.handle({**query, "pages": pages}), 422, "too_many_pages")["message"]
    problem = refused(service.handle({**query, "pages": "4"}), 400, "invalid_request")
    assert problem["details"] == {"member": "pages", "pages": 3}
    assert "page 4, and the file ends with page 3" in problem["message"]


@pytest.mark.parametrize("pages", ["0", "3-1", "one", "1-", "-", "1;2", 1])
def test_what_is_no_page_is_refused_before_a_file_is_fetched(service: OcrService, template_id: str, pages: Any) -> None:
    query = {"template_id": template_id, "url": "https://example.com/nowhere", "pages": pages}
    assert refused(service.handle(query), 400, "invalid_request")["details"] == {"member": "pages"}


def test_a_password_opens_an_encrypted_file(service: OcrService) -> None:
    template_id = of_its_first_page(service, as_base64(made("ghostscript.pdf")))
    query = {"template_id": template_id, "img": as_base64(made("encrypted_aes256.pdf")), "pages": "1"}
    assert "password" in refused(service.handle(query), 422, "password_needed")["message"]
    refused(service.handle({**query, "password": "another"}), 422, "password_needed")
    assert service.handle({**query, "password": PASSWORD}).status == 200


@pytest.mark.parametrize(("kind", "kept"), [("TIFF", "png"), ("WEBP", "png"), ("PDF", "png"), ("BMP", "bmp")])
def test_a_template_keeps_a_picture_that_every_viewer_shows(
    service: OcrService, store: StoreInMemory, kind: str, kept: str
) -> None:
    data = pages_of_cards(kind, 1) if kind != "BMP" else _as("BMP")
    added = service.handle({"type": "add", "img": as_base64(data), "template": [RED]})
    [template] = store.templates.values()
    assert format_of(template.picture).name == kept
    shown = service.handle({"type": "get", **added.body, "picture": "full"}).body["img"]
    assert base64.b64decode(shown.partition(",")[2]) == template.picture


def test_a_template_is_updated_by_a_page_of_a_file(service: OcrService, store: StoreInMemory, template_id: str) -> None:
    update = {"type": "update", "template_id": template_id, "img": as_base64(pages_of_cards("TIFF"))}
    refused(service.handle(update), 422, "too_many_pages")
    assert service.handle({**update, "pages": "3"}).body["version"] == 2
    assert format_of(store.templates[template_id].picture).name == "png"


def test_detect_takes_a_page_too(service: OcrService) -> None:
    detect = {"type": "detect", "img": as_base64(pages_of_cards("TIFF"))}
    refused(service.handle(detect), 422, "too_many_pages")
    assert service.handle({**detect, "pages": "1"}).body["width"] == 120


def _as(kind: str) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(card())).save(out, kind)
    return out.getvalue()
