"""The table of formats: which file is of which, loaders imported when needed, and what another format takes."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from lambda_ocr.app.service import OcrService
from lambda_ocr.core.errors import InvalidPicture, PictureTooLarge, UnsupportedPicture
from lambda_ocr.documents import formats
from lambda_ocr.documents.formats import FORMATS, format_of, load_document
from lambda_ocr.documents.limits import PictureLimits
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.cli.pictures_given import expand
from lambda_ocr.wire.messages.templates import UploadRequest
from tests.support import toy_format
from tests.support.drawn_pictures import FILES, RGB
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.pictures import RED, as_base64
from tests.support.toy_format import toy

LIMITS = PictureLimits()


@pytest.fixture
def with_toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more line in the table."""
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, toy_format.LINE))


@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_a_document_of_one_page(name: str) -> None:
    document = load_document(FILES[name], LIMITS)
    [page] = document.pages
    assert document.first is page
    assert (page.index, page.size, page.pixels.shape) == (0, RGB.size, (RGB.height, RGB.width, 3))
    assert (page.dpi, page.text_layer) == (None, None)


@pytest.mark.parametrize("name", FILES)
def test_a_format_is_known_by_its_first_bytes(name: str) -> None:
    assert format_of(FILES[name]).name == name[:3]
    assert format_of(FILES[name]).media_type in {"image/jpeg", "image/png", "image/bmp"}


def test_no_two_formats_take_the_same_file() -> None:
    for name, data in FILES.items():
        assert [each.name for each in FORMATS if each.matches(data)] == [name[:3]]


def test_a_signature_stands_at_the_front_alone() -> None:
    with pytest.raises(UnsupportedPicture):
        format_of(b" " + FILES["png"])


def test_what_may_be_uploaded_is_a_format_that_is_read() -> None:
    offered = set(get_args(UploadRequest.model_fields["content_type"].annotation))
    assert offered and offered <= {each.media_type for each in FORMATS}


def test_every_loader_of_the_table_is_one() -> None:
    for each in FORMATS:
        assert callable(import_module(each.loader).load)


def test_a_loader_is_imported_when_its_first_file_comes() -> None:
    code = (
        "import sys, lambda_ocr.app.service; from lambda_ocr.documents.formats import load_document;"
        "from lambda_ocr.documents.limits import PictureLimits; from lambda_ocr.core.errors import OcrError\n"
        "loaders = lambda: [name for name in sys.modules if name.startswith('lambda_ocr.documents.loaders.')]\n"
        "print(loaders())\n"
        "try: load_document(b'BM', PictureLimits())\n"
        "except OcrError: print(loaders())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['lambda_ocr.documents.loaders.bmp']"]


# -- one more format: one module, one line ----------------------------------------------------------------


def test_a_format_of_one_module_and_one_line_is_registered_read_and_shown(with_toys: None) -> None:
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    added = service.handle({"type": "add", "img": as_base64(toy()), "template": [RED]})
    assert added.status == 200, added.body
    read = service.handle({**added.body, "img": as_base64(toy())})
    assert [field["value"] for field in read.body] == ["#ff0000"]
    shown = service.handle({"type": "get", **added.body, "picture": "full"}).body
    assert (shown["width"], shown["height"]) == (120, 80)
    assert shown["img"] == f"data:image/x-toy;base64,{as_base64(toy())}"


def test_its_files_are_found_in_a_folder(with_toys: None, tmp_path: Path) -> None:
    for name in ("a.toy", "b.TOY", "c.txt"):
        (tmp_path / name).write_bytes(toy())
    assert expand([str(tmp_path)]) == [str(tmp_path / "a.toy"), str(tmp_path / "b.TOY")]


def test_its_refusals_are_those_of_every_format(with_toys: None) -> None:
    with pytest.raises(PictureTooLarge, match="5000 x 10 pixels"):
        load_document(toy(5000, 10), LIMITS)
    with pytest.raises(PictureTooLarge, match="at most 3"):
        load_document(toy(), PictureLimits(max_bytes=3))
    with pytest.raises(InvalidPicture, match="toy file is damaged"):
        load_document(b"TOY 1 x", LIMITS)
    with pytest.raises(UnsupportedPicture, match=r"jpg, png, bmp, .* pdf or toy picture"):
        load_document(b"TOYS", LIMITS)


def test_pages_carry_what_the_file_says_and_are_decoded_when_asked_for(with_toys: None) -> None:
    toy_format.decoded.clear()
    document = load_document(toy(pages=500, text="No 7"), LIMITS)
    assert len(document.pages) == 500 and toy_format.decoded == []
    page = document.pages[7]
    assert toy_format.decoded == [7]
    assert (page.index, page.dpi) == (7, 300.0)
    assert page.text_layer is not None
    assert "".join(each.character for each in page.text_layer.characters) == "No 7"
    assert np.array_equal(page.pixels, document.first.pixels)
