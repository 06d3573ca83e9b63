"""The function in front of an endpoint is whole: its files alone, without the product's packages, answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra import front_code
from tests.support import lambda_samples as sample

LIMIT = 5 * 1024 * 1024  # a zip of a megabyte or two: it is uploaded with each deployment, and unpacked at cold starts

ALONE = """
import importlib.abc, json, sys
HEAVY = {"numpy", "cv2", "pydantic", "onnxruntime", "starlette"}

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HEAVY:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
sys.path.insert(0, sys.argv[1])
from lambda_ocr.entrypoints.aws_lambda import sagemaker_proxy
assert sagemaker_proxy.__file__.startswith(sys.argv[1])
assert "boto3" not in sys.modules
answers = [sagemaker_proxy.handler(event, None) for event in json.load(sys.stdin)]
print("\\n" + json.dumps(answers))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it is deployed."""
    made = tmp_path_factory.mktemp("front")
    front_code.write(made)
    return made


def answers(folder: Path, *events: Any) -> list[Any]:
    """What the function answers in a process that has Lambda's boto3 and nothing else."""
    environment = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": "http://127.0.0.1:9",  # the discard port: nobody answers
        "CUSTOM_OCR_SAGEMAKER_ENDPOINT": "ours",
        "CUSTOM_OCR_TABLE": "templates",
    }
    command = [sys.executable, "-c", ALONE, str(folder)]
    done = subprocess.run(
        command, cwd=folder, env=environment, input=json.dumps(events), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_pages_and_requests_are_answered_by_these_files_alone(folder: Path) -> None:
    paths = ("/", "/docs", "/openapi.json")
    got = answers(folder, *(sample.rest_api(None, "GET", path) for path in paths), {"type": "list"})
    page, explorer, contract, refused = got
    assert "<html" in page["body"]
    assert "explorer" in explorer["body"]
    assert json.loads(contract["body"])["openapi"].startswith("3.1")
    assert refused["error"]["code"] == "internal_error"
    assert "EndpointConnectionError" in refused["error"]["message"]


def test_every_file_of_the_console_and_of_the_explorer_is_there(folder: Path) -> None:
    listed = {name for name, _ in front_code.files()}
    console = front_code.ROOT / "lambda_ocr" / "console"
    assert {str(path.relative_to(front_code.ROOT)) for path in console.rglob("*") if path.is_file()} <= listed
    assert any(name.endswith("swagger-ui-bundle.js") for name in listed)
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == listed


def test_it_is_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < LIMIT
