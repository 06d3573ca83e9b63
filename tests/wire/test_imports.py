"""Importing the service stays cheap: a cold start pays for every import."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic._internal import _model_construction

from lambda_ocr.wire.messages.common import Message

HEAVY = ("onnxruntime", "boto3", "botocore", "PIL", "paddle", "openvino", "rapidocr", "starlette", "httpx")


@pytest.mark.parametrize(
    "module", ["lambda_ocr.app.service", "lambda_ocr.adapters.http.fetch", "lambda_ocr.wire.openapi"]
)
def test_importing_loads_no_model_runtime_no_boto3_and_no_second_image_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert loaded.split() == []


def test_no_message_is_made_ready_before_one_comes() -> None:
    code = """
import lambda_ocr.app.service, pydantic
seen = [pydantic.BaseModel]
for each in seen: seen += each.__subclasses__()
ours = [each for each in seen if each.__module__.startswith("lambda_ocr.")]
print(len(ours), *(each.__name__ for each in ours if each.__pydantic_complete__))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    many, *ready = done.stdout.split()
    assert int(many) > 50 and ready == []


def test_threads_that_meet_the_first_of_a_kind_make_it_ready_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two did, one deleted what the other had just made: of 48 first queries by 16 threads 2 were a 500."""
    made: list[str] = []
    make = _model_construction.complete_model_class

    def slowly(cls: type, *how: Any, **known: Any) -> bool:
        made.append(cls.__name__)
        time.sleep(0.05)
        return make(cls, *how, **known)

    class Fresh(Message):
        name: str

    monkeypatch.setattr(_model_construction, "complete_model_class", slowly)
    with ThreadPoolExecutor(4) as threads:
        names = [each.name for each in threads.map(lambda name: Fresh(name=name), "abcd")]
    assert (names, made) == (["a", "b", "c", "d"], ["Fresh"])
