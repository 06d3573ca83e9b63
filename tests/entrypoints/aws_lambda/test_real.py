"""The function as it is deployed, real networks included, under the real runtime client.

Times are printed and never asserted: the machine may have other things to do. `pytest -s` shows them.
"""

from __future__ import annotations

import base64
import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.support.lambda_samples import rest_api
from tests.support.runtime_api import LambdaService, lambda_service

pytest.importorskip("awslambdaric", reason="Lambda's runtime client has wheels for Linux alone")

HANDLER = "lambda_ocr.entrypoints.aws_lambda.handler.handler"
CASE = Path(__file__).parents[3] / "examples" / "train_ticket"
QUERIES = 200
SETTLED_AFTER = 60
"""By then the model runtime has met every shape and its arenas have their size."""

FLAT_MEGABYTES = 24


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def function(home: Path) -> Iterator[LambdaService]:
    with lambda_service(HANDLER, {"CUSTOM_OCR_HOME": str(home), "CUSTOM_OCR_THREADS": "2"}) as service:
        yield service


@pytest.fixture(scope="module")
def template_id(function: LambdaService) -> str:
    template = json.loads((CASE / "template.json").read_text(encoding="utf-8"))
    request = {"type": "add", "img": base64_of(CASE / "template.png"), "template": template}
    return str(function.invoke(request).payload["template_id"])


def base64_of(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def queries() -> list[Path]:
    return sorted(CASE.glob("query-*"))


def test_a_photograph_is_read_and_the_api_answers_like_a_direct_invoke(
    function: LambdaService, template_id: str
) -> None:
    request = {"template_id": template_id, "img": base64_of(queries()[0])}
    direct = function.invoke(request).payload
    values = {each["key"]: each["value"] for each in direct}
    expected = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))["queries"][queries()[0].name]
    assert values == expected
    assert json.loads(function.invoke(rest_api(json.dumps(request))).payload["body"]) == direct


def test_a_wrong_picture_is_refused(function: LambdaService, template_id: str) -> None:
    answer = function.invoke({"template_id": template_id, "img": base64_of(CASE / "wrong.jpg")}).payload
    assert answer["error"]["code"] == "template_mismatch"


@pytest.mark.strain
def test_memory_is_flat_over_two_hundred_queries(function: LambdaService) -> None:
    """Small pages of differing sizes: memory is the claim here, not accuracy."""
    field = [[[200, 40], [460, 40], [460, 80], [200, 80]], "number"]
    added = function.invoke({"type": "add", "img": page(1.0), "template": [field]}).payload
    pictures = [page(scale) for scale in (1.0, 0.9, 1.1, 1.2)]
    held, seconds, around = [], [], []
    for number in range(QUERIES):
        picture = pictures[number % len(pictures)]
        outcome = function.invoke({"template_id": added["template_id"], "img": picture, "detail": True})
        assert "fields" in outcome.payload, outcome
        around.append(outcome.seconds * 1000 - outcome.payload["timings_ms"]["total"])
        held.append(function.own_megabytes())
        seconds.append(outcome.seconds)
    print(f"\n{QUERIES} queries: median {statistics.median(seconds) * 1000:.0f} ms, peak {max(held):.0f} MB of its own")
    print(f"of which around the service (invoke, JSON, log): median {statistics.median(around):.1f} ms")
    settled = held[SETTLED_AFTER : SETTLED_AFTER + 40]
    assert statistics.median(held[-40:]) < statistics.median(settled) + FLAT_MEGABYTES
    assert function.starts == 1


def page(scale: float) -> str:
    """A drawn page with print enough to align on, at this size."""
    pixels = np.full((400, 480, 3), 255, np.uint8)
    rows = ("Invoice    20261122", "Date and place", "Paid by the customer", "Total      128.00", "Thank you very much")
    for row, text in enumerate(rows):
        cv2.putText(pixels, text, (20, 70 + 75 * row), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0, 0, 0), 2, cv2.LINE_AA)
        cv2.rectangle(pixels, (10, 35 + 75 * row), (470, 90 + 75 * row), (90, 90, 90), 2)
    resized = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return base64.b64encode(cv2.imencode(".png", resized)[1].tobytes()).decode()


def test_a_cold_start_answers_a_query(home: Path, template_id: str) -> None:
    request: dict[str, Any] = {"template_id": template_id, "img": base64_of(queries()[0])}
    with lambda_service(HANDLER, {"CUSTOM_OCR_HOME": str(home), "CUSTOM_OCR_THREADS": "2"}) as fresh:
        cold, warm = fresh.invoke(request), fresh.invoke(request)
    assert cold.payload == warm.payload
    print(
        f"\ncold start, runtime client's start to first answer: {cold.seconds:.2f} s; next query {warm.seconds:.2f} s"
    )
