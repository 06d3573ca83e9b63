"""Bodies made to keep a server busy: health is answered meanwhile, and each is refused by name."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.performance.hostile import BOMBS, mutated
from lambda_ocr.app.service import OcrService
from lambda_ocr.documents.sources import NoS3, PictureSource
from lambda_ocr.entrypoints.http.server import make_app
from tests.support.fakes import ReaderThatSeesEverything, StoreInMemory
from tests.support.raw_client import Heard, RawClient
from tests.support.running_server import Served, serving

GUARD_SECONDS = 3.0
"""It was 13; alone on two processors it is a tenth of a second at most (`python -m bench hostile`)."""


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    service = OcrService(StoreInMemory(), ReaderThatSeesEverything(), PictureSource(NoS3(), NoS3()))
    with serving(make_app(service.begin)) as served:
        yield served


def posted(server: Served, body: bytes) -> Heard:
    with RawClient(server.port) as client:
        return client.post(body).hear()


@pytest.mark.parametrize("name", BOMBS)
def test_health_is_answered_while_a_hostile_body_is_looked_at(server: Served, name: str) -> None:
    body, answers = BOMBS[name](), list[Heard]()
    sender = threading.Thread(target=lambda: answers.append(posted(server, body)))
    sender.start()
    waits = []
    with RawClient(server.port) as client:
        while sender.is_alive():
            begun = time.monotonic()
            assert client.say(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").hear().status == 200
            waits.append(time.monotonic() - begun)
    sender.join()
    assert answers[0].status in (400, 413)
    assert answers[0].code in ("invalid_json", "invalid_request", "invalid_template", "picture_too_large")
    assert max(waits, default=0) < GUARD_SECONDS


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_no_body_is_a_fault_of_ours(server: Served, seed: int) -> None:
    answer = posted(server, mutated(seed))
    assert answer.status < 500
    assert answer.status == 200 or answer.code
