"""The composition root: which parts a process gets, and that building them is no more than asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lambda_ocr.core.errors import InternalError, TemplateMismatch
from lambda_ocr.core.model import Image, Prepared, Reading
from lambda_ocr.entrypoints import wiring
from lambda_ocr.entrypoints.no_reader import NoReader
from lambda_ocr.entrypoints.warm_up import warm_up
from lambda_ocr.local.sqlite_store import SqliteTemplateStore
from lambda_ocr.settings import Settings
from tests.support.fakes import ReaderThatBreaks, ReaderThatSeesEverything
from tests.support.pictures import RED, as_base64, card

ADD = {"type": "add", "img": as_base64(card()), "template": [RED]}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(wiring, "build_reader", lambda settings: ReaderThatSeesEverything())
    return Settings(home=str(tmp_path / "home"))


def test_the_embedded_store_lies_in_the_home_named(settings: Settings) -> None:
    template_id = wiring.build_service(settings).handle(ADD).body["template_id"]
    assert SqliteTemplateStore(Path(settings.home)).list_ids() == (template_id,)


def test_a_store_we_do_not_know_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="CUSTOM_OCR_STORE='oracle': say sqlite or aws"):
        wiring.build_store(Settings(store="oracle"))


def test_the_limits_of_the_settings_hold_in_the_service(settings: Settings) -> None:
    small = wiring.build_service(Settings(home=settings.home, max_picture_side=100))
    assert small.handle(ADD).body["error"]["code"] == "picture_too_large"
    light = wiring.build_service(Settings(home=settings.home, max_picture_bytes=50))
    assert light.handle(ADD).body["error"]["code"] == "picture_too_large"
    pages = wiring.build_limits(Settings(max_pages=3, max_page_megapixels=1.5, decoder_seconds=2))
    assert (pages.pages, pages.page_px, pages.seconds) == (3, 1_500_000, 2)


@pytest.mark.parametrize("allowed", [False, True])
def test_loopback_is_fetched_from_only_where_it_is_allowed(settings: Settings, allowed: bool) -> None:
    service = wiring.build_service(Settings(home=settings.home, allow_loopback=allowed))
    answer = service.handle({"type": "add", "url": "http://127.0.0.1:1/a.png", "template": [RED]})
    assert answer.body["error"]["code"] == ("url_unreachable" if allowed else "url_forbidden")


def test_a_storekeeper_lists_and_deletes_and_reads_nothing(settings: Settings) -> None:
    added = wiring.build_service(settings).handle(ADD).body
    keeper = wiring.build_storekeeper(settings)
    assert keeper.handle({"type": "list"}).body == {"template_id_list": [added["template_id"]]}
    assert keeper.handle({**added, "img": as_base64(card())}).status == 500
    assert keeper.handle({"type": "del", **added}).body == added
    with pytest.raises(InternalError, match="no models"):
        NoReader().describe(None, ())  # type: ignore[arg-type]


def test_a_warm_service_has_read_once_before_it_is_given_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = ReaderThatSeesEverything()
    monkeypatch.setattr(wiring, "build_reader", lambda settings: reader)
    assert wiring.build_warm_service(settings).handle({"type": "list"}).status == 200
    assert reader.described == 1


def test_a_mismatch_while_warming_up_is_no_matter_and_a_fault_is_not_hidden() -> None:
    class ReaderThatMatchesNothing(ReaderThatSeesEverything):
        def read(self, prepared: Prepared, picture: Image, **options: Any) -> Reading:
            raise TemplateMismatch("The picture is not of the template.")

    warm_up(ReaderThatMatchesNothing())
    with pytest.raises(RuntimeError):
        warm_up(ReaderThatBreaks())


def test_listing_templates_loads_no_model(tmp_path: Path) -> None:
    code = (
        "import sys; from lambda_ocr.entrypoints.cli.main import main; main(['list']);"
        "assert not {'onnxruntime', 'boto3', 'PIL', 'tqdm', 'starlette'} & set(sys.modules)"
    )
    environment = {"CUSTOM_OCR_HOME": str(tmp_path), "PATH": ""}
    root = Path(wiring.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
