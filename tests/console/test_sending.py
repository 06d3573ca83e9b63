"""Pictures that no request can carry: put where the service says, or made smaller, and the page says which."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.pages import Door
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.browser import Console
from tests.support.bucket import BucketOfForms
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.running_server import running

SMALL = 300_000
"""Bytes that a request may carry here; the picture has more, and as a JPEG less."""
Open = Callable[..., AbstractContextManager[Console]]


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """800 x 600 pixels of coloured noise, which PNG cannot make small."""
    path = tmp_path_factory.mktemp("pictures") / "noise.png"
    noise = np.random.default_rng(6).integers(0, 256, (300, 400, 3), np.uint8)
    cv2.imwrite(str(path), cv2.resize(noise, (800, 600), interpolation=cv2.INTER_CUBIC))
    assert path.stat().st_size > SMALL
    return path


def register(console: Console, picture: Path) -> None:
    """Draw a field on the picture and save it."""
    console.open()
    console.give("New template", picture)
    console.drag((100, 100), (300, 200))
    console.type("name")
    console.press("Enter")
    console.save()


def kept(console: Console) -> bytes:
    """The one template's picture."""

    def ask(**request: object) -> dict[str, str]:
        answer: dict[str, str] = httpx.post(f"{console.address}/custom_ocr", json=request, timeout=300).json()
        return answer

    template_id = ask(type="list")["template_id_list"][0]
    return base64.b64decode(ask(type="get", template_id=template_id, picture="full")["img"].partition(",")[2])


def test_a_picture_no_request_can_carry_goes_where_the_service_says(page_of: Open, picture: Path) -> None:
    bucket = BucketOfForms()
    pictures = PictureSource(NoS3(), bucket)
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), pictures, uploads=bucket, self_test=False)
    with running(bucket.app()) as bucket.address:
        app = make_app(service.begin, door=Door(SMALL, (bucket.address,)))
        with running(app) as address, page_of(address, elsewhere=bucket.address) as console:
            register(console, picture)
            assert kept(console) == picture.read_bytes()
            console.give("Choose pictures", picture)
            expect(console.page.locator(".readings tbody tr")).to_have_count(1)
    assert set(bucket.objects.values()) == {picture.read_bytes()}
    assert bucket.offered == 2, "one of the editor, for all it asks; one of the picture that was tried"


@pytest.mark.parametrize("fault", ["no bucket", "a bucket that is out of reach", "a bucket that refuses"])
def test_without_such_a_place_it_is_made_smaller_and_that_is_said(page_of: Open, picture: Path, fault: str) -> None:
    bucket = BucketOfForms(policy="expired" if fault.endswith("refuses") else "signed")
    uploads = None if fault == "no bucket" else bucket
    pictures = PictureSource(NoS3(), NoS3())
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), pictures, uploads=uploads, self_test=False)
    with running(bucket.app()) as bucket.address, ExitStack() as stack:
        door = Door(SMALL, () if fault.endswith("reach") else (bucket.address,))
        address = stack.enter_context(running(make_app(service.begin, door=door)))
        console = stack.enter_context(page_of(address, elsewhere=bucket.address))
        register(console, picture)
        expect(console.page.locator("#notices")).to_contain_text("noise.png was compressed")
        expect(console.page.locator("#notices")).to_contain_text("0.3 MB at most")
        jpeg = kept(console)
        if fault.endswith("reach"):
            console.complaints = [each for each in console.complaints if "Content Security Policy" not in each]
    assert len(jpeg) <= SMALL
    made_smaller = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert made_smaller is not None
    assert made_smaller.shape == (600, 800, 3)


def test_the_page_says_what_it_had_to_make_smaller(page_of: Open, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    cv2.imwrite(str(large), np.full((3000, 6000, 3), 255, np.uint8))
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    with running(make_app(service.begin)) as address, page_of(address) as console:
        console.open()
        console.give("New template", large)
        expect(console.page.locator("#notices")).to_contain_text("4096 × 2048 pixels. At most 4096 pixels a side")


def test_a_picture_that_the_browser_cannot_compress_is_refused_in_words(page_of: Open, tmp_path: Path) -> None:
    large = tmp_path / "large.jpg"
    cv2.imwrite(str(large), np.full((100, 5000, 3), 255, np.uint8))
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    with running(make_app(service.begin)) as address, page_of(address) as console:
        console.page.add_init_script("HTMLCanvasElement.prototype.toBlob = (done) => done(null);")
        console.open()
        console.give("New template", large)
        expect(console.page.get_by_role("alert")).to_contain_text("no memory for a JPEG")
