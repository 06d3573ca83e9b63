"""Importing the service stays cheap: a cold start pays for every import."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("onnxruntime", "boto3", "botocore", "PIL", "paddle", "openvino", "rapidocr", "starlette", "httpx")


@pytest.mark.parametrize(
    "module", ["lambda_ocr.app.service", "lambda_ocr.adapters.http.fetch", "lambda_ocr.wire.openapi"]
)
def test_importing_loads_no_model_runtime_no_boto3_and_no_second_image_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert loaded.split() == []
